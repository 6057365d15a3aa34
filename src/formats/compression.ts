import type { InputFile, Split } from '../core/format.js';
import { bytesOfFile } from './bytes.js';
import type { ByteChunks } from './fault.js';
import { gunzip } from './gzip.js';
import { type Compression, storedAs } from './stored-as.js';
import { unzstd } from './zstd.js';

export type { Compression } from './stored-as.js';

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

/**
 * The decompressed bytes of a split. A compressed file is one split. `named` is the compression that the file's ending
 * names; its first bytes outrank it.
 */
export async function* bytesOfSplit(input: InputFile, split: Split, named: Compression): ByteChunks {
  // Only plain files are cut.
  const compression = split.start > 0 ? 'none' : await storedAs(input, named);
  if (typeof compression === 'object') return compression;
  const bytes = bytesOfFile(input.path, split.start, split.end);
  switch (compression) {
    case 'none':
      return yield* bytes;
    case 'gzip':
      return yield* gunzip(bytes);
    case 'zstd':
      return yield* unzstd(bytes);
    default:
      return compression satisfies never;
  }
}
