/// <reference lib="es2024.string" />
import type { ColumnNames } from '../core/format.js';
import type { Origin } from '../core/origin.js';
import type { UnreadableCode } from '../core/record.js';
import { readDeclaredOrigin } from '../text/declared-origin.js';
import {
  FIELDS,
  type Field,
  isMetadataObject,
  type KnownColumn,
  knownColumn,
  PARTS_OF_TEXT,
} from './columns.js';
import { textOfParts, textOfTurns } from './conversation.js';

/** What a row says, in a record's terms; `source` is null where the row does not name one. */
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
}

export interface RowFault {
  readonly code: UnreadableCode;
  readonly message: string;
}

export type Row = { readonly [column: string]: unknown };

/**
 * Gives empty rows for columns of these names: without a prototype where one of them is `__proto__`, which
 * would be set instead; else plain, since objects without a prototype are slow.
 */
export function emptyRows(names: readonly string[]): () => { [column: string]: unknown } {
  return names.includes('__proto__') ? () => Object.create(null) : () => ({});
}

/**
 * The digits of a number as they stand in the file, for integers that a double cannot hold (`id`s of posts
 * have 19 digits); null where the format cannot say.
 */
export type ExactNumber = (path: readonly string[]) => string | null;

/** Finds a record's fields in rows: by the names the user gave, else by the common names. */
export interface RowReader {
  readonly read: (row: Row, exactNumber?: ExactNumber) => RowFields | RowFault;
}

export const isRowFault = (row: RowFields | RowFault): row is RowFault => 'code' in row;

