import { type Measurement, undefinedBecause } from '../../core/measurement.js';
import { defineTextSignal, type TextSignal } from '../../core/signal.js';
import { oncePerReading } from '../../text/once.js';
import type { Reading } from '../../text/reading.js';
import { charactersBetween, splitAtNewlines } from '../../text/segments.js';
import { type WhitespaceText, whitespaceTextOf } from '../../text/whitespace-text.js';
import { COUNT_RANGE, SHARE_RANGE } from './ratio.js';

/**
 * C4's rules as datatrove states them (v0.10, `C4QualityFilter`), as measurements. C4 removes lines; Freckle measures
 * how many lines each rule would remove. A line counts under the first rule that removes it. All values agree exactly
 * with datatrove except the number of sentences in kept lines: datatrove uses spaCy, this uses Freckle's reading, so
 * `too_few_sentences` may differ in texts near five sentences.
 */
export interface C4Values {
  readonly lines: number;
  readonly longWordLines: number;
  readonly unterminatedLines: number;
  readonly fewWordsLines: number;
  readonly javascriptLines: number;
  readonly policyLines: number;
  readonly keptLines: number;
  readonly keptSentences: number;
  /** `lorem_ipsum` or `curly_bracket`, whichever comes first. */
  readonly pageRule: 'lorem_ipsum' | 'curly_bracket' | null;
  /** Lines of at least 200 characters, split at each line feed; mC4 requires three. */
  readonly longLines: number;
}

