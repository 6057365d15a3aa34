import { defineTextSignal } from '../../core/signal.js';
import { CharacterClass } from '../../text/character-class.js';
import type { Reading } from '../../text/reading.js';
import { ratio, SHARE_RANGE } from './ratio.js';

const C = CharacterClass;
const NO_VISIBLE = 'no visible characters';

function countOf(reading: Reading, ...classes: readonly number[]): number {
  let count = 0;
  for (const characterClass of classes) count += reading.classCounts[characterClass]!;
  return count;
}

/** Characters that are neither white space nor control nor invisible format characters. */
const visibleCharacters = (reading: Reading): number =>
  reading.characterCount - countOf(reading, C.space, C.newline, C.control, C.format);

/** Combining marks count as letters. Undefined without visible characters. */
export const alphabeticShare = defineTextSignal({
  id: 'alphabetic-share',
  version: 1,
  title: 'Letters',
  description:
    'Share of visible characters that are letters or combining marks; low in tables, code and debris.',
  formula: '(letters + marks) / visible characters; visible: not white space, control or format',
  source: 'ours; Unicode general categories L and M',
  kind: 'number',
  unit: 'share',
  range: SHARE_RANGE,
  measure: (reading) =>
    ratio(
      countOf(reading, C.lower, C.upper, C.caseless, C.ideograph, C.spaceless, C.mark),
      visibleCharacters(reading),
      NO_VISIBLE,
    ),
});

/** Undefined without visible characters. Known bias: emoji are symbols, so chat has more of them than prose. */
export const symbolShare = defineTextSignal({
  id: 'symbol-share',
  version: 1,
  title: 'Symbols',
  description: 'Share of visible characters that are symbols (currency, mathematics, emoji, arrows).',
  formula: 'symbols / visible characters',
  source: 'ours; Unicode general category S',
  kind: 'number',
  unit: 'share',
  range: SHARE_RANGE,
  measure: (reading) => ratio(countOf(reading, C.symbol), visibleCharacters(reading), NO_VISIBLE),
});

/** Undefined without visible characters. */
export const digitShare = defineTextSignal({
  id: 'digit-share',
  version: 1,
  title: 'Digits',
  description: 'Share of visible characters that are digits or other numbers; high in tables and listings.',
  formula: '(digits + other numbers) / visible characters',
  source: 'ours; Unicode general category N',
  kind: 'number',
  unit: 'share',
  range: SHARE_RANGE,
  measure: (reading) => ratio(countOf(reading, C.digit, C.number), visibleCharacters(reading), NO_VISIBLE),
});

/** Undefined without visible characters. */
export const punctuationShare = defineTextSignal({
  id: 'punctuation-share',
  version: 1,
  title: 'Punctuation',
  description: 'Share of visible characters that are punctuation; high in code and layout separators.',
  formula: '(punctuation + connectors) / visible characters',
  source: 'ours; Unicode general category P',
  kind: 'number',
  unit: 'share',
  range: SHARE_RANGE,
  measure: (reading) =>
    ratio(countOf(reading, C.punctuation, C.connector), visibleCharacters(reading), NO_VISIBLE),
});

/** Undefined without cased letters, as in Arabic or Chinese. Title-case letters count as upper case. */
export const upperCaseShare = defineTextSignal({
  id: 'upper-case-share',
  version: 1,
  title: 'Upper case',
  description: 'Share of upper-case letters among cased letters; high in shouting and headings.',
  formula: 'upper-case letters / (upper-case + lower-case letters)',
  source: 'ours; Unicode general categories Lu, Lt and Ll',
  kind: 'number',
  unit: 'share',
  range: SHARE_RANGE,
  measure: ({ classCounts }) =>
    ratio(classCounts[C.upper]!, classCounts[C.upper]! + classCounts[C.lower]!, 'no cased letters'),
});
