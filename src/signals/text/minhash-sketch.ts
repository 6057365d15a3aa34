import { undefinedBecause } from '../../core/measurement.js';
import { SIMILARITY_ROLES } from '../../core/part.js';
import { defineTextSignal } from '../../core/signal.js';
import { createSketcher } from '../../kernels/minhash.js';
import { PERMUTATIONS, type Sketcher, sketchToBytes } from '../../text/minhash.js';

let sketcher: Sketcher | undefined;

/**
 * The 112 MinHash minima of the text's shingles of five words (setting `near-duplicate-ngram`), 448 bytes, for
 * near-duplicate search, without system prompts. The share of equal minima of two sketches estimates their Jaccard
 * similarity with a standard error of at most 0.047. A shorter text is one shingle. Undefined for a text without words.
 * A character of a script without spaces is a word: ours; data-juicer does the same with its character tokenization.
 */
export const minhashSketch = defineTextSignal({
  id: 'minhash-sketch',
  version: 2,
  roles: SIMILARITY_ROLES,
  isOfComparedParts: true,
  kind: 'bytes',
  unit: 'bytes',
  title: 'MinHash sketch',
  description:
    'Fingerprint of the set of shingles, by default of 5 words, or 5 characters of scripts without spaces; texts that share most of their shingles share most of it.',
  formula: `${PERMUTATIONS} × min over shingles h of a·h + b mod 2^32, four bytes each, little-endian`,
  source: `Broder 1997; ${PERMUTATIONS} minima as datatrove and FineWeb; 32-bit hash family: ours`,
  measure: (reading, _, { ngramSize }) => {
    // Compiled at a thread's first text, so that reading the list for help or documentation stays fast.
    sketcher ??= createSketcher();
    const sketch = sketcher(reading.wordHash, reading.wordCount, ngramSize);
    return sketch === null ? undefinedBecause('no words') : { value: sketchToBytes(sketch) };
  },
});
