import type { DecisionKind } from '../core/decision.js';
import type { OriginVerdict } from '../core/origin.js';
import type { Excerpt } from './excerpt.js';
import type { Difference } from './first-difference.js';
import type { PictureFacts } from './picture.js';

/** Everything about one record, for `freckle explain`. */
export interface RecordFacts {
  readonly record: string;
  readonly id: string | null;
  readonly source: string;
  readonly position: string;
  readonly url: string | null;
  readonly date: string | null;
  readonly language: string | null;
  readonly label: string | null;
  readonly contentHash: string;
  readonly decision: DecisionKind;
  readonly origin: OriginVerdict;
  readonly measurements: readonly MeasurementFacts[];
  readonly findings: readonly MembershipFacts[];
  /** The answer of every rule of the policy. */
  readonly rules: readonly RuleAnswer[];
  readonly excerpt: Excerpt;
  /** Of an image. */
  readonly picture?: PictureFacts;
  readonly payloads: readonly { readonly kind: string; readonly text: string }[];
}

export type MeasurementFacts = { readonly id: string; readonly title: string; readonly unit: string } & (
  | { readonly value: number | string }
  | { readonly value: null; readonly why: string }
);

export interface RuleAnswer {
  readonly id: string;
  readonly decision: DecisionKind;
  readonly because: string;
  readonly condition: string;
  readonly answer: 'matched' | 'did not match' | 'unknown';
  /** The value that decided the answer; null where the answer is unknown. */
  readonly value: number | string | null;
  /** Why it answered so: `distinct-2 is 0.31; rule: below 0.4`. */
  readonly text: string;
}

/** A finding that includes the record, described by the metric that found it. */
export interface MembershipFacts {
  /** Id of the metric, as policies name it. */
  readonly metric: string;
  readonly title: string;
  readonly role: string;
  readonly value: number | null;
  readonly summary: string;
  /** Why it is, or is not, the kept copy; null where the finding keeps none. */
  readonly whyKept: string | null;
  /** The kept copy, of a record that is another copy. */
  readonly kept?: {
    readonly record: string;
    readonly id: string | null;
    /** Where its text begins to differ from the kept text; null where the compared beginnings are equal. */
    readonly difference: Difference | null;
  };
  /** The other records of the finding: their number, and those with the strongest evidence. */
  readonly others: {
    readonly count: number;
    readonly members: readonly {
      readonly record: string;
      readonly role: string;
      readonly value: number | null;
    }[];
  };
  /** Unit of the values; absent for shares. */
  readonly unit?: string;
}
