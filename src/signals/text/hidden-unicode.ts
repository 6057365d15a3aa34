import type { Measurement, Span } from '../../core/measurement.js';
import { defineTextSignal, type TextSignal } from '../../core/signal.js';
import { DECEPTION_FAMILIES, type DeceptionFamily, deceptionsIn } from '../../text/unicode.js';
import { COUNT_RANGE } from './ratio.js';

/**
 * Places with hidden or deceptive Unicode, one signal for each family of techniques and one for all. A place
 * is a run of characters or a word; its span's note says what stands there, smuggled text decoded. 0 is an
 * answer; no text leaves them undefined. docs/unicode.md says what is flagged, what passes and at which rates.
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
    description:
      'Zero-width and other invisible characters where neither script nor emoji has a use for them.',
    formula:
      'runs of zero-width characters, misplaced soft hyphens, invisible operators, fillers and deprecated formats',
  },
  bidi: {
    id: 'bidi-control-count',
    title: 'Direction controls',
    description:
      'Marks and controls of writing direction outside right-to-left text, or left open: Trojan Source.',
    formula:
      'runs of U+061C 200E 200F 202A–202E 2066–2069 without right-to-left letters, unbalanced, or over Latin',
  },
  smuggled: {
    id: 'smuggled-text-count',
    title: 'Smuggled text',
    description:
      'Tag characters and variation selectors that carry text or bytes nobody sees; the note decodes them.',
    formula: 'runs of tag characters outside flags and of variation selectors on bases without variants',
  },
  control: {
    id: 'control-character-count',
    title: 'Control characters',
    description: 'Terminal sequences, backspaces, NUL, unassigned code points and lone surrogates.',
    formula: 'runs of Cc without tab, line ends and form feed; of Cn; of halves of surrogate pairs',
  },
  'private-use': {
    id: 'private-use-count',
    title: 'Private-use characters',
    description: 'Characters without a public meaning: icons of some font, or a code between two parties.',
    formula: 'runs of Co, without Word’s bullets at the start of a line',
  },
  homoglyph: {
    id: 'homoglyph-word-count',
    title: 'Homoglyph words',
    description:
      'Words that mix alphabets or are written in look-alikes, so that they read as what they are not.',
    formula: 'words with letters of two alphabets, or of look-alikes alone in text that is ≥ 70 % Latin',
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
    description: 'Letters struck through or heaped with marks, so that people read them and filters do not.',
    formula: 'bases with an overlay, with more than 3 marks, or words with a line through each letter',
  },
  'space-code': {
    id: 'space-code-count',
    title: 'Codes in spaces',
    description: 'Bits written in the choice of white space: rare spaces between letters, tabs at line ends.',
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
  description: 'Places of all families: what people do not see, or see as something else.',
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
