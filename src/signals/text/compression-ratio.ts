import { undefinedBecause } from '../../core/measurement.js';
import { defineTextSignal } from '../../core/signal.js';
import { lz4Size } from '../../math/lz4.js';

/**
 * By the LZ4 block format under our fixed parse, not by gzip: values are lower than those that papers print
 * for gzip, and comparable only among themselves. Undefined for an empty text. Known bias: grows with length
 * up to 64 kB, since there is more to refer back to; a text below some 200 bytes hardly compresses.
 */
export const compressionRatio = defineTextSignal({
  id: 'compression-ratio',
  version: 1,
  title: 'Compression ratio (LZ4)',
  description: 'How many times smaller the text becomes when compressed; high values are repetition.',
  formula: 'bytes in UTF-8 / bytes in the LZ4 block format (greedy, 2^12 positions)',
  source: 'ours, src/math/lz4.ts; as a measure of diversity Shaib et al. 2024, arXiv:2403.00553, section 3.1',
  kind: 'number',
  unit: 'ratio',
  range: [0, 255],
  placeAmongSources: 3,
  measure: ({ bytes, byteCount }) =>
    byteCount === 0 ? undefinedBecause('an empty text') : { value: byteCount / lz4Size(bytes, byteCount) },
});
