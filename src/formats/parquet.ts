import type { Format, FormatSettings, InputFile } from '../core/format.js';
import type { ReadItem } from '../core/record.js';
import { knownColumn } from './columns.js';
import { excerptOf, unreadable } from './fault.js';
import { parquetSplice } from './parquet-copy/splice.js';
import { planGroups, readGroups } from './parquet-groups.js';
import { BadUtf8 } from './parquet-values.js';
import { createRowReader, isUsefulColumn, type Row, type RowReader } from './row.js';
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
  read: (input, split, settings) => {
    const rowReader = createRowReader(settings.columns);
    return readGroups(input, split, () => ({
      wanted: { isWanted: (name) => isUsefulColumn(name, settings.columns) },
      itemOf: (row, ordinal, number) => itemOfTableRow(rowReader, row, input, ordinal, number, settings),
    }));
  },
  splice: parquetSplice,
};

function itemOfTableRow(
  rowReader: RowReader,
  row: Row,
  input: InputFile,
  ordinal: number,
  number: number,
  settings: FormatSettings,
): ReadItem {
  const position = { row: number };
  const bad = badText(row, settings);
  if (bad !== null) {
    const message = `The text in column ${JSON.stringify(bad.name)} is not valid UTF-8.`;
    return unreadable(ordinal, input.source, position, 'invalid-utf8', message, excerptOf(bad.bytes));
  }
  const item = itemOfRow(rowReader, row, input, ordinal, position, () => '');
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

/** The text column with invalid UTF-8, or null. In other columns such values count as absent. */
function badText(row: Row, settings: FormatSettings): { name: string; bytes: Uint8Array } | null {
  for (const name of Object.keys(row)) {
    const value = row[name];
    if (!(value instanceof BadUtf8)) continue;
    const isText =
      settings.columns.text === undefined
        ? knownColumn(name)?.field === 'text'
        : settings.columns.text === name;
    if (isText) return { name, bytes: value.bytes };
  }
  return null;
}
