import xxhash from 'xxhash-wasm';
import type { ByteChunks, Fault } from '../fault.js';
import type { Codec } from './codec.js';
import { decodeFrames } from './frames.js';
import type { Pull } from './pull.js';
import { cutOff, damaged } from './stream-faults.js';

export const lz4: Codec = {
  id: 'lz4',
  title: 'LZ4',
  endings: ['.lz4'],
  isAtStart: (head) => head.length >= 4 && head.readUInt32LE(0) === FRAME_MAGIC,
  decompress: unlz4,
};

const FRAME_MAGIC = 0x184d2204;
/** The first bytes of the form that the program wrote before version 1.4, which has no sizes to check. */
const LEGACY_MAGIC = 0x184c2102;
/** A match reaches back at most this far. */
const WINDOW_BYTES = 65_536;

/** Compiled once. */
let hashing: ReturnType<typeof xxhash> | null = null;

/**
 * Decompresses LZ4 frames, one or more, block by block; skippable frames are skipped, checksums and sizes are verified.
 *
 * Source: LZ4 frame format 1.6.4 and block format, lz4/doc.
 */
async function* unlz4(compressed: ByteChunks): ByteChunks {
  hashing ??= xxhash();
  const hashes = await hashing;
  return yield* decodeFrames(compressed, {
    name: 'lz4',
    magic: FRAME_MAGIC,
    refusal: (magic) =>
      magic === LEGACY_MAGIC ? 'it has the legacy form; compress it again without lz4 -l' : null,
    frame: (input) => frame(input, hashes),
  });
}

type Hashes = Awaited<ReturnType<typeof xxhash>>;

interface FrameHeader {
  readonly isLinked: boolean;
  readonly hasBlockChecksum: boolean;
  readonly hasContentChecksum: boolean;
  readonly contentBytes: number | null;
  readonly maxBlockBytes: number;
}

async function* frame(input: Pull, hashes: Hashes): AsyncGenerator<Uint8Array, Fault | null, void> {
  const start = input.at - 4;
  const header = await frameHeader(input, hashes);
  if ('code' in header) return header;
  const content = hashes.create32();
  const window = new Uint8Array(WINDOW_BYTES + header.maxBlockBytes);
  let history = 0;
  let total = 0;
  while (true) {
    const at = input.at;
    const head = await input.take(4);
    if (head.length < 4) return input.fault ?? cutOff('lz4', input.at);
    const size = head.readUInt32LE(0);
    if (size === 0) break;
    const bytes = size & 0x7fffffff;
    if (bytes > header.maxBlockBytes)
      return damaged('lz4', 'at', at, 'a block is larger than the frame allows');
    const body = await input.take(bytes + (header.hasBlockChecksum ? 4 : 0));
    if (body.length < bytes + (header.hasBlockChecksum ? 4 : 0))
      return input.fault ?? cutOff('lz4', input.at);
    const data = body.subarray(0, bytes);
    if (header.hasBlockChecksum && body.readUInt32LE(bytes) !== hashes.h32Raw(data))
      return damaged('lz4', 'at', at, 'the checksum of a block does not match');
    const isStored = size >>> 31 === 1;
    if (isStored) window.set(data, history);
    const end = isStored ? history + bytes : decodeBlock(data, window, history);
    if (end < 0) return damaged('lz4', 'at', at, 'a block does not decode');
    const block = window.subarray(history, end);
    if (header.hasContentChecksum) content.update(block);
    total += block.length;
    yield block;
    const kept = header.isLinked ? Math.min(end, WINDOW_BYTES) : 0;
    window.copyWithin(0, end - kept, end);
    history = kept;
  }
  if (total !== (header.contentBytes ?? total))
    return damaged(
      'lz4',
      'at',
      start,
      `the frame has ${total} bytes, and its header says ${header.contentBytes}`,
    );
  if (!header.hasContentChecksum) return null;
  const checksum = await input.take(4);
  if (checksum.length < 4) return input.fault ?? cutOff('lz4', input.at);
  if (checksum.readUInt32LE(0) === content.digest()) return null;
  return damaged(
    'lz4',
    'at',
    input.at - 4,
    'the checksum of the frame does not match, so its records may be damaged',
  );
}

