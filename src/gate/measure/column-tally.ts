import { columnsOfParts } from '../../core/part.js';
import type { TextRecord } from '../../core/record.js';

/** Numbers of records by column, the most frequent first. */
export interface ColumnsRead {
  /** By the columns that formed the text, such as `prompt+chosen`. */
  readonly text: readonly (readonly [columns: string, records: number])[];
  /** By column of strings that was not looked at. */
  readonly unread: readonly (readonly [column: string, records: number])[];
}

/** Hostile data may have new names in every record. */
const NAMES_LIMIT = 1000;

/** Counts the columns that records were read from. */
export class ColumnTally {
  private readonly text = new Map<string, number>();
  private readonly unread = new Map<string, number>();

  add({ parts, unread = [] }: TextRecord): void {
    count(this.text, parts === undefined ? '' : columnsOfParts(parts));
    for (const column of unread) count(this.unread, column);
  }

  get read(): ColumnsRead {
    return { text: ranked(this.text), unread: ranked(this.unread) };
  }
}

/** The sums over several splits. */
export function mergeColumns(all: readonly ColumnsRead[]): ColumnsRead {
  const [text, unread] = [new Map<string, number>(), new Map<string, number>()];
  for (const one of all) {
    for (const [columns, records] of one.text) count(text, columns, records);
    for (const [column, records] of one.unread) count(unread, column, records);
  }
  return { text: ranked(text), unread: ranked(unread) };
}

function count(counts: Map<string, number>, name: string, by = 1): void {
  const before = counts.get(name);
  if (before === undefined && counts.size >= NAMES_LIMIT) return;
  counts.set(name, (before ?? 0) + by);
}

const ranked = (counts: ReadonlyMap<string, number>): [string, number][] =>
  [...counts].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1));
