import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine, Row } from '../../src/core/engine.js';
import type { Finding } from '../../src/core/finding.js';
import {
  DEFAULT_METRIC_SETTINGS,
  type FindingMetric,
  type Metric,
  type MetricSettings,
  metricRef,
} from '../../src/core/metric.js';
import { openDuckDb } from '../../src/engines/duckdb/connection.js';
import { exactDuplicates } from '../../src/metrics/exact-duplicates.js';
import { createFindingTables } from '../../src/metrics/findings-writer.js';
import { FINDING_METRICS, METRICS } from '../../src/metrics/index.js';
import { compareText } from '../../src/metrics/preference.js';
import { findingsIn, load, type Planted, tablesOf } from '../metrics/corpus.js';

/** Small enough for corpora of a few dozen texts. */
const SETTINGS: MetricSettings = {
  ...DEFAULT_METRIC_SETTINGS,
  boilerplateRecords: 3,
  credibility: { press: 2, forum: -1 },
  facets: ['place', 'dialect'],
  expectedShares: { place: { north: 3, south: 1 } },
  sampleWords: 400,
  minimumSampleWords: 60,
};

const WORDS = 'the of and to in a is that it for on with as was at by from are this be'.split(' ');
const LINES = [
  'this line stands in many places',
  'another line of boilerplate text',
  'a third such line, also long',
];

/** Texts with repeats, small edits, shared lines, empty texts and metadata with gaps. */
const corpus: fc.Arbitrary<Planted[]> = fc
  .tuple(
    fc.array(
      fc.oneof(
        { weight: 3, arbitrary: fc.array(fc.constantFrom(...WORDS), { maxLength: 60 }) },
        { weight: 1, arbitrary: fc.array(fc.constantFrom(...'天地玄黃宇宙洪荒日月盈昃'), { maxLength: 60 }) },
      ),
      { minLength: 1, maxLength: 8 },
    ),
    fc.array(
      fc.record({
        base: fc.nat({ max: 7 }),
        edits: fc.array(fc.tuple(fc.nat({ max: 59 }), fc.constantFrom(...WORDS, 'новое', '字')), {
          maxLength: 2,
        }),
        line: fc.option(fc.constantFrom(...LINES)),
        source: fc.constantFrom('web', 'press', 'forum', 'böok \'s "x"'),
        severity: fc.constantFrom(0, 0, 1, 2),
        comparedPicture: fc.option(fc.constantFrom('caption a', 'caption b'), { freq: 1 }),
        prompt: fc.option(fc.constantFrom('a', 'b', 'c', 'd')),
        answer: fc.option(fc.constantFrom('yes', 'one two three four five six seven eight', 'no')),
        caption: fc.option(fc.constantFrom('cat', 'dog')),
        compared: fc.option(fc.constantFrom('prompt a', 'prompt b'), { freq: 1 }),
        day: fc.option(fc.constantFrom('2019-01-02', '2021-06-30', '2024-12-01')),
        language: fc.option(fc.constantFrom('en', 'ja')),
        facets: fc.tuple(
          fc.option(fc.constantFrom('north', 'south')),
          fc.option(fc.constantFrom('x', 'y', 'z')),
        ),
      }),
      { maxLength: 24 },
    ),
  )
  .map(([bases, records]) =>
    records.map(({ base, edits, line, ...rest }) => {
      const words = [...bases[base % bases.length]!];
      for (const [at, word] of edits) if (at < words.length) words[at] = word;
      return { ...rest, text: words.join(' ') + (line === null ? '' : `\n${line}`) };
    }),
  );

/** An engine for the tests of one metric: what it breaks, or leaves behind, is nothing to the others. */
function engineOfItsOwn(): () => Engine {
  let engine: Engine | undefined;
  beforeAll(async () => {
    engine = await openDuckDb({ threads: 2 });
  });
  afterAll(() => engine?.close());
  return () => engine!;
}

const stateOf = (engine: Engine, metric: Metric) => engine.rows(metric.state(engine.dialect, SETTINGS));

/** Adds rows up by the metric's law, so that states of different grain can be compared. */
function merged(metric: Metric, rows: readonly Row[]): Row[] {
  const { merge } = metric;
  if (merge.kind === 'concat') return [...rows];
  const groups = new Map<string, { [column: string]: Row[string] }>();
  for (const row of rows) {
    const key = JSON.stringify(merge.keys.map((name) => row[name]));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { ...row });
    else for (const name of merge.sums) group[name] = Number(group[name]) + Number(row[name]);
  }
  return [...groups.values()];
}

const canonical = (rows: readonly Row[]): string[] =>
  rows
    .map((row) =>
      JSON.stringify(
        Object.keys(row)
          .sort()
          .map((name) => (row[name] instanceof Uint8Array ? [...(row[name] as Uint8Array)] : row[name])),
      ),
    )
    .sort();

const runs = { seed: 20_261_120, numRuns: 20 };

