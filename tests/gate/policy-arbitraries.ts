import fc from 'fast-check';
import { DECISIONS } from '../../src/core/decision.js';
import type { Condition, Membership, Policy, Rule, SignalValue } from '../../src/core/policy.js';

/** Leaves over the test vocabulary, each of which can match and can fail. */
export const leaf: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ signal: fc.constant('word-count'), below: fc.integer({ min: 1, max: 9 }) }),
  fc.record({ signal: fc.constant('word-count'), 'at-least': fc.integer({ min: 1, max: 9 }) }),
  fc.record({ signal: fc.constant('symbol-share'), above: fc.constantFrom(0, 0.25, 0.5, 0.75) }),
  fc.record({ signal: fc.constant('symbol-share'), 'at-most': fc.constantFrom(0, 0.25, 0.5, 0.75) }),
  fc.record({ signal: fc.constant('language'), is: fc.constantFrom('en', 'fi', 'zh') }),
  fc.record({ signal: fc.constant('language'), in: fc.subarray(['en', 'fi', 'zh'], { minLength: 1 }) }),
  fc.record({
    signal: fc.constant('origin'),
    'not-in': fc.constantFrom(['human'], ['synthetic', 'unknown']),
  }),
  fc.record({ signal: fc.constantFrom('language', 'symbol-share', 'sketch'), missing: fc.boolean() }),
  fc.record({ finding: fc.constant('near-duplicates'), role: fc.constantFrom('kept', 'copy') }),
  fc.record({ finding: fc.constant('near-duplicates'), above: fc.constantFrom(0.2, 0.8) }),
  fc.record({ finding: fc.constant('exact-duplicates') }),
) as fc.Arbitrary<Condition>;

export const condition: fc.Arbitrary<Condition> = fc.letrec<{ node: Condition }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    leaf,
    fc.record({ all: fc.array(tie('node'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('node'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('node') }),
  ),
})).node;

export const rule = (when: fc.Arbitrary<Condition>): fc.Arbitrary<Omit<Rule, 'id'>> =>
  fc.record({
    when,
    decide: fc.constantFrom(...DECISIONS),
    because: fc.string({ minLength: 1, maxLength: 60 }).map((text) => `Because ${text}`.trim()),
  });

/** Rules whose conditions are sound one by one; wrapped in nothing, so that every policy is valid. */
export const soundPolicy: fc.Arbitrary<Policy> = fc
  .array(rule(leaf), { minLength: 1, maxLength: 8 })
  .map((rules) => policyOf(rules));

export const policyOf = (rules: readonly Omit<Rule, 'id'>[]): Policy => ({
  policy: 'made-up',
  version: 1,
  rules: rules.map((each, index) => ({ id: `rule-${index}`, ...each })),
});

export interface MadeUpRecord {
  readonly values: { readonly [signal: string]: SignalValue | null };
  readonly members: readonly Membership[];
}

const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 3, nil: null });

export const record: fc.Arbitrary<MadeUpRecord> = fc.record({
  values: fc.record({
    'word-count': orNull(fc.integer({ min: 0, max: 10 })),
    'symbol-share': orNull(fc.constantFrom(0, 0.25, 0.3, 0.5, 0.75, 1)),
    language: orNull(fc.constantFrom('en', 'fi', 'zh', 'th')),
    origin: orNull(fc.constantFrom('human', 'synthetic', 'unknown')),
    sketch: orNull(fc.constant('sketch')),
  }),
  members: fc.array(
    fc.record({
      metric: fc.constantFrom('near-duplicates', 'exact-duplicates', 'others'),
      role: fc.constantFrom('kept', 'copy'),
      value: orNull(fc.constantFrom(0.1, 0.5, 0.9)),
    }),
    { maxLength: 3 },
  ),
});

/** A record's values in the order a compiled policy wants them. */
export const valuesFor = (signals: readonly string[], { values }: MadeUpRecord): (SignalValue | null)[] =>
  signals.map((id) => values[id] ?? null);
