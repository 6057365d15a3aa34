import { BASIC_PLANE, CharacterClass, LOWER_CASE } from '../../../text/character-class.js';
import { BucketSet } from './buckets.js';
import type { Detector, DetectorArrays, Examples, FittedDetector, Passage } from './detector.js';
import { type Extract, HashedLinear } from './hashed-linear.js';
import { WordMarks } from './word-marks.js';

const BITS = 16;
const LONGEST = 4;
/** Words that occur in the most texts of a calibration: its function words, in any language. */
const COMMON_WORDS = 150;
const SUFFIX = 3;

const set = new BucketSet(BITS);
let tokens = new Int32Array(4096);
let hashes = new Int32Array(LONGEST * 4096);

/**
 * Sentence structure without topics: runs of 1–4 tokens. The commonest words and punctuation are tokens of their own;
 * numbers are represented by their length, other words by their last three letters.
 */
export const syntax: Detector = {
  id: 'syntax',
  version: 2,
  title: 'Syntax',
  description:
    'A linear model over hashed runs of 1–4 tokens: common words and punctuation as they are, other words as their last three letters. Depends less on topics, so it transfers better to other domains.',
  fit: (examples) => {
    const common = commonWords(examples);
    return new SyntaxModel(HashedLinear.fit(extractWith(common), 2 ** BITS, examples), common);
  },
  restore: ({ common, ...arrays }) => {
    if (!(common instanceof Uint32Array) || common.length > COMMON_WORDS)
      throw new RangeError('the common words of the syntax model are missing or too many');
    return new SyntaxModel(HashedLinear.restore(extractWith(common), 2 ** BITS, arrays), common);
  },
};

class SyntaxModel implements FittedDetector {
  constructor(
    private readonly linear: HashedLinear,
    private readonly common: Uint32Array,
  ) {}

  score(passage: Passage, fold: number): number {
    return this.linear.score(passage, fold);
  }

  arrays(): DetectorArrays {
    return { common: this.common, ...this.linear.arrays() };
  }
}

function commonWords(examples: Examples): Uint32Array {
  const texts = new Map<number, number>();
  for (let index = 0; index < examples.count; index++) {
    const { reading, words } = examples.passage(index);
    for (const hash of new Set(reading.wordHash.subarray(0, words)))
      texts.set(hash, (texts.get(hash) ?? 0) + 1);
  }
  const ranked = [...texts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, COMMON_WORDS);
  return Uint32Array.from(ranked, ([hash]) => hash).sort();
}

function extractWith(common: Uint32Array): Extract {
  const isCommon = new WordMarks(Array.from(common, (hash) => [hash, 1]));
  return (passage) => {
    const count = tokenise(passage, isCommon);
    if (hashes.length < LONGEST * count) hashes = new Int32Array(2 * LONGEST * count);
    set.clear();
    set.addAll(hashes, hashRuns(tokens, count, hashes));
    return set;
  };
}

/** Hashes runs of 1–4 tokens; returns the number of hashes written. */
function hashRuns(of: Int32Array, length: number, out: Int32Array): number {
  let count = 0;
  for (let start = 0; start < length; start++) {
    let hash = 0x811c9dc5 | 0;
    const stop = Math.min(LONGEST, length - start);
    for (let size = 1; size <= stop; size++) {
      hash = Math.imul(hash ^ of[start + size - 1]!, 0x01000193);
      hash ^= hash >>> 13;
      out[count++] = hash + size;
    }
  }
  return count;
}

function tokenise({ reading, words, end }: Passage, isCommon: WordMarks): number {
  const { units, wordStart, wordEnd, wordHash } = reading;
  let count = 0;
  let at = 0;
  for (let word = 0; word <= words; word++) {
    const next = word === words ? end : wordStart[word]!;
    if (count + (next - at) + 1 > tokens.length) {
      const longer = new Int32Array(2 * (count + (next - at) + 1));
      longer.set(tokens);
      tokens = longer;
    }
    for (; at < next; at++)
      if (BASIC_PLANE[units[at]!] === CharacterClass.punctuation) tokens[count++] = units[at]!;
    if (word === words) break;
    const hash = wordHash[word]!;
    tokens[count++] = isCommon.of(hash) === 1 ? hash | 0 : suffixOf(units, wordStart[word]!, wordEnd[word]!);
    at = wordEnd[word]!;
  }
  return count;
}

function suffixOf(units: Uint16Array, start: number, end: number): number {
  if (BASIC_PLANE[units[start]!] === CharacterClass.digit) return 0x10000 + Math.min(4, end - start);
  let hash = 0x20000;
  for (let at = Math.max(start, end - SUFFIX); at < end; at++)
    hash = Math.imul(hash ^ LOWER_CASE[units[at]!]!, 0x01000193);
  return hash;
}
