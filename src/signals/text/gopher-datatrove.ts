import { type Measurement, undefinedBecause } from '../../core/measurement.js';
import { defineTextSignal, type TextSignal } from '../../core/signal.js';
import { oncePerReading } from '../../text/once.js';
import type { Reading } from '../../text/reading.js';
import { Segments, splitAtNewlines } from '../../text/segments.js';
import { countedNgramsOf, skippedDuplicatesOf } from '../../text/whitespace-repetition.js';
import {
  countShortWords,
  HAS_LETTER,
  HAS_NON_PUNCTUATION,
  shortWordCode,
  type WhitespaceText,
  whitespaceTextOf,
} from '../../text/whitespace-text.js';
import { COUNT_RANGE, SHARE_RANGE } from './ratio.js';

/**
 * Gopher's rules exactly as datatrove computes them (v0.10, `GopherQualityFilter`, `GopherRepetitionFilter`), over
 * words split at white space. datatrove's default tokenizer is spaCy, which splits differently at punctuation and
 * contractions, so its values differ there; the arithmetic is the same. Peculiarities: repeats count from the second
 * occurrence on; the most frequent n-gram counts even if it occurs once; n-grams for 5…10 are joined without spaces and
 * found by a scan that skips repeats; stop words are distinct and case-sensitive.
 */
export interface GopherRepetitionLimits {
  readonly duplicateParagraphs: number;
  readonly duplicateParagraphCharacters: number;
  readonly duplicateLines: number;
  readonly duplicateLineCharacters: number;
  /** Index n. */
  readonly topNgrams: { readonly [n: number]: number };
  readonly duplicateNgrams: { readonly [n: number]: number };
}

/** Table A1 of Rae et al. 2021 (arXiv:2112.11446), datatrove's defaults. */
export const GOPHER_REPETITION_LIMITS: GopherRepetitionLimits = {
  duplicateParagraphs: 0.3,
  duplicateParagraphCharacters: 0.2,
  duplicateLines: 0.3,
  duplicateLineCharacters: 0.2,
  topNgrams: { 2: 0.2, 3: 0.18, 4: 0.16 },
  duplicateNgrams: { 5: 0.15, 6: 0.14, 7: 0.13, 8: 0.12, 9: 0.11, 10: 0.1 },
};

export interface GopherQualityLimits {
  readonly minWords: number;
  readonly maxWords: number;
  readonly minMeanWordLength: number;
  readonly maxMeanWordLength: number;
  readonly maxSymbolRatio: number;
  readonly maxBulletLines: number;
  readonly maxEllipsisLines: number;
  readonly minAlphabeticWords: number;
  readonly minStopWords: number;
}

/** Appendix A.1.1 of Rae et al. 2021, datatrove's defaults. */
export const GOPHER_QUALITY_LIMITS: GopherQualityLimits = {
  minWords: 50,
  maxWords: 100_000,
  minMeanWordLength: 3,
  maxMeanWordLength: 10,
  maxSymbolRatio: 0.1,
  maxBulletLines: 0.9,
  maxEllipsisLines: 0.3,
  minAlphabeticWords: 0.8,
  minStopWords: 2,
};

const STOP_WORDS = new Set(['the', 'be', 'to', 'of', 'and', 'that', 'have', 'with'].map(shortWordCode));

export interface GopherRepetitionValues {
  readonly duplicateParagraphs: number;
  readonly duplicateParagraphCharacters: number;
  readonly duplicateLines: number;
  readonly duplicateLineCharacters: number;
  /** Index n = 2, 3, 4; NaN where the text has no n-gram. */
  readonly topNgrams: Float64Array;
  /** Index n = 5…10. */
  readonly duplicateNgrams: Float64Array;
}

const segments = new Segments();

