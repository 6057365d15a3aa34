import type { Condition } from '../../core/policy.js';
import type { AcceptanceLine, RuleFacts, RulesReport } from '../../report/sections/rules.js';
import { checkAcceptance, leavesOf, summarizeDecisions } from '../policy/index.js';
import { whyMissingIn } from './nulls.js';
import type { ReportContext, SectionFacts } from './section-facts.js';

/** The policy's rules and acceptance lines with their results. */
export const rules: SectionFacts<RulesReport> = {
  collect: (context) => ({ acceptance: acceptanceLines(context), rules: ruleFacts(context) }),
};

function acceptanceLines({ request, counts, tally }: ReportContext): AcceptanceLine[] {
  const fired = Object.fromEntries(tally.rules.map((rule) => [rule.rule, rule.fired]));
  return checkAcceptance(request.policy, { ...counts, rules: fired }).map(
    ({ condition, met, found, sentence, because }) => ({
      line: condition,
      because,
      isMet: met,
      found,
      sentence,
    }),
  );
}

function ruleFacts({ run, request, tally, nulls }: ReportContext): RuleFacts[] {
  const { rules: summaries, warnings } = summarizeDecisions(request.policy, tally, whyMissingIn(nulls));
  const ofLayouts = new Set(run.signals.filter((signal) => signal.isOfSomeLayouts).map(({ id }) => id));
  const isExpected = (when: Condition): boolean =>
    leavesOf(when).every((leaf) => 'signal' in leaf && ofLayouts.has(leaf.signal));
  return summaries.map(({ rule, decision, because, condition, fired, unknown, evaluated, alone }) => {
    const warning = warnings.find((candidate) => candidate.rule === rule);
    const { when } = request.policy.rules.find(({ id }) => id === rule)!;
    const isOfSomeLayouts = isExpected(when);
    const isNoted = warning !== undefined && warning.kind !== 'never-fired' && !isOfSomeLayouts;
    return {
      id: rule,
      decision,
      because,
      condition,
      fired,
      unknown,
      evaluated,
      alone,
      // The row of the rule already says that it never matched.
      ...(isNoted ? { note: warning.sentence } : {}),
      ...(isOfSomeLayouts ? { isOfSomeLayouts } : {}),
    };
  });
}
