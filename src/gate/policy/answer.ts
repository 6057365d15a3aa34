import type { DecisionKind } from '../../core/decision.js';
import type { Membership, Policy, PolicyVocabulary, SignalValue } from '../../core/policy.js';
import type { Modality } from '../../core/record.js';
import { compileCondition, modalityOf, Truth, wholeText } from './condition.js';
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
 * Every rule's answer for one record, also of those that did not match, without those about other modalities.
 * @throws PolicyError (`invalid-policy`, `unknown-signal`)
 */
export function answerRules(
  policy: Policy,
  vocabulary: PolicyVocabulary,
  valueFor: (signal: string) => SignalValue | null,
  members: readonly Membership[],
  modality?: Modality,
): AnsweredRule[] {
  throwProblems(policy.policy, validatePolicy(policy, vocabulary));
  const asked = policy.rules.filter(({ when }) => {
    const subject = modalityOf(when, vocabulary);
    return subject === null || modality === undefined || subject === modality;
  });
  return asked.map(({ id, when, decide, because }) => {
    const values: (SignalValue | null)[] = [];
    const question = compileCondition(when, (signal) => values.push(valueFor(signal)) - 1);
    const truth = question.ask(values, members);
    const value = truth === Truth.unknown ? null : question.witness(values, members).value;
    return { id, decision: decide, because, condition: wholeText(when), answer: ANSWERS[truth], value };
  });
}