/** All NaN for an empty text, where the denominators are 0. */
export const gopherRepetitionOf: (reading: Reading) => GopherRepetitionValues = oncePerReading((reading) => {
  const text = whitespaceTextOf(reading);
  const add = (start: number, end: number): void => segments.add(start, end);
  segments.begin();
  const firstWord = text.wordCount === 0 ? 0 : text.wordStart[0]!;
  const lastWord = text.wordCount === 0 ? 0 : text.wordEnd[text.wordCount - 1]!;
  splitAtNewlines(text, firstWord, lastWord, 2, add);
  segments.finish(text);
  const duplicateParagraphs = segments.repeats / segments.count;
  const duplicateParagraphCharacters = segments.repeatCharacters / text.characters;

  segments.begin();
  splitAtNewlines(text, 0, text.units.length, 1, add);
  segments.finish(text);
  const topNgrams = new Float64Array(11).fill(Number.NaN);
  const duplicateNgrams = new Float64Array(11).fill(Number.NaN);
  const { topFrequency, topCharacters } = countedNgramsOf(reading);
  const skipped = skippedDuplicatesOf(reading);
  for (let n = 2; n <= 4; n++)
    if (text.wordCount >= n)
      topNgrams[n] = (topFrequency[n]! * (topCharacters[n]! + n - 1)) / text.characters;
  for (let n = 5; n <= 10; n++) duplicateNgrams[n] = skipped[n]! / text.characters;
  return {
    duplicateParagraphs,
    duplicateParagraphCharacters,
    duplicateLines: segments.repeats / segments.count,
    duplicateLineCharacters: segments.repeatCharacters / text.characters,
    topNgrams,
    duplicateNgrams,
  };
});

export const GOPHER_REPETITION_REASONS = [
  'empty',
  'dup_para_frac',
  'dup_para_char_frac',
  'dup_line_frac',
  'dup_line_char_frac',
  'top_2_gram',
  'top_3_gram',
  'top_4_gram',
  'duplicated_5_n_grams',
  'duplicated_6_n_grams',
  'duplicated_7_n_grams',
  'duplicated_8_n_grams',
  'duplicated_9_n_grams',
  'duplicated_10_n_grams',
] as const;

/** The reason of `GopherRepetitionFilter`, by its name and in its order, or `passes`. */
export function gopherRepetitionVerdict(
  reading: Reading,
  limits: GopherRepetitionLimits = GOPHER_REPETITION_LIMITS,
): string {
  if (reading.text.length === 0) return 'empty';
  const values = gopherRepetitionOf(reading);
  if (values.duplicateParagraphs > limits.duplicateParagraphs) return 'dup_para_frac';
  if (values.duplicateParagraphCharacters > limits.duplicateParagraphCharacters) return 'dup_para_char_frac';
  if (values.duplicateLines > limits.duplicateLines) return 'dup_line_frac';
  if (values.duplicateLineCharacters > limits.duplicateLineCharacters) return 'dup_line_char_frac';
  for (let n = 2; n <= 4; n++) if (values.topNgrams[n]! > limits.topNgrams[n]!) return `top_${n}_gram`;
  for (let n = 5; n <= 10; n++)
    if (values.duplicateNgrams[n]! > limits.duplicateNgrams[n]!) return `duplicated_${n}_n_grams`;
  return 'passes';
}

export interface GopherQualityValues {
  /** Words with at least one character other than punctuation. */
  readonly words: number;
  /** Over the words counted in `words`. */
  readonly meanWordLength: number;
  readonly hashRatio: number;
  readonly ellipsisRatio: number;
  readonly bulletLines: number;
  readonly ellipsisLines: number;
  readonly alphabeticWords: number;
  readonly stopWords: number;
}

/** NaN without words or lines. */
export const gopherQualityOf: (reading: Reading) => GopherQualityValues = oncePerReading((reading) => {
  const text = whitespaceTextOf(reading);
  const { wordCount, wordTraits, charactersBefore } = text;
  let words = 0;
  let wordCharacters = 0;
  let alphabetic = 0;
  for (let word = 0; word < wordCount; word++) {
    const traits = wordTraits[word]!;
    if ((traits & HAS_LETTER) !== 0) alphabetic++;
    if ((traits & HAS_NON_PUNCTUATION) === 0) continue;
    words++;
    wordCharacters += charactersBefore[word + 1]! - charactersBefore[word]!;
  }
  return {
    words,
    meanWordLength: wordCharacters / words,
    hashRatio: countOf(reading.text, '#') / wordCount,
    ellipsisRatio: (countOf(reading.text, '...') + countOf(reading.text, '…')) / wordCount,
    ...lineShares(text),
    alphabeticWords: alphabetic / wordCount,
    stopWords: countShortWords(reading, STOP_WORDS).distinct,
  };
});

/** Python's `str.count`, without overlaps. */
function countOf(text: string, wanted: string): number {
  let count = 0;
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) count++;
  return count;
}

const BULLETS = new Set(['•', '-'].map((bullet) => bullet.charCodeAt(0)));
const ELLIPSIS = 0x2026;
const DOT = 0x2e;

