import { undefinedBecause } from '../../core/measurement.js';
import { defineTextSignal } from '../../core/signal.js';
import { lz4Size } from '../../math/lz4.js';

/**
 * Uses the LZ4 block format with a fixed parse, not gzip: values are lower than published gzip values and comparable
 * only among themselves. Undefined for an empty text. Known bias: grows with length up to 64 kB, since more earlier
 * text can be referenced; a text below about 200 bytes hardly compresses.
 */
export const compressionRatio = defineTextSignal({
  id: 'compression-ratio',
  version: 1,
  title: 'Compression ratio (LZ4)',
  description: 'Size of the text divided by its compressed size; high values mean repetition.',
  formula: 'bytes in UTF-8 / bytes in the LZ4 block format (greedy, 2^12 positions)',
  source: 'ours, src/math/lz4.ts; as a measure of diversity Shaib et al. 2024, arXiv:2403.00553, section 3.1',
  kind: 'number',
  unit: 'ratio',
  range: [0, 255],
  placeAmongSources: 3,
  measure: ({ bytes, byteCount }) =>
    byteCount === 0 ? undefinedBecause('an empty text') : { value: byteCount / lz4Size(bytes, byteCount) },
});
