import { undefinedBecause } from '../../core/measurement.js';
import { defineTextSignal } from '../../core/signal.js';
import { languageOf, loadLanguageLibrary } from '../../text/language.js';
import { SHARE_RANGE } from './ratio.js';

/** Undefined with fewer than 20 letters (4 in a script used by one language), and where two languages tie. */
export const language = defineTextSignal({
  id: 'language',
  version: 1,
  title: 'Language',
  description: 'Language of the first 600 letters of the text, as an ISO 639-1 code.',
  formula:
    'from the script, else from function words, else from byte n-grams of the library eld; see language-confidence',
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
  description: 'Lead of the best language over the second; near 0 both fit equally well. Not a probability.',
  formula: '1 − second / first, over the letters, function words or n-gram scores of each language',
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
