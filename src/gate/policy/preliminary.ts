import { DECISIONS } from '../../core/decision.js';
import type { Condition, Policy, PolicyVocabulary, Rule } from '../../core/policy.js';
import type { Modality } from '../../core/record.js';
import { signalNamed } from '../../core/signal-in-role.js';
import { compileCondition, leavesOf, modalityOf, NOT_ASKED, Truth, type Values } from './condition.js';

/**
 * The rules behind preliminary decisions. A preliminary decision is made about a record by itself, before any finding
 * is known: the severest decision of the rules that match whatever the findings will be. Findings are unknown in
 * Kleene's sense: `signal or finding` matches where the signal matches, and `signal and finding` never matches.
 */
export interface PreliminaryRules {
  /** Ids of the tested signals, in the order in which `severityOf` expects their values. */
  readonly signals: readonly string[];
  /** Index into DECISIONS: 0 where no rule quarantines or rejects the record. */
  readonly severityOf: (values: Values) => number;
}

/** The rules that quarantine or reject and can match without findings, in the policy's order. */
export const preliminaryRulesOf = ({ rules }: Policy): Rule[] =>
  rules.filter(({ decide, when }) => decide !== 'admit' && answersWithoutFindings(when).yes);

/** Compiles the rules of a checked policy for records of one modality; leaves out rules and signals of other modalities. */
export function compilePreliminaryRules(
  policy: Policy,
  vocabulary: PolicyVocabulary,
  modality: Modality,
): PreliminaryRules {
  const isAbout = (subject: Modality | null | undefined): boolean =>
    subject === null || subject === undefined || subject === modality;
  const rules = preliminaryRulesOf(policy).filter(({ when }) => isAbout(modalityOf(when, vocabulary)));
  const leaves = rules.flatMap(({ when }) => leavesOf(when));
  const named = new Set(leaves.flatMap((leaf) => ('signal' in leaf ? [leaf.signal] : [])));
  const signals = [...named].filter((id) => isAbout(signalNamed(vocabulary.signals, id)?.modality));
  const columns = new Map(signals.map((signal, column) => [signal, column]));
  const questions = rules
    .map(({ when, decide }) => ({
      severity: DECISIONS.indexOf(decide),
      question: compileCondition(when, (signal) => columns.get(signal) ?? signals.length),
    }))
    // The first match decides.
    .sort((a, b) => b.severity - a.severity);
  const severityOf = (values: Values): number => {
    for (const { severity, question } of questions)
      if (question.ask(values, NOT_ASKED) === Truth.yes) return severity;
    return 0;
  };
  return { signals, severityOf };
}

/** Whether a condition can be answered yes, and whether no, while no finding is known. */
function answersWithoutFindings(condition: Condition): { readonly yes: boolean; readonly no: boolean } {
  if ('signal' in condition) return { yes: true, no: true };
  if ('finding' in condition) return { yes: false, no: false };
  if ('not' in condition) {
    const { yes, no } = answersWithoutFindings(condition.not);
    return { yes: no, no: yes };
  }
  const inner = ('all' in condition ? condition.all : condition.any).map(answersWithoutFindings);
  const every = (answer: 'yes' | 'no') => inner.every((answers) => answers[answer]);
  const some = (answer: 'yes' | 'no') => inner.some((answers) => answers[answer]);
  return 'all' in condition ? { yes: every('yes'), no: some('no') } : { yes: some('yes'), no: every('no') };
}
