import type { ColumnChunk, Encoding, ParquetType } from 'hyparquet';
import { ByteWriter } from 'hyparquet-writer';
import { writePageHeader } from 'hyparquet-writer/src/datapage.js';
import { writeRleBitPackedHybrid } from 'hyparquet-writer/src/encoding.js';
import { Slots } from '../math/slots.js';
import { DistinctBytes } from './distinct-bytes.js';

export type CellValue = number | string | Uint8Array | null;

/** Collects the values of one column for a row group and encodes them as one Parquet column chunk. */
export interface TableColumn {
  /** Adds the value of the next row; returns the bytes of all values held. */
  readonly add: (value: CellValue) => number;
  /** Writes the chunk and empties the column. */
  readonly write: (writer: ByteWriter, name: string) => ColumnChunk;
}

/** Values of a chunk: a dictionary where that is smaller, else all values in sequence. */
interface ChunkValues {
  readonly type: ParquetType;
  /** The distinct values, PLAIN, and the index of each non-null value. */
  readonly dictionary: {
    readonly bytes: Uint8Array;
    readonly count: number;
    readonly indexes: Int32Array;
  } | null;
  /** All non-null values, PLAIN; used without a dictionary. */
  readonly plain: () => Uint8Array;
}

/** Which rows have a value. */
class Levels {
  private levels: Uint8Array;
  rowCount = 0;
  valueCount = 0;

  constructor(rows: number) {
    this.levels = new Uint8Array(rows);
  }

  add(isDefined: boolean): void {
    this.levels[this.rowCount++] = isDefined ? 1 : 0;
    if (isDefined) this.valueCount++;
  }

  clear(): void {
    this.rowCount = 0;
    this.valueCount = 0;
  }

  taken(): Uint8Array {
    return this.levels.subarray(0, this.rowCount);
  }
}

/**
 * Chunks are not compressed: repeated values are in a dictionary, and the others (sketches, hashes, shares) do not
 * compress. One data page (version 2) per chunk, levels first.
 */
function writeChunk(writer: ByteWriter, name: string, levels: Levels, values: ChunkValues): ColumnChunk {
  const start = writer.offset;
  const { dictionary, type } = values;
  const encodings: Encoding[] = dictionary === null ? ['PLAIN'] : ['PLAIN', 'RLE_DICTIONARY'];
  if (dictionary !== null) {
    writePageHeader(writer, {
      type: 'DICTIONARY_PAGE',
      uncompressed_page_size: dictionary.bytes.length,
      compressed_page_size: dictionary.bytes.length,
      dictionary_page_header: { num_values: dictionary.count, encoding: 'PLAIN' },
    });
    writer.appendBytes(dictionary.bytes);
  }
  const pageStart = writer.offset;
  const defined = new ByteWriter();
  writeRleBitPackedHybrid(defined, levels.taken(), 1);
  const body = dictionary === null ? values.plain() : encodedIndexes(dictionary.indexes, dictionary.count);
  const size = defined.offset + body.length;
  writePageHeader(writer, {
    type: 'DATA_PAGE_V2',
    uncompressed_page_size: size,
    compressed_page_size: size,
    data_page_header_v2: {
      num_values: levels.rowCount,
      num_nulls: levels.rowCount - levels.valueCount,
      num_rows: levels.rowCount,
      encoding: dictionary === null ? 'PLAIN' : 'RLE_DICTIONARY',
      definition_levels_byte_length: defined.offset,
      repetition_levels_byte_length: 0,
      is_compressed: false,
    },
  });
  writer.appendBytes(defined.getBytes());
  writer.appendBytes(body);
  const byteCount = BigInt(writer.offset - start);
  return {
    file_offset: BigInt(start),
    meta_data: {
      type,
      encodings,
      path_in_schema: [name],
      codec: 'UNCOMPRESSED',
      num_values: BigInt(levels.rowCount),
      total_compressed_size: byteCount,
      total_uncompressed_size: byteCount,
      data_page_offset: BigInt(pageStart),
      ...(dictionary === null ? {} : { dictionary_page_offset: BigInt(start) }),
    },
  };
}

