/** What happens to a record; ordered from mild to severe, the severest matching rule wins. */
export const DECISIONS = ['admit', 'quarantine', 'reject'] as const;
export type DecisionKind = (typeof DECISIONS)[number];

/** The folder each decision is written to. */
export const DECISION_FOLDERS = {
  admit: 'admitted',
  quarantine: 'quarantined',
  reject: 'rejected',
} as const satisfies { [kind in DecisionKind]: string };

/** One rule that matched, with the number that made it match. */
export interface Reason {
  readonly rule: string;
  readonly decision: DecisionKind;
  /** The signal, or the finding's metric, that the rule asked. */
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
