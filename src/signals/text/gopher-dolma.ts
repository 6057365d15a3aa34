import { type Measurement, undefinedBecause } from '../../core/measurement.js';
import { defineTextSignal, type TextSignal } from '../../core/signal.js';
import { oncePerReading } from '../../text/once.js';
import type { Reading } from '../../text/reading.js';
import { Segments, splitAtNewlines } from '../../text/segments.js';
import { countedNgramsOf } from '../../text/whitespace-repetition.js';
import {
  countShortWords,
  HAS_LETTER,
  HAS_SYMBOL,
  shortWordCode,
  type WhitespaceText,
  whitespaceTextOf,
} from '../../text/whitespace-text.js';
import { COUNT_RANGE, SHARE_RANGE } from './ratio.js';

/**
 * Gopher's rules exactly as dolma's taggers `gopher_v1` and `gopher_v2` compute them (commit 669f5348). Peculiarities:
 * the median word length; words that contain `#` or `…` count as symbols; all members of a repeated group count,
 * including the first; repeated n-grams are a ratio of n-gram mass, overlaps included; shares refer to the characters
 * other than white space, so those of lines may exceed 1; stop words are counted in total. The two versions differ only
 * in lines: v1 splits at each line feed, v2 at runs of them.
 */
export interface DolmaLines {
  readonly bulletLines: number;
  readonly ellipsisLines: number;
  readonly duplicateLines: number;
  readonly duplicateLineCharacters: number;
}

export interface DolmaGopherValues {
  readonly characters: number;
  readonly words: number;
  readonly medianWordLength: number;
  readonly symbolRatio: number;
  readonly alphabeticWords: number;
  readonly requiredWords: number;
  /** Index n = 2, 3, 4; NaN where the text has no n-gram. */
  readonly topNgrams: Float64Array;
  /** Index n = 5…10; NaN where the text has no n-gram. */
  readonly duplicateNgrams: Float64Array;
  readonly v1: DolmaLines;
  readonly v2: DolmaLines;
}

const REQUIRED_WORDS = new Set(['the', 'be', 'to', 'of', 'and', 'that', 'have', 'with'].map(shortWordCode));
const ASTERISK = 0x2a;
const HYPHEN = 0x2d;
const ELLIPSIS = 0x2026;

/** As in dolma, every attribute of an empty text is 0. */
export const dolmaGopherOf: (reading: Reading) => DolmaGopherValues = oncePerReading((reading) => {
  const text = whitespaceTextOf(reading);
  const { wordCount, wordTraits, charactersBefore } = text;
  let symbols = 0;
  let alphabetic = 0;
  for (let word = 0; word < wordCount; word++) {
    if ((wordTraits[word]! & HAS_SYMBOL) !== 0) symbols++;
    if ((wordTraits[word]! & HAS_LETTER) !== 0) alphabetic++;
  }
  const nonSpace = Math.max(charactersBefore[wordCount]!, 1);
  const { topFrequency, topCharacters, mass, repeatedMass } = countedNgramsOf(reading);
  const topNgrams = new Float64Array(11).fill(Number.NaN);
  const duplicateNgrams = new Float64Array(11).fill(Number.NaN);
  for (let n = 2; n <= Math.min(4, wordCount); n++)
    topNgrams[n] = (topFrequency[n]! * topCharacters[n]!) / nonSpace;
  for (let n = 5; n <= Math.min(10, wordCount); n++)
    duplicateNgrams[n] = repeatedMass[n]! / Math.max(mass[n]!, 1);
  return {
    characters: text.characters,
    words: wordCount,
    medianWordLength: medianWordLength(text),
    symbolRatio: symbols / Math.max(wordCount, 1),
    alphabeticWords: alphabetic / Math.max(wordCount, 1),
    requiredWords: countShortWords(reading, REQUIRED_WORDS).total,
    topNgrams,
    duplicateNgrams,
    v1: linesOf(text, 'each', nonSpace),
    v2: linesOf(text, 1, nonSpace),
  };
});

let lengthCounts = new Int32Array(256);

function medianWordLength({ wordCount, charactersBefore }: WhitespaceText): number {
  if (wordCount === 0) return 0;
  let longest = 0;
  for (let word = 0; word < wordCount; word++)
    longest = Math.max(longest, charactersBefore[word + 1]! - charactersBefore[word]!);
  if (longest >= lengthCounts.length) lengthCounts = new Int32Array(longest * 2);
  lengthCounts.fill(0, 0, longest + 1);
  for (let word = 0; word < wordCount; word++)
    lengthCounts[charactersBefore[word + 1]! - charactersBefore[word]!]!++;
  return (lengthAtRank((wordCount - 1) >> 1) + lengthAtRank(wordCount >> 1)) / 2;
}

