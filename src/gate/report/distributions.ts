import { DECISIONS, type DecisionKind } from '../../core/decision.js';
import type { Engine } from '../../core/engine.js';
import type { Signal } from '../../core/signal.js';
import { type Bins, chooseBins } from '../../report/bins.js';
import { QUANTILES, type SignalGroup } from '../../report/distribution.js';
import { oneIn } from './one-in.js';

/** The values of one signal, by decision. */
export interface Distribution {
  readonly bins: Bins;
  readonly groups: readonly SignalGroup[];
}

const FROM = 'FROM records JOIN verdicts USING (record)';

/** The distributions by signal id, in three scans of the measurements; leaves out signals without any value. */
export async function collectDistributions(
  engine: Engine,
  signals: readonly Signal[],
): Promise<ReadonlyMap<string, Distribution>> {
  const extremes = await collectExtremes(engine, signals);
  const quantiles = await collectQuantiles(engine, signals, extremes);
  const binned = new Map<Signal, Bins>();
  for (const signal of signals) {
    const whole = wholeOf(extremes(signal));
    if (whole.count > 0) binned.set(signal, binsOf(whole, quantiles(signal, null)[MEDIAN]!));
  }
  const histograms = await collectHistograms(engine, binned);
  return new Map(
    [...binned].map(([signal, bins]) => {
      const groups = DECISIONS.flatMap((decision): SignalGroup[] => {
        const { count, least, most } = extremes(signal).get(decision) ?? NO_VALUES;
        if (count === 0) return [];
        // Inner quantiles come from a sample; the ends are exact.
        const inner = quantiles(signal, decision).slice(1, -1);
        return [
          { decision, count, histogram: histograms(signal, decision), quantiles: [least, ...inner, most] },
        ];
      });
      return [signal.id, { bins, groups }];
    }),
  );
}

interface Extremes {
  readonly count: number;
  readonly least: number;
  readonly most: number;
  readonly leastPositive: number;
  readonly isWhole: boolean;
}

const NO_VALUES: Extremes = {
  count: 0,
  least: Number.POSITIVE_INFINITY,
  most: Number.NEGATIVE_INFINITY,
  leastPositive: Number.POSITIVE_INFINITY,
  isWhole: true,
};

type ByDecision<Facts> = ReadonlyMap<DecisionKind, Facts>;

/** The extremes of all signals by decision, in one scan. */
async function collectExtremes(
  engine: Engine,
  signals: readonly Signal[],
): Promise<(signal: Signal) => ByDecision<Extremes>> {
  if (signals.length === 0) return () => new Map();
  const columns = signals.map(({ id }, index) => {
    const x = engine.dialect.name(id);
    // CASE, since FILTER costs three times as much.
    return `count(${x}) AS count_${index}, min(${x}) AS least_${index}, max(${x}) AS most_${index},
      min(CASE WHEN ${x} > 0 THEN ${x} END) AS positive_${index}, bool_and(${x} = floor(${x})) AS whole_${index}`;
  });
  const rows = await engine.rows(`SELECT decision, ${columns.join(', ')} ${FROM} GROUP BY decision`);
  const found = new Map(
    signals.map((signal, index) => {
      const byDecision = rows.map((row): [DecisionKind, Extremes] => [
        row['decision'] as DecisionKind,
        {
          count: Number(row[`count_${index}`]),
          least: (row[`least_${index}`] as number | null) ?? NO_VALUES.least,
          most: (row[`most_${index}`] as number | null) ?? NO_VALUES.most,
          leastPositive: (row[`positive_${index}`] as number | null) ?? NO_VALUES.leastPositive,
          isWhole: row[`whole_${index}`] !== false,
        },
      ]);
      return [signal, new Map(byDecision)];
    }),
  );
  return (signal) => found.get(signal)!;
}

const wholeOf = (byDecision: ByDecision<Extremes>): Extremes =>
  [...byDecision.values()].reduce(
    (a, b) => ({
      count: a.count + b.count,
      least: Math.min(a.least, b.least),
      most: Math.max(a.most, b.most),
      leastPositive: Math.min(a.leastPositive, b.leastPositive),
      isWhole: a.isWhole && b.isWhole,
    }),
    NO_VALUES,
  );

