import type { DecisionKind } from '../../core/decision.js';
import type { Membership, Policy, PolicyVocabulary, SignalValue } from '../../core/policy.js';
import { compileCondition, Truth, wholeText } from './condition.js';
import { throwProblems } from './problem.js';
import { validatePolicy } from './validate.js';

/** How one rule answered for one record. */
export interface AnsweredRule {
  readonly id: string;
  readonly decision: DecisionKind;
  readonly because: string;
  readonly condition: string;
  readonly answer: 'matched' | 'did not match' | 'unknown';
  /** What the rule saw first that made its answer; null where it was unknown. */
  readonly value: SignalValue | null;
}

const ANSWERS = { [Truth.no]: 'did not match', [Truth.unknown]: 'unknown', [Truth.yes]: 'matched' } as const;

/**
 * Every rule's answer for one record, also of those that did not match: for people who ask why.
 * @throws PolicyError (`invalid-policy`, `unknown-signal`)
 */
export function answerRules(
  policy: Policy,
  vocabulary: PolicyVocabulary,
  valueFor: (signal: string) => SignalValue | null,
  members: readonly Membership[],
): AnsweredRule[] {
  throwProblems(policy.policy, validatePolicy(policy, vocabulary));
  return policy.rules.map(({ id, when, decide, because }) => {
    const values: (SignalValue | null)[] = [];
    const question = compileCondition(when, (signal) => values.push(valueFor(signal)) - 1);
    const truth = question.ask(values, members);
    const value = truth === Truth.unknown ? null : question.witness(values, members).value;
    return { id, decision: decide, because, condition: wholeText(when), answer: ANSWERS[truth], value };
  });
}
