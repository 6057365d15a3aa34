import type { InputFile, Split } from '../core/format.js';
import { bytesOfFile } from './bytes.js';
import type { ByteChunks } from './fault.js';
import { gunzip } from './gzip.js';
import { unzstd } from './zstd.js';

export type Compression = 'none' | 'gzip' | 'zstd';

/** The compression of outputs, by that of their input. Zstandard is read but not written. */
const PACKINGS: { readonly [compression in Compression]: 'none' | 'gzip' } = {
  none: 'none',
  gzip: 'gzip',
  zstd: 'gzip',
};

export const isPackedAgain = (compression: Compression): boolean => PACKINGS[compression] !== 'none';

/** The ending of outputs, from the plain ending and the compression of the input. */
export const outputEnding = (ending: string, compression: Compression): string =>
  isPackedAgain(compression) ? `${ending}.gz` : ending;

/** Words for the place of the provenance in outputs. */
export function provenanceWhere(plain: string, compression: Compression): string {
  if (compression === 'none') return plain;
  return compression === PACKINGS[compression] ? `${plain}, gzip` : `${plain}, as gzip`;
}

/** The decompressed bytes of a split. A compressed file is one split. */
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
