import type { RowGroup } from 'hyparquet';
import type { Format, FormatSettings, InputFile, Split } from '../core/format.js';
import type { ReadItem } from '../core/record.js';
import { knownColumn } from './columns.js';
import { excerptOf, unreadable } from './fault.js';
import { openParquet, type ParquetFile } from './parquet-file.js';
import { RowGroupReader } from './parquet-rows.js';
import { BadUtf8 } from './parquet-values.js';
import { createRowReader, type Row, type RowReader } from './row.js';
import { itemOfRow } from './text-record.js';

/**
 * Parquet: splits are runs of row groups; pages are read one by one and only of columns that a record wants.
 * Damage in a row group loses the rows from there to its end, as one item that says which; reading goes on
 * with the next. There is no splice: rows are written by the engine that reads Parquet itself.
 */
export const parquet: Format = {
  id: 'parquet',
  title: 'Parquet',
  modality: 'text',
  extensions: ['.parquet', '.pq', '.parq'],
  plan,
  read,
  writtenAs: 'parquet',
};

async function plan(input: InputFile, settings: FormatSettings): Promise<Split[]> {
  const file = await openParquet(input);
  // Reading says what is wrong.
  if ('code' in file) return [{ start: 0, end: 0 }];
  try {
    const splits: Split[] = [];
    let start = 0;
    let bytes = 0;
    for (const [index, group] of file.groups.entries()) {
      bytes += uncompressedBytes(group);
      if (bytes < settings.splitBytes && index + 1 < file.groups.length) continue;
      splits.push({ start, end: index + 1 });
      start = index + 1;
      bytes = 0;
    }
    return splits;
  } finally {
    await file.close();
  }
}

/** From the columns: some writers put the compressed size into the group's own field. */
const uncompressedBytes = (group: RowGroup): number =>
  group.columns.reduce(
    (sum, { meta_data: meta }) => sum + Math.max(0, Number(meta?.total_uncompressed_size ?? 0)),
    0,
  );

async function* read(
  input: InputFile,
  split: Split,
  settings: FormatSettings,
): AsyncGenerator<ReadItem[], void, void> {
  const file = await openParquet(input);
  if ('code' in file) {
    yield [unreadable(0, input.source, { row: 0 }, file.code, file.message)];
    return;
  }
  try {
    yield* readGroups(file, input, split, settings);
  } finally {
    await file.close();
  }
}

async function* readGroups(
  file: ParquetFile,
  input: InputFile,
  split: Split,
  settings: FormatSettings,
): AsyncGenerator<ReadItem[], void, void> {
  const rowReader = createRowReader(settings.columns);
  let ordinal = 0;
  for (let index = split.start; index < split.end; index++) {
    let row = file.firstRow[index] ?? 0;
    const end = file.firstRow[index + 1] ?? row;
    try {
      if (end === row) {
        if (index >= file.groups.length)
          throw new Error('the file has fewer row groups than when it was planned');
        continue;
      }
      const group = new RowGroupReader(file, index, settings.columns);
      for (let rows = await group.next(); rows !== null; rows = await group.next()) {
        const first = row;
        const firstOrdinal = ordinal;
        row += rows.length;
        ordinal += rows.length;
        yield rows.map((one, at) =>
          itemOfTableRow(rowReader, one, input, firstOrdinal + at, first + at, settings),
        );
      }
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const message = `Rows ${row} to ${end - 1} of row group ${index} cannot be read: ${why}.`;
      yield [unreadable(ordinal++, input.source, { row }, 'malformed-parquet', message)];
    }
  }
}

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
  const message = `The text has ${bytes} bytes, more than the ${settings.maxRecordBytes} that are taken. Raise --max-record-bytes if it is honest.`;
  return unreadable(
    ordinal,
    input.source,
    position,
    'record-too-long',
    message,
    item.text.slice(0, 200).toWellFormed(),
  );
}

/** A text that is not UTF-8; in other columns such values count as absent. */
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
