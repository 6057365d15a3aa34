import type { ParquetType } from 'hyparquet';
import { ByteWriter } from 'hyparquet-writer';
import { writeRleBitPackedHybrid } from 'hyparquet-writer/src/encoding.js';
import { snappyCompress } from 'hyparquet-writer/src/snappy.js';
import { structOf, T, writeStruct } from './thrift-tree.js';

/** Values of a page of one column, with their levels. */
export interface PageContent {
  readonly type: ParquetType;
  readonly typeLength: number;
  readonly maxDefinition: number;
  readonly maxRepetition: number;
  /** One per value and null; ignored where the highest level is 0. */
  readonly definitionLevels: readonly number[];
  readonly repetitionLevels: readonly number[];
  readonly values: readonly unknown[];
  /** Values and nulls. */
  readonly count: number;
}

/** A data page: header and body. */
export interface Page {
  readonly bytes: Buffer;
  /** Header and uncompressed body. */
  readonly uncompressedSize: number;
}

const DATA_PAGE = 0;
const PLAIN = 0;
const RLE = 3;

/** Encodes a data page of version 1: levels as runs, values plain, compressed with Snappy. */
export function encodePage(content: PageContent, isCompressed: boolean): Page {
  const body = Buffer.concat([
    levels(content.repetitionLevels, content.maxRepetition),
    levels(content.definitionLevels, content.maxDefinition),
    plainValues(content),
  ]);
  const stored = isCompressed ? Buffer.from(snappyCompress(body)) : body;
  const header = writeStruct(
    structOf({
      1: [T.i32, DATA_PAGE],
      2: [T.i32, body.length],
      3: [T.i32, stored.length],
      5: [
        T.struct,
        structOf({
          1: [T.i32, content.count],
          2: [T.i32, PLAIN],
          3: [T.i32, RLE],
          4: [T.i32, RLE],
        }),
      ],
    }),
  );
  return { bytes: Buffer.concat([header, stored]), uncompressedSize: header.length + body.length };
}

function levels(of: readonly number[], most: number): Buffer {
  if (most === 0) return Buffer.alloc(0);
  const writer = new ByteWriter();
  writeRleBitPackedHybrid(writer, of as number[], 32 - Math.clz32(most));
  const bytes = Buffer.from(writer.getBytes());
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function plainValues({ type, typeLength, values }: PageContent): Buffer {
  switch (type) {
    case 'BOOLEAN': {
      const bytes = Buffer.alloc(Math.ceil(values.length / 8));
      for (const [at, value] of values.entries()) if (value === true) bytes[at >> 3]! |= 1 << (at & 7);
      return bytes;
    }
    case 'INT32':
      return bytesOf(Int32Array.from(values as number[]));
    case 'INT64':
      return bytesOf(BigInt64Array.from(values as bigint[]));
    case 'FLOAT':
      return bytesOf(Float32Array.from(values as number[]));
    case 'DOUBLE':
      return bytesOf(Float64Array.from(values as number[]));
    case 'INT96': {
      const bytes = Buffer.alloc(12 * values.length);
      for (const [at, value] of (values as bigint[]).entries()) {
        bytes.writeBigUInt64LE(BigInt.asUintN(64, value), 12 * at);
        bytes.writeInt32LE(Number(value >> 64n), 12 * at + 8);
      }
      return bytes;
    }
    case 'BYTE_ARRAY':
    case 'FIXED_LEN_BYTE_ARRAY':
      return byteArrays(values as Uint8Array[], type === 'BYTE_ARRAY' ? 4 : 0, typeLength);
    default:
      throw new Error(`a column has the unknown type ${String(type)}`);
  }
}

/** Little-endian, as on every machine that Node runs on. */
const bytesOf = ({ buffer }: { readonly buffer: ArrayBufferLike }): Buffer => Buffer.from(buffer);

function byteArrays(values: readonly Uint8Array[], prefix: number, fixedLength: number): Buffer {
  let size = 0;
  for (const { length } of values) {
    if (prefix === 0 && length !== fixedLength)
      throw new Error(`a value has ${length} bytes, not ${fixedLength}`);
    size += prefix + length;
  }
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  for (const value of values) {
    if (prefix > 0) at = bytes.writeUInt32LE(value.length, at);
    bytes.set(value, at);
    at += value.length;
  }
  return bytes;
}