/** Lines are `str.splitlines()`; a word begins and ends where `lstrip` and `rstrip` stop. */
function lineShares(text: WhitespaceText): { bulletLines: number; ellipsisLines: number } {
  const { units, lineCount, lineEnd, wordCount, wordStart, wordEnd } = text;
  let bullets = 0;
  let ellipses = 0;
  let word = 0;
  for (let line = 0; line < lineCount; line++) {
    const end = lineEnd[line]!;
    if (word >= wordCount || wordStart[word]! >= end) continue;
    const first = word;
    while (word < wordCount && wordStart[word]! < end) word++;
    const start = wordStart[first]!;
    const last = wordEnd[word - 1]! - 1;
    if (BULLETS.has(units[start]!)) bullets++;
    const endsInDots =
      last - start >= 2 && units[last] === DOT && units[last - 1] === DOT && units[last - 2] === DOT;
    if (units[last] === ELLIPSIS || endsInDots) ellipses++;
  }
  return { bulletLines: bullets / lineCount, ellipsisLines: ellipses / lineCount };
}

export const GOPHER_QUALITY_REASONS = [
  'gopher_short_doc',
  'gopher_long_doc',
  'gopher_below_avg_threshold',
  'gopher_above_avg_threshold',
  'gopher_too_many_hashes',
  'gopher_too_many_ellipsis',
  'gopher_too_many_bullets',
  'gopher_too_many_end_ellipsis',
  'gopher_below_alpha_threshold',
  'gopher_enough_stop_words',
] as const;

/** The reason of `GopherQualityFilter`, by its name and in its order, or `passes`. */
export function gopherQualityVerdict(
  reading: Reading,
  limits: GopherQualityLimits = GOPHER_QUALITY_LIMITS,
): string {
  const values = gopherQualityOf(reading);
  if (values.words < limits.minWords) return 'gopher_short_doc';
  if (values.words > limits.maxWords) return 'gopher_long_doc';
  if (values.meanWordLength < limits.minMeanWordLength) return 'gopher_below_avg_threshold';
  if (values.meanWordLength > limits.maxMeanWordLength) return 'gopher_above_avg_threshold';
  if (values.hashRatio > limits.maxSymbolRatio) return 'gopher_too_many_hashes';
  if (values.ellipsisRatio > limits.maxSymbolRatio) return 'gopher_too_many_ellipsis';
  if (values.bulletLines > limits.maxBulletLines) return 'gopher_too_many_bullets';
  if (values.ellipsisLines > limits.maxEllipsisLines) return 'gopher_too_many_end_ellipsis';
  if (values.alphabeticWords < limits.minAlphabeticWords) return 'gopher_below_alpha_threshold';
  if (values.stopWords < limits.minStopWords) return 'gopher_enough_stop_words';
  return 'passes';
}

const GROUP = 'gopher-datatrove';
const QUALITY =
  'huggingface/datatrove v0.10, pipeline/filters/gopher_quality_filter.py; words split at white space';
const REPETITION =
  'huggingface/datatrove v0.10, pipeline/filters/gopher_repetition_filter.py; words split at white space';

const defined = (value: number, why: string): Measurement<number> =>
  Number.isNaN(value) ? undefinedBecause(why) : { value };

function quality(
  name: string,
  title: string,
  formula: string,
  unit: string,
  range: readonly [number, number],
  pick: (values: GopherQualityValues) => number,
): TextSignal {
  return defineTextSignal({
    id: `gopher-datatrove-${name}`,
    version: 1,
    title: `${title} (Gopher, datatrove)`,
    description: `${title}, exactly as in datatrove’s GopherQualityFilter.`,
    formula,
    source: QUALITY,
    group: GROUP,
    kind: 'number',
    unit,
    range,
    measure: (reading) => defined(pick(gopherQualityOf(reading)), 'no words'),
  });
}

function repetition(
  name: string,
  title: string,
  formula: string,
  range: readonly [number, number],
  pick: (values: GopherRepetitionValues) => number,
): TextSignal {
  return defineTextSignal({
    id: `gopher-datatrove-${name}`,
    version: 1,
    title: `${title} (Gopher, datatrove)`,
    description: `${title}, exactly as in datatrove’s GopherRepetitionFilter.`,
    formula,
    source: REPETITION,
    group: GROUP,
    kind: 'number',
    unit: 'share',
    range,
    measure: (reading) =>
      reading.text.length === 0
        ? undefinedBecause('an empty text')
        : defined(pick(gopherRepetitionOf(reading)), 'fewer words than the n-gram'),
  });
}