async function frameHeader(input: Pull, hashes: Hashes): Promise<FrameHeader | Fault> {
  const at = input.at;
  const first = await input.take(2);
  if (first.length < 2) return input.fault ?? cutOff('lz4', input.at);
  const [flags, sizes] = [first[0]!, first[1]!];
  const hasContentSize = (flags & 0x08) !== 0;
  const hasDictionary = (flags & 0x01) !== 0;
  const rest = await input.take((hasContentSize ? 8 : 0) + (hasDictionary ? 4 : 0) + 1);
  if (rest.length < (hasContentSize ? 8 : 0) + (hasDictionary ? 4 : 0) + 1)
    return input.fault ?? cutOff('lz4', input.at);
  const descriptor = Buffer.concat([first, rest.subarray(0, -1)]);
  if (((hashes.h32Raw(descriptor) >>> 8) & 0xff) !== rest.at(-1))
    return damaged('lz4', 'at', at, 'the checksum of the frame header does not match');
  const sizeClass = (sizes >>> 4) & 7;
  if (flags >>> 6 !== 1 || (flags & 0x02) !== 0 || sizeClass < 4)
    return damaged('lz4', 'at', at, 'the frame header has a version or a block size that is not known');
  if (hasDictionary) return damaged('lz4', 'at', at, 'it needs a dictionary, which cannot be named');
  return {
    isLinked: (flags & 0x20) === 0,
    hasBlockChecksum: (flags & 0x10) !== 0,
    hasContentChecksum: (flags & 0x04) !== 0,
    contentBytes: hasContentSize ? Number(rest.readBigUInt64LE(0)) : null,
    // 64 KB, 256 KB, 1 MB, 4 MB.
    maxBlockBytes: 1 << (8 + 2 * sizeClass),
  };
}

/** A call costs more than copying this many bytes one by one. */
const SHORT = 32;

/** Decodes a block behind `start` bytes of history; the end of what it wrote, or -1 if the block is damaged. */
function decodeBlock(from: Uint8Array, into: Uint8Array, start: number): number {
  let read = 0;
  let at = start;
  while (read < from.length) {
    const token = from[read++]!;
    let literals = token >>> 4;
    if (literals === 15) {
      const bytes = lengthBytes(from, read);
      if (bytes < 0) return -1;
      literals += (bytes - 1) * 255 + from[read + bytes - 1]!;
      read += bytes;
    }
    if (read + literals > from.length || at + literals > into.length) return -1;
    if (literals > SHORT) into.set(from.subarray(read, read + literals), at);
    else for (let one = 0; one < literals; one++) into[at + one] = from[read + one]!;
    read += literals;
    at += literals;
    // The last sequence has no match.
    if (read === from.length) return at;
    if (read + 2 > from.length) return -1;
    const distance = from[read]! | (from[read + 1]! << 8);
    read += 2;
    let length = (token & 15) + 4;
    if (length === 19) {
      const bytes = lengthBytes(from, read);
      if (bytes < 0) return -1;
      length += (bytes - 1) * 255 + from[read + bytes - 1]!;
      read += bytes;
    }
    if (distance === 0 || distance > at || at + length > into.length) return -1;
    if (distance >= length && length > SHORT) into.copyWithin(at, at - distance, at - distance + length);
    else for (let to = at; to < at + length; to++) into[to] = into[to - distance]!;
    at += length;
  }
  return -1;
}

/** Bytes of a length that goes on: each of 255 is followed by another one; -1 if they are cut off. */
function lengthBytes(from: Uint8Array, start: number): number {
  let at = start;
  while (from[at] === 255) at++;
  return at < from.length ? at - start + 1 : -1;
}
