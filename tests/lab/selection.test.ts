import { describe, expect, test } from 'vitest';
import { defineModel, type NumericRows } from '../../src/core/model.js';
import { type LoopState, REAL } from '../../src/core/regime.js';
import { lawfulReality } from '../../src/lab/data-source.js';
import { openOracles } from '../../src/lab/oracles.js';
import { LAB_LISTS, planOf } from '../../src/lab/plan.js';
import { biasedSelect } from '../../src/lab/regimes/biased-select.js';
import { weightedRows } from '../../src/lab/regimes/compose.js';
import { resampleByDetector } from '../../src/lab/regimes/resample-by-detector.js';
import { select } from '../../src/lab/regimes/select.js';
import { runLoop } from '../../src/lab/run.js';
import { randomFrom } from '../../src/math/random.js';

const column = (values: ArrayLike<number>): NumericRows => ({
  kind: 'numeric',
  count: values.length,
  columns: 1,
  values: Float64Array.from(values),
});
const SIZE = 1000;
const span = (count: number, first = 0) => column(Array.from({ length: count }, (_, at) => first + at));

/** Generation 1 of a loop whose samples are 0, 1, 2 … and whose real records are −1, −2 … */
function stateWith(oracles: Partial<LoopState<NumericRows>['oracles']>): LoopState<NumericRows> {
  let next = SIZE;
  const real = (count: number) => column(span(count, 1).values.map((value) => -value));
  return {
    generation: 1,
    size: SIZE,
    real: { initial: real(SIZE), fresh: real },
    synthetic: [span(SIZE)],
    oracles: {
      typicality: (data) => data.values,
      isRight: (data) => Uint8Array.from(data.values, (value) => (value % 2 === 0 ? 1 : 0)),
      nearness: (data) => data.values,
      syntheticProbability: (data) => data.values.map((value) => (value < 0 ? 0.2 : 0.8)),
      ...oracles,
    },
    sampleMore: (count) => {
      next += count;
      return span(count, next - count);
    },
  };
}

describe('select', () => {
  test('keeps right and wrong records with φ and ψ: of even odds φ/(φ + ψ) are right', async () => {
    const set = await select.compose(stateWith({}), randomFrom(1), { 'keep-right': 0.9, 'keep-wrong': 0.3 });
    const right = set.data.values.filter((value) => value % 2 === 0).length / SIZE;
    // Four standard errors of a share of .75 among a thousand.
    expect(Math.abs(right - 0.75)).toBeLessThan(0.055);
    // Offered to the last one kept: 1/((φ + ψ)/2) for each.
    expect(Math.abs((set.refusedCount + SIZE) / SIZE - 1 / 0.6)).toBeLessThan(0.12);
    expect(set.kept).toEqual(set.data);
  });

  test('a perfect verifier accepts no wrong record, and no record twice', async () => {
    const { data } = await select.compose(stateWith({}), randomFrom(1), { 'keep-right': 1, 'keep-wrong': 0 });
    expect(data.values.every((value) => value % 2 === 0)).toBe(true);
    expect(new Set(data.values).size).toBe(SIZE);
  });
});

test('biased selection keeps exactly the nearest of many', async () => {
  const set = await biasedSelect.compose(stateWith({}), randomFrom(1), { top: 0.25 });
  expect(Array.from(set.data.values).sort((a, b) => a - b)).toEqual(Array.from(span(SIZE, 3 * SIZE).values));
  expect(set.refusedCount).toBe(3 * SIZE);
});

