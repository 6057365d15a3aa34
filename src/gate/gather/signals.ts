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
  const sample = await sampleCondition(engine);
  const groups = new Map<string, SignalGroups>();
  for (let at = 0; at < numbers.length; at += COLUMNS_PER_QUERY)
    await gatherNumbers(engine, numbers.slice(at, at + COLUMNS_PER_QUERY), sample, groups);
  const facts: SignalFacts[] = [];
  for (const signal of signals) {
    if (signal.kind === 'bytes' || signal.isOfOneRecord === true) continue;
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

/** Quantiles of a hundred thousand records are those of a hundred million within a few thousandths. */
const QUANTILE_RECORDS = 100_000;

/** Restricts a query to about that many records of each decision, by content hash: every run chooses the same. */
async function sampleCondition(engine: Engine): Promise<string> {
  const rows = await engine.rows('SELECT decision, count(*) AS n FROM verdicts GROUP BY decision');
  const strides = rows.map(
    (row) => `WHEN '${String(row['decision'])}' THEN ${Math.ceil(Number(row['n']) / QUANTILE_RECORDS)}`,
  );
  if (rows.every((row) => Number(row['n']) <= QUANTILE_RECORDS)) return '';
  return `WHERE ('0x' || substr(content_hash, 1, 8))::UBIGINT % (CASE decision ${strides.join(' ')} END) = 0`;
}

async function gatherNumbers(
  engine: Engine,
  signals: readonly Signal[],
  sample: string,
  into: Map<string, SignalGroups>,
): Promise<void> {
  const extremes = signals.map(({ id }, index) => {
    const x = quoteName(id);
    return `count(${x}) AS count_${index}, min(${x}) AS least_${index}, max(${x}) AS most_${index},
      min(${x}) FILTER (${x} > 0) AS positive_${index}, bool_and(${x} = floor(${x})) AS whole_${index}`;
  });
  const quantiles = signals.map(
    ({ id }, index) =>
      `to_json(quantile_cont(${quoteName(id)}, [${QUANTILES.join(', ')}]))::VARCHAR AS quantiles_${index}`,
  );
  const grouped = 'GROUP BY GROUPING SETS ((decision), ())';
  const rows = await engine.rows(`SELECT decision, ${extremes.join(', ')} ${FROM} ${grouped}`);
  const sampled = await engine.rows(`SELECT decision, ${quantiles.join(', ')} ${FROM} ${sample} ${grouped}`);
  // A signal that few records have may have no value in the sample: then all are asked.
  const isMissed = rows.some((row) =>
    signals.some((_, index) => {
      const found = sampled.find(({ decision }) => decision === row['decision']);
      return Number(row[`count_${index}`]) > 0 && (found?.[`quantiles_${index}`] ?? null) === null;
    }),
  );
  const inner = isMissed
    ? await engine.rows(`SELECT decision, ${quantiles.join(', ')} ${FROM} ${grouped}`)
    : sampled;
  const rowOf = (list: readonly Row[], decision: DecisionKind | null): Row | undefined =>
    list.find((row) => row['decision'] === decision);
  /** Inner quantiles of the sample, with the exact ends. */
  const quantilesOf = (decision: DecisionKind | null, index: number): number[] => {
    const row = rowOf(rows, decision)!;
    const [least, most] = [Number(row[`least_${index}`]), Number(row[`most_${index}`])];
    return [least, ...numbersOf(rowOf(inner, decision)?.[`quantiles_${index}`]).slice(1, -1), most];
  };
  const whole = rowOf(rows, null);
  const binned = new Map<Signal, Bins>();
  for (const [index, signal] of signals.entries())
    if (whole !== undefined && Number(whole[`count_${index}`]) > 0)
      binned.set(signal, binsOf(whole, quantilesOf(null, index), index));
  const histograms = await gatherHistograms(engine, binned);
  for (const [index, signal] of signals.entries()) {
    const bins = binned.get(signal);
    if (bins === undefined) continue;
    const groups = DECISIONS.flatMap((decision): SignalGroup[] => {
      const row = rowOf(rows, decision);
      if (row === undefined || Number(row[`count_${index}`]) === 0) return [];
      const histogram = histograms(signal, decision);
      return [
        {
          decision,
          count: Number(row[`count_${index}`]),
          histogram,
          quantiles: quantilesOf(decision, index),
        },
      ];
    });
    into.set(signal.id, { bins, groups });
  }
}

function binsOf(whole: Row, [minimum, , , , median, , , , maximum]: readonly number[], index: number): Bins {
  return chooseBins({
    minimum: minimum!,
    maximum: maximum!,
    median: median!,
    minimumPositive: (whole[`positive_${index}`] as number | null) ?? undefined,
    isInteger: whole[`whole_${index}`] === true,
  });
}

/** Counts per bin of several signals in one scan. */
async function gatherHistograms(
  engine: Engine,
  binned: ReadonlyMap<Signal, Bins>,
): Promise<(signal: Signal, decision: DecisionKind) => number[]> {
  const signals = [...binned.keys()];
  if (signals.length === 0) return () => [];
  const columns = signals.map((signal, index) => {
    const bins = binned.get(signal)!;
    const bin = `least(${bins.edges.length - 2}, greatest(0, ${binSql(quoteName(signal.id), bins)}))::INTEGER`;
    return `to_json(histogram(${bin}))::VARCHAR AS bins_${index}`;
  });
  const rows = await engine.rows(`SELECT decision, ${columns.join(', ')} ${FROM} GROUP BY decision`);
  return (signal, decision) => {
    const counts = new Array<number>(binned.get(signal)!.edges.length - 1).fill(0);
    const row = rows.find((candidate) => candidate['decision'] === decision);
    const found = JSON.parse((row?.[`bins_${signals.indexOf(signal)}`] as string | null) ?? '{}') as {
      [bin: string]: number;
    };
    for (const [bin, count] of Object.entries(found)) counts[Number(bin)] = count;
    return counts;
  };
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