function verdict(
  name: string,
  title: string,
  values: readonly string[],
  source: string,
  decide: (reading: Reading) => string,
): TextSignal {
  return defineTextSignal({
    id: `gopher-datatrove-${name}`,
    version: 1,
    title: `${title} (datatrove)`,
    description: 'The first rule that would drop the text, by datatrove’s name, or `passes`.',
    formula: 'the rules in datatrove’s order, with its default limits',
    source,
    group: GROUP,
    kind: 'category',
    unit: 'code',
    values: ['passes', ...values],
    measure: (reading) => ({ value: decide(reading) }),
  });
}

/** Quality signals are undefined without words; repetition signals for an empty text and without n-grams. */
export const gopherDatatroveSignals: readonly TextSignal[] = [
  quality(
    'word-count',
    'Words',
    'words with a character other than punctuation',
    'words',
    COUNT_RANGE,
    (v) => v.words,
  ),
  quality(
    'mean-word-length',
    'Mean word length',
    'mean characters of those words',
    'characters',
    COUNT_RANGE,
    (v) => v.meanWordLength,
  ),
  quality(
    'hash-ratio',
    'Hash signs per word',
    '`#` in the text / words',
    'ratio',
    COUNT_RANGE,
    (v) => v.hashRatio,
  ),
  quality(
    'ellipsis-ratio',
    'Ellipses per word',
    '(`...` + `…` in the text) / words',
    'ratio',
    COUNT_RANGE,
    (v) => v.ellipsisRatio,
  ),
  quality(
    'bullet-line-share',
    'Bullet lines',
    'lines that start with `•` or `-` / lines',
    'share',
    SHARE_RANGE,
    (v) => v.bulletLines,
  ),
  quality(
    'ellipsis-line-share',
    'Lines ending in an ellipsis',
    'lines that end in `...` or `…` / lines',
    'share',
    SHARE_RANGE,
    (v) => v.ellipsisLines,
  ),
  quality(
    'alphabetic-word-share',
    'Words with letters',
    'words with a letter / words',
    'share',
    SHARE_RANGE,
    (v) => v.alphabeticWords,
  ),
  quality(
    'stop-word-count',
    'Distinct stop words',
    'number of the words the, be, to, of, and, that, have, with that occur',
    'words',
    [0, 8],
    (v) => v.stopWords,
  ),
  repetition(
    'duplicate-paragraph-share',
    'Repeated paragraphs',
    'paragraphs seen before / paragraphs; split at two or more line feeds',
    SHARE_RANGE,
    (v) => v.duplicateParagraphs,
  ),
  repetition(
    'duplicate-paragraph-character-share',
    'Characters in repeated paragraphs',
    'characters of paragraphs seen before / characters',
    SHARE_RANGE,
    (v) => v.duplicateParagraphCharacters,
  ),
  repetition(
    'duplicate-line-share',
    'Repeated lines',
    'lines seen before / lines; split at one or more line feeds',
    SHARE_RANGE,
    (v) => v.duplicateLines,
  ),
  repetition(
    'duplicate-line-character-share',
    'Characters in repeated lines',
    'characters of lines seen before / characters',
    SHARE_RANGE,
    (v) => v.duplicateLineCharacters,
  ),
  ...[2, 3, 4].map((n) =>
    repetition(
      `top-${n}-gram-character-share`,
      `Most frequent ${n}-gram`,
      `occurrences of the most frequent ${n}-gram × its characters with spaces / characters`,
      [0, n],
      (v) => v.topNgrams[n]!,
    ),
  ),
  ...[5, 6, 7, 8, 9, 10].map((n) =>
    repetition(
      `duplicate-${n}-gram-character-share`,
      `Repeated ${n}-grams`,
      `characters of repeated ${n}-grams, found by a scan that skips each repeat / characters`,
      SHARE_RANGE,
      (v) => v.duplicateNgrams[n]!,
    ),
  ),
  verdict('repetition-verdict', 'Gopher repetition', GOPHER_REPETITION_REASONS, REPETITION, (reading) =>
    gopherRepetitionVerdict(reading),
  ),
  verdict('quality-verdict', 'Gopher quality', GOPHER_QUALITY_REASONS, QUALITY, (reading) =>
    gopherQualityVerdict(reading),
  ),
  // FineWeb runs the repetition filter first (datatrove, examples/fineweb.py).
  verdict(
    'verdict',
    'Gopher',
    [...GOPHER_REPETITION_REASONS, ...GOPHER_QUALITY_REASONS],
    `${REPETITION}, then gopher_quality_filter.py`,
    (reading) => {
      const repeats = gopherRepetitionVerdict(reading);
      return repeats === 'passes' ? gopherQualityVerdict(reading) : repeats;
    },
  ),
];