function lengthAtRank(rank: number): number {
  let length = 0;
  let seen = lengthCounts[0]!;
  while (seen <= rank) seen += lengthCounts[++length]!;
  return length;
}

const segments = new Segments();

function linesOf(text: WhitespaceText, newlines: 'each' | 1, nonSpace: number): DolmaLines {
  const { units } = text;
  if (units.length === 0)
    return { bulletLines: 0, ellipsisLines: 0, duplicateLines: 0, duplicateLineCharacters: 0 };
  let bullets = 0;
  let ellipses = 0;
  segments.begin();
  splitAtNewlines(text, 0, units.length, newlines, (start, end) => {
    segments.add(start, end);
    if (start === end) return;
    if (units[start] === ASTERISK || units[start] === HYPHEN) bullets++;
    if (units[end - 1] === ELLIPSIS) ellipses++;
  });
  segments.finish(text);
  return {
    bulletLines: bullets / segments.count,
    ellipsisLines: ellipses / segments.count,
    duplicateLines: segments.members / segments.count,
    duplicateLineCharacters: segments.memberCharacters / nonSpace,
  };
}

/** The rules by the attribute they read, with the limits of dolma's mixing configurations (v1.5, v1.6). */
const LIMITS: readonly (readonly [string, (values: DolmaGopherValues, lines: DolmaLines) => boolean])[] = [
  ['word_count', (v) => v.words < 50 || v.words > 100_000],
  ['median_word_length', (v) => v.medianWordLength < 3 || v.medianWordLength > 10],
  ['symbol_to_word_ratio', (v) => v.symbolRatio > 0.1],
  ['fraction_of_words_with_alpha_character', (v) => v.alphabeticWords < 0.8],
  ['required_word_count', (v) => v.requiredWords < 2],
  ['fraction_of_lines_starting_with_bullet_point', (_, lines) => lines.bulletLines > 0.9],
  ['fraction_of_lines_ending_with_ellipsis', (_, lines) => lines.ellipsisLines > 0.3],
  ['fraction_of_duplicate_lines', (_, lines) => lines.duplicateLines > 0.3],
  ['fraction_of_characters_in_duplicate_lines', (_, lines) => lines.duplicateLineCharacters > 0.3],
  ['fraction_of_characters_in_most_common_2grams', (v) => v.topNgrams[2]! > 0.2],
  ['fraction_of_characters_in_most_common_3grams', (v) => v.topNgrams[3]! > 0.18],
  ['fraction_of_characters_in_most_common_4grams', (v) => v.topNgrams[4]! > 0.16],
  ['fraction_of_characters_in_duplicate_5grams', (v) => v.duplicateNgrams[5]! > 0.15],
  ['fraction_of_characters_in_duplicate_6grams', (v) => v.duplicateNgrams[6]! > 0.14],
  ['fraction_of_characters_in_duplicate_7grams', (v) => v.duplicateNgrams[7]! > 0.13],
  ['fraction_of_characters_in_duplicate_8grams', (v) => v.duplicateNgrams[8]! > 0.12],
  ['fraction_of_characters_in_duplicate_9grams', (v) => v.duplicateNgrams[9]! > 0.11],
  ['fraction_of_characters_in_duplicate_10grams', (v) => v.duplicateNgrams[10]! > 0.1],
];

const GROUP = 'gopher-dolma';
const TAGGER = 'allenai/dolma 669f5348, python/dolma/taggers/gopher.py';

const defined = (value: number, why: string): Measurement<number> =>
  Number.isNaN(value) ? undefinedBecause(why) : { value };

function attribute(
  name: string,
  dolmaName: string,
  title: string,
  formula: string,
  unit: string,
  range: readonly [number, number],
  pick: (values: DolmaGopherValues) => number,
): TextSignal {
  return defineTextSignal({
    id: `gopher-dolma-${name}`,
    version: 1,
    title: `${title} (Gopher, dolma)`,
    description: `${title}, exactly as dolma’s attribute \`${dolmaName}\`.`,
    formula,
    source: TAGGER,
    group: GROUP,
    kind: 'number',
    unit,
    range,
    measure: (reading) => defined(pick(dolmaGopherOf(reading)), 'fewer words than the n-gram'),
  });
}

