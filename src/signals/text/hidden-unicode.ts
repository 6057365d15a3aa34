import type { Measurement, Span } from '../../core/measurement.js';
import { defineTextSignal, type TextSignal } from '../../core/signal.js';
import { DECEPTION_FAMILIES, type DeceptionFamily, deceptionsIn } from '../../text/unicode.js';
import { COUNT_RANGE } from './ratio.js';

/**
 * Places with hidden or deceptive Unicode: one signal for each family of techniques and one total. A place is a run of
 * characters or a word; the note of its span names the characters and decodes smuggled text. The signals are defined
 * for every text. docs/unicode.md lists what is flagged, what passes, and the rates.
 */
interface FamilyText {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly formula: string;
}

const FAMILIES: { readonly [family in DeceptionFamily]: FamilyText } = {
  invisible: {
    id: 'invisible-character-count',
    title: 'Invisible characters',
    description: 'Zero-width and other invisible characters that serve no purpose in the script or in emoji.',
    formula:
      'runs of zero-width characters, misplaced soft hyphens, invisible operators, fillers and deprecated formats',
  },
  bidi: {
    id: 'bidi-control-count',
    title: 'Direction controls',
    description: 'Direction marks and controls outside right-to-left text, or unbalanced (Trojan Source).',
    formula:
      'runs of U+061C 200E 200F 202A–202E 2066–2069 without right-to-left letters, unbalanced, or over Latin',
  },
  smuggled: {
    id: 'smuggled-text-count',
    title: 'Smuggled text',
    description:
      'Tag characters and variation selectors that carry invisible text or bytes; the note decodes them.',
    formula: 'runs of tag characters outside flags and of variation selectors on bases without variants',
  },
  control: {
    id: 'control-character-count',
    title: 'Control characters',
    description: 'Terminal sequences, backspaces, NUL, unassigned code points and lone surrogates.',
    formula: 'runs of Cc except tab, line ends and form feed; of Cn; of lone surrogates',
  },
  'private-use': {
    id: 'private-use-count',
    title: 'Private-use characters',
    description: 'Characters without a public meaning: icons of a font, or a private code.',
    formula: 'runs of Co, except Word’s bullets at the start of a line',
  },
  homoglyph: {
    id: 'homoglyph-word-count',
    title: 'Homoglyph words',
    description: 'Words that mix alphabets or consist of look-alikes, so that they read as another word.',
    formula: 'words with letters of two alphabets, or only look-alikes in text that is ≥ 70 % Latin',
  },
  'lookalike-alphabet': {
    id: 'lookalike-alphabet-count',
    title: 'Look-alike alphabets',
    description: 'Words in mathematical, full-width, enclosed, small-capital, superscript or flag letters.',
    formula: 'runs of styled letters outside mathematics, East Asian lines, phonetics and flags',
  },
  overlay: {
    id: 'combining-overlay-count',
    title: 'Overlays',
    description:
      'Letters struck through or stacked with combining marks: readable for people, not for filters.',
    formula: 'bases with an overlay, with more than 3 marks, or words with a line through each letter',
  },
  'space-code': {
    id: 'space-code-count',
    title: 'Codes in white space',
    description: 'Bits encoded in the choice of white space: rare spaces between letters, tabs at line ends.',
    formula:
      'rare or mixed U+1680 2000–200A 202F 205F between letters; line ends with ≥ 3 changes of space and tab',
  },
};

const SOURCE =
  'ours, after UTS #39 (mixed scripts, confusables), UAX #31 (joiners), UAX #9 and Boucher & Anderson 2021 (Trojan Source)';
const NONE: Measurement<number> = { value: 0 };

const familySignal = (family: DeceptionFamily): TextSignal =>
  defineTextSignal({
    ...FAMILIES[family],
    version: 1,
    source: SOURCE,
    kind: 'number',
    unit: 'count',
    range: COUNT_RANGE,
    measure: (reading) => {
      const places = deceptionsIn(reading).get(family);
      return places === undefined ? NONE : { value: places.count, spans: places.spans };
    },
  });

const total = defineTextSignal({
  id: 'hidden-unicode-count',
  version: 1,
  title: 'Hidden or deceptive Unicode',
  description: 'Places of all families: characters that people do not see or mistake for others.',
  formula: `sum of ${DECEPTION_FAMILIES.map((family) => FAMILIES[family].id).join(', ')}`,
  source: SOURCE,
  kind: 'number',
  unit: 'count',
  range: COUNT_RANGE,
  measure: (reading) => {
    const places = [...deceptionsIn(reading).values()];
    if (places.length === 0) return NONE;
    const spans: Span[] = places.flatMap((family) => family.spans).sort((a, b) => a.start - b.start);
    return { value: places.reduce((sum, { count }) => sum + count, 0), spans };
  },
});

export const hiddenUnicodeSignals: readonly TextSignal[] = [total, ...DECEPTION_FAMILIES.map(familySignal)];
