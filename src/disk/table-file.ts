import type { SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { AtomicFile } from './atomic.js';
import { ByteArrayColumn, type CellValue, NumberColumn, type TableColumn } from './table-column.js';

export type { CellValue } from './table-column.js';
export type ColumnType = 'INT32' | 'DOUBLE' | 'STRING' | 'BYTES';
export interface ColumnSpec {
  readonly name: string;
  readonly type: ColumnType;
}

/** Limits of a row group in rows and bytes, which bound the memory. */
const ROWS_PER_GROUP = 8192;
const BYTES_PER_GROUP = 64 * 1024 * 1024;

/**
 * A Parquet file written row by row. Columns are collected in typed arrays, which the garbage collector need not scan,
 * and encoded one row group at a time, so memory does not grow with the file. All columns are nullable.
 */
export class TableFile {
  private readonly file: AtomicFile;
  private readonly bytes = new ByteWriter();
  private readonly footer: ParquetWriter;
  private readonly columns: readonly TableColumn[];
  private rowsInGroup = 0;
  rowCount = 0;

  constructor(
    path: string,
    private readonly specs: readonly ColumnSpec[],
  ) {
    this.file = new AtomicFile(path);
    this.columns = specs.map(({ type }) =>
      type === 'STRING' || type === 'BYTES'
        ? new ByteArrayColumn(type, ROWS_PER_GROUP)
        : new NumberColumn(type, ROWS_PER_GROUP),
    );
    this.footer = new ParquetWriter({
      writer: this.bytes,
      schema: [{ name: 'root', num_children: specs.length }, ...specs.map(schemaElement)],
      createdBy: 'freckle',
    });
  }

  /** Adds one row, values in the order of the specs. */
  push(row: readonly CellValue[]): void {
    const { columns } = this;
    let byteCount = 0;
    for (let column = 0; column < columns.length; column++)
      byteCount += columns[column]!.add(row[column] ?? null);
    this.rowCount++;
    this.rowsInGroup++;
    if (this.rowsInGroup === ROWS_PER_GROUP || byteCount >= BYTES_PER_GROUP) this.endGroup();
  }

  private endGroup(): void {
    if (this.rowsInGroup === 0) return;
    const { bytes, footer } = this;
    const start = bytes.offset;
    const columns = this.columns.map((column, index) => column.write(bytes, this.specs[index]!.name));
    const byteCount = BigInt(bytes.offset - start);
    const rows = BigInt(this.rowsInGroup);
    footer.row_groups.push({ columns, total_byte_size: byteCount, num_rows: rows });
    footer.num_rows += rows;
    this.rowsInGroup = 0;
    this.spill();
  }

  /** Writes the encoded bytes to the file; the writer keeps counting offsets from the start of the file. */
  private spill(): void {
    this.file.write(this.bytes.getBytes());
    this.bytes.index = 0;
  }

  commit(): void {
    this.endGroup();
    this.footer.finish();
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
