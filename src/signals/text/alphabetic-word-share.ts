import { defineTextSignal } from '../../core/signal.js';
import { NO_WORDS, ratio, SHARE_RANGE } from './ratio.js';

/** Undefined without words. Free-standing punctuation is not a word here, so values are higher than Gopher's. */
export const alphabeticWordShare = defineTextSignal({
  id: 'alphabetic-word-share',
  version: 1,
  title: 'Words with letters',
  description: 'Share of words with at least one letter; Gopher requires 0.8.',
  formula: 'words with a letter / words',
  source: 'Rae et al. 2021 (Gopher), arXiv:2112.11446, appendix A.1.1; words are ours',
  kind: 'number',
  unit: 'share',
  range: SHARE_RANGE,
  measure: (reading) => ratio(reading.wordsWithLetter, reading.wordCount, NO_WORDS),
});
