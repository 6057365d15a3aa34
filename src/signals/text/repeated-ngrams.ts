import { undefinedBecause } from '../../core/measurement.js';
import { OWN_ROLES } from '../../core/part.js';
import { defineTextSignal, type TextSignal } from '../../core/signal.js';
import { wordRepetitionOf } from '../../text/word-repetition.js';
import { SHARE_RANGE } from './ratio.js';

/** Limits in table A1 of Gopher, for the descriptions. Policies set their own. */
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
 * Coverage of the most frequent n-gram (among ties, the one that covers most). Each covered character counts once even
 * where occurrences overlap. 0 where no n-gram occurs twice. Lengths are UTF-16 code units of words; case is ignored.
 * Undefined with fewer than n words. Known bias: decreases with length, since `of the` covers a larger part of a short
 * text.
 */
export const topNgramCharacterShares: readonly TextSignal[] = [2, 3, 4].map((n) =>
  defineTextSignal({
    id: `top-${n}-gram-character-share`,
    version: 2,
    roles: OWN_ROLES,
    title: `Most frequent ${n}-gram`,
    description: `Share of word characters covered by the most frequent sequence of ${n} words; Gopher allows ${ALLOWED[n]}.`,
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
 * All occurrences of a repeated n-gram count, including the first; a word covered by several counts once. Lengths are
 * UTF-16 code units of words; case is ignored. Undefined with fewer than n words. Known bias: refrains, legal formulas
 * and tables repeat by nature.
 */
export const duplicateNgramCharacterShares: readonly TextSignal[] = [5, 6, 7, 8, 9, 10].map((n) =>
  defineTextSignal({
    id: `duplicate-${n}-gram-character-share`,
    version: 2,
    roles: OWN_ROLES,
    title: `Repeated ${n}-grams`,
    description: `Share of word characters in sequences of ${n} words that occur at least twice; Gopher allows ${ALLOWED[n]}.`,
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