/** Raffel et al. 2020 (JMLR 21:140), section 2.2, and tensorflow_datasets c4_utils.py; datatrove's defaults. */
const MAX_WORD_CHARACTERS = 1000;
const MIN_WORDS_IN_LINE = 3;
const MIN_SENTENCES = 5;
const LONG_LINE_CHARACTERS = 200;
const CITATION = /\[\p{Nd}*\]|\[edit\]|\[citation needed\]/gu;
const LOREM_IPSUM = 'lorem ipsum';
const JAVASCRIPT = 'javascript';
const POLICY_PHRASES = [
  'terms of use',
  'privacy policy',
  'cookie policy',
  'uses cookies',
  'use of cookies',
  'use cookies',
];
const PHRASES = [LOREM_IPSUM, JAVASCRIPT, ...POLICY_PHRASES];
const END_PUNCTUATION = /[.?!"']$/u;

type LineFate =
  | 'long-word'
  | 'unterminated'
  | 'few-words'
  | 'lorem'
  | 'javascript'
  | 'curly'
  | 'policy'
  | 'kept';

const c4Of: (reading: Reading) => C4Values = oncePerReading((reading) => {
  const text = whitespaceTextOf(reading);
  const { lineCount, lineEnd, wordCount, wordStart, wordEnd } = text;
  const lower = reading.text.toLowerCase();
  const hasPhrase = reading.text.includes('{') || PHRASES.some((phrase) => lower.includes(phrase));
  const taken: { [fate in LineFate]: number } = {
    'long-word': 0,
    unterminated: 0,
    'few-words': 0,
    lorem: 0,
    javascript: 0,
    curly: 0,
    policy: 0,
    kept: 0,
  };
  let keptSentences = 0;
  let pageRule: C4Values['pageRule'] = null;
  let word = 0;
  let sentence = 0;
  let bracket = reading.text.indexOf('[');
  for (let line = 0; line < lineCount; line++) {
    const end = lineEnd[line]!;
    const first = word;
    while (word < wordCount && wordStart[word]! < end) word++;
    if (word === first) {
      taken.unterminated++;
      continue;
    }
    const lineFrom = wordStart[first]!;
    const lineTo = wordEnd[word - 1]!;
    while (bracket >= 0 && bracket < lineFrom) bracket = reading.text.indexOf('[', bracket + 1);
    const needsString = hasPhrase || (bracket >= 0 && bracket < lineTo);
    const fate = hasLongWord(text, first, word)
      ? 'long-word'
      : needsString
        ? fateOfString(reading.text.slice(lineFrom, lineTo), word - first)
        : fateOfUnits(text.units, lineFrom, lineTo, word - first);
    taken[fate]++;
    if (fate === 'lorem') pageRule ??= 'lorem_ipsum';
    if (fate === 'curly') pageRule ??= 'curly_bracket';
    if (fate !== 'kept') continue;
    while (sentence < reading.sentenceCount && reading.sentenceEnd[sentence]! <= lineFrom) sentence++;
    let overlapping = sentence;
    while (overlapping < reading.sentenceCount && reading.sentenceStart[overlapping]! < lineTo) overlapping++;
    keptSentences += overlapping - sentence;
  }
  return {
    lines: lineCount,
    longWordLines: taken['long-word'],
    unterminatedLines: taken.unterminated,
    fewWordsLines: taken['few-words'],
    javascriptLines: taken.javascript,
    policyLines: taken.policy,
    keptLines: taken.kept,
    keptSentences,
    pageRule,
    longLines: countLongLines(text),
  };
});

function hasLongWord({ charactersBefore }: WhitespaceText, first: number, after: number): boolean {
  for (let word = first; word < after; word++)
    if (charactersBefore[word + 1]! - charactersBefore[word]! > MAX_WORD_CHARACTERS) return true;
  return false;
}

/** The fate of a line without phrase, bracket or brace. */
function fateOfUnits(units: Uint16Array, start: number, end: number, words: number): LineFate {
  const last = String.fromCharCode(units[end - 1]!);
  const isEllipsis = end - start >= 3 && last === '.' && units[end - 2] === 0x2e && units[end - 3] === 0x2e;
  if (!END_PUNCTUATION.test(last) || isEllipsis) return 'unterminated';
  return words < MIN_WORDS_IN_LINE ? 'few-words' : 'kept';
}

function fateOfString(trimmed: string, words: number): LineFate {
  // Not trimmed again, as in datatrove: a line that ended in ` [1]` then ends in a space.
  const line = trimmed.replace(CITATION, '');
  if (!END_PUNCTUATION.test(line) || line.endsWith('...')) return 'unterminated';
  if (words < MIN_WORDS_IN_LINE) return 'few-words';
  const lower = line.toLowerCase();
  if (lower.includes(LOREM_IPSUM)) return 'lorem';
  if (lower.includes(JAVASCRIPT)) return 'javascript';
  if (line.includes('{')) return 'curly';
  if (POLICY_PHRASES.some((phrase) => lower.includes(phrase))) return 'policy';
  return 'kept';
}

function countLongLines(text: WhitespaceText): number {
  let count = 0;
  splitAtNewlines(text, 0, text.units.length, 'each', (start, end) => {
    if (end - start >= LONG_LINE_CHARACTERS && charactersBetween(text, start, end) >= LONG_LINE_CHARACTERS)
      count++;
  });
  return count;
}

const SOURCE = 'huggingface/datatrove v0.10, pipeline/filters/c4_filters.py';

function lineShare(
  name: string,
  title: string,
  formula: string,
  pick: (values: C4Values) => number,
): TextSignal {
  return defineTextSignal({
    id: `c4-${name}`,
    version: 1,
    title: `${title} (C4)`,
    description: `${title}, as in datatrove’s C4QualityFilter. A line counts under the first rule that removes it.`,
    formula: `${formula} / lines`,
    source: SOURCE,
    group: 'c4',
    kind: 'number',
    unit: 'share',
    range: SHARE_RANGE,
    measure: (reading): Measurement<number> => {
      const values = c4Of(reading);
      return values.lines === 0 ? undefinedBecause('no lines') : { value: pick(values) / values.lines };
    },
  });
}

function count(
  name: string,
  title: string,
  formula: string,
  unit: string,
  source: string,
  pick: (values: C4Values) => number,
): TextSignal {
  return defineTextSignal({
    id: `c4-${name}`,
    version: 1,
    title: `${title} (C4)`,
    description: `${title}. With too few of them C4 drops the page.`,
    formula,
    source,
    group: 'c4',
    kind: 'number',
    unit,
    range: COUNT_RANGE,
    measure: (reading) => ({ value: pick(c4Of(reading)) }),
  });
}

/** Shares are undefined for an empty text. */
export const c4Signals: readonly TextSignal[] = [
  lineShare('kept-line-share', 'Lines kept', 'lines that no rule removes', (v) => v.keptLines),
  lineShare(
    'long-word-line-share',
    'Lines with an overlong word',
    `lines with a word of more than ${MAX_WORD_CHARACTERS} characters`,
    (v) => v.longWordLines,
  ),
  lineShare(
    'unterminated-line-share',
    'Unterminated lines',
    'lines that do not end in `. ? ! " \'`, or end in `...`, citations removed',
    (v) => v.unterminatedLines,
  ),
  lineShare(
    'few-words-line-share',
    'Lines with few words',
    `lines of fewer than ${MIN_WORDS_IN_LINE} words`,
    (v) => v.fewWordsLines,
  ),
  lineShare(
    'javascript-line-share',
    'Lines on JavaScript',
    'lines that contain `javascript` in any case',
    (v) => v.javascriptLines,
  ),
  lineShare(
    'policy-line-share',
    'Lines on terms and cookies',
    `lines that contain one of ${POLICY_PHRASES.length} phrases such as \`privacy policy\``,
    (v) => v.policyLines,
  ),
  count(
    'kept-sentence-count',
    'Sentences in kept lines',
    'sentences of our reading that overlap a kept line, summed over lines',
    'sentences',
    `${SOURCE}; sentences are ours`,
    (v) => v.keptSentences,
  ),
  count(
    'long-line-count',
    'Long lines',
    `lines of at least ${LONG_LINE_CHARACTERS} characters; mC4 requires three`,
    'lines',
    `${SOURCE}, C4ParagraphFilter`,
    (v) => v.longLines,
  ),
  defineTextSignal({
    id: 'c4-verdict',
    version: 1,
    title: 'C4 quality (datatrove)',
    description: 'The rule that would drop the page, by datatrove’s name, or `passes`.',
    formula: 'the first rule in the order of lines, with datatrove’s default limits; sentences are ours',
    source: SOURCE,
    group: 'c4',
    kind: 'category',
    unit: 'code',
    values: ['passes', 'lorem_ipsum', 'curly_bracket', 'too_few_sentences'],
    measure: (reading) => {
      const { pageRule, keptSentences } = c4Of(reading);
      return { value: pageRule ?? (keptSentences < MIN_SENTENCES ? 'too_few_sentences' : 'passes') };
    },
  }),
];