describe('resampling by a detector', () => {
  const settings = { 'human-share': 0.5, upsample: 0.25, repeats: 2 };

  test('weights records by (1 − P)^b: real ones by .8, synthetic ones by .2', async () => {
    const set = await resampleByDetector.compose(stateWith({}), randomFrom(2), { ...settings, exponent: 1 });
    const real = set.origins.filter((origin) => origin === REAL).length / set.data.count;
    // Of 250 drawn from 500 × .8 and 500 × .2, twice each, somewhat fewer than four in five are real.
    expect(real).toBeGreaterThan(0.7);
    expect(real).toBeLessThan(0.85);
    expect(set.data.count).toBe(250);
  });

  test('draws no record more often than it may be repeated', async () => {
    const { data } = await resampleByDetector.compose(stateWith({}), randomFrom(2), {
      ...settings,
      upsample: 1.5,
      exponent: 10,
    });
    const times = new Map<number, number>();
    for (const value of data.values) times.set(value, (times.get(value) ?? 0) + 1);
    expect(Math.max(...times.values())).toBe(2);
  });

  test('a first draw falls on each row with odds by its weight', () => {
    const random = randomFrom(3);
    const seen = [0, 0, 0, 0];
    for (let turn = 0; turn < 12_000; turn++) seen[weightedRows([1, 2, 3, 0], 1, random)[0]!]!++;
    [2000, 4000, 6000, 0].forEach((expected, row) => {
      expect(Math.abs(seen[row]! - expected)).toBeLessThanOrEqual(4.5 * Math.sqrt(expected));
    });
  });
});

test('nearness counts a narrow column in its own deviations, beside a wide one', async () => {
  const random = randomFrom(6);
  const wide = lawfulReality<NumericRows>(200, 500, random, (count, stream) => {
    const values = new Float64Array(2 * count);
    stream.fillNormal(values);
    return {
      kind: 'numeric',
      count,
      columns: 2,
      values: values.map((z, at) => (at % 2 === 0 ? 1e5 * z : z)),
    };
  });
  const oracles = openOracles(
    wide,
    { sample: () => wide.initial, parameters: () => ({}) },
    () => wide.initial,
  );
  const offered: NumericRows = {
    kind: 'numeric',
    count: 2,
    columns: 2,
    values: Float64Array.of(0, 5, 1e5, 0),
  };
  const [narrowOff, wideOff] = await oracles.nearness(offered, 0);
  expect(narrowOff).toBeLessThan(wideOff! - 10);
});

test('a model that takes no weights gets rows resampled by weight', async () => {
  const seen: number[] = [];
  const watcher = defineModel({
    id: 'watcher',
    title: 'Watcher',
    dataKind: 'numeric',
    dataSource: 'normal',
    fit: ({ values }) => {
      // Samples are 100, real records are small.
      seen.push(values.filter((value) => value !== 100).length / values.length);
      return { sample: (count) => column(new Float64Array(count).fill(100)), parameters: () => ({}) };
    },
  });
  const plan = planOf(
    {
      model: 'watcher',
      regime: 'weighted',
      regimeSettings: { 'real-weight': 0.9 },
      dataSourceSettings: { columns: 1 },
      generations: 1,
      size: 4000,
    },
    { ...LAB_LISTS, models: [watcher] },
  );
  for await (const _ of runLoop(plan, randomFrom(4), { isMeasured: false }));
  expect(seen[0]).toBe(1);
  // Half of the set is real; nine tenths of the drawn rows are, give or take four standard errors.
  expect(Math.abs(seen[1]! - 0.9)).toBeLessThan(0.02);
});

describe('oracles', () => {
  const normal = lawfulReality(500, 2000, randomFrom(5), (count, random) => {
    const values = new Float64Array(count);
    random.fillNormal(values);
    return column(values.map((value) => 10 + 3 * value));
  });
  const oracles = openOracles(
    normal,
    { sample: () => normal.initial, parameters: () => ({}) },
    () => normal.initial,
  );

  test('nineteen in twenty real records are right, and far ones are wrong', async () => {
    const right = await oracles.isRight(normal.heldOut);
    expect(right.reduce((sum, one) => sum + one, 0) / 2000).toBe(0.95);
    expect(Array.from(await oracles.isRight(column([10, 30, -10])))).toEqual([1, 0, 0]);
  });

  test.each([
    [1, 13],
    [-2, 4],
  ])(
    'a biased filter with the target %i, in real standard deviations, finds %i nearest',
    async (target, best) => {
      const candidates = column(Array.from({ length: 41 }, (_, at) => at));
      const nearness = await oracles.nearness(candidates, target);
      expect(nearness.indexOf(Math.max(...nearness))).toBe(best);
    },
  );
});