export function createRowReader(columns: ColumnNames): RowReader {
  const aboutColumn = createMemo();
  const named = FIELDS.filter((field) => columns[field] !== undefined);
  const facetPaths = columns.facets ?? [];

  function read(row: Row, exactNumber?: ExactNumber): RowFields | RowFault {
    const found = new Found();
    for (const name of Object.keys(row)) {
      const about = aboutColumn(name);
      if (about.isUseless) continue;
      found.add(about, row[name], [name]);
    }
    found.addNested(aboutColumn);
    for (const field of named) found.set(field, columns[field]!, row);
    const text = columns.text === undefined ? commonText(found, row) : namedText(columns.text, found);
    if (typeof text !== 'string') return text;
    if (!text.isWellFormed())
      return {
        code: 'lone-surrogate',
        message: `The text holds half a surrogate pair at UTF-16 unit ${loneSurrogateAt(text)}, which no UTF-8 can hold.`,
      };
    const origin = columns.origin === undefined ? found.origin : namedOrigin(columns.origin, row);
    const string = (field: Field): string | null => found.string(field, exactNumber);
    return {
      text,
      id: string('id'),
      source: string('source'),
      url: string('url'),
      date: string('date'),
      language: string('language'),
      declaredOrigin: origin?.origin ?? null,
      declaredOriginText: origin?.text ?? null,
      label: string('label'),
      facets: facetPaths.length === 0 ? NO_FACETS : facetPaths.map((path) => facetOf(row, path, exactNumber)),
    };
  }
  return { read };
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

function namedText(column: string, found: Found): string | RowFault {
  const text = found.values.text;
  if (typeof text === 'string') return text;
  if (text === undefined)
    return {
      code: 'missing-text',
      message: `Expected the text in column ${quoted(column)}, found no such column.`,
    };
  return textOfTurns(text) ?? notAString(column, text);
}

const notAString = (column: string, value: unknown): RowFault => ({
  code: 'text-not-a-string',
  message: `Expected a string in ${quoted(column)}, found ${value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`}.`,
});

/** Whether a top-level column can hold anything a record wants: tables read only these. */
export function isUsefulColumn(name: string, columns: ColumnNames): boolean {
  const { facets = [], ...fields } = columns;
  const named = [...Object.values(fields as { [field: string]: string }), ...facets];
  if (named.some((path) => path === name || path.startsWith(`${name}.`))) return true;
  return !aboutColumnOf(name).isUseless || PARTS_OF_TEXT.includes(name);
}

type Claim = { readonly origin: Origin; readonly text: string };

function namedOrigin(path: string, row: Row): Claim | null {
  const value = valueAt(row, path).value;
  const claim = readDeclaredOrigin('origin', value) ?? readDeclaredOrigin(path, value);
  if (claim === null) return null;
  return { origin: claim.origin, text: `${path}${claim.text.slice(claim.text.indexOf(':'))}` };
}

/** What a column's name says; computed once per name. */
interface AboutColumn {
  readonly name: string;
  readonly known: KnownColumn | null;
  readonly isMetadata: boolean;
  /** 0: says nothing on origin; 1: may say so among other things, as `label` does; 2: is there to say it. */
  readonly originWeight: 0 | 1 | 2;
  readonly isUseless: boolean;
}

/** Names are few in honest data; hostile data may bring a new one with every record. */
const MEMO_LIMIT = 4096;

function createMemo(): (name: string) => AboutColumn {
  const memo = new Map<string, AboutColumn>();
  return (name) => {
    const seen = memo.get(name);
    if (seen !== undefined) return seen;
    const about = aboutColumnOf(name);
    if (memo.size < MEMO_LIMIT) memo.set(name, about);
    return about;
  };
}

function aboutColumnOf(name: string): AboutColumn {
  const known = knownColumn(name);
  const isMetadata = isMetadataObject(name);
  // Every column that can say anything understands one of these.
  const speaks =
    name.length <= 64 && (readDeclaredOrigin(name, 'synthetic') ?? readDeclaredOrigin(name, '1')) !== null;
  const originWeight = !speaks ? 0 : readDeclaredOrigin(name, 'human') === null ? 1 : 2;
  return { name, known, isMetadata, originWeight, isUseless: !known && !isMetadata && originWeight === 0 };
}

/** The best value for each field seen so far in one row. */
class Found {
  readonly values: { [field in Field]?: unknown } = {};
  readonly paths: { [field in Field]?: readonly string[] } = {};
  private readonly ranks: { [field in Field]?: number } = {};
  origin: Claim | null = null;
  /** Name of a text column that is there and null. */
  nullText: string | null = null;
  private originWeight = 0;
  private nested: { readonly name: string; readonly row: Row }[] | null = null;

  add(about: AboutColumn, value: unknown, path: readonly string[]): void {
    if (value === null || value === undefined) {
      if (about.known?.field === 'text') this.nullText ??= path.join('.');
      return;
    }
    if (about.isMetadata && path.length === 1) {
      const row = asObject(value);
      if (row !== null) {
        this.nested ??= [];
        this.nested.push({ name: about.name, row });
      }
    }
    if (about.originWeight > this.originWeight) {
      const claim = readDeclaredOrigin(about.name, value);
      if (claim !== null) {
        this.origin = claim;
        this.originWeight = about.originWeight;
      }
    }
    if (about.known === null || value === '') {
      if (about.known?.field !== 'text') return;
    }
    const { field, rank } = about.known!;
    // Only a text may be a list (of turns) or anything else that is then complained about.
    if (field !== 'text' && typeof value === 'object' && !(value instanceof Date)) return;
    // What is nested comes after all that is not.
    const depthRank = rank + (path.length - 1) * 100;
    if (depthRank >= (this.ranks[field] ?? Number.POSITIVE_INFINITY)) return;
    this.ranks[field] = depthRank;
    this.values[field] = value;
    this.paths[field] = path;
  }

  addNested(aboutColumn: (name: string) => AboutColumn): void {
    for (const { name, row } of this.nested ?? [])
      for (const inner of Object.keys(row)) {
        const about = aboutColumn(inner);
        if (!about.isUseless && about.known?.field !== 'text') this.add(about, row[inner], [name, inner]);
      }
  }

  /** Takes the field from where the user said. */
  set(field: Field, path: string, row: Row): void {
    const at = valueAt(row, path);
    this.values[field] = at.value;
    this.paths[field] = at.path;
  }

  string(field: Field, exactNumber: ExactNumber | undefined): string | null {
    const value = this.values[field];
    return value === undefined ? null : stringOf(value, this.paths[field]!, exactNumber);
  }
}

/** The value under a name; `meta.source` is first looked for as one name, then as a name in an object. */
function valueAt(row: Row, path: string): { value: unknown; path: readonly string[] } {
  if (Object.hasOwn(row, path)) return { value: row[path], path: [path] };
  for (let dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
    const first = path.slice(0, dot);
    if (!Object.hasOwn(row, first)) continue;
    const inner = asObject(row[first]);
    if (inner === null) continue;
    const rest = valueAt(inner, path.slice(dot + 1));
    if (rest.value !== undefined) return { value: rest.value, path: [first, ...rest.path] };
  }
  return { value: undefined, path: [path] };
}

const MAX_METADATA_CHARACTERS = 65_536;

/** An object, also where it is written as JSON in a string, as tables do. */
function asObject(value: unknown): Row | null {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Row;
  if (typeof value !== 'string' || value[0] !== '{' || value.length > MAX_METADATA_CHARACTERS) return null;
  try {
    return asObject(JSON.parse(value));
  } catch {
    // Looked like JSON and is not: then it is a string without fields.
    return null;
  }
}

function facetOf(row: Row, path: string, exactNumber: ExactNumber | undefined): string | null {
  const at = valueAt(row, path);
  if (at.value === undefined) return null;
  return stringOf(at.value, at.path, exactNumber);
}

const SURROGATE = /[\ud800-\udfff]/;

/** As the data set wrote it; null for what is empty or no plain value. */
function stringOf(
  value: unknown,
  path: readonly string[],
  exactNumber: ExactNumber | undefined,
): string | null {
  if (typeof value === 'string')
    return value === '' ? null : SURROGATE.test(value) ? value.toWellFormed() : value;
  if (typeof value === 'number') {
    if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return exactNumber?.(path) ?? String(value);
    return String(value);
  }
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  return null;
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
