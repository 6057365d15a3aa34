import type { ByteChunks, Fault } from '../fault.js';
import { BitsEnd, Bzip2Block, Bzip2Error } from './bzip2-block.js';
import type { Codec } from './codec.js';
import { Peek } from './peek.js';
import { cutOff, damaged } from './stream-faults.js';

export const bzip2: Codec = {
  id: 'bzip2',
  title: 'bzip2',
  endings: ['.bz2'],
  isAtStart: (head) => head.length >= 4 && levelIn(head) !== null,
  decompress: bunzip2,
};

/** No block takes more: 900,000 symbols of 20 bits each, and its tables. */
const MOST_BLOCK_BYTES = 2_400_000;
const STREAM_HEAD_BYTES = 4;

/** The size of blocks in units of 100,000 bytes, from `BZh1` to `BZh9`; null for other bytes. */
function levelIn(head: Uint8Array): number | null {
  const level = head[3]! - 0x30;
  return head[0] === 0x42 && head[1] === 0x5a && head[2] === 0x68 && level >= 1 && level <= 9 ? level : null;
}

/**
 * Decompresses bzip2 of one or more streams, block by block; the checksum of each block and of each stream is verified.
 *
 * Source: the program's own decoder, bzip2 1.0.8 (decompress.c); there is no specification.
 */
async function* bunzip2(compressed: ByteChunks): ByteChunks {
  const source = new Peek(compressed);
  try {
    for (let isFirst = true; ; isFirst = false) {
      const head = await source.peek(STREAM_HEAD_BYTES);
      if (head.length === 0) return source.fault;
      const level = head.length < STREAM_HEAD_BYTES ? null : levelIn(head);
      if (level === null && head.length < STREAM_HEAD_BYTES && isFirst)
        return source.fault ?? cutOff('bzip2', source.at + head.length);
      if (level === null)
        return damaged(
          'bzip2',
          'after',
          source.at,
          'expected the start of a stream (BZh), found other bytes',
        );
      source.take(STREAM_HEAD_BYTES);
      const fault = yield* stream(source, level);
      if (fault !== null) return fault;
    }
  } finally {
    await compressed.return(null);
  }
}

/** The blocks of a stream, which follow each other without regard to bytes. */
async function* stream(source: Peek, level: number): AsyncGenerator<Uint8Array, Fault | null, void> {
  const block = new Bzip2Block(level * 100_000);
  let bit = 0;
  let combined = 0;
  while (true) {
    const bytes = await source.peek(MOST_BLOCK_BYTES);
    const at = source.at;
    try {
      const end = block.read(bytes, bit);
      if (end.kind === 'end') {
        source.take(end.bytes);
        return end.crc === combined
          ? null
          : damaged('bzip2', 'after', at, 'the checksum of the stream does not match');
      }
      const crc = yield* block.content();
      if (crc !== end.crc)
        return damaged(
          'bzip2',
          'after',
          at,
          'the checksum of a block does not match, so its records may be damaged',
        );
      combined = (((combined << 1) | (combined >>> 31)) ^ crc) >>> 0;
      source.take(end.bytes);
      bit = end.bit;
    } catch (error) {
      if (error instanceof BitsEnd) return source.fault ?? cutOff('bzip2', at + bytes.length);
      if (error instanceof Bzip2Error) return damaged('bzip2', 'after', at, error.message);
      throw error;
    }
  }
}
