import { atLeast } from '../math/growth.js';
import { oncePerReading } from './once.js';
import type { Reading } from './reading.js';
import { LONGEST_NGRAM, RepeatedNgrams } from './repeats.js';
import { vocabularyOf } from './vocabulary.js';

/** Words of a segment over which distinct n-grams are counted (as for the mean segmental type–token ratio). */
export const SEGMENT_WORDS = 100;

/** Repetition of word sequences in a text. Lengths are in UTF-16 code units of words. */
export interface WordRepetition {
  /** Length of all words. */
  readonly wordLength: number;
  /** Length of the words covered by the most frequent n-gram, index n = 2, 3, 4; 0 where no n-gram occurs twice. */
  readonly topLength: Int32Array;
  /** Length of the words covered by n-grams that occur at least twice, index n = 5…10. */
  readonly repeatedLength: Int32Array;
  /** Full segments of SEGMENT_WORDS words. */
  readonly segmentCount: number;
  /** Words and bigrams that are new in their segment, summed over the full segments; index n = 1, 2. */
  readonly newInSegment: Int32Array;
}

export const wordRepetitionOf: (reading: Reading) => WordRepetition = oncePerReading(measureRepetition);

const ngrams = new RepeatedNgrams();
let lastSeen = new Int32Array(1024);
const repetition = {
  wordLength: 0,
  topLength: new Int32Array(LONGEST_NGRAM + 1),
  repeatedLength: new Int32Array(LONGEST_NGRAM + 1),
  segmentCount: 0,
  newInSegment: new Int32Array(3),
};

function measureRepetition(reading: Reading): WordRepetition {
  const { wordCount, wordStart, wordEnd } = reading;
  const { typeOfWord, typeFrequency, typeCount } = vocabularyOf(reading);
  const { topLength, repeatedLength, newInSegment } = repetition;
  topLength.fill(0);
  repeatedLength.fill(0);
  repetition.wordLength = lengthBetween(wordStart, wordEnd, 0, wordCount);
  repetition.segmentCount = Math.floor(wordCount / SEGMENT_WORDS);
  const inSegments = repetition.segmentCount * SEGMENT_WORDS;

  ngrams.begin(typeOfWord, wordCount, typeFrequency);
  newInSegment[1] = inSegments - countSeenInSegment(typeCount, inSegments, 1);
  newInSegment[2] = 0;
  for (let n = 2; n <= LONGEST_NGRAM && ngrams.count > 0; n++) {
    ngrams.lengthen();
    if (n === 2) newInSegment[2] = -countSeenInSegment(ngrams.groupCount, inSegments, 2);
    if (n <= 4) topLength[n] = topLengthNow(wordStart, wordEnd);
    else repeatedLength[n] = coveredLength(wordStart, wordEnd, -1);
  }
  newInSegment[2]! += repetition.segmentCount * (SEGMENT_WORDS - 1);
  return repetition;
}

/** Number of n-grams within full segments that occur earlier in the same segment. */
function countSeenInSegment(groupCount: number, inSegments: number, n: number): number {
  const { place, group, count } = ngrams;
  const segmentWords = SEGMENT_WORDS;
  lastSeen = atLeast(lastSeen, groupCount);
  const last = lastSeen;
  last.fill(-1, 0, groupCount);
  let seen = 0;
  let segmentStart = 0;
  for (let at = 0; at < count; at++) {
    const start = place[at]!;
    if (start + n > inSegments) break;
    while (start >= segmentStart + segmentWords) segmentStart += segmentWords;
    if (start + n > segmentStart + segmentWords) continue;
    const candidate = group[at]!;
    // 1 where it was seen at or after the segment's start. Branch-free, since it is unpredictable for the processor.
    seen += (segmentStart - 1 - last[candidate]!) >>> 31;
    last[candidate] = start;
  }
  return seen;
}

/** Length covered by the most frequent n-gram; among ties, the largest. */
function topLengthNow(wordStart: Int32Array, wordEnd: Int32Array): number {
  const { place, group, frequency, count, n } = ngrams;
  let topFrequency = 1;
  let topGroup = -1;
  let topSpan = 0;
  for (let at = 0; at < count; at++) {
    const candidate = group[at]!;
    const times = frequency[candidate]!;
    if (times < topFrequency || candidate === topGroup) continue;
    const span = lengthBetween(wordStart, wordEnd, place[at]!, place[at]! + n);
    if (times === topFrequency && span <= topSpan) continue;
    topFrequency = times;
    topGroup = candidate;
    topSpan = span;
  }
  return topGroup < 0 ? 0 : coveredLength(wordStart, wordEnd, topGroup);
}

/** Length of the words covered by the n-grams of one group, or of all groups for −1; each word counts once. */
function coveredLength(wordStart: Int32Array, wordEnd: Int32Array, wanted: number): number {
  const { place, group, count, n } = ngrams;
  let length = 0;
  let covered = 0;
  for (let at = 0; at < count; at++) {
    if (wanted >= 0 && group[at] !== wanted) continue;
    const start = place[at]!;
    const end = start + n;
    length += lengthBetween(wordStart, wordEnd, Math.max(start, covered), end);
    covered = end;
  }
  return length;
}

function lengthBetween(wordStart: Int32Array, wordEnd: Int32Array, from: number, to: number): number {
  let length = 0;
  for (let word = from; word < to; word++) length += wordEnd[word]! - wordStart[word]!;
  return length;
}
