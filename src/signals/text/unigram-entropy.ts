import { undefinedBecause } from '../../core/measurement.js';
import { defineTextSignal } from '../../core/signal.js';
import { vocabularyOf } from '../../text/vocabulary.js';
import { NO_WORDS } from './ratio.js';

/** Precomputed c·log2 c for the frequencies of nearly all words. */
const FREQUENCY_LOGS = Float64Array.from({ length: 256 }, (_, c) => (c === 0 ? 0 : c * Math.log2(c)));

/**
 * Shannon entropy of the text's word frequencies (plug-in estimate); case is ignored. Undefined without words. Known
 * bias: bounded by log2 of the number of words and below the language's entropy in any finite text, so it grows with
 * length. Compare texts of similar length, or use `distinct-1`.
 */
export const unigramEntropy = defineTextSignal({
  id: 'unigram-entropy',
  version: 1,
  title: 'Unigram entropy',
  description: 'Mean surprise, in bits, of a word drawn from the text; very low values mean repetition.',
  formula: 'H = log2 N − (1/N) Σ c·log2 c, over the N words and the frequencies c of their types',
  source: 'Shannon 1948, section 6; as in RedPajama-V2 `rps_doc_unigram_entropy`, there in nats',
  kind: 'number',
  unit: 'bits',
  range: [0, 32],
  placeAmongSources: 4,
  measure: (reading) => {
    const words = reading.wordCount;
    if (words === 0) return undefinedBecause(NO_WORDS);
    const { typeCount, typeFrequency } = vocabularyOf(reading);
    const logs = FREQUENCY_LOGS;
    let sum = 0;
    for (let type = 0; type < typeCount; type++) {
      const c = typeFrequency[type]!;
      sum += c < 256 ? logs[c]! : c * Math.log2(c);
    }
    // Rounding may give a text of one repeated word a value slightly below zero.
    return { value: Math.max(0, Math.log2(words) - sum / words) };
  },
});
