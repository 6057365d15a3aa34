import type { SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { AtomicFile } from './atomic.js';

export type ColumnType = 'INT32' | 'DOUBLE' | 'STRING' | 'BYTES';
export interface ColumnSpec {
  readonly name: string;
  readonly type: ColumnType;
}
export type CellValue = number | string | Uint8Array | null;

/** Rows are encoded in groups of this many: the most that stand in memory at once. */
const ROWS_PER_GROUP = 8192;

/**
 * A Parquet file written row by row: columns are gathered in arrays and encoded a row group at a time, so
 * that memory does not grow with the file. All columns are nullable.
 */
export class TableFile {
  private readonly file: AtomicFile;
  private readonly bytes = new ByteWriter();
  private readonly writer: ParquetWriter;
  private columns: CellValue[][];
  rowCount = 0;

  constructor(
    path: string,
    private readonly specs: readonly ColumnSpec[],
  ) {
    this.file = new AtomicFile(path);
    this.columns = specs.map(() => []);
    this.writer = new ParquetWriter({
      writer: this.bytes,
      schema: [{ name: 'root', num_children: specs.length }, ...specs.map(schemaElement)],
      codec: 'SNAPPY',
      statistics: false,
      createdBy: 'freckle',
    });
  }

  /** Adds one row, values in the order of the specs. */
  push(row: readonly CellValue[]): void {
    for (let column = 0; column < this.columns.length; column++)
      this.columns[column]!.push(row[column] ?? null);
    this.rowCount++;
    if (this.columns[0]!.length === ROWS_PER_GROUP) this.flush();
  }

  /** Ends the row group, whatever its size. */
  flush(): void {
    if (this.columns.length === 0 || this.columns[0]!.length === 0) return;
    this.writer.write({
      columnData: this.specs.map((spec, index) => ({ name: spec.name, data: this.columns[index]! })),
      rowGroupSize: ROWS_PER_GROUP * 2,
    });
    this.columns = this.specs.map(() => []);
    this.spill();
  }

  /** Hands the encoded bytes to the file; the writer goes on counting offsets from the start of the file. */
  private spill(): void {
    const { bytes } = this;
    const encoded = new Uint8Array(bytes.buffer, 0, bytes.index);
    this.file.write(encoded);
    bytes.index = 0;
  }

  commit(): void {
    this.flush();
    this.writer.finish();
    this.spill();
    this.file.commit();
  }

  discard(): void {
    this.file.discard();
  }
}

function schemaElement({ name, type }: ColumnSpec): SchemaElement {
  const base = { name, repetition_type: 'OPTIONAL' as const };
  switch (type) {
    case 'INT32':
      return { ...base, type: 'INT32' };
    case 'DOUBLE':
      return { ...base, type: 'DOUBLE' };
    case 'STRING':
      return { ...base, type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } };
    case 'BYTES':
      return { ...base, type: 'BYTE_ARRAY' };
    default:
      void (type satisfies never);
      throw new Error('unreachable');
  }
}