/** Records sampled per decision: their quantiles have a standard error of a third of a percentile. */
const QUANTILE_RECORDS = 25_000;
const MEDIAN = QUANTILES.indexOf(0.5);

/**
 * Quantiles of each signal by decision, and over all decisions (null), from about QUANTILE_RECORDS records of each
 * decision. Records are chosen by content hash, so that every run chooses the same.
 */
async function collectQuantiles(
  engine: Engine,
  signals: readonly Signal[],
  extremes: (signal: Signal) => ByDecision<Extremes>,
): Promise<(signal: Signal, decision: DecisionKind | null) => readonly number[]> {
  const names = signals.map(({ id }) => engine.dialect.name(id));
  const rows = await engine.rows('SELECT decision, count(*) AS n FROM verdicts GROUP BY decision');
  const strides = rows.map(
    (row) => `WHEN '${String(row['decision'])}' THEN ${Math.ceil(Number(row['n']) / QUANTILE_RECORDS)}`,
  );
  const isSampled = rows.some((row) => Number(row['n']) > QUANTILE_RECORDS);
  const condition = isSampled
    ? `WHERE ${oneIn(engine.dialect, `CASE decision ${strides.join(' ')} END`)}`
    : '';
  await engine.createTable(
    'sampled_values',
    `SELECT ${['decision', ...names].join(', ')} ${FROM} ${condition}`,
  );
  const found = new Map<Signal, Map<DecisionKind | null, readonly number[]>>();
  const ask = async (asked: readonly Signal[], from: string): Promise<void> => {
    for (let at = 0; at < asked.length; at += COLUMNS_PER_QUERY) {
      const some = asked.slice(at, at + COLUMNS_PER_QUERY);
      for (const [signal, quantiles] of await quantilesOf(engine, some, from)) found.set(signal, quantiles);
    }
  };
  await ask(signals, 'FROM sampled_values');
  await engine.run('DROP TABLE sampled_values');
  // A rare signal may have no value in the sample: then all records are used.
  const missed = signals.filter((signal) =>
    [...extremes(signal)].some(([decision, { count }]) => count > 0 && !found.get(signal)!.has(decision)),
  );
  await ask(missed, FROM);
  return (signal, decision) => found.get(signal)!.get(decision)!;
}

/** Signals per query: computing quantiles keeps every value of a column in memory. */
const COLUMNS_PER_QUERY = 8;

async function quantilesOf(
  engine: Engine,
  signals: readonly Signal[],
  from: string,
): Promise<[Signal, Map<DecisionKind | null, readonly number[]>][]> {
  const { name, quantiles } = engine.dialect;
  const columns = signals.map(({ id }, index) => `${quantiles(name(id), QUANTILES)} AS quantiles_${index}`);
  const rows = await engine.rows(
    `SELECT decision, ${columns.join(', ')} ${from} GROUP BY GROUPING SETS ((decision), ())`,
  );
  return signals.map((signal, index) => {
    const known = rows.filter((row) => row[`quantiles_${index}`] !== null);
    return [
      signal,
      new Map(
        known.map((row) => [
          row['decision'] as DecisionKind | null,
          JSON.parse(String(row[`quantiles_${index}`])) as number[],
        ]),
      ),
    ];
  });
}

const binsOf = ({ least, most, leastPositive, isWhole }: Extremes, median: number): Bins =>
  chooseBins({
    minimum: least,
    maximum: most,
    median,
    minimumPositive: Number.isFinite(leastPositive) ? leastPositive : undefined,
    isInteger: isWhole,
  });

/** Counts per bin of several signals in one scan. */
async function collectHistograms(
  engine: Engine,
  binned: ReadonlyMap<Signal, Bins>,
): Promise<(signal: Signal, decision: DecisionKind) => number[]> {
  const signals = [...binned.keys()];
  if (signals.length === 0) return () => [];
  const columns = signals.map((signal, index) => {
    const bins = binned.get(signal)!;
    const place = binSql(engine.dialect.name(signal.id), bins);
    const bin = `cast(least(${bins.edges.length - 2}, greatest(0, ${place})) AS integer)`;
    return `${engine.dialect.histogram(bin)} AS bins_${index}`;
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

/** SQL for the bin of a value: widths are equal on the bins' scale, so that no list of edges is searched. */
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

const literal = (value: number): string => `cast(${value} AS double)`;
