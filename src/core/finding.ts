/**
 * Key of a record within a run: `split × 2^32 + ordinal`, exact in a double up to 2^21 splits.
 * Stable while the inputs are unchanged.
 */
export type RecordKey = number;

export const ORDINALS_PER_SPLIT = 2 ** 32;

export interface FindingMember {
  readonly record: RecordKey;
  /** `kept` or `copy` in duplicate clusters; other findings name their own roles. */
  readonly role: string;
  /** Strength of the evidence for this member, e.g. its similarity to the kept copy; null without one. */
  readonly value: number | null;
}

/** A result of a corpus question, with its records. */
export interface Finding {
  /** The metric that found it, e.g. `near-duplicates`. */
  readonly metric: string;
  /** Unique within the metric and independent of the order of the inputs, e.g. the kept copy's content hash. */
  readonly id: string;
  /** One sentence for people. */
  readonly summary: string;
  readonly members: readonly FindingMember[];
  /** Plain values for reports and programs, as the metric documents them. */
  readonly detail: { readonly [name: string]: unknown };
}
