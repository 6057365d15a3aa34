import { type FileHandle, open } from 'node:fs/promises';
import { type FileMetaData, parquetMetadata, parquetSchema, type RowGroup, type SchemaTree } from 'hyparquet';
import type { InputFile } from '../core/format.js';
import { pointerFault } from './compression/stored-as.js';
import { type Fault, fileFault } from './fault.js';
import { endOfStruct } from './thrift-guard.js';

/** A Parquet file with a checked footer. */
export interface ParquetFile {
  readonly metadata: FileMetaData;
  readonly schema: SchemaTree;
  readonly groups: readonly RowGroup[];
  /** The first row of each group, followed by the number of rows. */
  readonly firstRow: readonly number[];
  readonly sizeBytes: number;
  /** The bytes `[start, end)`. @throws Error if they lie outside the file */
  readonly slice: (start: number, end: number) => Promise<Buffer>;
  readonly close: () => Promise<void>;
}

/** Footers of ten thousand row groups have some 20 MB; parsing takes some 50 times as much memory. */
const MAX_FOOTER_BYTES = 32 * 1024 * 1024;
const MAX_FOOTER_VALUES = 8_000_000;
/** Limit on the rows that a file may claim: generous, since nulls and repeated values take almost no bytes. */
const maxRows = (sizeBytes: number): number => 1_000_000 + 1000 * sizeBytes;
const MAGIC = 'PAR1';

/** Opens a file and reads its footer; returns a Fault if that fails. The caller closes the file. */
export async function openParquet(input: InputFile): Promise<ParquetFile | Fault> {
  let file: FileHandle;
  try {
    file = await open(input.path, 'r');
  } catch (error) {
    return fileFault(error, input.path);
  }
  try {
    const { size } = await file.stat();
    if (size === 0) return await closing(file, { code: 'empty-file', message: 'The file is empty.' });
    const pointer = pointerFault(await slice(file, size, 0, Math.min(64, size)));
    if (pointer !== null) return await closing(file, pointer);
    const metadata = await footerOf(file, size);
    const parsed = { metadata, schema: parquetSchema(metadata), groups: metadata.row_groups };
    const firstRow = firstRowsOf(metadata, size);
    return {
      ...parsed,
      firstRow,
      sizeBytes: size,
      slice: (start, end) => slice(file, size, start, end),
      close: () => file.close(),
    };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return closing(file, {
      code: 'malformed-parquet',
      message: `The footer of the Parquet file cannot be read: ${why}. The file may be an incomplete download.`,
    });
  }
}

async function closing(file: FileHandle, fault: Fault): Promise<Fault> {
  await file.close();
  return fault;
}

async function footerOf(file: FileHandle, size: number): Promise<FileMetaData> {
  if (size < 12) throw new Error(`the file has ${size} bytes`);
  const tail = await slice(file, size, size - 8, size);
  const magic = tail.toString('latin1', 4);
  if (magic === 'PARE') throw new Error('it is encrypted');
  if (magic !== MAGIC) throw new Error(`it ends in ${JSON.stringify(magic)}, not in "${MAGIC}"`);
  const length = tail.readUInt32LE(0);
  if (length > size - 12) throw new Error(`it claims ${length} bytes in a file of ${size}`);
  if (length > MAX_FOOTER_BYTES) throw new Error(`it has ${length} bytes; the limit is ${MAX_FOOTER_BYTES}`);
  const footer = await slice(file, size, size - 8 - length, size);
  endOfStruct(footer.subarray(0, length), 0, MAX_FOOTER_VALUES);
  // A copy, since hyparquet keeps views and reads their whole buffer.
  return parquetMetadata(new Uint8Array(footer).buffer, { geoparquet: false });
}

function firstRowsOf(metadata: FileMetaData, sizeBytes: number): number[] {
  const first = [0];
  for (const [index, group] of metadata.row_groups.entries()) {
    const rows = Number(group.num_rows);
    if (!Number.isSafeInteger(rows) || rows < 0) throw new Error(`row group ${index} claims ${rows} rows`);
    first.push(first[index]! + rows);
  }
  if (first.at(-1)! > maxRows(sizeBytes))
    throw new Error(`it claims ${first.at(-1)} rows in ${sizeBytes} bytes`);
  return first;
}

async function slice(file: FileHandle, size: number, start: number, end: number): Promise<Buffer> {
  if (!(start >= 0 && start <= end && end <= size))
    throw new Error(`bytes ${start} to ${end} lie outside a file of ${size}`);
  const buffer = Buffer.allocUnsafeSlow(end - start);
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, start + filled);
    if (bytesRead === 0) throw new Error(`the file ends at byte ${start + filled}, before ${end}`);
    filled += bytesRead;
  }
  return buffer;
}
