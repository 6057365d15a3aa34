import { tableSize } from '../math/growth.js';
import { readText } from './reading.js';

/** Membership of words in up to 31 lists: one bit per list, found by the word's hash in a typed table. */
export interface WordLists {
  readonly bitsOf: (hash: number) => number;
}

/** @param lists Words of each list, white space between them; the first has the lowest bit. */
export function createWordLists(lists: readonly string[]): WordLists {
  const size = tableSize(lists.reduce((sum, list) => sum + list.split(' ').length, 0));
  const mask = size - 1;
  const hashes = new Int32Array(size);
  const bits = new Int32Array(size);
  const slotOf = (hash: number): number => {
    let slot = hash & mask;
    while (bits[slot] !== 0 && hashes[slot] !== hash) slot = (slot + 1) & mask;
    return slot;
  };
  for (const [number, list] of lists.entries()) {
    const { wordCount, wordHash } = readText(list);
    for (let word = 0; word < wordCount; word++) {
      const slot = slotOf(wordHash[word]! | 0);
      hashes[slot] = wordHash[word]!;
      bits[slot]! |= 1 << number;
    }
  }
  return { bitsOf: (hash) => bits[slotOf(hash | 0)]! };
}
