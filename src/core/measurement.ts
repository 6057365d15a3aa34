/** A range of a text in UTF-16 code units, end exclusive: `text.slice(start, end)`. */
export interface Span {
  readonly start: number;
  readonly end: number;
  /** Short note on the finding, for people. */
  readonly note?: string;
}

export type MeasuredValue = number | string | Uint8Array;

/**
 * Result of a signal or metric: a value, or null with a reason. The unit is part of the signal's definition.
 */
export type Measurement<V extends MeasuredValue = MeasuredValue> =
  | { readonly value: V; readonly spans?: readonly Span[] }
  | { readonly value: null; readonly why: string };

/** The stored measurements of one record. */
export interface MeasuredRecord {
  /** Null where the signal has no value or was not measured. */
  readonly value: (signal: string) => number | string | null;
  /** The notes at the signal's spans, for people. */
  readonly notes: (signal: string) => readonly string[];
}

export const undefinedBecause = (why: string): { readonly value: null; readonly why: string } => ({
  value: null,
  why,
});
