import { SKIPPABLE_MAGIC } from './frames.js';
import { MAX_BLOCK_BYTES, ZstdBlocks } from './zstd-block.js';

/** The default limit of `zstd -d`. A hostile header may demand gigabytes. */
const MAX_WINDOW_BYTES = 128 * 1024 * 1024;
export const FRAME_MAGIC = 0xfd2fb528;

/** What the header of a frame says (RFC 8878 §3.1.1.1). */
export interface FrameHeader {
  readonly windowBytes: number;
  /** The bytes that the frame decompresses to; null where the header does not say. */
  readonly contentBytes: number | null;
  readonly hasChecksum: boolean;
}

/** The number of header bytes after the descriptor, the first one. */
export function headerRest(descriptor: number): number {
  const { hasWindow, dictionaryBytes, contentSizeBytes } = fieldsOf(descriptor);
  return (hasWindow ? 1 : 0) + dictionaryBytes + contentSizeBytes;
}

function fieldsOf(descriptor: number) {
  const hasWindow = (descriptor & 0x20) === 0;
  const form = descriptor >>> 6;
  return {
    hasWindow,
    dictionaryBytes: [0, 1, 2, 4][descriptor & 3]!,
    contentSizeBytes: form === 0 ? (hasWindow ? 0 : 1) : 1 << form,
  };
}

/** @throws Error if the frame needs what is not supported; `rest` are the bytes after the descriptor */
export function readHeader(descriptor: number, rest: Buffer): FrameHeader {
  const { hasWindow, dictionaryBytes, contentSizeBytes } = fieldsOf(descriptor);
  if ((descriptor & 8) !== 0) throw new Error('the frame header is not valid');
  const dictionaryAt = hasWindow ? 1 : 0;
  const dictionary = dictionaryBytes === 0 ? 0 : rest.readUIntLE(dictionaryAt, dictionaryBytes);
  if (dictionary !== 0) throw new Error(`it needs dictionary ${dictionary}, which is not in the file`);
  const contentBytes =
    contentSizeBytes === 0 ? null : contentSize(rest.subarray(dictionaryAt + dictionaryBytes));
  const windowBytes = hasWindow ? 2 ** (10 + (rest[0]! >>> 3)) * (1 + (rest[0]! & 7) / 8) : contentBytes!;
  if (windowBytes > MAX_WINDOW_BYTES)
    throw new Error(
      `it needs a window of ${windowBytes} bytes; the limit is ${MAX_WINDOW_BYTES}. Compress it without --long`,
    );
  return { windowBytes, contentBytes, hasChecksum: (descriptor & 4) !== 0 };
}

function contentSize(field: Buffer): number {
  if (field.length === 8) return Number(field.readBigUInt64LE(0));
  return field.readUIntLE(0, field.length) + (field.length === 2 ? 256 : 0);
}

/** The three bytes before a block (RFC 8878 §3.1.1.2). */
export interface BlockHeader {
  readonly isLast: boolean;
  readonly kind: 'stored' | 'repeated' | 'compressed';
  /** The bytes that follow, as stored. */
  readonly bodyBytes: number;
  /** The size field; for a repeated byte, how often. */
  readonly size: number;
}

/** @throws Error if the header is not valid */
export function readBlockHeader(head: Buffer): BlockHeader {
  const word = head.readUIntLE(0, 3);
  const kind = KINDS[(word >>> 1) & 3];
  const size = word >>> 3;
  if (kind === undefined || size > MAX_BLOCK_BYTES) throw new Error('the block header is not valid');
  return { isLast: (word & 1) === 1, kind, size, bodyBytes: kind === 'repeated' ? 1 : size };
}

const KINDS = ['stored', 'repeated', 'compressed'] as const;

/** The bytes of a block. The next block overwrites them. @throws Error if the block is damaged */
export function decodeBlock(blocks: ZstdBlocks, { kind, size }: BlockHeader, body: Uint8Array): Uint8Array {
  switch (kind) {
    case 'stored':
      return blocks.stored(body);
    case 'repeated':
      return blocks.repeated(body[0]!, size);
    case 'compressed':
      return blocks.compressed(body);
    default:
      return kind satisfies never;
  }
}

/** Decompresses whole frames of at most `size` bytes together; checksums are not verified. @throws Error if damaged */
export function decompressFrames(bytes: Buffer, size: number): Uint8Array {
  const out = new Uint8Array(size);
  let filled = 0;
  let at = 0;
  const take = (count: number): Buffer => {
    if (count > bytes.length - at) throw new Error('the zstd frame is cut off');
    at += count;
    return bytes.subarray(at - count, at);
  };
  while (at < bytes.length) {
    const magic = take(4).readUInt32LE(0);
    if (magic >>> 4 === SKIPPABLE_MAGIC) {
      take(take(4).readUInt32LE(0));
      continue;
    }
    if (magic !== FRAME_MAGIC) throw new Error('expected the start of a zstd frame, found other bytes');
    const descriptor = take(1)[0]!;
    const { windowBytes, hasChecksum } = readHeader(descriptor, take(headerRest(descriptor)));
    const blocks = new ZstdBlocks(windowBytes);
    for (let isLast = false; !isLast; ) {
      const header = readBlockHeader(take(3));
      const block = decodeBlock(blocks, header, take(header.bodyBytes));
      if (block.length > size - filled)
        throw new Error(`a zstd frame has more than the expected ${size} bytes`);
      out.set(block, filled);
      filled += block.length;
      isLast = header.isLast;
    }
    if (hasChecksum) take(4);
  }
  return out.subarray(0, filled);
}
