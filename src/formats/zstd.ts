import { Decompress } from 'fzstd';
import xxhash from 'xxhash-wasm';
import type { ByteChunks, Fault } from './fault.js';

/** The default limit of `zstd -d`. A hostile header may demand gigabytes. */
const MAX_WINDOW_BYTES = 128 * 1024 * 1024;
/** RFC 8878 §3.1.1.2.4. */
const MAX_BLOCK_BYTES = 128 * 1024;
const FRAME_MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a5;

/** Compiled once. */
let hashing: ReturnType<typeof xxhash> | null = null;

/**
 * Decompresses Zstandard of one or more frames as a stream, block by block; skippable frames are skipped. This function
 * parses the frames (RFC 8878) and passes only whole blocks to the decoder. So windows are limited, checksums are
 * verified, and damage has a known byte and loses nothing before it.
 */
export async function* unzstd(compressed: ByteChunks): ByteChunks {
  const input = new Pull(compressed);
  hashing ??= xxhash();
  const { create64 } = await hashing;
  try {
    while (true) {
      const magic = await input.take(4);
      if (magic.length === 0 && input.fault === null) return null;
      if (magic.length < 4) return input.fault ?? truncated(input.at);
      const word = magic.readUInt32LE(0);
      if (word >>> 4 === SKIPPABLE_MAGIC) {
        const size = await input.take(4);
        if (size.length < 4 || !(await input.skip(size.readUInt32LE(0))))
          return input.fault ?? truncated(input.at);
        continue;
      }
      if (word !== FRAME_MAGIC)
        return corrupt(input.at - 4, 'expected the start of a frame, found other bytes');
      const fault = yield* frame(input, magic, create64());
      if (fault !== null) return fault;
    }
  } finally {
    await compressed.return(null);
  }
}

interface Hasher {
  update(bytes: Uint8Array): unknown;
  digest(): bigint;
}

async function* frame(
  input: Pull,
  magic: Buffer,
  hash: Hasher,
): AsyncGenerator<Uint8Array, Fault | null, void> {
  const header = await frameHeader(input, magic);
  if ('code' in header) return header;
  const blocks: Uint8Array[] = [];
  const decoder = new Decompress((block) => blocks.push(block));
  let bytes = header.bytes;
  let isLast = false;
  while (!isLast) {
    const at = input.at;
    const head = await input.take(3);
    if (head.length < 3) return input.fault ?? truncated(input.at);
    const word = head.readUIntLE(0, 3);
    isLast = (word & 1) === 1;
    const kind = (word >>> 1) & 3;
    const size = word >>> 3;
    if (kind === 3 || size > MAX_BLOCK_BYTES) return corrupt(at, 'the block header is not valid');
    const body = await input.take(kind === 1 ? 1 : size);
    if (body.length < (kind === 1 ? 1 : size)) return input.fault ?? truncated(input.at);
    try {
      decoder.push(Buffer.concat([bytes, head, body]));
    } catch (error) {
      return corrupt(at, error instanceof Error ? error.message : String(error));
    }
    bytes = EMPTY;
    for (const block of blocks.splice(0)) {
      if (block.length > MAX_BLOCK_BYTES) return corrupt(at, 'a block is larger than the format allows');
      if (header.hasChecksum) hash.update(block);
      if (block.length > 0) yield block;
    }
  }
  if (!header.hasChecksum) return null;
  const checksum = await input.take(4);
  if (checksum.length < 4) return input.fault ?? truncated(input.at);
  if (checksum.readUInt32LE(0) === Number(hash.digest() & 0xffffffffn)) return null;
  return corrupt(input.at - 4, 'the checksum of the frame does not match, so its records may be damaged');
}

const EMPTY = Buffer.alloc(0);

