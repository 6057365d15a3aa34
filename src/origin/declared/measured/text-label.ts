import { type MeasuredRecord, type Measurement, undefinedBecause } from '../../../core/measurement.js';
import { AIGC_LABELS, type AigcDeclaration, type AigcLabel } from '../aigc/label.js';
import { wordOf } from './noted.js';

export const TEXT_LABEL = 'text-aigc-label';

/** The measured AIGC label of a text’s front matter. */
export interface MeasuredLabel {
  readonly label: AigcLabel;
  /** The label and its codes, for people. */
  readonly words: readonly string[];
}

const NOTE_CHARACTERS = 200;

/** `end` is the end of the front matter. */
export function measuredLabel(found: AigcDeclaration | null, end: number): Measurement<string> {
  if (found === null) return undefinedBecause('no AIGC label in the front matter');
  const { label, producer, produceId, propagator } = found;
  const facts = Object.entries({ producer, id: produceId, propagator }).filter(([, value]) => value !== null);
  const note = [`AIGC label ${label}`, ...facts.map(([name, value]) => `${name} ${value}`)].join(', ');
  return { value: label, spans: [{ start: 0, end, note: note.slice(0, NOTE_CHARACTERS).toWellFormed() }] };
}

/** Inverse of `measuredLabel`; null without a label. */
export function readLabel(record: MeasuredRecord): MeasuredLabel | null {
  const label = wordOf(record, TEXT_LABEL, AIGC_LABELS);
  return label === null ? null : { label, words: record.notes(TEXT_LABEL) };
}
