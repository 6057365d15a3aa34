import { crc32, gzipSync } from 'node:zlib';
import xxhash from 'xxhash-wasm';

/** Plain compressors, made without a library, so that decoders meet bytes that no library of theirs wrote. */

const { h32Raw, h64Raw } = await xxhash();

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
};

/** Zstandard with stored blocks: valid, and made without a compressor. `frames` of at most `blockBytes` per block. */
export function storedZstd(bytes: Uint8Array, frames = 2, blockBytes = 1000): Buffer {
  const parts: Buffer[] = [];
  const frameBytes = Math.max(1, Math.ceil(bytes.length / frames));
  for (let start = 0; start < bytes.length || parts.length === 0; start += frameBytes) {
    const content = Buffer.from(bytes.subarray(start, start + frameBytes));
    // Checksum flag, no content size, a window of 128 KB.
    parts.push(Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x38]));
    for (let at = 0; at < content.length || at === 0; at += blockBytes) {
      const block = content.subarray(at, at + blockBytes);
      const header = Buffer.alloc(3);
      header.writeUIntLE((at + blockBytes >= content.length ? 1 : 0) | (block.length << 3), 0, 3);
      parts.push(header, block);
    }
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32LE(Number(h64Raw(content) & 0xffffffffn));
    parts.push(checksum);
  }
  return Buffer.concat(parts);
}

/** LZ4 frames of stored blocks with all checksums. */
export function storedLz4(bytes: Uint8Array, blockBytes = 1000): Buffer {
  // Version 1, independent blocks, checksums of blocks and content; blocks of at most 64 KB.
  const descriptor = Buffer.from([0x74, 0x40]);
  const parts = [u32(0x184d2204), descriptor, Buffer.from([(h32Raw(descriptor) >>> 8) & 0xff])];
  for (let at = 0; at < bytes.length; at += blockBytes) {
    const block = bytes.subarray(at, at + blockBytes);
    parts.push(u32(block.length | 0x80000000), Buffer.from(block), u32(h32Raw(block)));
  }
  return Buffer.concat([...parts, u32(0), u32(h32Raw(bytes))]);
}

/** A number in the variable length of .xz: 7 bits per byte, the lowest first. */
function xzNumber(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    bytes.push(rest >= 128 ? (rest % 128) | 0x80 : rest);
    if (rest < 128) return Buffer.from(bytes);
  }
}

const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);

/** One .xz stream with one block of stored LZMA2 chunks, checked by CRC-32. */
export function storedXz(bytes: Uint8Array, chunkBytes = 1000): Buffer {
  const flags = Buffer.from([0, 1]);
  const header = Buffer.concat([Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), flags, u32(crc32(flags))]);
  // 12 bytes with its CRC; one filter, LZMA2 with a dictionary of 4 KB.
  const blockHead = Buffer.from([2, 0, 0x21, 1, 0, 0, 0, 0]);
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    const chunk = Buffer.from(bytes.subarray(at, at + chunkBytes));
    const head = Buffer.from([at === 0 ? 1 : 2, (chunk.length - 1) >>> 8, (chunk.length - 1) & 0xff]);
    chunks.push(head, chunk);
  }
  const data = Buffer.concat([...chunks, Buffer.from([0])]);
  const block = Buffer.concat([blockHead, u32(crc32(blockHead)), padded(data), u32(crc32(bytes))]);
  const unpadded = blockHead.length + 4 + data.length + 4;
  const records = padded(Buffer.concat([Buffer.from([0, 1]), xzNumber(unpadded), xzNumber(bytes.length)]));
  const index = Buffer.concat([records, u32(crc32(records))]);
  const footer = Buffer.concat([u32(index.length / 4 - 1), flags]);
  return Buffer.concat([header, block, index, u32(crc32(footer)), footer, Buffer.from('YZ')]);
}

/** A bzip2 stream: real transforms, and codes of 9 bits for all symbols. */
export function plainBzip2(bytes: Uint8Array, blockBytes = 4000): Buffer {
  const bits = new BitWriter();
  for (const byte of Buffer.from('BZh1')) bits.write(8, byte);
  let combined = 0;
  for (let at = 0; at < bytes.length; at += blockBytes) {
    const block = bytes.subarray(at, at + blockBytes);
    const crc = bzip2Crc(block);
    combined = (((combined << 1) | (combined >>> 31)) ^ crc) >>> 0;
    writeBlock(bits, block, crc);
  }
  bits.write(24, 0x177245).write(24, 0x385090);
  bits.write(16, combined >>> 16).write(16, combined & 0xffff);
  return bits.bytes();
}

