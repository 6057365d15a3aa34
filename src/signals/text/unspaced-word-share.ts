import { undefinedBecause } from '../../core/measurement.js';
import { SIMILARITY_ROLES } from '../../core/part.js';
import { defineTextSignal } from '../../core/signal.js';
import { CharacterClass } from '../../text/character-class.js';

/**
 * Share of words that are single characters of scripts written without spaces: Han, Hiragana, Yi, Thai, Lao, Khmer,
 * Burmese and others (`text/character-class.ts`). 0 … 1; about 1 in Chinese and Thai, 0.9 in Japanese, whose Katakana
 * words are words, 0 in English and Korean. Undefined for a text without words.
 */
export const unspacedWordShare = defineTextSignal({
  id: 'unspaced-word-share',
  version: 1,
  roles: SIMILARITY_ROLES,
  isOfComparedParts: true,
  kind: 'number',
  unit: 'share of words',
  range: [0, 1],
  title: 'Share of words without spaces',
  description:
    'Share of words that are single characters of scripts written without spaces, such as Chinese and Thai.',
  formula: 'characters of the classes ideograph and spaceless ÷ words',
  source: 'classes: scripts and general categories of Unicode; the share: ours',
  measure: ({ classCounts, wordCount }) => {
    if (wordCount === 0) return undefinedBecause('no words');
    const single = classCounts[CharacterClass.ideograph]! + classCounts[CharacterClass.spaceless]!;
    return { value: single / wordCount };
  },
});
