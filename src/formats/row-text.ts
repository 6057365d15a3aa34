import type { ColumnNames } from '../core/format.js';
import { columnsOfParts, isRole, type Part, type Role, wholeText } from '../core/part.js';
import type { Unreadable } from '../core/record.js';
import { type Row, valueAt } from './cell-value.js';
import type { Found } from './found-fields.js';
import { type Draft, joinParts, layoutOf, roleOfColumn, turnsOf } from './layouts/index.js';

/** The text of a row, and what it is made of. */
export interface TextOfRow {
  readonly text: string;
  readonly parts: readonly Part[];
  /** Columns with strings that were not looked at. */
  readonly unread: readonly string[];
}

const NONE: readonly string[] = [];

type TextFault = Pick<Unreadable, 'code' | 'message' | 'columns'>;

/** Reads the text by the columns or the template that the user named, or by the first layout that fits. */
export function createTextReader(
  columns: ColumnNames,
  unread: readonly string[] = NONE,
): (found: Found, row: Row) => TextOfRow | TextFault {
  const interned = createInterner();
  const { text, texts, template } = columns;
  const named = new Set(columnsNamed(columns));
  const read =
    template !== undefined
      ? templateReader(template)
      : texts !== undefined
        ? namedReader(texts)
        : text !== undefined
          ? (found: Found, row: Row) => oneNamed(text, found, row)
          : commonText;
  return (found, row) => {
    const result = read(found, row);
    if ('code' in result) return result;
    const passed = unreadBy(result.parts, found, named);
    return {
      text: result.text,
      parts: result.parts,
      unread: interned(unread.length === 0 ? passed : [...passed, ...unread]),
    };
  };
}

type Joined = Omit<TextOfRow, 'unread'>;

/** Columns that the user named for any field. */
export function columnsNamed({
  texts,
  template,
  facets = [],
  scores = [],
  ...single
}: ColumnNames): string[] {
  return [...Object.values(single), ...columnsOfText({ texts, template }), ...facets, ...scores];
}

/** Names of the columns that a template or a list of columns names. */
export function columnsOfText({ texts = [], template = '' }: ColumnNames): string[] {
  return [
    ...texts.map((named) => splitRole(named).column),
    ...piecesOf(template).flatMap(({ column }) => column ?? []),
  ];
}

function commonText(found: Found, row: Row): Joined | TextFault {
  const { text } = found.values;
  const textColumn = typeof text === 'string' && text !== '' ? found.paths.text![0]! : null;
  const read = found.columns === null ? null : layoutOf(found.columns, textColumn);
  if (read !== null) {
    const joined = joinParts(read.drafts);
    if (read.layout.id !== 'alone' || joined.text.length >= found.longestPassed) return joined;
    return unclear(joined, found);
  }
  if (typeof text === 'string') return { text, parts: wholeText(text, found.paths.text!.join('.')) };
  if (text !== undefined) {
    const column = found.paths.text!.join('.');
    const turns = turnsOf(text, column);
    return turns === null ? notAString(column, text) : joinParts(turns);
  }
  if (found.nullText !== null) return notAString(found.nullText, null);
  return {
    code: 'missing-text',
    message: `Expected a column with the text (text, content, messages, prompt and completion…), found ${listOf(Object.keys(row))}. Name it with --text-column or --text-columns.`,
    columns: Object.keys(row),
  };
}

const unclear = ({ text, parts }: Joined, { passed }: Found): TextFault => ({
  code: 'unclear-text',
  message: `The column ${quoted(columnsOfParts(parts))} has ${text.length} characters, fewer than a column that was not read: ${listOf(passed ?? [])}. Name the columns of the text with --text-columns.`,
});

function oneNamed(column: string, found: Found, row: Row): Joined | TextFault {
  const { text } = found.values;
  if (typeof text === 'string') return { text, parts: wholeText(text, column) };
  if (text === undefined)
    return {
      code: 'missing-text',
      message: `Expected the text in column ${quoted(column)}, found ${listOf(Object.keys(row))}.`,
    };
  const turns = turnsOf(text, column);
  return turns === null ? notAString(column, text) : joinParts(turns);
}

