import type { DecisionKind } from '../../core/decision.js';
import type { Policy, Rule } from '../../core/policy.js';
import { leavesOf, wholeText } from './condition.js';
import type { DecisionTally, RuleTally } from './decide.js';

export interface RuleSummary extends RuleTally {
  readonly decision: DecisionKind;
  readonly because: string;
  /** The condition with every subject named. */
  readonly condition: string;
}

export type WarningKind = 'never-fired' | 'never-answered' | 'mostly-unanswered' | 'mostly-missing';

/** Something about a rule that a person should know before trusting what it did not find. */
export interface PolicyWarning {
  readonly kind: WarningKind;
  readonly rule: string;
  readonly sentence: string;
}

export interface PolicySummary {
  readonly rules: readonly RuleSummary[];
  readonly warnings: readonly PolicyWarning[];
}

/** What each rule did to a corpus, and which rules did nothing or could not be asked. */
export function summarizeDecisions(policy: Policy, tally: DecisionTally): PolicySummary {
  const rules = policy.rules.map((rule, index) => ({
    ...tally.rules[index]!,
    decision: rule.decide,
    because: rule.because,
    condition: wholeText(rule.when),
  }));
  if (tally.records === 0) return { rules, warnings: [] };
  const warnings = policy.rules.flatMap((rule, index) => warningsOf(rule, tally.rules[index]!, tally));
  return { rules, warnings };
}

/** At most one warning per rule: the one that explains the most. */
function warningsOf(rule: Rule, counts: RuleTally, tally: DecisionTally): PolicyWarning[] {
  const warning = warningOf(rule, counts, tally);
  return warning === null ? [] : [{ ...warning, rule: rule.id }];
}

function warningOf(rule: Rule, counts: RuleTally, tally: DecisionTally): Omit<PolicyWarning, 'rule'> | null {
  const { fired, unknown, evaluated } = counts;
  // About images where there are none, or about texts.
  if (evaluated === 0) return null;
  const empty = emptiestSignal(rule, tally);
  const why =
    empty === null ? '' : `: ${empty.signal} had no value for ${shareText(empty.missing, evaluated)}`;
  const isMostlyEmpty = empty !== null && empty.missing * 2 > evaluated;
  const aside = isMostlyEmpty ? `; ${why.slice(2)}` : '';
  if (unknown === evaluated)
    return {
      kind: 'never-answered',
      sentence: `Rule "${rule.id}" could not be answered for any record${why}.`,
    };
  if (unknown * 2 > evaluated)
    return {
      kind: 'mostly-unanswered',
      sentence: `Rule "${rule.id}" could not be answered for ${shareText(unknown, evaluated)}${why}.`,
    };
  if (fired === 0)
    return {
      kind: 'never-fired',
      sentence: `Rule "${rule.id}" never matched: no record had ${wholeText(rule.when)}${aside}.`,
    };
  if (isMostlyEmpty)
    return {
      kind: 'mostly-missing',
      sentence: `Rule "${rule.id}" rests on ${empty.signal}, which had no value for ${shareText(empty.missing, evaluated)}.`,
    };
  return null;
}

/** Of the signals whose values the rule compares, the one that was missing most often; null where none was. */
function emptiestSignal(rule: Rule, tally: DecisionTally): { signal: string; missing: number } | null {
  const compared = leavesOf(rule.when).flatMap((leaf) =>
    'signal' in leaf && leaf.missing === undefined ? [leaf.signal] : [],
  );
  let emptiest: { signal: string; missing: number } | null = null;
  for (const { signal, missing } of tally.signals)
    if (missing > (emptiest?.missing ?? 0) && compared.includes(signal)) emptiest = { signal, missing };
  return emptiest;
}

/** `812 of 1,000 records (81.2 %)` */
function shareText(part: number, whole: number): string {
  const noun = whole === 1 ? 'record' : 'records';
  return `${grouped(part)} of ${grouped(whole)} ${noun} (${((100 * part) / whole).toFixed(1)} %)`;
}

const grouped = (count: number): string => count.toLocaleString('en-US');
