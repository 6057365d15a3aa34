import { DECISIONS, type DecisionKind } from '../../core/decision.js';
import type { Engine, Row } from '../../core/engine.js';
import type { Policy } from '../../core/policy.js';
import type { Signal } from '../../core/signal.js';
import { type Bins, chooseBins } from '../../report/bins.js';
import {
  type CategoryCount,
  QUANTILES,
  REPORT_LIMITS,
  type SignalFacts,
  type SignalGroup,
  type Threshold,
} from '../../report/data.js';
import { leavesOf } from '../policy/condition.js';
import { quoteName } from '../records-view.js';

/** Signals asked in one query: quantiles hold every value of a column in memory while they are computed. */
const COLUMNS_PER_QUERY = 8;

/** How each signal is distributed among the admitted, the quarantined and the rejected. */
export async function gatherSignals(
  engine: Engine,
  signals: readonly Signal[],
  policy: Policy,
): Promise<SignalFacts[]> {
  const numbers = signals.filter(({ kind }) => kind === 'number');
  const nulls = await gatherNulls(engine);
  const groups = new Map<string, SignalGroups>();
  for (let at = 0; at < numbers.length; at += COLUMNS_PER_QUERY)
    await gatherNumbers(engine, numbers.slice(at, at + COLUMNS_PER_QUERY), groups);
  const facts: SignalFacts[] = [];
  for (const signal of signals) {
    if (signal.kind === 'bytes') continue;
    const found = groups.get(signal.id) ?? { groups: [] };
    facts.push({
      ...describe(signal),
      ...found,
      nulls: nulls.get(signal.id) ?? [],
      thresholds: signal.kind === 'number' ? thresholdsOf(policy, signal.id) : [],
      ...(signal.kind === 'category' ? { categories: await gatherCategories(engine, signal) } : {}),
    });
  }
  return facts;
}

interface SignalGroups {
  readonly bins?: Bins;
  readonly groups: readonly SignalGroup[];
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

const FROM = 'FROM records JOIN verdicts USING (record)';

async function gatherNumbers(
  engine: Engine,
  signals: readonly Signal[],
  into: Map<string, SignalGroups>,
): Promise<void> {
  const quantiles = `[${QUANTILES.join(', ')}]`;
  const columns = signals.map(({ id }, index) => {
    const x = quoteName(id);
    return `count(${x}) AS count_${index}, to_json(quantile_cont(${x}, ${quantiles}))::VARCHAR AS quantiles_${index},
      min(${x}) FILTER (${x} > 0) AS positive_${index}, bool_and(${x} = floor(${x})) AS whole_${index}`;
  });
  const rows = await engine.rows(
    `SELECT decision, ${columns.join(', ')} ${FROM} GROUP BY GROUPING SETS ((decision), ())`,
  );
  const whole = rows.find((row) => row['decision'] === null);
  for (const [index, signal] of signals.entries()) {
    if (whole === undefined || Number(whole[`count_${index}`]) === 0) continue;
    const [minimum, , , , median, , , , maximum] = numbersOf(whole[`quantiles_${index}`]);
    const bins = chooseBins({
      minimum: minimum!,
      maximum: maximum!,
      median: median!,
      minimumPositive: (whole[`positive_${index}`] as number | null) ?? undefined,
      isInteger: whole[`whole_${index}`] === true,
    });
    const histograms = await gatherHistogram(engine, signal, bins);
    const groups = DECISIONS.flatMap((decision): SignalGroup[] => {
      const row = rows.find((candidate) => candidate['decision'] === decision);
      if (row === undefined || Number(row[`count_${index}`]) === 0) return [];
      return [
        {
          decision,
          count: Number(row[`count_${index}`]),
          histogram: histograms.get(decision)!,
          quantiles: numbersOf(row[`quantiles_${index}`]),
        },
      ];
    });
    into.set(signal.id, { bins, groups });
  }
}

async function gatherHistogram(
  engine: Engine,
  signal: Signal,
  bins: Bins,
): Promise<Map<DecisionKind, number[]>> {
  const count = bins.edges.length - 1;
  const rows = await engine.rows(
    `SELECT decision, least(${count - 1}, greatest(0, ${binSql(quoteName(signal.id), bins)}))::INTEGER AS bin, count(*) AS n
     ${FROM} WHERE ${quoteName(signal.id)} IS NOT NULL GROUP BY ALL`,
  );
  const found = new Map<DecisionKind, number[]>();
  for (const row of rows) {
    const decision = row['decision'] as DecisionKind;
    if (!found.has(decision)) found.set(decision, new Array<number>(count).fill(0));
    found.get(decision)![row['bin'] as number] = Number(row['n']);
  }
  return found;
}

/** The bin of a value in SQL: equal widths on the bins' own scale, so no list of edges is searched. */
function binSql(x: string, { scale, edges }: Bins): string {
  const count = edges.length - 1;
  if (scale === 'linear') {
    const width = (edges[count]! - edges[0]!) / count;
    return width > 0 ? `floor((${x} - ${literal(edges[0]!)}) / ${literal(width)})` : '0';
  }
  const zeros = edges[0] === 0 ? 1 : 0;
  const first = edges[zeros]!;
  const width = Math.log(edges[count]! / first) / (count - zeros);
  const index =
    width > 0 ? `${zeros} + floor(ln(${x} / ${literal(first)}) / ${literal(width)})` : String(zeros);
  return `CASE WHEN ${x} < ${literal(first)} THEN 0 ELSE ${index} END`;
}

const literal = (value: number): string => `(${value}::DOUBLE)`;

async function gatherCategories(engine: Engine, signal: Signal): Promise<CategoryCount[]> {
  const x = quoteName(signal.id);
  const rows = await engine.rows(
    `SELECT ${x} AS value, count(*) FILTER (decision = 'admit') AS admitted,
       count(*) FILTER (decision = 'quarantine') AS quarantined, count(*) FILTER (decision = 'reject') AS rejected
     ${FROM} WHERE ${x} IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ${REPORT_LIMITS.categories}`,
  );
  return rows.map((row) => ({
    value: String(row['value']),
    admitted: Number(row['admitted']),
    quarantined: Number(row['quarantined']),
    rejected: Number(row['rejected']),
  }));
}

/** Why signals had no value: the reasons stand together in one column, and few combinations occur. */
async function gatherNulls(engine: Engine): Promise<Map<string, { why: string; count: number }[]>> {
  const counts = new Map<string, Map<string, number>>();
  for (const row of await engine.rows(
    'SELECT why, count(*) AS n FROM records WHERE why IS NOT NULL GROUP BY why',
  )) {
    for (const [signal, why] of Object.entries(
      JSON.parse(row['why'] as string) as { [signal: string]: string },
    )) {
      if (!counts.has(signal)) counts.set(signal, new Map());
      const bySignal = counts.get(signal)!;
      bySignal.set(why, (bySignal.get(why) ?? 0) + Number(row['n']));
    }
  }
  return new Map(
    [...counts].map(([signal, reasons]) => [
      signal,
      [...reasons]
        .map(([why, count]) => ({ why, count }))
        .sort((a, b) => b.count - a.count || (a.why < b.why ? -1 : 1))
        .slice(0, 10),
    ]),
  );
}

/** Lists come back from an engine as JSON. */
const numbersOf = (cell: Row[string] | undefined): number[] => JSON.parse(cell as string) as number[];

/** Where the policy's rules cut a signal. */
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