describe.each(METRICS.map((metric) => [metricRef(metric), metric] as const))('%s', (_, metric) => {
  const engine = engineOfItsOwn();

  it('gives the same state in the engine as in its slow reference', async () => {
    await fc.assert(
      fc.asyncProperty(corpus, async (planted) => {
        const tables = tablesOf(planted);
        await load(engine(), tables);
        const state = await stateOf(engine(), metric);
        expect(canonical(merged(metric, state))).toEqual(
          canonical(merged(metric, metric.reference(tables, SETTINGS))),
        );
      }),
      runs,
    );
  });

  it('gives for a union the value of the merged states, whatever the order of the rows', async () => {
    await fc.assert(
      fc.asyncProperty(corpus, corpus, async (left, right) => {
        const [a, b] = [tablesOf(left), tablesOf(right, left.length)];
        const [stateA, stateB] = [a, b].map((tables) => metric.reference(tables, SETTINGS)) as [Row[], Row[]];
        await load(engine(), {
          records: [...b.records, ...a.records].reverse(),
          words: [...b.words, ...a.words],
          preliminary_decisions: [...b.preliminary_decisions, ...a.preliminary_decisions],
        });
        const whole = metric.value(await stateOf(engine(), metric), SETTINGS);
        expect(metric.value(merged(metric, [...stateB, ...stateA].reverse()), SETTINGS)).toEqual(whole);
        // Plain JSON: no undefined, no NaN, no infinity.
        expect(JSON.parse(JSON.stringify(whole))).toEqual(whole);
      }),
      runs,
    );
  });

  it('has a value for an empty corpus', async () => {
    await load(engine(), tablesOf([]));
    const value = metric.value(await stateOf(engine(), metric), SETTINGS);
    expect(value).toEqual(metric.value([], SETTINGS));
    expect(JSON.stringify(value)).not.toContain('NaN');
  });
});

/** What the engine's tables say after a metric has run, in the form of its reference. */
async function findIn(
  engine: Engine,
  metric: FindingMetric,
): Promise<{ findings: Finding[]; summary: unknown }> {
  await createFindingTables(engine);
  const before = metric.needs.includes('exact_members') ? [exactDuplicates] : [];
  for (const one of [...before, metric]) await one.prepare?.(engine, SETTINGS);
  const summary = await metric.find(engine, SETTINGS);
  const findings = await findingsIn(engine);
  return { findings: findings.sort((a, b) => compareText(a.id, b.id)), summary };
}

/** The summary without the counts of work done, which differ between any two ways of finding the same. */
function answerIn(summary: unknown): object {
  const { pairsCompared, pairsConfirmed, pairsLeftOut, meanEstimateError, ...answer } = summary as {
    [name: string]: unknown;
  };
  expect(pairsLeftOut ?? 0).toBe(0);
  return { ...answer, meanEstimateError: Number(meanEstimateError ?? -1).toFixed(9) };
}

describe.each(FINDING_METRICS.map((metric) => [metricRef(metric), metric] as const))('%s', (_, metric) => {
  const engine = engineOfItsOwn();

  it('finds in the engine what its slow reference finds', async () => {
    await fc.assert(
      fc.asyncProperty(corpus, async (planted) => {
        const tables = tablesOf(planted);
        await load(engine(), tables);
        const found = await findIn(engine(), metric);
        const expected = metric.reference(tables, SETTINGS);
        expect(found.findings).toEqual(expected.findings);
        expect(answerIn(found.summary)).toEqual(answerIn(expected.summary));
      }),
      runs,
    );
  });

  it('finds the same whatever the order in which records arrive', async () => {
    await fc.assert(
      fc.asyncProperty(corpus, fc.infiniteStream(fc.nat()), async (planted, randoms) => {
        const tables = tablesOf(planted);
        await load(engine(), tables);
        const before = await findIn(engine(), metric);
        const shuffled = tables.records
          .map((row) => ({ row, rank: randoms.next().value as number }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ row }) => row);
        // The keys are dealt out anew, as if the inputs had been named in another order.
        const newKey = new Map(shuffled.map((row, index) => [row['record'] as number, 1_000_000 + index]));
        const renamed = (row: Row): Row => ({ ...row, record: newKey.get(row['record'] as number)! });
        await load(engine(), {
          records: shuffled.map(renamed),
          words: tables.words.map(renamed),
          preliminary_decisions: tables.preliminary_decisions.map(renamed),
        });
        const after = await findIn(engine(), metric);
        const rename = ({ members, detail, ...finding }: Finding) => ({
          ...finding,
          members: members
            .map((member) => ({ ...member, record: newKey.get(member.record)! }))
            .sort((a, b) => a.record - b.record),
          detail: JSON.stringify(detail).replace(
            /"record":(\d+)/,
            (_match, key) => `"record":${newKey.get(Number(key))}`,
          ),
        });
        const plain = ({ detail, ...finding }: Finding) => ({ ...finding, detail: JSON.stringify(detail) });
        expect(after.findings.map(plain)).toEqual(before.findings.map(rename));
      }),
      runs,
    );
  });

  it('finds nothing in an empty corpus', async () => {
    await load(engine(), tablesOf([]));
    const found = await findIn(engine(), metric);
    expect(found.findings).toEqual([]);
    expect(answerIn(found.summary)).toEqual(answerIn(metric.reference(tablesOf([]), SETTINGS).summary));
  });

  it('leaves no scratch table behind', async () => {
    await load(engine(), tablesOf([{ text: 'a b c' }, { text: 'a b c' }]));
    await findIn(engine(), metric);
    const tables = await engine().rows(`select table_name as name from information_schema.tables order by 1`);
    const own = `${metric.id.split('-')[0]}_`;
    expect(tables.filter(({ name }) => String(name).startsWith(own) && name !== 'exact_members')).toEqual([]);
  });
});
