import { DEFAULT_SIGNAL_SETTINGS } from '../core/signal.js';

/**
 * MinHash of a text in Freckle's own fast dialect (`freckle-32`): 112 minima from the 32-bit word hashes of a Reading.
 * This file is the reference; `kernels/minhash.as.ts` gives the same bits with SIMD.
 *
 * Broder, On the resemblance and containment of documents, SEQUENCES 1997; bands as in Leskovec,
 * Rajaraman, Ullman, Mining of Massive Datasets, 3.4 (`lsh-shape.ts`). The number of permutations is that of datatrove and
 * FineWeb; the hash family is not: theirs is 64-bit (`minhash-datatrove.ts`), ours multiplies and adds modulo 2^32, which
 * a machine does four or more at a time.
 */

/**
 * Words per shingle unless a policy sets another number. A character of a script without spaces is a word of its own
 * (`reading.ts`), so Chinese has shingles of five characters. A shorter text is a single shingle, so that short copies are
 * found too.
 */
export const NGRAM_SIZE = DEFAULT_SIGNAL_SETTINGS.ngramSize;
/** The largest number that a policy may set: longer shingles find only exact copies. */
export const LARGEST_NGRAM = 32;
export const PERMUTATIONS = 112;
/** A sketch is its 112 minima, each 4 bytes little-endian. */
export const SKETCH_BYTES = PERMUTATIONS * 4;

// Multipliers of MurmurHash3 (Appleby, public domain). The first is 2 modulo 4 above 1: swapping two words of a
// shingle then collides with probability 2^-28 at most.
export const SHINGLE_MULTIPLIER = 0x85ebca6b;
const SECOND_MULTIPLIER = 0xc2b2ae35;

/**
 * Hashes of all shingles of a text in order, repeats included: shape (shingleCount(wordCount)) of `out`.
 *
 * h = mix(((k·P + w₁)·P + w₂)·P … + w_k) modulo 2^32, with k the words in the shingle (`size`, or fewer in a shorter
 * text), P = 0x85ebca6b and mix the finaliser of MurmurHash3. Returns the number of shingles.
 */
export function hashShingles(
  words: Uint32Array,
  wordCount: number,
  out: Uint32Array,
  size = NGRAM_SIZE,
): number {
  if (wordCount === 0) return 0;
  const length = Math.min(wordCount, size);
  const count = wordCount - length + 1;
  for (let start = 0; start < count; start++) {
    let hash = length;
    for (let at = start; at < start + length; at++)
      hash = (Math.imul(hash, SHINGLE_MULTIPLIER) + words[at]!) | 0;
    out[start] = mix(hash);
  }
  return count;
}

export const shingleCount = (wordCount: number, size = NGRAM_SIZE): number =>
  wordCount === 0 ? 0 : Math.max(1, wordCount - size + 1);

function mix(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), SHINGLE_MULTIPLIER);
  h = Math.imul(h ^ (h >>> 13), SECOND_MULTIPLIER);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * The permutations x → a·x + b modulo 2^32, a odd: shape (112) each. Drawn by SplitMix32-like steps from the
 * seed 'FRCK'; changing them invalidates all stored sketches.
 */
export const PERMUTATION_A = new Uint32Array(PERMUTATIONS);
export const PERMUTATION_B = new Uint32Array(PERMUTATIONS);
for (let index = 0, state = 0x4652434b; index < PERMUTATIONS; index++) {
  state = (state + 0x9e3779b9) | 0;
  PERMUTATION_A[index] = mix(state) | 1;
  state = (state + 0x9e3779b9) | 0;
  PERMUTATION_B[index] = mix(state);
}

/** Computes the sketch of a text from its word hashes; null without words. Valid until the next call. */
export type Sketcher = (words: Uint32Array, wordCount: number, size?: number) => Uint32Array | null;

/** The slow, plain sketcher: minᵢ over shingles of a·h + b, shape (112). */
export function createReferenceSketcher(): Sketcher {
  const sketch = new Uint32Array(PERMUTATIONS);
  let shingles = new Uint32Array(1024);
  return (words, wordCount, size) => {
    if (wordCount === 0) return null;
    if (shingles.length < wordCount) shingles = new Uint32Array(wordCount * 2);
    const count = hashShingles(words, wordCount, shingles, size);
    for (let permutation = 0; permutation < PERMUTATIONS; permutation++) {
      const a = PERMUTATION_A[permutation]!;
      const b = PERMUTATION_B[permutation]!;
      let minimum = 0xffffffff;
      for (let at = 0; at < count; at++) {
        const value = (Math.imul(a, shingles[at]!) + b) >>> 0;
        if (value < minimum) minimum = value;
      }
      sketch[permutation] = minimum;
    }
    return sketch;
  };
}

/** A sketch as stored: 448 bytes, little-endian on every machine. */
export function sketchToBytes(sketch: Uint32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(SKETCH_BYTES));
  for (let index = 0; index < PERMUTATIONS; index++) view.setUint32(index * 4, sketch[index]!, true);
  return new Uint8Array(view.buffer);
}

/**
 * Estimated Jaccard similarity of two stored sketches: the share of equal minima, 0 … 1. Unbiased up to the hash
 * family; standard error √(J(1−J)/112), at most 0.047.
 */
export function estimateJaccard(a: Uint8Array, b: Uint8Array): number {
  let equal = 0;
  for (let at = 0; at < SKETCH_BYTES; at += 4)
    if (a[at] === b[at] && a[at + 1] === b[at + 1] && a[at + 2] === b[at + 2] && a[at + 3] === b[at + 3])
      equal++;
  return equal / PERMUTATIONS;
}