function encodedIndexes(indexes: Int32Array, distinct: number): Uint8Array {
  const writer = new ByteWriter(indexes.length * 2 + 16);
  const bits = distinct < 2 ? 0 : 32 - Math.clz32(distinct - 1);
  writer.appendUint8(bits);
  writeRleBitPackedHybrid(writer, indexes, bits);
  return writer.getBytes();
}

/** Whether a dictionary saves enough to justify the look-ups when reading. */
const isWorthDictionary = (distinct: number, values: number): boolean => distinct * 2 <= values;

/** Doubles or 32-bit integers. */
export class NumberColumn implements TableColumn {
  private readonly values: Float64Array | Int32Array;
  private readonly levels: Levels;

  constructor(
    private readonly type: 'INT32' | 'DOUBLE',
    rows: number,
  ) {
    this.values = type === 'DOUBLE' ? new Float64Array(rows) : new Int32Array(rows);
    this.levels = new Levels(rows);
  }

  add(value: CellValue): number {
    const { levels, values } = this;
    if (value !== null) values[levels.valueCount] = value as number;
    levels.add(value !== null);
    return levels.valueCount * values.BYTES_PER_ELEMENT;
  }

  write(writer: ByteWriter, name: string): ColumnChunk {
    const values = this.values.subarray(0, this.levels.valueCount);
    const chunk = writeChunk(writer, name, this.levels, {
      type: this.type,
      dictionary: this.type === 'DOUBLE' ? distinctNumbers(values as Float64Array) : null,
      plain: () => bytesOf(values),
    });
    this.levels.clear();
    return chunk;
  }
}

/** Parquet is little-endian; so is every machine that Node runs on. */
const bytesOf = (values: Float64Array | Int32Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

const slots = new Slots();

/** The distinct values in order of first appearance, compared bitwise; null where too many differ. */
function distinctNumbers(values: Float64Array): ChunkValues['dictionary'] {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
  const indexes = new Int32Array(values.length);
  const firstOf = new Int32Array(values.length);
  slots.begin(values.length);
  const { table, mask, base } = slots;
  let count = 0;
  for (let at = 0; at < values.length; at++) {
    const low = words[2 * at]!;
    const high = words[2 * at + 1]!;
    let hash = Math.imul(low ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b);
    hash ^= hash >>> 15;
    let slot = hash & mask;
    let found = table[slot]! - base;
    while (found >= 0 && (words[2 * firstOf[found]!] !== low || words[2 * firstOf[found]! + 1] !== high)) {
      slot = (slot + 1) & mask;
      found = table[slot]! - base;
    }
    if (found < 0) {
      found = count++;
      if (!isWorthDictionary(count, values.length)) return null;
      table[slot] = base + found;
      firstOf[found] = at;
    }
    indexes[at] = found;
  }
  const distinct = Float64Array.from(firstOf.subarray(0, count), (at) => values[at]!);
  return { bytes: bytesOf(distinct), count, indexes };
}

/** Strings in UTF-8, or bytes. Strings often repeat and are deduplicated; bytes are sketches, which do not repeat. */
export class ByteArrayColumn implements TableColumn {
  private readonly values: DistinctBytes;
  private readonly indexes: Int32Array;
  private readonly levels: Levels;

  constructor(
    private readonly type: 'STRING' | 'BYTES',
    rows: number,
  ) {
    this.values = new DistinctBytes();
    this.indexes = new Int32Array(rows);
    this.levels = new Levels(rows);
  }

  add(value: CellValue): number {
    if (value !== null)
      this.indexes[this.levels.valueCount] =
        this.type === 'STRING'
          ? this.values.addString(value as string)
          : this.values.append(value as Uint8Array);
    this.levels.add(value !== null);
    return this.values.byteCount;
  }

  write(writer: ByteWriter, name: string): ColumnChunk {
    const { values, levels } = this;
    const indexes = this.indexes.subarray(0, levels.valueCount);
    const chunk = writeChunk(writer, name, levels, {
      type: 'BYTE_ARRAY',
      dictionary: isWorthDictionary(values.count, indexes.length)
        ? { bytes: values.bytes(), count: values.count, indexes }
        : null,
      plain: () => (values.count === indexes.length ? values.bytes() : values.repeated(indexes)),
    });
    values.clear();
    levels.clear();
    return chunk;
  }
}
