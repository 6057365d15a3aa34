import { atLeast } from '../math/growth.js';
import { Slots } from '../math/slots.js';
import { oncePerReading } from './once.js';
import type { Reading } from './reading.js';
import { LONGEST_NGRAM, RepeatedNgrams } from './repeats.js';
import { sameUnits, type WhitespaceText, whitespaceTextOf, whitespaceTypesOf } from './whitespace-text.js';

/** N-grams of whitespace-separated words as Python's `Counter` sees them. Index n of every array. */
export interface CountedNgrams {
  /** Frequency of the most frequent n-gram (the first among ties); n = 2…10. */
  readonly topFrequency: Int32Array;
  /** Characters of that n-gram's words. */
  readonly topCharacters: Int32Array;
  /** Characters of all n-grams, counted at each place, including overlaps. */
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
    mass[n] = massOf(charactersBefore, wordCount, n);
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

/** Σ of `charactersBefore[word + n] − charactersBefore[word]`, in which all terms except the ends cancel. */
function massOf(charactersBefore: Int32Array, wordCount: number, n: number): number {
  let sum = 0;
  for (let step = 0; step < n; step++) sum += charactersBefore[wordCount - step]! - charactersBefore[step]!;
  return sum;
}

/**
 * Characters that datatrove's `find_all_duplicate` counts, index n = 5…10. The scan counts and skips an n-gram seen
 * before and remembers any other. N-grams are joined without spaces, so `an other` and `another` are equal, as in
 * datatrove.
 */
export const skippedDuplicatesOf: (reading: Reading) => Int32Array = oncePerReading((reading) => {
  const text = whitespaceTextOf(reading);
  findCandidates(text);
  for (let added = 1; added < SHORTEST - 1; added++) appendWord(text, added);
  for (let n = SHORTEST; n <= LONGEST_NGRAM; n++) {
    appendWord(text, n - 1);
    skipped[n] = skipDuplicates(text, n);
  }
  return skipped;
});

const SHORTEST = 5;
/** Number of leading code units, without white space, that rule out n-grams early. */
const PREFIX_UNITS = 12;

const skipped = new Int32Array(LONGEST_NGRAM + 1);
const slots = new Slots();
let candidateCount = 0;
/** Words at which a repeated n-gram may begin, ascending, and the hash of the joined n-gram there. */
let candidate = new Int32Array(1024);
let joinedHash = new Int32Array(1024);
let isShared = new Uint8Array(1024);

/**
 * Equal n-grams of at least 12 code units start with the same 12 units, wherever their words are split. Only words
 * whose next 12 units also occur at another word, or whose n-gram may be shorter, need a full check: few in ordinary
 * text.
 */
function findCandidates({ wordCount, wordHash, packed, packedStart }: WhitespaceText): void {
  const places = wordCount - SHORTEST + 1;
  candidateCount = 0;
  if (places <= 0) return;
  candidate = atLeast(candidate, places);
  joinedHash = atLeast(joinedHash, places);
  isShared = atLeast(isShared, places);
  isShared.fill(0, 0, places);
  const shared = isShared;
  const hashes = joinedHash;
  const packedEnd = packedStart[wordCount]!;
  slots.begin(places);
  const { table, mask, base } = slots;
  for (let word = 0; word < places; word++) {
    const start = packedStart[word]!;
    if (start + PREFIX_UNITS > packedEnd) break;
    let hash = 0;
    for (let at = start; at < start + PREFIX_UNITS; at += 2)
      hash = Math.imul(hash ^ (packed[at]! | (packed[at + 1]! << 16)), 0x9e3779b1) ^ (hash >>> 15);
    hashes[word] = hash;
    let slot = (hash ^ (hash >>> 15)) & mask;
    let found = table[slot]! - base;
    while (found >= 0 && hashes[found] !== hash) {
      slot = (slot + 1) & mask;
      found = table[slot]! - base;
    }
    if (found < 0) table[slot] = base + word;
    else {
      shared[found] = 1;
      shared[word] = 1;
    }
  }
  let count = 0;
  for (let word = 0; word < places; word++) {
    if (shared[word] === 0 && packedStart[word + SHORTEST]! - packedStart[word]! >= PREFIX_UNITS) continue;
    candidate[count++] = word;
  }
  candidateCount = count;
  for (let at = 0; at < count; at++) hashes[at] = wordHash[candidate[at]!]!;
}

/** Extends the joined n-grams of all candidates by one word and drops candidates too near the end. */
function appendWord({ wordCount, wordHash, wordPower }: WhitespaceText, added: number): void {
  while (candidateCount > 0 && candidate[candidateCount - 1]! + added >= wordCount) candidateCount--;
  for (let at = 0; at < candidateCount; at++) {
    const word = candidate[at]! + added;
    joinedHash[at] = (Math.imul(joinedHash[at]!, wordPower[word]!) + wordHash[word]!) | 0;
  }
}

function skipDuplicates({ packed, packedStart, charactersBefore }: WhitespaceText, n: number): number {
  slots.begin(candidateCount);
  const { table, mask, base } = slots;
  let characters = 0;
  let next = 0;
  for (let at = 0; at < candidateCount; at++) {
    const word = candidate[at]!;
    if (word < next) continue;
    const start = packedStart[word]!;
    const end = packedStart[word + n]!;
    const hash = joinedHash[at]!;
    let slot = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    slot = (slot ^ (slot >>> 13)) & mask;
    let found = table[slot]! - base;
    while (
      found >= 0 &&
      !(joinedHash[found] === hash && isSame(packed, packedStart, candidate[found]!, n, start, end))
    ) {
      slot = (slot + 1) & mask;
      found = table[slot]! - base;
    }
    if (found < 0) {
      table[slot] = base + at;
      continue;
    }
    characters += charactersBefore[word + n]! - charactersBefore[word]!;
    next = word + n;
  }
  return characters;
}

const isSame = (
  packed: Uint16Array,
  packedStart: Int32Array,
  word: number,
  n: number,
  start: number,
  end: number,
): boolean => sameUnits(packed, packedStart[word]!, packedStart[word + n]!, start, end);
