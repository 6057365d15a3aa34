import { atLeast } from '../math/growth.js';
import { Slots } from '../math/slots.js';
import { oncePerReading } from './once.js';
import type { Reading } from './reading.js';

/**
 * The distinct words of a text. Words are equal if their hashes (`Reading.wordHash`) are: among a thousand words, a
 * pair collides in one text out of eight thousand.
 */
export interface Vocabulary {
  readonly typeCount: number;
  /** Type of each word, in order of first appearance, shape (wordCount). */
  readonly typeOfWord: Int32Array;
  /** Hash of each type, shape (typeCount). */
  readonly typeHash: Uint32Array;
  /** Frequency of each type, shape (typeCount). */
  readonly typeFrequency: Int32Array;
}

export const vocabularyOf: (reading: Reading) => Vocabulary = oncePerReading(countTypes);

const slots = new Slots();
const vocabulary = {
  typeCount: 0,
  typeOfWord: new Int32Array(1024),
  typeHash: new Uint32Array(1024),
  typeFrequency: new Int32Array(1024),
};

function countTypes(reading: Reading): Vocabulary {
  const { wordCount, wordHash } = reading;
  vocabulary.typeOfWord = atLeast(vocabulary.typeOfWord, wordCount);
  vocabulary.typeHash = atLeast(vocabulary.typeHash, wordCount);
  vocabulary.typeFrequency = atLeast(vocabulary.typeFrequency, wordCount);
  slots.begin(wordCount);
  const { typeOfWord, typeHash, typeFrequency } = vocabulary;
  const { table, mask, base } = slots;
  let typeCount = 0;
  for (let word = 0; word < wordCount; word++) {
    // Signed, so that engines compare it as a 32-bit integer.
    const hash = wordHash[word]! | 0;
    let slot = hash & mask;
    let type = table[slot]! - base;
    while (type >= 0 && (typeHash[type]! | 0) !== hash) {
      slot = (slot + 1) & mask;
      type = table[slot]! - base;
    }
    if (type < 0) {
      type = typeCount++;
      table[slot] = base + type;
      typeHash[type] = hash;
      typeFrequency[type] = 0;
    }
    typeFrequency[type]!++;
    typeOfWord[word] = type;
  }
  vocabulary.typeCount = typeCount;
  return vocabulary;
}
