import { type Spectrum, spectrumOfFrequencies } from '../../math/species.js';

/** One document of a sample: its word hashes, and its block for the jackknife. */
export interface SampledText {
  readonly words: Uint32Array;
  readonly block: number;
}

export interface NGramSpectra {
  readonly whole: Spectrum;
  /** By block: the spectrum without that block's documents. */
  readonly without: readonly Spectrum[];
}

/**
 * Frequency spectra of n-grams. N-grams do not cross documents; those of two or more words are identified by a 32-bit
 * hash. Leaving out a block changes only the types that occur in it, so all blocks together cost as much as the whole.
 */
export function nGramSpectra(texts: readonly SampledText[], n: number, blocks: number): NGramSpectra {
  const { types, ends, typeCount } = typesOf(texts, n);
  const total = new Int32Array(typeCount);
  for (const type of types) total[type]!++;
  const frequencies = new Int32Array(largestOf(total) + 1);
  for (const count of total) frequencies[count]!++;
  const inBlock = new Int32Array(typeCount);
  const without = Array.from({ length: blocks }, (_, left) => {
    const spans = texts.flatMap(({ block }, index) =>
      block === left ? [types.subarray(index === 0 ? 0 : ends[index - 1]!, ends[index]!)] : [],
    );
    for (const span of spans) for (const type of span) inBlock[type]!++;
    const rest = frequencies.slice();
    for (const span of spans)
      for (const type of span) {
        // The first occurrence handles the type; at later ones its count is 0.
        if (inBlock[type] === 0) continue;
        rest[total[type]!]!--;
        rest[total[type]! - inBlock[type]!]!++;
        inBlock[type] = 0;
      }
    return spectrumOfFrequencies(rest);
  });
  return { whole: spectrumOfFrequencies(frequencies), without };
}

/** Numbers the distinct n-grams in order of appearance: the type at each place, and the end of each text's places. */
function typesOf(
  texts: readonly SampledText[],
  n: number,
): { readonly types: Int32Array; readonly ends: Int32Array; readonly typeCount: number } {
  const places = texts.reduce((sum, { words }) => sum + Math.max(0, words.length - n + 1), 0);
  const types = new Int32Array(places);
  const ends = new Int32Array(texts.length);
  const index = new TypeIndex(places);
  let at = 0;
  for (const [text, { words }] of texts.entries()) {
    for (let start = 0; start + n <= words.length; start++)
      types[at++] = index.typeOf(hashOf(words, start, n));
    ends[text] = at;
  }
  return { types, ends, typeCount: index.size };
}

/**
 * Open addressing, at most half full. The step between slots uses the bits that the first slot does not: two n-grams
 * probe the same slots only if their hashes are equal, even if an adversary chose the words.
 */
class TypeIndex {
  size = 0;
  private readonly mask: number;
  private readonly keys: Int32Array;
  /** One more than the type; 0 in free slots. */
  private readonly types: Int32Array;

  constructor(most: number) {
    const bits = Math.max(4, 33 - Math.clz32(most));
    this.mask = 2 ** bits - 1;
    this.keys = new Int32Array(2 ** bits);
    this.types = new Int32Array(2 ** bits);
  }

  typeOf(gram: number): number {
    const { mask, keys, types } = this;
    const mixed = Math.imul(gram, 0x9e3779b1);
    const step = (mixed >>> 16) | 1;
    let slot = mixed & mask;
    for (; types[slot] !== 0; slot = (slot + step) & mask) if (keys[slot] === gram) return types[slot]! - 1;
    keys[slot] = gram;
    types[slot] = ++this.size;
    return this.size - 1;
  }
}

function largestOf(counts: Int32Array): number {
  let largest = 0;
  for (const count of counts) if (count > largest) largest = count;
  return largest;
}

function hashOf(words: Uint32Array, start: number, n: number): number {
  let hash = words[start]! | 0;
  // Word hashes are well mixed: a polynomial with an odd factor distinguishes the order of words.
  for (let at = start + 1; at < start + n; at++) hash = (Math.imul(hash, 0x85ebca6b) + words[at]!) | 0;
  return hash;
}
