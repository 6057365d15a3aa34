import type { Engine } from '../../core/engine.js';
import type { Policy } from '../../core/policy.js';
import type { Signal } from '../../core/signal.js';
import type { Threshold } from '../../report/distribution.js';
import {
  CATEGORIES_SHOWN,
  type CategoryCount,
  type SignalFacts,
  type SignalsReport,
} from '../../report/sections/signals.js';
import { leavesOf } from '../policy/condition.js';
import { collectDistributions } from './distributions.js';
import type { ReportContext, SectionFacts } from './section-facts.js';

/** The distribution of each signal among admitted, quarantined and rejected records. */
export const signals: SectionFacts<SignalsReport> = {
  collect: async ({ engine, run, request, nulls }) => ({
    signals: await collectSignals(engine, run.signals, request.policy, nulls),
  }),
};

const REASONS_SHOWN = 10;

async function collectSignals(
  engine: Engine,
  measured: readonly Signal[],
  policy: Policy,
  nulls: ReportContext['nulls'],
): Promise<SignalFacts[]> {
  const numbers = measured.filter(({ kind, isOfOneRecord }) => kind === 'number' && isOfOneRecord !== true);
  const distributions = await collectDistributions(engine, numbers);
  const facts: SignalFacts[] = [];
  for (const signal of measured) {
    if (signal.kind === 'bytes' || signal.isOfOneRecord === true) continue;
    const found = distributions.get(signal.id) ?? { groups: [] };
    facts.push({
      ...describe(signal),
      ...found,
      nulls: (nulls.get(signal.id) ?? []).slice(0, REASONS_SHOWN),
      thresholds: signal.kind === 'number' ? thresholdsOf(policy, signal.id) : [],
      ...(signal.kind === 'category' ? { categories: await collectCategories(engine, signal) } : {}),
    });
  }
  return facts;
}

const describe = (signal: Signal) => ({
  id: signal.id,
  version: signal.version,
  title: signal.title,
  unit: signal.unit,
  description: signal.description,
  formula: signal.formula,
  source: signal.source,
  kind: signal.kind,
  ...(signal.range === undefined ? {} : { range: signal.range }),
});

async function collectCategories(engine: Engine, signal: Signal): Promise<CategoryCount[]> {
  const x = engine.dialect.name(signal.id);
  const rows = await engine.rows(
    `SELECT ${x} AS value, count(*) FILTER (decision = 'admit') AS admitted,
       count(*) FILTER (decision = 'quarantine') AS quarantined, count(*) FILTER (decision = 'reject') AS rejected
     FROM records JOIN verdicts USING (record) WHERE ${x} IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ${CATEGORIES_SHOWN}`,
  );
  return rows.map((row) => ({
    value: String(row['value']),
    admitted: Number(row['admitted']),
    quarantined: Number(row['quarantined']),
    rejected: Number(row['rejected']),
  }));
}

/** The thresholds at which the policy's rules cut a signal. */
function thresholdsOf(policy: Policy, signal: string): Threshold[] {
  return policy.rules.flatMap((rule) =>
    leavesOf(rule.when).flatMap((leaf): Threshold[] => {
      if (!('signal' in leaf) || leaf.signal !== signal) return [];
      const [above, below] = [leaf.above ?? leaf['at-least'], leaf.below ?? leaf['at-most']];
      const isPart = leaf !== rule.when;
      const common = { rule: rule.id, decision: rule.decide, ...(isPart ? { isPart } : {}) };
      return [
        ...(above === undefined ? [] : [{ ...common, side: 'above' as const, value: above }]),
        ...(below === undefined ? [] : [{ ...common, side: 'below' as const, value: below }]),
      ];
    }),
  );
}
