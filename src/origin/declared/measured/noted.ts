import type { MeasuredRecord, Span } from '../../../core/measurement.js';

const NOTE_CHARACTERS = 300;

/** Evidence for people: notes on a place in the file. */
export const noted = (
  place: { readonly start: number; readonly end: number },
  ...notes: (string | undefined | null)[]
): Span[] =>
  notes
    .filter((note) => note !== undefined && note !== null && note !== '')
    .map((note) => ({
      start: place.start,
      end: place.end,
      note: note!.length > NOTE_CHARACTERS ? `${note!.slice(0, NOTE_CHARACTERS - 1)}…` : note!,
    }));

export const field = (name: string, value: string | null | undefined): string | null =>
  value === undefined || value === null ? null : `${name}: ${value}`;

/** The measured value as one of the signal's words, or null. */
export function wordOf<W extends string>(
  { value }: MeasuredRecord,
  signal: string,
  words: readonly W[],
): W | null {
  const found = value(signal);
  return found === null ? null : (words.find((word) => word === found) ?? null);
}
