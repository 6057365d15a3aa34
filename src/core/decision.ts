/** Decisions in ascending severity; the most severe matching rule wins. */
export const DECISIONS = ['admit', 'quarantine', 'reject'] as const;
export type DecisionKind = (typeof DECISIONS)[number];

/** The folder each decision is written to. */
export const DECISION_FOLDERS = {
  admit: 'admitted',
  quarantine: 'quarantined',
  reject: 'rejected',
} as const satisfies { [kind in DecisionKind]: string };

/** One matching rule, with the number that made it match. */
export interface Reason {
  readonly rule: string;
  readonly decision: DecisionKind;
  /** The signal or finding that the rule tests. */
  readonly subject: string;
  readonly value: number | string;
  /** The condition in the policy's own words, e.g. `above 0.3`. */
  readonly condition: string;
}

export interface Decision {
  readonly kind: DecisionKind;
  /** Every matching rule, in the policy's order; empty when no rule matched. */
  readonly reasons: readonly Reason[];
}
