import { atLeast } from './growth.js';
import { oncePerReading } from './once.js';
import type { Reading } from './reading.js';
import { LONGEST_NGRAM, RepeatedNgrams } from './repeats.js';
import { Slots } from './slots.js';
import { sameUnits, type WhitespaceText, whitespaceTextOf, whitespaceTypesOf } from './whitespace-text.js';

/** N-grams of whitespace-separated words as Python's `Counter` sees them. Index n of every array. */
export interface CountedNgrams {
  /** How often the most frequent n-gram occurs: of several, the one that comes first; n = 2…10. */
  readonly topFrequency: Int32Array;
  /** Characters of that n-gram's words. */
  readonly topCharacters: Int32Array;
  /** Characters of all n-grams, each place counted, overlaps and all. */
  readonly mass: Float64Array;
  /** The part of it that lies in n-grams occurring at least twice. */
  readonly repeatedMass: Float64Array;
}

export const countedNgramsOf: (reading: Reading) => CountedNgrams = oncePerReading(countNgrams);

const ngrams = new RepeatedNgrams();
const counted = {
  topFrequency: new Int32Array(LONGEST_NGRAM + 1),
  topCharacters: new Int32Array(LONGEST_NGRAM + 1),
  mass: new Float64Array(LONGEST_NGRAM + 1),
  repeatedMass: new Float64Array(LONGEST_NGRAM + 1),
};

function countNgrams(reading: Reading): CountedNgrams {
  const { wordCount, charactersBefore } = whitespaceTextOf(reading);
  const { typeOfWord, typeFrequency } = whitespaceTypesOf(reading);
  const { topFrequency, topCharacters, mass, repeatedMass } = counted;
  topFrequency.fill(0);
  topCharacters.fill(0);
  mass.fill(0);
  repeatedMass.fill(0);
  ngrams.begin(typeOfWord, wordCount, typeFrequency);
  for (let n = 2; n <= LONGEST_NGRAM && n <= wordCount; n++) {
    ngrams.lengthen();
    for (let word = 0; word + n <= wordCount; word++)
      mass[n]! += charactersBefore[word + n]! - charactersBefore[word]!;
    topFrequency[n] = 1;
    topCharacters[n] = charactersBefore[n]!;
    const { place, group, frequency, count } = ngrams;
    for (let at = 0; at < count; at++) {
      const characters = charactersBefore[place[at]! + n]! - charactersBefore[place[at]!]!;
      repeatedMass[n]! += characters;
      if (frequency[group[at]!]! <= topFrequency[n]!) continue;
      topFrequency[n] = frequency[group[at]!]!;
      topCharacters[n] = characters;
    }
  }
  return counted;
}

const slots = new Slots();
let joinedHash = new Int32Array(1024);

/**
 * Characters that datatrove's `find_all_duplicate` counts, index n = 5…10: going through the words, an
 * n-gram met before is counted and skipped as a whole, any other is remembered. Its n-grams are joined
 * without spaces, so `an other` and `another` are the same to it, and to this.
 */
export const skippedDuplicatesOf: (reading: Reading) => Int32Array = oncePerReading((reading) => {
  const text = whitespaceTextOf(reading);
  const { wordCount, wordHash, wordPower } = text;
  joinedHash = atLeast(joinedHash, wordCount);
  const hash = joinedHash;
  for (let word = 0; word < wordCount; word++) hash[word] = wordHash[word]!;
  for (let n = 2; n <= LONGEST_NGRAM; n++) {
    for (let word = 0; word + n <= wordCount; word++) {
      const added = word + n - 1;
      hash[word] = (Math.imul(hash[word]!, wordPower[added]!) + wordHash[added]!) | 0;
    }
    skipped[n] = n < 5 ? 0 : skipDuplicates(text, hash, n);
  }
  return skipped;
});
const skipped = new Int32Array(LONGEST_NGRAM + 1);

function skipDuplicates(text: WhitespaceText, hash: Int32Array, n: number): number {
  const { wordCount, packed, packedStart, charactersBefore } = text;
  slots.begin(wordCount);
  const { table, mask, base } = slots;
  let characters = 0;
  let word = 0;
  while (word + n <= wordCount) {
    const wanted = hash[word]!;
    let slot = Math.imul(wanted ^ (wanted >>> 15), 0x2c1b3c6d);
    slot = (slot ^ (slot >>> 13)) & mask;
    let found = table[slot]! - base;
    while (
      found >= 0 &&
      (hash[found] !== wanted ||
        !sameUnits(
          packed,
          packedStart[found]!,
          packedStart[found + n]!,
          packedStart[word]!,
          packedStart[word + n]!,
        ))
    ) {
      slot = (slot + 1) & mask;
      found = table[slot]! - base;
    }
    if (found < 0) {
      table[slot] = base + word;
      word++;
    } else {
      characters += charactersBefore[word + n]! - charactersBefore[word]!;
      word += n;
    }
  }
  return characters;
}