function writeBlock(bits: BitWriter, block: Uint8Array, crc: number): void {
  const runs = withRuns(block);
  const { last, origin } = rotated(runs);
  bits.write(24, 0x314159).write(24, 0x265359);
  bits.write(16, crc >>> 16).write(16, crc & 0xffff);
  bits.write(1, 0).write(24, origin);
  const used = [...new Set(last)].sort((a, b) => a - b);
  for (let range = 0; range < 16; range++) bits.write(1, used.some((byte) => byte >> 4 === range) ? 1 : 0);
  for (let range = 0; range < 16; range++)
    if (used.some((byte) => byte >> 4 === range))
      for (let low = 0; low < 16; low++) bits.write(1, used.includes(range * 16 + low) ? 1 : 0);
  const symbols = moveToFront(last, used);
  const groups = Math.ceil(symbols.length / 50);
  bits.write(3, 2).write(15, groups);
  for (let group = 0; group < groups; group++) bits.write(1, 0);
  for (let table = 0; table < 2; table++) {
    bits.write(5, 9);
    for (let symbol = 0; symbol < used.length + 2; symbol++) bits.write(1, 0);
  }
  for (const symbol of symbols) bits.write(9, symbol);
}

/** Four equal bytes are followed by the number of further ones. */
function withRuns(bytes: Uint8Array): number[] {
  const out: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    let end = at;
    while (end < bytes.length && bytes[end] === bytes[at] && end - at < 259) end++;
    const run = end - at;
    for (let count = 0; count < Math.min(4, run); count++) out.push(bytes[at]!);
    if (run >= 4) out.push(run - 4);
    at = end;
  }
  return out;
}

/** The last bytes of all rotations in order, and the place of the one that is not rotated. */
function rotated(bytes: readonly number[]): { last: number[]; origin: number } {
  const twice = Buffer.from([...bytes, ...bytes]);
  const starts = bytes.map((_, at) => at);
  starts.sort((a, b) => twice.compare(twice, b, b + bytes.length, a, a + bytes.length) || a - b);
  return {
    last: starts.map((start) => bytes[(start + bytes.length - 1) % bytes.length]!),
    origin: starts.indexOf(0),
  };
}

function moveToFront(bytes: readonly number[], used: readonly number[]): number[] {
  const front = [...used];
  const symbols: number[] = [];
  let zeros = 0;
  const writeZeros = (): void => {
    // Bijective base 2 with the digits 0 (one) and 1 (two), the lowest first.
    for (; zeros > 0; zeros = (zeros - 1) >> 1) symbols.push((zeros - 1) & 1);
  };
  for (const byte of bytes) {
    const place = front.indexOf(byte);
    if (place === 0) zeros++;
    else {
      writeZeros();
      zeros = 0;
      symbols.push(place + 1);
      front.splice(place, 1);
      front.unshift(byte);
    }
  }
  writeZeros();
  return [...symbols, used.length + 1];
}

function bzip2Crc(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc & 0x80000000 ? 0x04c11db7 : 0);
  }
  return ~crc >>> 0;
}

class BitWriter {
  private readonly done: number[] = [];
  private current = 0;
  private count = 0;

  write(count: number, value: number): this {
    for (let bit = count - 1; bit >= 0; bit--) {
      this.current = (this.current << 1) | ((value >>> bit) & 1);
      if (++this.count < 8) continue;
      this.done.push(this.current);
      [this.current, this.count] = [0, 0];
    }
    return this;
  }

  bytes(): Buffer {
    return Buffer.from(this.count === 0 ? this.done : [...this.done, this.current << (8 - this.count)]);
  }
}

/** A compressor for each codec, and the codec's own program. */
export const COMPRESSORS: {
  readonly [codec: string]: { readonly compress: (bytes: Uint8Array) => Buffer; readonly program: string };
} = {
  gzip: { compress: gzipSync, program: 'gzip' },
  zstd: { compress: storedZstd, program: 'zstd' },
  bzip2: { compress: plainBzip2, program: 'bzip2' },
  xz: { compress: storedXz, program: 'xz' },
  lz4: { compress: storedLz4, program: 'lz4' },
};
