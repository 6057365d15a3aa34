import type { ReportHead } from './head.js';
import { formatCount } from './numbers.js';

const SHOWN = 6;

/** One line on the columns that formed the texts, and one on columns of strings that were not looked at, if any. */
export function readFromLines({ run: { readFrom } }: Pick<ReportHead, 'run'>): string[] {
  if (readFrom === undefined) return [];
  const { text, unread } = readFrom;
  const isPlain = text.length === 1 && PLAIN.includes(text[0]!.columns);
  if (isPlain && unread.length === 0) return [];
  const read = text.map(({ columns, records }) => `${columns || 'whole files'} (${formatCount(records)})`);
  const passed = unread.map(({ column, records }) => `${column} (${formatCount(records)})`);
  return [
    `text read from: ${listed(read)}`,
    ...(passed.length === 0 ? [] : [`columns of strings not looked at: ${listed(passed)}`]),
  ];
}

/** Columns that need no mention where nothing else was read. */
const PLAIN = ['text', 'content', ''];

const listed = (names: readonly string[]): string =>
  names.length <= SHOWN
    ? names.join(', ')
    : `${names.slice(0, SHOWN).join(', ')} and ${names.length - SHOWN} more`;
