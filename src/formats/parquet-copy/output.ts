import type { ByteSink } from '../../core/format.js';
import { structOf, T, type ThriftStruct, type ThriftValue, writeStruct } from './thrift-tree.js';

const MAGIC = Buffer.from('PAR1');

/** A Parquet file under construction: column after column, row group after row group. */
export class ParquetOutput {
  offset = MAGIC.length;
  rows = 0;
  private readonly groups: ThriftStruct[] = [];
  private columns: ThriftStruct[] = [];
  private uncompressedSize = 0;
  private groupStart = MAGIC.length;

  constructor(private readonly sink: ByteSink) {
    sink.write(MAGIC);
  }

  write(bytes: Uint8Array): void {
    this.sink.write(bytes);
    this.offset += bytes.length;
  }

  /** Ends a column chunk, whose pages were written since `start`. */
  endColumn(meta: ThriftStruct, start: number, uncompressedSize: number): void {
    this.columns.push(structOf({ 2: [T.i64, BigInt(start)], 3: [T.struct, meta] }));
    this.uncompressedSize += uncompressedSize;
  }

  endGroup(rows: number): void {
    this.groups.push(
      structOf({
        1: [T.list, { of: T.struct, items: this.columns }],
        2: [T.i64, BigInt(this.uncompressedSize)],
        3: [T.i64, BigInt(rows)],
        5: [T.i64, BigInt(this.groupStart)],
        6: [T.i64, BigInt(this.offset - this.groupStart)],
      }),
    );
    this.columns = [];
    this.uncompressedSize = 0;
    this.groupStart = this.offset;
    this.rows += rows;
  }

  /** Writes the footer: that of the source, with these rows. */
  end(footerOf: (rows: number, groups: ThriftValue) => ThriftStruct): void {
    const footer = writeStruct(footerOf(this.rows, { of: T.struct, items: this.groups }));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(footer.length);
    this.write(Buffer.concat([footer, length, MAGIC]));
  }
}
