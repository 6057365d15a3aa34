import { hashShingles, shingleCount } from './minhash.js';

/**
 * The set of a text's shingles of `ngramSize` words, as sorted distinct 32-bit hashes. Two different shingles collide with
 * probability 1 in 4·10⁹: for two texts of 10,000 words, about one in forty thousand of the shared count is a
 * collision.
 */
export function shingleSet(words: Uint32Array, ngramSize?: number): Uint32Array {
  const shingles = new Uint32Array(shingleCount(words.length, ngramSize));
  hashShingles(words, words.length, shingles, ngramSize);
  shingles.sort();
  let size = 0;
  for (let at = 0; at < shingles.length; at++)
    if (at === 0 || shingles[at] !== shingles[at - 1]) shingles[size++] = shingles[at]!;
  return shingles.slice(0, size);
}

/**
 * Jaccard similarity |A ∩ B| / |A ∪ B| of two shingle sets, 0 … 1; of two empty sets 1.
 * Jaccard, Bulletin de la Société vaudoise des sciences naturelles 37, 1901.
 */
export function jaccard(a: Uint32Array, b: Uint32Array): number {
  if (a.length === 0 && b.length === 0) return 1;
  const shared = sharedCount(a, b);
  return shared / (a.length + b.length - shared);
}

function sharedCount(a: Uint32Array, b: Uint32Array): number {
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const x = a[i]!;
    const y = b[j]!;
    if (x === y) {
      shared++;
      i++;
      j++;
    } else if (x < y) i++;
    else j++;
  }
  return shared;
}
