import type { AcceptanceLine, RuleFacts, RulesReport } from '../../report/sections/rules.js';
import { checkAcceptance, summarizeDecisions } from '../policy/index.js';
import type { ReportContext, SectionFacts } from './section-facts.js';

/** What the policy asked of each record and of the corpus, and what came of it. */
export const rules: SectionFacts<RulesReport> = {
  collect: (context) => ({ acceptance: acceptanceLines(context), rules: ruleFacts(context) }),
};

function acceptanceLines({ request, counts, tally }: ReportContext): AcceptanceLine[] {
  const fired = Object.fromEntries(tally.rules.map((rule) => [rule.rule, rule.fired]));
  return checkAcceptance(request.policy, { ...counts, rules: fired }).map(
    ({ condition, met, found, because }) => ({ line: `${condition} (${because})`, isMet: met, found }),
  );
}

function ruleFacts({ request, tally }: ReportContext): RuleFacts[] {
  const { rules: summaries, warnings } = summarizeDecisions(request.policy, tally);
  return summaries.map(({ rule, decision, because, condition, fired, unknown, evaluated, alone }) => {
    const warning = warnings.find((candidate) => candidate.rule === rule);
    return {
      id: rule,
      decision,
      because,
      condition,
      fired,
      unknown,
      evaluated,
      alone,
      // That a rule never matched stands in its row already.
      ...(warning === undefined || warning.kind === 'never-fired' ? {} : { note: warning.sentence }),
    };
  });
}
