import { bzip2 } from './bzip2.js';
import type { Codec } from './codec.js';
import { gzip } from './gzip.js';
import { lz4 } from './lz4.js';
import { xz } from './xz.js';
import { zstd } from './zstd.js';

/** Every compression of whole files. A new one is a file, an import and an entry here. */
export const CODECS: readonly Codec[] = [gzip, zstd, bzip2, xz, lz4];

/** The compression of a file with this start, by its magic number; null for other bytes. */
export const codecOf = (head: Buffer): Codec | null => CODECS.find((codec) => codec.isAtStart(head)) ?? null;
