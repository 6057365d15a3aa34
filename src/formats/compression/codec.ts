import type { ByteChunks } from '../fault.js';

/** A way in which whole files are compressed. */
export interface Codec {
  /** In ids of formats: `jsonl-gzip`. */
  readonly id: string;
  readonly title: string;
  /** Endings that follow the one of the content, the usual one first. */
  readonly endings: readonly string[];
  /** Whether a file with this start is compressed so, by its magic number. */
  readonly isAtStart: (head: Buffer) => boolean;
  /**
   * Decompresses as a stream, in bounded memory; files may be several streams one after another. What stands before
   * damage is given, and the damage is the fault.
   */
  readonly decompress: (compressed: ByteChunks) => ByteChunks;
}
