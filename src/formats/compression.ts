import type { InputFile, Split } from '../core/format.js';
import { bytesOfFile } from './bytes.js';
import type { ByteChunks } from './fault.js';
import { gunzip } from './gzip.js';
import { unzstd } from './zstd.js';

export type Compression = 'none' | 'gzip' | 'zstd';

/** The decompressed bytes of a split; a compressed file is one split. */
export function bytesOfSplit(input: InputFile, split: Split, compression: Compression): ByteChunks {
  const bytes = bytesOfFile(input.path, split.start, split.end);
  switch (compression) {
    case 'none':
      return bytes;
    case 'gzip':
      return gunzip(bytes);
    case 'zstd':
      return unzstd(bytes);
    default:
      return compression satisfies never;
  }
}
