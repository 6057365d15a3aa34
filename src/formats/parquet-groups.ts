import type { RowGroup } from 'hyparquet';
import type { FormatSettings, InputFile, Split } from '../core/format.js';
import type { ReadItem } from '../core/record.js';
import { unreadable } from './fault.js';
import { openParquet, type ParquetFile } from './parquet-file.js';
import { RowGroupReader, type WantedColumns } from './parquet-rows.js';
import type { Row } from './row.js';
import { splitBytesOf } from './split-size.js';

/** Splits are runs of row groups. */
export async function planGroups(input: InputFile, settings: FormatSettings): Promise<Split[]> {
  const file = await openParquet(input);
  // Reading reports the fault.
  if ('code' in file) return [{ start: 0, end: 0 }];
  try {
    const splits: Split[] = [];
    const sizes = file.groups.map(uncompressedBytes);
    const splitBytes = splitBytesOf(
      sizes.reduce((sum, size) => sum + size, 0),
      settings,
    );
    let start = 0;
    let bytes = 0;
    for (const [index, size] of sizes.entries()) {
      bytes += size;
      if (bytes < splitBytes && index + 1 < file.groups.length) continue;
      splits.push({ start, end: index + 1 });
      start = index + 1;
      bytes = 0;
    }
    return splits;
  } finally {
    await file.close();
  }
}

/** Summed over the columns, since some writers put the compressed size into the group's own field. */
const uncompressedBytes = (group: RowGroup): number =>
  group.columns.reduce(
    (sum, { meta_data: meta }) => sum + Math.max(0, Number(meta?.total_uncompressed_size ?? 0)),
    0,
  );

/** The columns to read, and the item for each row; `number` is the row's index in the file. */
export interface GroupReading {
  readonly wanted: WantedColumns;
  readonly itemOf: (row: Row, ordinal: number, number: number) => ReadItem;
}

/**
 * The items of a split. Damage in a row group loses its remaining rows, as one item that names them; reading continues
 * with the next group.
 */
export async function* readGroups(
  input: InputFile,
  split: Split,
  readingOf: (file: ParquetFile) => GroupReading,
): AsyncGenerator<ReadItem[], void, void> {
  const file = await openParquet(input);
  if ('code' in file) {
    yield [unreadable(0, input.source, { row: 0 }, file.code, file.message)];
    return;
  }
  try {
    const { wanted, itemOf } = readingOf(file);
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
        const group = new RowGroupReader(file, index, wanted);
        for (let rows = await group.next(); rows !== null; rows = await group.next()) {
          const first = row;
          const firstOrdinal = ordinal;
          row += rows.length;
          ordinal += rows.length;
          yield rows.map((one, at) => itemOf(one, firstOrdinal + at, first + at));
        }
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        const message = `Rows ${row} to ${end - 1} of row group ${index} cannot be read: ${why}.`;
        yield [unreadable(ordinal++, input.source, { row }, 'malformed-parquet', message)];
      }
    }
  } finally {
    await file.close();
  }
}
