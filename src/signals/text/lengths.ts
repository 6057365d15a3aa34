import { defineTextSignal } from '../../core/signal.js';
import { COUNT_RANGE } from './ratio.js';

const READING = 'ours: the reading of a text, src/text/reading.ts';

/**
 * Defined for every text. Known bias: in scripts without spaces each character is a word, so counts are two to four
 * times higher than with a dictionary.
 */
export const wordCount = defineTextSignal({
  id: 'word-count',
  version: 1,
  title: 'Words',
  description: 'Number of words; very short texts teach little, very long ones are often dumps.',
  formula: 'number of words',
  source: READING,
  kind: 'number',
  unit: 'words',
  range: COUNT_RANGE,
  placeAmongSources: 1,
  measure: (reading) => ({ value: reading.wordCount }),
});

/** Unicode code points, including line ends; a lone surrogate counts as one. Defined for every text. */
export const characterCount = defineTextSignal({
  id: 'character-count',
  version: 1,
  title: 'Characters',
  description: 'Number of characters (Unicode code points).',
  formula: 'number of code points',
  source: READING,
  kind: 'number',
  unit: 'characters',
  range: COUNT_RANGE,
  measure: (reading) => ({ value: reading.characterCount }),
});

/** Defined for every text; a lone surrogate counts as the three bytes of U+FFFD. */
export const byteCount = defineTextSignal({
  id: 'byte-count',
  version: 1,
  title: 'Bytes',
  description: 'Number of bytes in UTF-8.',
  formula: 'length in UTF-8',
  source: READING,
  kind: 'number',
  unit: 'bytes',
  range: COUNT_RANGE,
  measure: (reading) => ({ value: reading.byteCount }),
});

/** Blank lines count; a final line end starts no further line. Defined for every text. */
export const lineCount = defineTextSignal({
  id: 'line-count',
  version: 1,
  title: 'Lines',
  description: 'Number of lines, including blank ones.',
  formula: 'number of stretches between line ends',
  source: READING,
  kind: 'number',
  unit: 'lines',
  range: COUNT_RANGE,
  measure: (reading) => ({ value: reading.lineCount }),
});

/** Defined for every text. Known bias: abbreviations before a capital letter (`Dr. Who`) end a sentence. */
export const sentenceCount = defineTextSignal({
  id: 'sentence-count',
  version: 1,
  title: 'Sentences',
  description: 'Number of sentences; few sentences with many words indicate lists, tables or code.',
  formula: 'number of stretches that end in a terminator before white space, or at a blank line',
  source: READING,
  kind: 'number',
  unit: 'sentences',
  range: COUNT_RANGE,
  measure: (reading) => ({ value: reading.sentenceCount }),
});
