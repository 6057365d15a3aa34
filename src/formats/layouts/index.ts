import { CHOSEN, type Part, REJECTED, type Role } from '../../core/part.js';
import { alone } from './alone.js';
import { conversation, utterances } from './conversation.js';
import { document } from './document.js';
import { EXERCISE_ROLES, exercise, instruction } from './exercise.js';
import type { Columns, Draft, Layout } from './layout.js';
import { preference } from './preference.js';

export type { Columns, Draft, Layout } from './layout.js';
export { turnsOf } from './turns.js';

/** Every layout, in the order in which they are tried: the first that finds parts in a row reads it. */
export const LAYOUTS: readonly Layout[] = [
  preference,
  conversation,
  instruction,
  exercise,
  utterances,
  document,
  alone,
];

const COLUMNS: ReadonlySet<string> = new Set(LAYOUTS.flatMap(({ columns }) => columns));

/** The name in lower case if a layout reads the column; null otherwise. */
export function layoutColumn(name: string): string | null {
  const lower = name.toLowerCase();
  return COLUMNS.has(lower) ? lower : null;
}

/** The role of a column that a user names, by its name; `text` if no layout knows it. */
export function roleOfColumn(name: string): Role {
  const lower = name.toLowerCase();
  if (lower === CHOSEN || lower === REJECTED || lower === 'caption') return lower as Role;
  return EXERCISE_ROLES.get(lower) ?? 'text';
}

/**
 * The first layout that finds parts in these columns. `textColumn` is the column of a whole text, which only some
 * layouts outrank; null if the row has none.
 */
export function layoutOf(
  columns: Columns,
  textColumn: string | null,
): { readonly layout: Layout; readonly drafts: readonly Draft[] } | null {
  for (const layout of LAYOUTS) {
    if (textColumn !== null && !outranks(layout, textColumn.toLowerCase())) continue;
    const drafts = layout.partsOf(columns);
    if (drafts !== null) return { layout, drafts };
  }
  return null;
}

const outranks = ({ outranks: over = [] }: Layout, textColumn: string): boolean =>
  over === 'all' || over.includes(textColumn);

/** Joins parts by an empty line; empty parts add nothing to the text. */
export function joinParts(drafts: readonly Draft[]): {
  readonly text: string;
  readonly parts: readonly Part[];
} {
  let text = '';
  const parts = drafts.map(({ role, text: said, column }): Part => {
    if (said !== '' && text !== '') text += '\n\n';
    const start = text.length;
    text += said;
    return { role, start, end: text.length, column };
  });
  return { text, parts };
}
