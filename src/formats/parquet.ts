import type { ColumnNames, Format, FormatSettings, InputFile } from '../core/format.js';
import type { ReadItem } from '../core/record.js';
import { knownColumn } from './columns.js';
import { excerptOf, unreadable } from './fault.js';
import { layoutColumn } from './layouts/index.js';
import { type TextColumns, textColumnsIn } from './parquet-columns.js';
import { parquetSplice } from './parquet-copy/splice.js';
import { planGroups, readGroups } from './parquet-groups.js';
import { BadUtf8 } from './parquet-values.js';
import { createRowReader, type Row, type RowReader } from './row.js';
import { columnsOfText } from './row-text.js';
import { itemOfRow } from './text-record.js';

/**
 * Parquet. Splits are runs of row groups. Pages are read one by one, and only for columns that a record needs. Damage in
 * a row group loses its remaining rows, as one item that names them; reading continues with the next group. Rows are
 * written by copying the stored values of every column.
 */
export const parquet: Format = {
  id: 'parquet',
  title: 'Parquet',
  modality: 'text',
  extensions: ['.parquet', '.pq', '.parq'],
  looksLike: (head) => (head.toString('latin1', 0, 4) === 'PAR1' ? 'surely' : 'no'),
  splitsAt: 'row groups',
  provenanceIn: 'columns',
  plan: planGroups,
  read: (input, split, settings) =>
    readGroups(input, split, ({ schema }) => {
      const columns = textColumnsIn(schema, settings.columns);
      const reader = createRowReader(settings.columns, columns.unread);
      const context = { reader, input, settings, columns };
      return {
        wanted: columns,
        itemOf: (row, ordinal, number) => itemOfTableRow(context, row, ordinal, number),
      };
    }),
  splice: parquetSplice,
};

interface RowContext {
  readonly reader: RowReader;
  readonly input: InputFile;
  readonly settings: FormatSettings;
  readonly columns: TextColumns;
}

function itemOfTableRow(
  { reader, input, settings, columns }: RowContext,
  row: Row,
  ordinal: number,
  number: number,
): ReadItem {
  const position = { row: number };
  const bad = badText(row, settings.columns, columns);
  if (bad !== null) {
    const message = `The string in column ${JSON.stringify(bad.name)} is not valid UTF-8.`;
    return unreadable(ordinal, input.source, position, 'invalid-utf8', message, excerptOf(bad.bytes));
  }
  const item = itemOfRow(reader, row, input, ordinal, position, () => '');
  if (item.modality !== 'text' || item.text.length * 3 <= settings.maxRecordBytes) return item;
  const bytes = Buffer.byteLength(item.text);
  if (bytes <= settings.maxRecordBytes) return item;
  const message = `The text has ${bytes} bytes; the limit is ${settings.maxRecordBytes}. If the text is genuine, raise --max-record.`;
  return unreadable(
    ordinal,
    input.source,
    position,
    'record-too-long',
    message,
    item.text.slice(0, 200).toWellFormed(),
  );
}

/**
 * A string with invalid UTF-8, which loaders refuse, and its column. Bytes that the schema does not declare as a string
 * are a fault only where the text is read from them; elsewhere they count as absent.
 */
function badText(
  row: Row,
  named: ColumnNames,
  { strings }: TextColumns,
): { name: string; bytes: Uint8Array } | null {
  for (const name of Object.keys(row)) {
    const value = row[name];
    if (typeof value !== 'object' || value === null) continue;
    const isText = strings.has(name) || holdsText(name, named);
    const bad = isText ? badUtf8In(value, 0) : null;
    if (bad !== null) return { name, bytes: bad.bytes };
  }
  return null;
}

function holdsText(name: string, columns: ColumnNames): boolean {
  if (columns.text !== undefined) return columns.text === name;
  const named = columnsOfText(columns);
  if (named.length > 0) return named.some((column) => column === name || column.startsWith(`${name}.`));
  return knownColumn(name)?.field === 'text' || layoutColumn(name) !== null;
}

/** Turns of a conversation are lists of objects; nothing that layouts read is deeper. */
const DEEPEST = 8;

function badUtf8In(value: unknown, depth: number): BadUtf8 | null {
  if (value instanceof BadUtf8) return value;
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return null;
  if (ArrayBuffer.isView(value) || value instanceof Date) return null;
  for (const inner of Object.values(value)) {
    const bad = badUtf8In(inner, depth + 1);
    if (bad !== null) return bad;
  }
  return null;
}
