// Hot loops in WebAssembly with SIMD, embedded as base64. The sources are /kernels/*.as.ts.
// A kernel is only a faster version: each has a TypeScript reference that it equals bit for bit, which tests compare.
// Nothing is defined here that the reference does not define.

import { NGRAM_SIZE, PERMUTATION_A, PERMUTATION_B, PERMUTATIONS, type Sketcher } from '../text/minhash.js';
import { base64 } from './generated/minhash.js';
import { instantiateKernel } from './instantiate.js';

interface Exports {
  readonly reset: () => void;
  readonly update: (wordCount: number, shingleWords: number) => void;
}

/** Layout of the kernel's memory, as in kernels/minhash.as.ts. */
const A_BYTE = 0;
const B_BYTE = 448;
const MINIMA_BYTE = 896;
const WORDS_BYTE = 4096;
/** One chunk's shingles stay in the first-level cache while all permutations pass over them. */
const CHUNK_WORDS = 4096;

/** The SIMD sketcher: the same bits as `createReferenceSketcher`, several times as fast. One per thread. */
export function createSketcher(): Sketcher {
  const { exports, memory } = instantiateKernel<Exports>(base64);
  const at = (byte: number, length: number) => new Uint32Array(memory.buffer, byte, length);
  at(A_BYTE, PERMUTATIONS).set(PERMUTATION_A);
  at(B_BYTE, PERMUTATIONS).set(PERMUTATION_B);
  const minima = at(MINIMA_BYTE, PERMUTATIONS);
  const buffer = at(WORDS_BYTE, CHUNK_WORDS);
  return (words, wordCount, size = NGRAM_SIZE) => {
    if (wordCount === 0) return null;
    exports.reset();
    const length = Math.min(size, wordCount);
    // Chunks overlap by a shingle minus one word, so that no shingle is split.
    for (let start = 0; start + length <= wordCount; start += CHUNK_WORDS - length + 1) {
      const end = Math.min(wordCount, start + CHUNK_WORDS);
      buffer.set(words.subarray(start, end));
      exports.update(end - start, length);
    }
    return minima;
  };
}
