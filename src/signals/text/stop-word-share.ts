import { undefinedBecause } from '../../core/measurement.js';
import { defineTextSignal } from '../../core/signal.js';
import type { Reading } from '../../text/reading.js';
import { countStopWords, hasStopWordList, STOP_WORD_LANGUAGES } from '../../text/stop-words.js';
import { vocabularyOf } from '../../text/vocabulary.js';
import { SHARE_RANGE } from './ratio.js';

/**
 * Uses the list of the best-fitting language, so the language need not be known. Undefined without words that have
 * letters, and where fewer than half of those begin in a script with a list (Latin, Greek, Cyrillic, Arabic,
 * Devanagari). Known bias: languages without a list (Finnish, Vietnamese, Persian…) get low scores from chance matches
 * with a listed language; agglutinating languages have fewer function words (Turkish about 0.15, English 0.4).
 */
export const stopWordShare = defineTextSignal({
  id: 'stop-word-share',
  version: 1,
  title: 'Function words',
  description:
    'Share of words that are common function words of one language; near 0 in lists and gibberish.',
  formula: `max over ${STOP_WORD_LANGUAGES.length} languages of words in its list / words with a letter`,
  source:
    'after Rae et al. 2021 (Gopher), arXiv:2112.11446, appendix A.1.1; lists are ours, src/text/stop-words.ts',
  kind: 'number',
  unit: 'share',
  range: SHARE_RANGE,
  measure: (reading) => {
    if (reading.wordsWithLetter === 0) return undefinedBecause('no words with letters');
    if (!reading.isAscii && wordsInCoveredScripts(reading) * 2 < reading.wordsWithLetter)
      return undefinedBecause('no stop-word list for the script of most words');
    const { typeHash, typeFrequency, typeCount } = vocabularyOf(reading);
    let inList = 0;
    for (const count of countStopWords(typeHash, typeFrequency, typeCount))
      if (count > inList) inList = count;
    return { value: inList / reading.wordsWithLetter };
  },
});

function wordsInCoveredScripts({ units, wordCount, wordStart }: Reading): number {
  let covered = 0;
  for (let word = 0; word < wordCount; word++) if (hasStopWordList(units[wordStart[word]!]!)) covered++;
  return covered;
}
