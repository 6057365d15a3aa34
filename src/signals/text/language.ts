import { undefinedBecause } from '../../core/measurement.js';
import { defineTextSignal } from '../../core/signal.js';
import { languageOf, loadLanguageLibrary } from '../../text/language.js';
import { SHARE_RANGE } from './ratio.js';

/** Undefined with fewer than 20 letters (4 in a script that names its language), and where two languages tie. */
export const language = defineTextSignal({
  id: 'language',
  version: 1,
  title: 'Language',
  description: 'Language of the beginning of the text, its first 600 letters, as an ISO 639-1 code.',
  formula:
    'by script, else by function words, else by byte n-grams of the library eld; see language-confidence',
  source: 'ours, and eld 2.1.0 (medium), github.com/nitotm/efficient-language-detector-js',
  kind: 'category',
  unit: 'code',
  prepare: loadLanguageLibrary,
  measure: (reading) => {
    const answer = languageOf(reading);
    return answer.language === null ? undefinedBecause(answer.why) : { value: answer.language };
  },
});

export const languageConfidence = defineTextSignal({
  id: 'language-confidence',
  version: 1,
  title: 'Confidence in the language',
  description: 'How far the named language stands before the next; near 0 they are alike. No probability.',
  formula: '1 − second / first, of the letters, function words or n-gram scores that speak for a language',
  source: 'ours, and eld 2.1.0 (medium)',
  kind: 'number',
  unit: 'ratio',
  range: SHARE_RANGE,
  prepare: loadLanguageLibrary,
  measure: (reading) => {
    const answer = languageOf(reading);
    return answer.language === null ? undefinedBecause(answer.why) : { value: answer.confidence };
  },
});
