import type { DecisionKind } from '../../core/decision.js';
import type { Condition, Membership, Policy, PolicyVocabulary, SignalValue } from '../../core/policy.js';
import type { Modality } from '../../core/record.js';
import { compileCondition, conditionText, leavesOf, modalityOf, Truth, wholeText } from './condition.js';
import { throwProblems } from './problem.js';
import { validatePolicy } from './validate.js';

/** The answer of one rule for one record. */
export interface AnsweredRule {
  readonly id: string;
  readonly decision: DecisionKind;
  readonly because: string;
  /** The condition with every subject named. */
  readonly condition: string;
  readonly answer: 'matched' | 'did not match' | 'unknown';
  /** The value that decided the answer; null where the answer is unknown. */
  readonly value: SignalValue | null;
  /** The signal or metric that decided the answer or left it unknown, and the condition as `Reason` has it. */
  readonly seen: { readonly subject: string; readonly condition: string };
}

const ANSWERS = { [Truth.no]: 'did not match', [Truth.unknown]: 'unknown', [Truth.yes]: 'matched' } as const;

/**
 * Answers every rule for one record, including rules that do not match; leaves out rules about other modalities.
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
    const { subject, value } =
      truth === Truth.unknown
        ? { subject: unknownSubject(when, valueFor, members), value: null }
        : question.witness(values, members);
    return {
      id,
      decision: decide,
      because,
      condition: wholeText(when),
      answer: ANSWERS[truth],
      value,
      seen: { subject, condition: conditionText(when) },
    };
  });
}

/** The first signal or finding whose test has no answer. */
function unknownSubject(
  condition: Condition,
  valueFor: (signal: string) => SignalValue | null,
  members: readonly Membership[],
): string {
  const leaves = leavesOf(condition);
  const unknown = leaves.find((leaf) => {
    const values = 'signal' in leaf ? [valueFor(leaf.signal)] : [];
    return compileCondition(leaf, () => 0).ask(values, members) === Truth.unknown;
  });
  const leaf = unknown ?? leaves[0]!;
  return 'signal' in leaf ? leaf.signal : leaf.finding;
}
