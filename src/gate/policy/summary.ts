import type { DecisionKind } from '../../core/decision.js';
import type { Policy, Rule } from '../../core/policy.js';
import { roughPercent } from '../../report/numbers.js';
import { leavesOf, wholeText } from './condition.js';
import type { DecisionTally, RuleTally } from './decide.js';

export interface RuleSummary extends RuleTally {
  readonly decision: DecisionKind;
  readonly because: string;
  /** The condition with every subject named. */
  readonly condition: string;
}

export type WarningKind = 'never-fired' | 'never-answered' | 'mostly-unanswered' | 'mostly-missing';

/** Something to know about a rule before its silence is trusted. */
export interface PolicyWarning {
  readonly kind: WarningKind;
  readonly rule: string;
  readonly sentence: string;
}

export interface PolicySummary {
  readonly rules: readonly RuleSummary[];
  readonly warnings: readonly PolicyWarning[];
}

/** Why most records have no value of a signal: `they have fewer than 100 words`; null where the reason is unknown. */
export type WhyMissing = (signal: string) => string | null;

/** Counts what each rule did in a corpus, and warns of rules that matched nothing or did not apply. */
export function summarizeDecisions(
  policy: Policy,
  tally: DecisionTally,
  whyMissing: WhyMissing = () => null,
): PolicySummary {
  const rules = policy.rules.map((rule, index) => ({
    ...tally.rules[index]!,
    decision: rule.decide,
    because: rule.because,
    condition: wholeText(rule.when),
  }));
  if (tally.records === 0) return { rules, warnings: [] };
  const warnings = policy.rules.flatMap((rule, index): PolicyWarning[] => {
    const warning = warningOf(rule, tally.rules[index]!, tally, whyMissing);
    return warning === null ? [] : [{ ...warning, rule: rule.id }];
  });
  return { rules, warnings };
}

/** At most one warning per rule: the one that explains the most. */
function warningOf(
  rule: Rule,
  { fired, unknown, evaluated }: RuleTally,
  tally: DecisionTally,
  whyMissing: WhyMissing,
): Omit<PolicyWarning, 'rule'> | null {
  // A rule about images in a corpus of texts, or the other way round.
  if (evaluated === 0) return null;
  const name = `“${rule.id}”`;
  const empty = emptiestSignal(rule, tally);
  const reason = empty === null ? '' : `: ${whyMissing(empty.signal) ?? `${empty.signal} has no value`}`;
  if (unknown === evaluated)
    return { kind: 'never-answered', sentence: `${name} applied to none of the records${reason}.` };
  if (unknown * 2 > evaluated) {
    const share = roughPercent(unknown / evaluated);
    return { kind: 'mostly-unanswered', sentence: `${name} did not apply to ${share} of records${reason}.` };
  }
  const missing =
    empty === null || empty.missing * 2 <= evaluated
      ? null
      : `${empty.signal} has no value for ${roughPercent(empty.missing / evaluated)} of records`;
  if (fired === 0)
    return {
      kind: 'never-fired',
      sentence: `${name} matched no record${missing === null ? '' : `: ${missing}`}. Rule: ${wholeText(rule.when)}.`,
    };
  return missing === null ? null : { kind: 'mostly-missing', sentence: `${name}: ${missing}.` };
}

/** The signal with the most missing values among those that the rule compares; null where none is missing. */
function emptiestSignal(rule: Rule, tally: DecisionTally): { signal: string; missing: number } | null {
  const compared = leavesOf(rule.when).flatMap((leaf) =>
    'signal' in leaf && leaf.missing === undefined ? [leaf.signal] : [],
  );
  let emptiest: { signal: string; missing: number } | null = null;
  for (const { signal, missing } of tally.signals)
    if (missing > (emptiest?.missing ?? 0) && compared.includes(signal)) emptiest = { signal, missing };
  return emptiest;
}
