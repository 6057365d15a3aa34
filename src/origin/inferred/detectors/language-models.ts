import { assert } from '../../../core/errors.js';
import {
  type Detector,
  type DetectorArrays,
  type Examples,
  type FittedDetector,
  FOLDS,
  type Passage,
} from './detector.js';

const WORD_BITS = 15;
const PAIR_BITS = 17;
const WORDS = 2 ** WORD_BITS;
const PAIRS = 2 ** PAIR_BITS;
/** Log ratios are stored in steps of 1/16 nat; `UNSEEN` marks pairs that occur on neither side. */
const STEPS = 16;
const LIMIT = 127;
const UNSEEN = -128;

/**
 * One bigram model per side: the mean over words of log P(word | previous word; synthetic) − log P(…; human). Both
 * models are interpolated after Witten and Bell (IEEE Trans. Information Theory 37, 1991, method C). Words are hashed,
 * so no vocabulary is stored, and an unknown word has the mass of its bucket.
 */
export const languageModels: Detector = {
  id: 'language-models',
  version: 1,
  title: 'Language models of each side',
  description:
    'Mean log-likelihood ratio per word between a bigram model of the synthetic examples and one of the human examples.',
  fit,
  restore: ({ pairs, backOff, words }) => {
    if (!(pairs instanceof Int8Array && backOff instanceof Int8Array && words instanceof Int8Array))
      throw new RangeError('the tables of the language models are missing');
    if (pairs.length !== PAIRS * FOLDS || backOff.length !== WORDS * FOLDS || words.length !== WORDS * FOLDS)
      throw new RangeError('the tables of the language models have another size');
    return new WordRatios(pairs, backOff, words);
  },
};

const wordBucket = (hash: number): number => Math.imul(hash ^ (hash >>> 15), 0x9e3779b1) >>> (32 - WORD_BITS);
const pairBucket = (before: number, hash: number): number =>
  Math.imul(Math.imul(before, 0x85ebca6b) ^ hash ^ (hash >>> 13), 0x9e3779b1) >>> (32 - PAIR_BITS);

class WordRatios implements FittedDetector {
  constructor(
    /** Log ratio of a pair that occurs on either side, shape (FOLDS, PAIRS). */
    private readonly pairs: Int8Array,
    /** Log ratio of the masses that the previous word leaves for unseen successors, shape (FOLDS, WORDS). */
    private readonly backOff: Int8Array,
    /** Log ratio of a word alone, shape (FOLDS, WORDS). */
    private readonly words: Int8Array,
  ) {}

  score({ reading, words }: Passage, fold: number): number {
    let sum = 0;
    let before = 0;
    for (let word = 0; word < words; word++) {
      const hash = reading.wordHash[word]!;
      const seen = word === 0 ? UNSEEN : this.pairs[fold * PAIRS + pairBucket(before, hash)]!;
      if (seen !== UNSEEN) sum += seen;
      else {
        sum += this.words[fold * WORDS + wordBucket(hash)]!;
        if (word > 0) sum += this.backOff[fold * WORDS + wordBucket(before)]!;
      }
      before = hash;
    }
    return sum / (STEPS * Math.max(1, words));
  }

  arrays(): DetectorArrays {
    return { pairs: this.pairs, backOff: this.backOff, words: this.words };
  }
}

/** Counts of one side, without one fold. */
interface Counts {
  readonly words: Float64Array;
  readonly pairs: Float64Array;
  /** Number of distinct successors of a word. */
  readonly types: Float64Array;
  /** Number of successors of a word. */
  readonly successors: Float64Array;
  total: number;
}

function fit(examples: Examples): FittedDetector {
  const pairs = new Int8Array(PAIRS * FOLDS).fill(UNSEEN);
  const backOff = new Int8Array(WORDS * FOLDS);
  const words = new Int8Array(WORDS * FOLDS);
  for (let fold = 0; fold < FOLDS; fold++) {
    const [human, synthetic] = countSides(examples, fold);
    for (let bucket = 0; bucket < WORDS; bucket++) {
      words[fold * WORDS + bucket] = stepsOf(wordShare(synthetic, bucket) / wordShare(human, bucket));
      backOff[fold * WORDS + bucket] = stepsOf(newShare(synthetic, bucket) / newShare(human, bucket));
    }
    for (let index = 0; index < examples.count; index++) {
      if (examples.folds[index] === fold) continue;
      const passage = examples.passage(index);
      for (let word = 1; word < passage.words; word++) {
        const before = passage.reading.wordHash[word - 1]!;
        const hash = passage.reading.wordHash[word]!;
        const pair = pairBucket(before, hash);
        if (pairs[fold * PAIRS + pair] !== UNSEEN) continue;
        const [first, second] = [wordBucket(before), wordBucket(hash)];
        pairs[fold * PAIRS + pair] = stepsOf(
          pairShare(synthetic, pair, first, second) / pairShare(human, pair, first, second),
        );
      }
    }
  }
  return new WordRatios(pairs, backOff, words);
}

function countSides(examples: Examples, fold: number): readonly [human: Counts, synthetic: Counts] {
  const sides = [emptyCounts(), emptyCounts()] as const;
  for (let index = 0; index < examples.count; index++) {
    if (examples.folds[index] === fold) continue;
    const { reading, words } = examples.passage(index);
    const side = sides[examples.labels[index] === 1 ? 1 : 0];
    for (let word = 0; word < words; word++) {
      const hash = reading.wordHash[word]!;
      increment(side.words, wordBucket(hash));
      side.total++;
      if (word === 0) continue;
      const before = reading.wordHash[word - 1]!;
      const first = wordBucket(before);
      const pair = pairBucket(before, hash);
      if (side.pairs[pair] === 0) increment(side.types, first);
      increment(side.pairs, pair);
      increment(side.successors, first);
    }
  }
  assert(sides[0].total > 0 && sides[1].total > 0, 'both sides have words outside every fold');
  return sides;
}

const emptyCounts = (): Counts => ({
  words: new Float64Array(WORDS),
  pairs: new Float64Array(PAIRS),
  types: new Float64Array(WORDS),
  successors: new Float64Array(WORDS),
  total: 0,
});

const increment = (counts: Float64Array, at: number): void => {
  counts[at] = counts[at]! + 1;
};

/** Add-half smoothing over the buckets (Krichevsky–Trofimov), so no bucket has probability 0. */
const wordShare = (side: Counts, bucket: number): number =>
  (side.words[bucket]! + 0.5) / (side.total + 0.5 * WORDS);

/** T(h) / (N(h) + T(h)): the Witten–Bell mass of unseen successors; 1 after an unseen word. */
const newShare = (side: Counts, first: number): number =>
  side.successors[first] === 0 ? 1 : side.types[first]! / (side.successors[first]! + side.types[first]!);

const pairShare = (side: Counts, pair: number, first: number, second: number): number => {
  const left = newShare(side, first);
  const seen = side.successors[first] === 0 ? 0 : Math.min(1, side.pairs[pair]! / side.successors[first]!);
  return (1 - left) * seen + left * wordShare(side, second);
};

const stepsOf = (ratio: number): number =>
  Math.max(-LIMIT, Math.min(LIMIT, Math.round(STEPS * Math.log(ratio))));
