/// <reference lib="es2024.string" />
import type { ColumnNames } from '../core/format.js';
import type { Origin } from '../core/origin.js';
import type { TextRecord, UnreadableCode } from '../core/record.js';
import { readDeclaredOrigin } from '../text/declared-origin.js';
import { type ExactNumber, type Row, stringOf, valueAt } from './cell-value.js';
import { FIELDS, type Field, PARTS_OF_TEXT } from './columns.js';
import { textOfParts, textOfTurns } from './conversation.js';
import { aboutColumnOf, type Claim, createMemo, Found } from './found-fields.js';
import { tokenIdsOf } from './token-ids.js';

export type { ExactNumber, Row } from './cell-value.js';

/** The fields of a record, as read from a row. `source` is null if the row names none. */
export interface RowFields {
  readonly text: string;
  readonly id: string | null;
  readonly source: string | null;
  readonly url: string | null;
  readonly date: string | null;
  readonly language: string | null;
  readonly declaredOrigin: Origin | null;
  readonly declaredOriginText: string | null;
  readonly label: string | null;
  readonly facets: readonly (string | null)[];
  readonly scores: readonly (number | null)[];
  /** Present if the user named a column of token ids. */
  readonly tokens?: TextRecord['tokens'];
}

export interface RowFault {
  readonly code: UnreadableCode;
  readonly message: string;
}

/**
 * Makes empty rows for columns of these names. They have no prototype if a column is called `__proto__`, which would
 * set it; otherwise they are plain objects, which are faster.
 */
export function emptyRows(names: readonly string[]): () => { [column: string]: unknown } {
  return names.includes('__proto__') ? () => Object.create(null) : () => ({});
}

/** Finds a record's fields in rows, by the user's column names or by the common ones. */
export interface RowReader {
  readonly read: (row: Row, exactNumber?: ExactNumber) => RowFields | RowFault;
  /** All fields except the text, for image records. */
  readonly about: (row: Row) => Omit<RowFields, 'text'>;
}

export const isRowFault = (row: RowFields | RowFault): row is RowFault => 'code' in row;

export function createRowReader(columns: ColumnNames): RowReader {
  const aboutColumn = createMemo();
  const named = FIELDS.filter((field) => columns[field] !== undefined);
  const facetPaths = columns.facets ?? [];
  const scorePaths = columns.scores ?? [];

  function find(row: Row): Found {
    const found = new Found();
    for (const name of Object.keys(row)) {
      const about = aboutColumn(name);
      if (about.isUseless) continue;
      found.add(about, row[name], [name]);
    }
    found.addNested(aboutColumn);
    for (const field of named) found.set(field, columns[field]!, row);
    return found;
  }

  function fieldsOf(found: Found, row: Row, exactNumber?: ExactNumber): Omit<RowFields, 'text'> {
    const origin = columns.origin === undefined ? found.origin : namedOrigin(columns.origin, row);
    const string = (field: Field): string | null => found.string(field, exactNumber);
    return {
      id: string('id'),
      source: string('source'),
      url: string('url'),
      date: string('date'),
      language: string('language'),
      declaredOrigin: origin?.origin ?? null,
      declaredOriginText: origin?.text ?? null,
      label: string('label'),
      facets: facetPaths.length === 0 ? NO_FACETS : facetPaths.map((path) => facetOf(row, path, exactNumber)),
      scores:
        scorePaths.length === 0 ? NO_FACETS : scorePaths.map((path) => scoreOf(valueAt(row, path).value)),
    };
  }

  function read(row: Row, exactNumber?: ExactNumber): RowFields | RowFault {
    const found = find(row);
    const text = columns.text === undefined ? commonText(found, row) : namedText(columns.text, found, row);
    if (typeof text !== 'string') return text;
    if (!text.isWellFormed())
      return {
        code: 'lone-surrogate',
        message: `The text has a lone surrogate at UTF-16 unit ${loneSurrogateAt(text)}, which UTF-8 cannot encode.`,
      };
    const fields = { text, ...fieldsOf(found, row, exactNumber) };
    if (columns.tokens === undefined) return fields;
    return { ...fields, tokens: tokenIdsOf(valueAt(row, columns.tokens).value) };
  }
  return { read, about: (row) => fieldsOf(find(row), row) };
}

const NO_FACETS: readonly null[] = [];

function commonText(found: Found, row: Row): string | RowFault {
  const text = found.values.text;
  if (typeof text === 'string') return text;
  if (text !== undefined) return textOfTurns(text) ?? notAString(found.paths.text!.join('.'), text);
  const joined = textOfParts(row);
  if (joined !== null) return joined;
  if (found.nullText !== null) return notAString(found.nullText, null);
  return {
    code: 'missing-text',
    message: `Expected a column with the text (text, content, body…), found ${listOf(Object.keys(row))}. Name it with --text-column.`,
  };
}

function namedText(column: string, found: Found, row: Row): string | RowFault {
  const text = found.values.text;
  if (typeof text === 'string') return text;
  if (text === undefined)
    return {
      code: 'missing-text',
      message: `Expected the text in column ${quoted(column)}, found ${listOf(Object.keys(row))}.`,
    };
  return textOfTurns(text) ?? notAString(column, text);
}

const notAString = (column: string, value: unknown): RowFault => ({
  code: 'text-not-a-string',
  message: `Expected a string in ${quoted(column)}, found ${value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`}.`,
});

/** Whether a top-level column may hold a field of a record. Parquet reads only these columns. */
export function isUsefulColumn(name: string, columns: ColumnNames): boolean {
  const { facets = [], scores = [], ...fields } = columns;
  const named = [...Object.values(fields), ...facets, ...scores].filter((path) => path !== undefined);
  if (named.some((path) => path === name || path.startsWith(`${name}.`))) return true;
  return !aboutColumnOf(name).isUseless || PARTS_OF_TEXT.includes(name);
}

function namedOrigin(path: string, row: Row): Claim | null {
  const value = valueAt(row, path).value;
  const claim = readDeclaredOrigin('origin', value) ?? readDeclaredOrigin(path, value);
  if (claim === null) return null;
  return { origin: claim.origin, text: `${path}${claim.text.slice(claim.text.indexOf(':'))}` };
}

function facetOf(row: Row, path: string, exactNumber: ExactNumber | undefined): string | null {
  const at = valueAt(row, path);
  if (at.value === undefined) return null;
  return stringOf(at.value, at.path, exactNumber);
}

/** The score as a finite number; null for anything else. */
function scoreOf(value: unknown): number | null {
  const isNumber = typeof value === 'number' || typeof value === 'bigint';
  const score = isNumber || (typeof value === 'string' && value.trim() !== '') ? Number(value) : Number.NaN;
  return Number.isFinite(score) ? score : null;
}

function loneSurrogateAt(text: string): number {
  for (let at = 0; at < text.length; at++) {
    const point = text.codePointAt(at)!;
    if (point >= 0xd800 && point <= 0xdfff) return at;
    if (point > 0xffff) at++;
  }
  return text.length;
}

const quoted = (name: string): string => JSON.stringify(name.length > 60 ? `${name.slice(0, 60)}…` : name);

function listOf(names: readonly string[]): string {
  if (names.length === 0) return 'no columns';
  const shown = names.slice(0, 8).map((name) => quoted(name));
  return names.length > 8 ? `${shown.join(', ')} and ${names.length - 8} more` : shown.join(', ');
}
