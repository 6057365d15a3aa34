import type { Role } from '../../core/part.js';

/** A part as a layout finds it in a row. */
export interface Draft {
  readonly role: Role;
  readonly text: string;
  readonly column: string;
}

/** Columns of one row that layouts read, by their names in lower case. */
export type Columns = ReadonlyMap<string, { readonly name: string; readonly value: unknown }>;

/** How data sets write the parts of a record. */
export interface Layout {
  /** Kebab-case and stable. */
  readonly id: string;
  /** English name, with data sets that use it. */
  readonly title: string;
  /** Names of the columns it reads, in lower case. */
  readonly columns: readonly string[];
  /**
   * Columns of a whole text, such as `text`, that it outranks: in data sets of this layout they repeat its parts or
   * hold the passage they are about. By default none.
   */
  readonly outranks?: 'all' | readonly string[];
  /** The parts in reading order; null where the row has another layout. Never throws. */
  readonly partsOf: (columns: Columns) => Draft[] | null;
}

/** The column's value if it is a string or a list of strings, as drafts of a role. */
export function draftsOf(columns: Columns, column: string, role: Role): Draft[] {
  const found = columns.get(column);
  if (found === undefined) return [];
  const { name, value } = found;
  if (typeof value === 'string') return [{ role, text: value, column: name }];
  if (!Array.isArray(value)) return [];
  return value.filter((item) => typeof item === 'string').map((text) => ({ role, text, column: name }));
}

/** Drafts from the first of these columns that yields some. */
export function firstOf(columns: Columns, names: readonly string[], role: Role): Draft[] {
  for (const name of names) {
    const drafts = draftsOf(columns, name, role);
    if (drafts.length > 0) return drafts;
  }
  return [];
}

export const names = (list: string): string[] => list.split(' ');
