/** A stretch of a text in UTF-16 code units, end exclusive: `text.slice(start, end)`. */
export interface Span {
  readonly start: number;
  readonly end: number;
  /** What was found there, for people; short. */
  readonly note?: string;
}

export type MeasuredValue = number | string | Uint8Array;

/**
 * What a signal or metric answers: a value, or null with the reason why there is none.
 * The unit stands in the definition that made it.
 */
export type Measurement<V extends MeasuredValue = MeasuredValue> =
  | { readonly value: V; readonly spans?: readonly Span[] }
  | { readonly value: null; readonly why: string };

/** What was measured of one record, signal by signal, when it is asked later. */
export interface MeasuredRecord {
  /** Null where the signal has no value or was not measured. */
  readonly value: (signal: string) => number | string | null;
  /** What the signal noted at its spans, for people; asked only where there is something to show. */
  readonly notes: (signal: string) => readonly string[];
}

export const undefinedBecause = (why: string): { readonly value: null; readonly why: string } => ({
  value: null,
  why,
});
