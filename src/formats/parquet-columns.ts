import type { SchemaElement, SchemaTree } from 'hyparquet';
import type { ColumnNames } from '../core/format.js';
import { PROVENANCE_PREFIX } from '../core/provenance.js';
import { knownColumn } from './columns.js';
import { layoutColumn } from './layouts/index.js';
import { isUsefulColumn } from './row.js';

/** The columns of a Parquet file that rows of texts are read from. */
export interface TextColumns {
  readonly isWanted: (name: string) => boolean;
  /** Columns of strings that are not read. */
  readonly unread: readonly string[];
  /** Top-level columns that the schema declares as strings. */
  readonly strings: ReadonlySet<string>;
}

/**
 * Chooses the columns to read. Columns of strings that no record needs are left alone, except where the only text is an
 * answer or a prompt: whether a longer string stands beside it shows only in the row.
 */
export function textColumnsIn({ children }: SchemaTree, columns: ColumnNames): TextColumns {
  const names = children.map(({ element }) => element.name);
  const strings = new Set(
    children.filter((child) => child.children.length === 0 && isString(child.element)).map(nameOf),
  );
  const others = [...strings].filter(
    (name) => !isUsefulColumn(name, columns) && !name.startsWith(PROVENANCE_PREFIX),
  );
  if (isTextNamed(columns) || !mayBeAlone(names))
    return { isWanted: (name) => isUsefulColumn(name, columns), unread: others, strings };
  const more = new Set(others);
  return { isWanted: (name) => isUsefulColumn(name, columns) || more.has(name), unread: [], strings };
}

const nameOf = ({ element }: SchemaTree): string => element.name;

const isTextNamed = ({ text, texts, template }: ColumnNames): boolean =>
  (text ?? texts ?? template) !== undefined;

/** Whether one column alone would be the text, and it is no column of whole texts. */
const mayBeAlone = (names: readonly string[]): boolean =>
  names.filter((name) => layoutColumn(name) !== null).length === 1 &&
  !names.some((name) => knownColumn(name)?.field === 'text');

function isString({ type, repetition_type, converted_type, logical_type }: SchemaElement): boolean {
  if (type !== 'BYTE_ARRAY' || repetition_type === 'REPEATED') return false;
  return converted_type === 'UTF8' || logical_type?.type === 'STRING';
}