function namedReader(texts: readonly string[]): (found: Found, row: Row) => Joined | TextFault {
  const wanted = texts.map(splitRole);
  return (_, row) => {
    const drafts: Draft[] = [];
    for (const { column, role } of wanted) {
      const { value } = valueAt(row, column);
      if (value === undefined || value === null) continue;
      const turns = typeof value === 'string' ? null : turnsOf(value, column);
      if (turns !== null) drafts.push(...turns);
      else if (typeof value === 'object') return notAString(column, value);
      else drafts.push({ role, text: String(value), column });
    }
    if (drafts.length > 0) return joinParts(drafts);
    const expected = wanted.map(({ column }) => quoted(column)).join(', ');
    return {
      code: 'missing-text',
      message: `Expected the text in the columns ${expected}, found ${listOf(Object.keys(row))}.`,
    };
  };
}

/** `prompt=question` names the role of the column `question`. */
function splitRole(named: string): { readonly column: string; readonly role: Role } {
  const equals = named.indexOf('=');
  const role = named.slice(0, equals);
  if (equals > 0 && isRole(role)) return { column: named.slice(equals + 1), role };
  return { column: named, role: roleOfColumn(named) };
}

interface Piece {
  readonly literal: string;
  /** Column in braces after the literal; absent at the end. */
  readonly column?: string;
}

function piecesOf(template: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of template.matchAll(/\{([^{}]+)\}/g)) {
    pieces.push({ literal: template.slice(at, match.index), column: match[1]! });
    at = match.index + match[0].length;
  }
  return at < template.length ? [...pieces, { literal: template.slice(at) }] : pieces;
}

function templateReader(template: string): (found: Found, row: Row) => Joined | TextFault {
  const pieces = piecesOf(template);
  return (_, row) => {
    let text = '';
    const parts: Part[] = [];
    for (const { literal, column } of pieces) {
      text += literal;
      if (column === undefined) continue;
      const { value } = valueAt(row, column);
      if (value === undefined || value === null) continue;
      if (typeof value === 'object') return notAString(column, value);
      const start = text.length;
      text += String(value);
      parts.push({ role: roleOfColumn(column), start, end: text.length, column });
    }
    if (parts.length > 0) return { text, parts };
    return {
      code: 'missing-text',
      message: `Expected a value in a column of the template ${quoted(template)}, found ${listOf(Object.keys(row))}.`,
    };
  };
}

const notAString = (column: string, value: unknown): TextFault => ({
  code: 'text-not-a-string',
  message: `Expected a string in ${quoted(column)}, found ${value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`}.`,
});

/** Columns of strings that neither the parts nor the metadata hold. */
function unreadBy(
  parts: readonly Part[],
  { passed, columns }: Found,
  named: ReadonlySet<string>,
): readonly string[] {
  const unread = passed === null ? [] : passed.filter((name) => !named.has(name));
  if (columns === null) return unread;
  for (const { name, value } of columns.values())
    if (typeof value === 'string' && value !== '' && !parts.some(({ column }) => column === name))
      unread.push(name);
  return unread;
}

/** One list for all records with the same names. */
function createInterner(): (names: readonly string[]) => readonly string[] {
  let last: readonly string[] = NONE;
  return (names) => {
    if (names.length === 0) return NONE;
    if (names.length !== last.length || names.some((name, at) => name !== last[at])) last = names;
    return last;
  };
}

const quoted = (name: string): string => JSON.stringify(name.length > 60 ? `${name.slice(0, 60)}…` : name);

function listOf(names: readonly string[]): string {
  if (names.length === 0) return 'no columns';
  const shown = names.slice(0, 8).map((name) => quoted(name));
  return names.length > 8 ? `${shown.join(', ')} and ${names.length - 8} more` : shown.join(', ');
}
