import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../src/core/engine.js';
import type { Signal } from '../../src/core/signal.js';
import { openDuckDb } from '../../src/engines/duckdb/connection.js';
import { collectDistributions } from '../../src/gate/report/distributions.js';

const signal = (id: string): Signal => ({ id }) as Signal;
const SIGNALS = ['steady', 'rare', 'never'].map(signal) as [Signal, Signal, Signal];
const RECORDS = 120_000;

let engine: Engine;
beforeAll(async () => {
  engine = await openDuckDb();
  // 119,000 admitted with values 0 … 1, 1,000 rejected with the value 7; two records alone have the rare value.
  await engine.run(`CREATE TABLE records AS SELECT i AS record, sha256(i::VARCHAR) AS content_hash,
    CASE WHEN i < 119000 THEN i / 118999e0 ELSE 7e0 END AS steady,
    CASE WHEN i = 5 THEN -3e0 WHEN i = 119500 THEN 40e0 END AS rare,
    NULL::DOUBLE AS never FROM range(${RECORDS}) numbers(i)`);
  await engine.run(`CREATE TABLE verdicts AS SELECT record,
    CASE WHEN record < 119000 THEN 'admit' ELSE 'reject' END AS decision FROM records`);
});
afterAll(() => engine.close());

test('counts and ends are those of all records, quantiles those of a sample that is near', async () => {
  const { bins, groups } = (await collectDistributions(engine, SIGNALS)).get('steady')!;
  const [admitted, rejected] = groups as [(typeof groups)[0], (typeof groups)[0]];
  expect(groups.map(({ decision, count }) => [decision, count])).toEqual([
    ['admit', 119_000],
    ['reject', 1000],
  ]);
  expect([admitted.quantiles[0], admitted.quantiles.at(-1)]).toEqual([0, 1]);
  // Of 25,000 draws the median has a standard error of 0.003.
  expect(Math.abs(admitted.quantiles[4]! - 0.5)).toBeLessThan(0.015);
  expect(rejected.quantiles).toEqual(new Array(9).fill(7));
  expect(bins.edges.length).toBeGreaterThan(90);
  for (const { histogram, count } of groups)
    expect(histogram.reduce((sum, records) => sum + records, 0)).toBe(count);
});

test('a value that no sampled record has is still found, and a signal without values is left out', async () => {
  const found = await collectDistributions(engine, SIGNALS);
  expect(found.get('rare')!.groups).toMatchObject([
    { decision: 'admit', count: 1, quantiles: new Array(9).fill(-3) },
    { decision: 'reject', count: 1, quantiles: new Array(9).fill(40) },
  ]);
  expect(found.has('never')).toBe(false);
});

test('without signals nothing is asked', async () => {
  expect((await collectDistributions(engine, [])).size).toBe(0);
});
