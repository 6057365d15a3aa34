import { open } from 'node:fs/promises';
import { type AsyncBuffer, parquetMetadataAsync, parquetRead } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

export type TableCell = number | string | Uint8Array | null;

/** One row group, column by column, in the requested order. */
export interface TableBatch {
  readonly rowCount: number;
  readonly columns: readonly ArrayLike<TableCell>[];
}

/** Reads some columns of a table that TableFile wrote, a row group at a time. */
export async function* readTable(path: string, names: readonly string[]): AsyncGenerator<TableBatch> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const file: AsyncBuffer = {
      byteLength: size,
      async slice(start, end = size) {
        const buffer = new Uint8Array(end - start);
        await handle.read(buffer, 0, end - start, start);
        return buffer.buffer;
      },
    };
    const metadata = await parquetMetadataAsync(file);
    let rowStart = 0;
    for (const group of metadata.row_groups) {
      const rowCount = Number(group.num_rows);
      const found = new Map<string, TableCell[]>();
      await parquetRead({
        file,
        metadata,
        compressors,
        columns: [...names],
        rowStart,
        rowEnd: rowStart + rowCount,
        onChunk: ({ columnName, columnData }) => {
          // A column may consist of several pages.
          const known = found.get(columnName);
          const cells = Array.isArray(columnData)
            ? columnData
            : Array.from(columnData as ArrayLike<TableCell>);
          if (known === undefined) found.set(columnName, cells);
          else known.push(...cells);
        },
      });
      yield { rowCount, columns: names.map((name) => found.get(name)!) };
      rowStart += rowCount;
    }
  } finally {
    await handle.close();
  }
}
