import type { Row } from '../core/engine.js';
import type { Metric, MetricSettings } from '../core/metric.js';
import { wilsonInterval } from '../math/intervals.js';
import { chiSquaredTail } from '../math/special.js';
import { compareText } from './preference.js';

export interface Representation {
  readonly value: string;
  readonly records: number;
  /** Share of the records that have a value, 0 … 1, with its Wilson interval. */
  readonly share: number;
  readonly low: number;
  readonly high: number;
  readonly expected: number;
  /** share / expected; null when none is expected. */
  readonly ratio: number | null;
  /** Standard errors above (or below) the expected share: (k − np) / √(np(1−p)); null when p is 0 or 1. */
  readonly z: number | null;
}

export interface Dimension {
  /** `source`, `language` or a facet. */
  readonly name: string;
  /** The expected shares: given in the settings, or even over the values found. */
  readonly expectation: 'given' | 'even';
  readonly records: number;
  /** Records without a value; in no share. */
  readonly unknown: number;
  /** Σ (k − np)² / np over the values; null with the reason where its assumptions do not hold. */
  readonly chiSquared: { readonly value: number; readonly degrees: number; readonly p: number } | null;
  readonly why: string | null;
  /** Most over-represented first, by ratio. */
  readonly values: readonly Representation[];
}

/**
 * The values of a source, language or facet column that are more frequent than expected. Known bias: records are not
 * independent (pages of one site come together), so p is too small; read the ratios first.
 */
export const overRepresentation: Metric<readonly Dimension[]> = {
  id: 'over-representation',
  version: 1,
  title: 'Over-representation',
  description: 'Values of source, language and facet columns, compared with even or given shares.',
  formula: 'k/n against p: ratio, z = (k − np)/√(np(1−p)), χ² = Σ (k − np)²/np; Wilson interval of k/n',
  source: 'Pearson 1900; Wilson 1927',
  needs: ['records'],
  merge: { kind: 'sum', keys: ['dimension', 'value'], sums: ['records'] },

  state: ({ listItem, text }, { facets }) => {
    const columns = [
      ['source', 'source'],
      ['language', 'language'],
      ...facets.map((facet, index) => [facet, listItem('facets', index)]),
    ];
    return columns
      .map(
        ([dimension, column]) =>
          `select ${text(dimension!)} as dimension, ${column} as value, count(*) as records from records group by ${column}`,
      )
      .join(' union all ');
  },

  value: (state, settings) =>
    ['source', 'language', ...settings.facets].map((dimension) =>
      represent(
        dimension,
        state.filter((row) => row['dimension'] === dimension),
        settings,
      ),
    ),

  reference: ({ records }, { facets }) =>
    records!.flatMap((row) => {
      const values: { [dimension: string]: unknown } = { source: row['source'], language: row['language'] };
      facets.forEach((facet, index) => {
        values[facet] = (JSON.parse(String(row['facets'])) as unknown[])[index] ?? null;
      });
      return Object.entries(values).map(([dimension, value]) => ({
        dimension,
        value: value as string | null,
        records: 1,
      }));
    }),
};

function represent(name: string, rows: readonly Row[], { expectedShares }: MetricSettings): Dimension {
  const counts = new Map<string, number>();
  let unknown = 0;
  for (const row of rows) {
    const [value, records] = [row['value'] as string | null, Number(row['records'])];
    if (value === null) unknown += records;
    else counts.set(value, (counts.get(value) ?? 0) + records);
  }
  const given = expectedShares[name];
  for (const value of Object.keys(given ?? {})) if (!counts.has(value)) counts.set(value, 0);
  const records = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const shares = given === undefined ? null : normalised(given);
  const values = [...counts]
    .filter(() => records > 0)
    .map(([value, count]) =>
      compare(value, count, records, shares === null ? 1 / counts.size : (shares[value] ?? 0)),
    )
    .sort((a, b) => (b.ratio ?? Infinity) - (a.ratio ?? Infinity) || compareText(a.value, b.value));
  return {
    name,
    expectation: given === undefined ? 'even' : 'given',
    records,
    unknown,
    ...chiSquaredOf(values, records),
    values,
  };
}

/** Shares may be given as counts or percentages. */
function normalised(given: { readonly [value: string]: number }): { [value: string]: number } {
  const total = Object.values(given).reduce((sum, share) => sum + share, 0);
  return Object.fromEntries(Object.entries(given).map(([value, share]) => [value, share / total]));
}

function compare(value: string, count: number, records: number, expected: number): Representation {
  const [low, high] = wilsonInterval(count, records);
  const variance = records * expected * (1 - expected);
  return {
    value,
    records: count,
    share: count / records,
    low,
    high,
    expected,
    ratio: expected === 0 ? null : count / records / expected,
    z: variance === 0 ? null : (count - records * expected) / Math.sqrt(variance),
  };
}

/** Pearson's rule of thumb: fewer than 5 expected in a cell makes the χ² law a poor approximation. */
const SMALLEST_EXPECTED = 5;

function chiSquaredOf(
  values: readonly Representation[],
  records: number,
): Pick<Dimension, 'chiSquared' | 'why'> {
  const refuse = (why: string) => ({ chiSquared: null, why });
  if (values.length < 2) return refuse('fewer than two values');
  if (values.some(({ expected }) => expected === 0))
    return refuse('a value with an expected share of 0 occurs');
  if (values.some(({ expected }) => records * expected < SMALLEST_EXPECTED))
    return refuse(`fewer than ${SMALLEST_EXPECTED} records are expected for a value`);
  const value = values.reduce(
    (sum, { records: count, expected }) => sum + (count - records * expected) ** 2 / (records * expected),
    0,
  );
  const degrees = values.length - 1;
  return { chiSquared: { value, degrees, p: chiSquaredTail(value, degrees) }, why: null };
}
