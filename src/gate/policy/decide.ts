import { DECISIONS, type Decision, type DecisionKind, type Reason } from '../../core/decision.js';
import type { Policy, PolicyVocabulary, Rule } from '../../core/policy.js';
import type { Modality } from '../../core/record.js';
import { signalNamed } from '../../core/signal-in-role.js';
import {
  compileCondition,
  conditionText,
  leavesOf,
  type Memberships,
  modalityOf,
  Truth,
  type Values,
} from './condition.js';
import { throwProblems } from './problem.js';
import { validatePolicy } from './validate.js';

/** A policy compiled to decide on records. */
export interface CompiledPolicy {
  readonly policy: Policy;
  /** Ids of the signals the rules test, in the order in which `decideRecord` expects their values. */
  readonly signals: readonly string[];
  /** Ids of the metrics whose findings the rules test. Memberships of other metrics are ignored. */
  readonly findings: readonly string[];
  /**
   * Returns a decider with all counters at zero. Given the modality of the records, it skips rules about other
   * modalities, so that a rule about words does not count as unanswered for images.
   */
  readonly decider: (modality?: Modality) => Decider;
}

export interface Decider {
  /**
   * The severest decision of all matching rules, with every matching rule as a reason. `values` are in the order of
   * `CompiledPolicy.signals`; null where a signal has no value. Allocates nothing when no rule matches.
   */
  readonly decideRecord: (values: Values, members?: Memberships) => Decision;
  /** A copy of the counts so far. */
  readonly tally: () => DecisionTally;
}

export interface RuleTally {
  readonly rule: string;
  /** Records on which the rule was evaluated. */
  readonly evaluated: number;
  /** Records it matched. */
  readonly fired: number;
  /** Records for which its answer is unknown because a signal had no value. */
  readonly unknown: number;
  /** Records that would get a milder decision without it: no other matching rule was as severe. */
  readonly alone: number;
}

export interface DecisionTally {
  readonly records: number;
  readonly decisions: { readonly [kind in DecisionKind]: number };
  /** In the policy's order. */
  readonly rules: readonly RuleTally[];
  /** For each tested signal: the number of records without a value. */
  readonly signals: readonly { readonly signal: string; readonly missing: number }[];
}

const NO_MEMBERS: Memberships = [];
const NOTHING_MATCHED: Decision = Object.freeze({
  kind: 'admit',
  reasons: Object.freeze([]) as readonly Reason[],
});

/**
 * Checks and compiles a policy.
 * @throws PolicyError (`invalid-policy`, `unknown-signal`); `file` names the policy in the message
 */
export function compilePolicy(
  policy: Policy,
  vocabulary: PolicyVocabulary,
  file = policy.policy,
): CompiledPolicy {
  throwProblems(file, validatePolicy(policy, vocabulary));
  const leaves = policy.rules.flatMap(({ when }) => leavesOf(when));
  const signals = [...new Set(leaves.flatMap((leaf) => ('signal' in leaf ? [leaf.signal] : [])))];
  const findings = [...new Set(leaves.flatMap((leaf) => ('finding' in leaf ? [leaf.finding] : [])))];
  const columns = new Map(signals.map((signal, column) => [signal, column]));
  const rules = policy.rules.map((rule) => ({
    rule,
    severity: DECISIONS.indexOf(rule.decide),
    question: compileCondition(rule.when, (signal) => columns.get(signal)!),
    condition: conditionText(rule.when),
    modality: modalityOf(rule.when, vocabulary),
  }));
  const modalities = signals.map((signal) => signalNamed(vocabulary.signals, signal)?.modality ?? null);
  return {
    policy,
    signals,
    findings,
    decider: (modality) =>
      createDecider(
        rules,
        signals,
        rules.map((rule) => isAbout(rule.modality, modality)),
        modalities.map((each) => isAbout(each, modality)),
      ),
  };
}

const isAbout = (subject: Modality | null, modality: Modality | undefined): boolean =>
  subject === null || modality === undefined || subject === modality;

interface ReadyRule {
  readonly rule: Rule;
  readonly severity: number;
  readonly question: ReturnType<typeof compileCondition>;
  readonly condition: string;
  readonly modality: Modality | null;
}

function createDecider(
  rules: readonly ReadyRule[],
  signals: readonly string[],
  isAsked: readonly boolean[],
  isMeasured: readonly boolean[],
): Decider {
  const fired = new Float64Array(rules.length);
  const unknown = new Float64Array(rules.length);
  const alone = new Float64Array(rules.length);
  const missing = new Float64Array(signals.length);
  const decisions = new Float64Array(DECISIONS.length);
  const matched = new Int32Array(rules.length);

  const decideRecord = (values: Values, members: Memberships = NO_MEMBERS): Decision => {
    for (let column = 0; column < signals.length; column++) {
      if (!isMeasured[column]) continue;
      const value = values[column];
      if (value === null || value === undefined || Number.isNaN(value)) missing[column]!++;
    }
    let matches = 0;
    let severest = 0;
    for (let index = 0; index < rules.length; index++) {
      if (!isAsked[index]) continue;
      const { question, severity } = rules[index]!;
      const truth = question.ask(values, members);
      if (truth === Truth.unknown) unknown[index]!++;
      if (truth !== Truth.yes) continue;
      fired[index]!++;
      matched[matches++] = index;
      if (severity > severest) severest = severity;
    }
    decisions[severest]!++;
    return matches === 0 ? NOTHING_MATCHED : decisionOf(matches, severest, values, members);
  };

  const decisionOf = (matches: number, severest: number, values: Values, members: Memberships): Decision => {
    const reasons: Reason[] = [];
    let severestIndex = -1;
    let severestCount = 0;
    for (let at = 0; at < matches; at++) {
      const { rule, severity, question, condition } = rules[matched[at]!]!;
      if (severity === severest) {
        severestCount++;
        severestIndex = matched[at]!;
      }
      const { subject, value } = question.witness(values, members);
      reasons.push({ rule: rule.id, decision: rule.decide, subject, value, condition });
    }
    if (severest > 0 && severestCount === 1) alone[severestIndex]!++;
    return { kind: DECISIONS[severest]!, reasons };
  };

  const tally = (): DecisionTally => {
    const records = decisions.reduce((sum, count) => sum + count, 0);
    return {
      records,
      decisions: { admit: decisions[0]!, quarantine: decisions[1]!, reject: decisions[2]! },
      rules: rules.map(({ rule }, index) => ({
        rule: rule.id,
        evaluated: isAsked[index] ? records : 0,
        fired: fired[index]!,
        unknown: unknown[index]!,
        alone: alone[index]!,
      })),
      signals: signals.map((signal, column) => ({ signal, missing: missing[column]! })),
    };
  };

  return { decideRecord, tally };
}