/** RFC 8878 §3.1.1.1. */
async function frameHeader(
  input: Pull,
  magic: Buffer,
): Promise<{ bytes: Buffer; hasChecksum: boolean } | Fault> {
  const at = input.at - 4;
  const descriptor = await input.take(1);
  if (descriptor.length < 1) return input.fault ?? truncated(input.at);
  const flags = descriptor[0]!;
  const isSingleSegment = (flags & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][flags & 3]!;
  const sizeFlag = flags >>> 6;
  const contentSizeBytes = sizeFlag === 0 ? (isSingleSegment ? 1 : 0) : 1 << sizeFlag;
  const windowBytes = isSingleSegment ? 0 : 1;
  const rest = await input.take(windowBytes + dictionaryBytes + contentSizeBytes);
  if (rest.length < windowBytes + dictionaryBytes + contentSizeBytes)
    return input.fault ?? truncated(input.at);
  const dictionary = dictionaryBytes === 0 ? 0 : rest.readUIntLE(windowBytes, dictionaryBytes);
  if (dictionary !== 0) return corrupt(at, `it needs dictionary ${dictionary}, which is not in the file`);
  const window = isSingleSegment
    ? contentSize(rest.subarray(dictionaryBytes))
    : 2 ** (10 + (rest[0]! >>> 3)) * (1 + (rest[0]! & 7) / 8);
  if (window > MAX_WINDOW_BYTES)
    return corrupt(
      at,
      `it needs a window of ${window} bytes; the limit is ${MAX_WINDOW_BYTES}. Compress it without --long`,
    );
  return { bytes: Buffer.concat([magic, descriptor, rest]), hasChecksum: (flags & 4) !== 0 };
}

function contentSize(field: Buffer): number {
  if (field.length === 8) return Number(field.readBigUInt64LE(0));
  return field.readUIntLE(0, field.length) + (field.length === 2 ? 256 : 0);
}

const truncated = (byteOnDisk: number): Fault => ({
  code: 'truncated-input',
  message: `The zstd stream is cut off at byte ${byteOnDisk} on disk. Fetch the file again.`,
  byteOnDisk,
});

const corrupt = (byteOnDisk: number, why: string): Fault => ({
  code: 'corrupt-compression',
  message: `The zstd stream is damaged at byte ${byteOnDisk} on disk: ${why}.`,
  byteOnDisk,
});

/** Reads exact numbers of bytes from chunks of any size. */
class Pull {
  /** Offset of the next byte. */
  at = 0;
  /** The fault that ended the chunks, if any. */
  fault: Fault | null = null;
  private chunk: Uint8Array = EMPTY;
  private used = 0;
  private isDone = false;

  constructor(private readonly chunks: ByteChunks) {}

  /** A copy of the next `count` bytes, or of fewer at the end. */
  async take(count: number): Promise<Buffer> {
    // Copied, since the next chunk overwrites this one.
    if (this.chunk.length - this.used >= count) return Buffer.from(this.advance(count));
    const parts: Buffer[] = [];
    let missing = count;
    while (missing > 0 && (this.used < this.chunk.length || (await this.load()))) {
      const part = Buffer.from(this.advance(Math.min(missing, this.chunk.length - this.used)));
      parts.push(part);
      missing -= part.length;
    }
    return Buffer.concat(parts);
  }

  async skip(count: number): Promise<boolean> {
    let missing = count;
    while (missing > 0) {
      if (this.used === this.chunk.length && !(await this.load())) return false;
      missing -= this.advance(Math.min(missing, this.chunk.length - this.used)).length;
    }
    return true;
  }

  private advance(count: number): Buffer {
    const bytes = Buffer.from(this.chunk.buffer, this.chunk.byteOffset + this.used, count);
    this.used += count;
    this.at += count;
    return bytes;
  }

  private async load(): Promise<boolean> {
    if (this.isDone) return false;
    const step = await this.chunks.next();
    if (step.done === true) {
      this.isDone = true;
      this.fault = step.value;
      return false;
    }
    this.chunk = step.value;
    this.used = 0;
    return true;
  }
}
