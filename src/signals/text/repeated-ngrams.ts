import { undefinedBecause } from '../../core/measurement.js';
import { defineTextSignal, type TextSignal } from '../../core/signal.js';
import { wordRepetitionOf } from '../../text/word-repetition.js';
import { SHARE_RANGE } from './ratio.js';

/** Table A1 of Gopher: what its authors allowed, for the descriptions; policies set their own. */
const ALLOWED: { readonly [n: number]: number } = {
  2: 0.2,
  3: 0.18,
  4: 0.16,
  5: 0.15,
  6: 0.14,
  7: 0.13,
  8: 0.12,
  9: 0.11,
  10: 0.1,
};

const GOPHER = 'Rae et al. 2021 (Gopher), arXiv:2112.11446, table A1; words and coverage are ours';

/**
 * The n-gram that occurs most often (of several, the one that covers most), each character it covers counted
 * once even where occurrences overlap; 0 where none occurs twice. Lengths are UTF-16 code units of words,
 * case ignored. Undefined with fewer than n words. Known bias: falls with length, since `of the` covers a
 * larger part of a short text.
 */
export const topNgramCharacterShares: readonly TextSignal[] = [2, 3, 4].map((n) =>
  defineTextSignal({
    id: `top-${n}-gram-character-share`,
    version: 1,
    title: `Most frequent ${n}-gram`,
    description: `Share of the characters of words that the most frequent sequence of ${n} words covers; Gopher allows ${ALLOWED[n]}.`,
    formula: `length of words covered by the most frequent ${n}-gram, if it occurs twice / length of all words`,
    source: GOPHER,
    kind: 'number',
    unit: 'share',
    range: SHARE_RANGE,
    measure: (reading) => {
      if (reading.wordCount < n) return undefinedBecause(`fewer than ${n} words`);
      const { topLength, wordLength } = wordRepetitionOf(reading);
      return { value: topLength[n]! / wordLength };
    },
  }),
);

/**
 * All occurrences of a repeated n-gram count, the first too; a word covered by several is counted once.
 * Lengths are UTF-16 code units of words, case ignored. Undefined with fewer than n words. Known bias:
 * refrains, legal formulas and tables repeat by nature.
 */
export const duplicateNgramCharacterShares: readonly TextSignal[] = [5, 6, 7, 8, 9, 10].map((n) =>
  defineTextSignal({
    id: `duplicate-${n}-gram-character-share`,
    version: 1,
    title: `Repeated ${n}-grams`,
    description: `Share of the characters of words that lie in sequences of ${n} words occurring at least twice; Gopher allows ${ALLOWED[n]}.`,
    formula: `length of words covered by ${n}-grams that occur at least twice / length of all words`,
    source: GOPHER,
    kind: 'number',
    unit: 'share',
    range: SHARE_RANGE,
    measure: (reading) => {
      if (reading.wordCount < n) return undefinedBecause(`fewer than ${n} words`);
      const { repeatedLength, wordLength } = wordRepetitionOf(reading);
      return { value: repeatedLength[n]! / wordLength };
    },
  }),
);
