import { undefinedBecause } from '../../core/measurement.js';
import { OWN_ROLES } from '../../core/part.js';
import { defineTextSignal, type TextSignal } from '../../core/signal.js';
import { SEGMENT_WORDS, wordRepetitionOf } from '../../text/word-repetition.js';
import { SHARE_RANGE } from './ratio.js';

const NAMES: { readonly [n: number]: string } = { 1: 'words', 2: 'bigrams' };

/**
 * Distinct-n at a fixed length: the share of n-grams that are new within their segment of 100 words, averaged over the
 * full segments, so that it does not depend on the length of the text. `distinct-1` is the mean segmental type–token
 * ratio. Case is ignored. Undefined with fewer than 100 words; words after the last full segment do not count.
 */
export const distinctShares: readonly TextSignal[] = [1, 2].map((n) =>
  defineTextSignal({
    id: `distinct-${n}`,
    version: 2,
    roles: OWN_ROLES,
    title: `Distinct ${NAMES[n]}`,
    description: `Share of ${NAMES[n]} that are new within segments of ${SEGMENT_WORDS} words; low values mean repetition.`,
    formula: `mean over segments of ${SEGMENT_WORDS} words of distinct ${n}-grams / ${n}-grams`,
    source:
      'Li et al. 2016 (distinct-n), arXiv:1510.03055, section 5; segments as in Johnson 1944 (mean segmental type–token ratio)',
    kind: 'number',
    unit: 'share',
    range: SHARE_RANGE,
    measure: (reading) => {
      if (reading.wordCount < SEGMENT_WORDS) return undefinedBecause(`fewer than ${SEGMENT_WORDS} words`);
      const { newInSegment, segmentCount } = wordRepetitionOf(reading);
      return { value: newInSegment[n]! / (segmentCount * (SEGMENT_WORDS + 1 - n)) };
    },
  }),
);
