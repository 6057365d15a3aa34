import { type Measurement, undefinedBecause } from '../../core/measurement.js';
import { defineTextSignal, type TextSignal } from '../../core/signal.js';
import { oncePerReading } from '../../text/once.js';
import type { Reading } from '../../text/reading.js';
import { charactersBetween, Segments, splitAtNewlines } from '../../text/segments.js';
import { endsInTerminalPunctuation, whitespaceTextOf } from '../../text/whitespace-text.js';
import { COUNT_RANGE, SHARE_RANGE } from './ratio.js';

/**
 * FineWeb's own rules exactly as datatrove computes them (v0.10, `FineWebQualityFilter`), over words split at white
 * space. datatrove's default is spaCy, which finds more words, so its list ratio is lower. Lines are split at each line
 * feed; lines of white space only are skipped. Lines are not trimmed: a line that ends in a space does not end in
 * punctuation.
 */
export interface FineWebValues {
  readonly terminalLines: number;
  readonly shortLines: number;
  readonly duplicateLineCharacters: number;
  readonly newlinesPerWord: number;
}

/** Penedo et al. 2024 (arXiv:2406.17557), section 3.6; datatrove's defaults. */
const MIN_TERMINAL_LINES = 0.12;
const MAX_SHORT_LINES = 0.67;
const SHORT_LINE_CHARACTERS = 30;
const MAX_DUPLICATE_CHARACTERS = 0.01;
const MAX_NEWLINES_PER_WORD = 0.3;

const segments = new Segments();

/** Null where all lines are blank; datatrove's reason is `empty`. */
const fineWebOf: (reading: Reading) => FineWebValues | null = oncePerReading((reading) => {
  const text = whitespaceTextOf(reading);
  const { units, wordCount, wordStart, newlineCount } = text;
  if (wordCount === 0) return null;
  let word = 0;
  let terminal = 0;
  let short = 0;
  segments.begin();
  splitAtNewlines(text, 0, units.length, 'each', (start, end) => {
    while (word < wordCount && wordStart[word]! < start) word++;
    if (word === wordCount || wordStart[word]! >= end) return;
    segments.add(start, end);
    if (endsInTerminalPunctuation(units, start, end)) terminal++;
    // A line this long in code units is not short even if every character is a surrogate pair.
    if (
      end - start <= SHORT_LINE_CHARACTERS * 2 &&
      charactersBetween(text, start, end) <= SHORT_LINE_CHARACTERS
    )
      short++;
  });
  segments.finish(text);
  return {
    terminalLines: terminal / segments.count,
    shortLines: short / segments.count,
    duplicateLineCharacters: segments.repeatCharacters / (text.characters - newlineCount),
    newlinesPerWord: newlineCount / wordCount,
  };
});

const REASONS = ['empty', 'line_punct_ratio', 'short_line_ratio', 'char_dup_ratio', 'list_ratio'] as const;

function fineWebVerdict(reading: Reading): (typeof REASONS)[number] | 'passes' {
  const values = fineWebOf(reading);
  if (values === null) return 'empty';
  if (values.terminalLines < MIN_TERMINAL_LINES) return 'line_punct_ratio';
  if (values.shortLines > MAX_SHORT_LINES) return 'short_line_ratio';
  if (values.duplicateLineCharacters > MAX_DUPLICATE_CHARACTERS) return 'char_dup_ratio';
  if (values.newlinesPerWord > MAX_NEWLINES_PER_WORD) return 'list_ratio';
  return 'passes';
}

const SOURCE =
  'huggingface/datatrove v0.10, pipeline/filters/fineweb_quality_filter.py; words split at white space';

function measurementOf(
  name: string,
  title: string,
  formula: string,
  unit: string,
  range: readonly [number, number],
  pick: (values: FineWebValues) => number,
): TextSignal {
  return defineTextSignal({
    id: `fineweb-${name}`,
    version: 1,
    title: `${title} (FineWeb)`,
    description: `${title}, exactly as in datatrove’s FineWebQualityFilter.`,
    formula,
    source: SOURCE,
    group: 'fineweb',
    kind: 'number',
    unit,
    range,
    measure: (reading): Measurement<number> => {
      const values = fineWebOf(reading);
      return values === null ? undefinedBecause('no non-blank lines') : { value: pick(values) };
    },
  });
}

/** Undefined where all lines are blank. */
export const fineWebSignals: readonly TextSignal[] = [
  measurementOf(
    'terminal-line-share',
    'Lines that end a sentence',
    'lines that end in one of 159 terminators / non-blank lines',
    'share',
    SHARE_RANGE,
    (v) => v.terminalLines,
  ),
  measurementOf(
    'short-line-share',
    'Short lines',
    `lines of at most ${SHORT_LINE_CHARACTERS} characters / non-blank lines`,
    'share',
    SHARE_RANGE,
    (v) => v.shortLines,
  ),
  measurementOf(
    'duplicate-line-character-share',
    'Characters in repeated lines',
    'characters of lines seen before / characters other than line feeds',
    'share',
    SHARE_RANGE,
    (v) => v.duplicateLineCharacters,
  ),
  measurementOf(
    'newlines-per-word',
    'Line feeds per word',
    'line feeds / words',
    'ratio',
    COUNT_RANGE,
    (v) => v.newlinesPerWord,
  ),
  defineTextSignal({
    id: 'fineweb-verdict',
    version: 1,
    title: 'FineWeb quality (datatrove)',
    description: 'The first rule that would drop the text, by datatrove’s name, or `passes`.',
    formula: 'the rules in datatrove’s order, with its default limits',
    source: SOURCE,
    group: 'fineweb',
    kind: 'category',
    unit: 'code',
    values: ['passes', ...REASONS],
    measure: (reading) => ({ value: fineWebVerdict(reading) }),
  }),
];
