/// <reference lib="es2024.string" />
import type { ColumnNames } from '../core/format.js';
import type { Origin } from '../core/origin.js';
import type { Part } from '../core/part.js';
import type { TextRecord, Unreadable } from '../core/record.js';
import { readDeclaredOrigin } from '../text/declared-origin.js';
import { type ExactNumber, type Row, stringOf, valueAt } from './cell-value.js';
import { FIELDS, type Field } from './columns.js';
import { aboutColumnOf, type Claim, createMemo, Found } from './found-fields.js';
import { columnsNamed, createTextReader, type TextOfRow } from './row-text.js';
import { tokenIdsOf } from './token-ids.js';

export type { ExactNumber, Row } from './cell-value.js';

/** The fields of a record, as read from a row. `source` is null if the row names none. */
export interface RowFields {
  readonly text: string;
  readonly parts: readonly Part[];
  /** Columns with strings that were not looked at. */
  readonly unread: readonly string[];
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

export interface RowFault extends Pick<Unreadable, 'code' | 'message' | 'columns'> {}

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
  readonly about: (row: Row) => Omit<RowFields, keyof TextOfRow>;
}

export const isRowFault = (row: RowFields | RowFault): row is RowFault => 'code' in row;

/** `unread` names columns of strings that the rows lack because their format did not read them. */
export function createRowReader(columns: ColumnNames, unread: readonly string[] = []): RowReader {
  const aboutColumn = createMemo();
  const named = FIELDS.filter((field) => columns[field] !== undefined);
  const facetPaths = columns.facets ?? [];
  const scorePaths = columns.scores ?? [];
  const readText = createTextReader(columns, unread);

  function find(row: Row): Found {
    const found = new Found();
    for (const name of Object.keys(row)) {
      const about = aboutColumn(name);
      if (!about.isUseless) found.add(about, row[name], [name]);
      else if (typeof row[name] === 'string') found.pass(name, row[name].length);
    }
    found.addNested(aboutColumn);
    for (const field of named) found.set(field, columns[field]!, row);
    return found;
  }

  function fieldsOf(found: Found, row: Row, exactNumber?: ExactNumber): Omit<RowFields, keyof TextOfRow> {
    const origin = columns.origin === undefined ? found.origin : namedOrigin(columns.origin, row);
    const string = (field: Field): string | null => found.string(field, exactNumber);
    return {
      id: string('id'),
      source: sourceOf(string),
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

  /** Null where the file or the folder is the source. */
  function sourceOf(string: (field: Field) => string | null): string | null {
    const { sourceFrom: from } = columns;
    const named = from === undefined || from === 'column' ? string('source') : null;
    return named ?? (from === undefined || from === 'url' ? hostOf(string('url')) : null);
  }

  function read(row: Row, exactNumber?: ExactNumber): RowFields | RowFault {
    const found = find(row);
    const read = readText(found, row);
    if ('code' in read) return read;
    if (!read.text.isWellFormed())
      return {
        code: 'lone-surrogate',
        message: `The text has a lone surrogate at UTF-16 unit ${loneSurrogateAt(read.text)}, which UTF-8 cannot encode.`,
      };
    const fields = withText(read, fieldsOf(found, row, exactNumber));
    if (columns.tokens === undefined) return fields;
    return { ...fields, tokens: tokenIdsOf(valueAt(row, columns.tokens).value) };
  }
  return { read, about: (row) => fieldsOf(find(row), row) };
}

/** Member by member: copying two objects into one would double the time of reading. */
const withText = (
  { text, parts, unread }: TextOfRow,
  about: Omit<RowFields, keyof TextOfRow>,
): RowFields => ({
  text,
  parts,
  unread,
  id: about.id,
  source: about.source,
  url: about.url,
  date: about.date,
  language: about.language,
  declaredOrigin: about.declaredOrigin,
  declaredOriginText: about.declaredOriginText,
  label: about.label,
  facets: about.facets,
  scores: about.scores,
});

const URL_HOST = /^[a-z][a-z\d+.-]*:\/\/(?:[^/?#@\s]*@)?([^/?#:\s]+)/i;

/** The host of a URL, in lower case and without `www.`: whoever published it, where no column names a source. */
function hostOf(url: string | null): string | null {
  const host = url === null ? undefined : URL_HOST.exec(url)?.[1];
  return host === undefined ? null : host.toLowerCase().replace(/^www\.(?=.)/, '');
}

const NO_FACETS: readonly null[] = [];

/** Whether a top-level column may hold a field of a record. Parquet reads only these columns. */
export function isUsefulColumn(name: string, columns: ColumnNames): boolean {
  if (columnsNamed(columns).some((path) => path === name || path?.startsWith(`${name}.`))) return true;
  return !aboutColumnOf(name).isUseless;
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
