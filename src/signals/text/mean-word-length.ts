import { undefinedBecause } from '../../core/measurement.js';
import { defineTextSignal } from '../../core/signal.js';
import { CharacterClass } from '../../text/character-class.js';
import { COUNT_RANGE, NO_WORDS, ratio } from './ratio.js';

/**
 * Undefined without words, and where most letters belong to scripts written without spaces, where every word has one
 * character. Known bias: languages differ (English 4.7, Finnish 7.5), so one threshold does not fit all.
 */
export const meanWordLength = defineTextSignal({
  id: 'mean-word-length',
  version: 1,
  title: 'Mean word length',
  description:
    'Mean number of characters per word; outside 3 to 10 the text is hardly prose (in English and other alphabets).',
  formula: 'characters in words / words',
  source: 'Rae et al. 2021 (Gopher), arXiv:2112.11446, appendix A.1.1; words are ours',
  kind: 'number',
  unit: 'characters',
  range: COUNT_RANGE,
  placeAmongSources: 2,
  measure: ({ classCounts, wordCharacterCount, wordCount }) => {
    const spaceless = classCounts[CharacterClass.ideograph]! + classCounts[CharacterClass.spaceless]!;
    const spaced =
      classCounts[CharacterClass.lower]! +
      classCounts[CharacterClass.upper]! +
      classCounts[CharacterClass.caseless]!;
    if (spaceless > spaced) return undefinedBecause('most letters belong to scripts written without spaces');
    return ratio(wordCharacterCount, wordCount, NO_WORDS);
  },
});
