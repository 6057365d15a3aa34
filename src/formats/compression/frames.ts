import type { ByteChunks, Fault } from '../fault.js';
import { Pull } from './pull.js';
import { cutOff, damaged } from './stream-faults.js';

/** The upper 28 bits of the magic numbers of frames to skip: RFC 8878, 3.1.2, and the LZ4 frame format. */
export const SKIPPABLE_MAGIC = 0x184d2a5;

/** A codec of frames, one after another, as LZ4 and Zstandard have them. */
export interface FramedCodec {
  /** In messages. */
  readonly name: string;
  readonly magic: number;
  /** Why no frame can start with another magic number that is known. */
  readonly refusal?: (magic: number) => string | null;
  /** The content of a frame whose magic number is taken; the fault that ends it, or null. */
  readonly frame: (input: Pull) => AsyncGenerator<Uint8Array, Fault | null, void>;
}

/** Decompresses all frames; skippable ones are skipped. */
export async function* decodeFrames(
  compressed: ByteChunks,
  { name, magic, refusal, frame }: FramedCodec,
): ByteChunks {
  const input = new Pull(compressed);
  try {
    while (true) {
      const bytes = await input.take(4);
      if (bytes.length === 0 && input.fault === null) return null;
      if (bytes.length < 4) return input.fault ?? cutOff(name, input.at);
      const word = bytes.readUInt32LE(0);
      if (word >>> 4 === SKIPPABLE_MAGIC) {
        const size = await input.take(4);
        if (size.length < 4 || !(await input.skip(size.readUInt32LE(0))))
          return input.fault ?? cutOff(name, input.at);
        continue;
      }
      if (word !== magic) {
        const why = refusal?.(word) ?? 'expected the start of a frame, found other bytes';
        return damaged(name, 'at', input.at - 4, why);
      }
      const fault = yield* frame(input);
      if (fault !== null) return fault;
    }
  } finally {
    await compressed.return(null);
  }
}