const lineAttributes = (version: 'v1' | 'v2', split: string): TextSignal[] => [
  attribute(
    `${version}-bullet-line-share`,
    `gopher_${version}: fraction_of_lines_starting_with_bullet_point`,
    `Bullet lines, ${version}`,
    `lines that start with \`*\` or \`-\` / lines; split at ${split}`,
    'share',
    SHARE_RANGE,
    (v) => v[version].bulletLines,
  ),
  attribute(
    `${version}-ellipsis-line-share`,
    `gopher_${version}: fraction_of_lines_ending_with_ellipsis`,
    `Lines ending in an ellipsis, ${version}`,
    `lines that end in \`…\` / lines; split at ${split}`,
    'share',
    SHARE_RANGE,
    (v) => v[version].ellipsisLines,
  ),
  attribute(
    `${version}-duplicate-line-share`,
    `gopher_${version}: fraction_of_duplicate_lines`,
    `Repeated lines, ${version}`,
    `lines that occur at least twice / lines; split at ${split}`,
    'share',
    SHARE_RANGE,
    (v) => v[version].duplicateLines,
  ),
  attribute(
    `${version}-duplicate-line-character-ratio`,
    `gopher_${version}: fraction_of_characters_in_duplicate_lines`,
    `Characters in repeated lines, ${version}`,
    `characters of lines that occur at least twice / characters other than white space; split at ${split}`,
    'ratio',
    COUNT_RANGE,
    (v) => v[version].duplicateLineCharacters,
  ),
];

/**
 * dolma's own configurations name `…most_common_2gram` where the tagger writes `…2grams`, so its three rules on the
 * most frequent n-gram never fire. This verdict applies them as intended.
 */
const verdict = (version: 'v1' | 'v2'): TextSignal =>
  defineTextSignal({
    id: `gopher-dolma-${version}-verdict`,
    version: 1,
    title: `Gopher ${version} (dolma)`,
    description:
      'The first rule that would drop the text, by the attribute it reads, or `passes`. Includes the n-gram rules that never fire in dolma’s own configurations because of a misspelt name.',
    formula: 'the rules in the order of dolma’s mixing configuration, with its limits',
    source: `${TAGGER}; limits of configs/dolma-v1_5/mixing`,
    group: GROUP,
    kind: 'category',
    unit: 'code',
    values: ['passes', ...LIMITS.map(([name]) => name)],
    measure: (reading) => {
      const values = dolmaGopherOf(reading);
      const fired = LIMITS.find(([, fires]) => fires(values, values[version]));
      return { value: fired?.[0] ?? 'passes' };
    },
  });

/** N-gram signals are undefined for texts without an n-gram of that length; all others are always defined. */
export const gopherDolmaSignals: readonly TextSignal[] = [
  attribute(
    'character-count',
    'character_count',
    'Characters',
    'code points',
    'characters',
    COUNT_RANGE,
    (v) => v.characters,
  ),
  attribute(
    'word-count',
    'word_count',
    'Words',
    'words split at white space',
    'words',
    COUNT_RANGE,
    (v) => v.words,
  ),
  attribute(
    'median-word-length',
    'median_word_length',
    'Median word length',
    'median characters of words; 0 without words',
    'characters',
    COUNT_RANGE,
    (v) => v.medianWordLength,
  ),
  attribute(
    'symbol-ratio',
    'symbol_to_word_ratio',
    'Words with symbols',
    'words that contain `#` or `…` / words',
    'share',
    SHARE_RANGE,
    (v) => v.symbolRatio,
  ),
  attribute(
    'alphabetic-word-share',
    'fraction_of_words_with_alpha_character',
    'Words with letters',
    'words with a letter / words',
    'share',
    SHARE_RANGE,
    (v) => v.alphabeticWords,
  ),
  attribute(
    'required-word-count',
    'required_word_count',
    'Stop words',
    'occurrences of the, be, to, of, and, that, have, with',
    'words',
    COUNT_RANGE,
    (v) => v.requiredWords,
  ),
  ...[2, 3, 4].map((n) =>
    attribute(
      `top-${n}-gram-character-ratio`,
      `fraction_of_characters_in_most_common_${n}grams`,
      `Most frequent ${n}-gram`,
      `occurrences of the most frequent ${n}-gram × its characters / characters other than white space`,
      'ratio',
      [0, n],
      (v) => v.topNgrams[n]!,
    ),
  ),
  ...[5, 6, 7, 8, 9, 10].map((n) =>
    attribute(
      `duplicate-${n}-gram-mass-share`,
      `fraction_of_characters_in_duplicate_${n}grams`,
      `Repeated ${n}-grams`,
      `characters of ${n}-grams that occur at least twice / characters of all ${n}-grams, overlaps included`,
      'share',
      SHARE_RANGE,
      (v) => v.duplicateNgrams[n]!,
    ),
  ),
  ...lineAttributes('v1', 'each line feed'),
  ...lineAttributes('v2', 'runs of line feeds'),
  verdict('v1'),
  verdict('v2'),
];
