import xxhash from 'xxhash-wasm';
import type { ByteChunks, Fault } from '../fault.js';
import type { Codec } from './codec.js';
import { decodeFrames } from './frames.js';
import type { Pull } from './pull.js';
import { cutOff, damaged } from './stream-faults.js';
import { ZstdBlocks } from './zstd-block.js';
import {
  decodeBlock,
  FRAME_MAGIC,
  type FrameHeader,
  headerRest,
  readBlockHeader,
  readHeader,
} from './zstd-frame.js';

/** Compiled once. */
let hashing: ReturnType<typeof xxhash> | null = null;

export const zstd: Codec = {
  id: 'zstd',
  title: 'Zstandard',
  endings: ['.zst', '.zstd'],
  isAtStart: (head) => head.length >= 4 && head.readUInt32LE(0) === FRAME_MAGIC,
  decompress: unzstd,
};

/**
 * Decompresses Zstandard (RFC 8878) of one or more frames as a stream, block by block; skippable frames are skipped.
 * Windows are limited, checksums and sizes are verified, and damage has a known byte and loses nothing before it.
 */
export async function* unzstd(compressed: ByteChunks): ByteChunks {
  hashing ??= xxhash();
  const { create64 } = await hashing;
  return yield* decodeFrames(compressed, {
    name: 'zstd',
    magic: FRAME_MAGIC,
    frame: (input) => frame(input, create64()),
  });
}

interface Hasher {
  update(bytes: Uint8Array): unknown;
  digest(): bigint;
}

async function* frame(input: Pull, hash: Hasher): AsyncGenerator<Uint8Array, Fault | null, void> {
  const start = input.at - 4;
  const header = await frameHeader(input);
  if ('code' in header) return header;
  const blocks = new ZstdBlocks(header.windowBytes);
  let total = 0;
  for (let isLast = false; !isLast; ) {
    const at = input.at;
    const head = await input.take(3);
    if (head.length < 3) return input.fault ?? cutOff('zstd', input.at);
    const known = attempt(() => readBlockHeader(head));
    if (typeof known === 'string') return damaged('zstd', 'at', at, known);
    const body = await input.take(known.bodyBytes);
    if (body.length < known.bodyBytes) return input.fault ?? cutOff('zstd', input.at);
    const block = attempt(() => decodeBlock(blocks, known, body));
    if (typeof block === 'string') return damaged('zstd', 'at', at, block);
    if (header.hasChecksum) hash.update(block);
    total += block.length;
    isLast = known.isLast;
    if (block.length > 0) yield block;
  }
  if (total !== (header.contentBytes ?? total))
    return damaged(
      'zstd',
      'at',
      start,
      `the frame has ${total} bytes, and its header says ${header.contentBytes}`,
    );
  if (!header.hasChecksum) return null;
  const checksum = await input.take(4);
  if (checksum.length < 4) return input.fault ?? cutOff('zstd', input.at);
  if (checksum.readUInt32LE(0) === Number(hash.digest() & 0xffffffffn)) return null;
  return damaged(
    'zstd',
    'at',
    input.at - 4,
    'the checksum of the frame does not match, so its records may be damaged',
  );
}

async function frameHeader(input: Pull): Promise<FrameHeader | Fault> {
  const at = input.at - 4;
  const descriptor = await input.take(1);
  if (descriptor.length < 1) return input.fault ?? cutOff('zstd', input.at);
  const rest = await input.take(headerRest(descriptor[0]!));
  if (rest.length < headerRest(descriptor[0]!)) return input.fault ?? cutOff('zstd', input.at);
  const header = attempt(() => readHeader(descriptor[0]!, rest));
  return typeof header === 'string' ? damaged('zstd', 'at', at, header) : header;
}

/** What `decode` gives, or the message of its error. */
function attempt<T extends object>(decode: () => T): T | string {
  try {
    return decode();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
