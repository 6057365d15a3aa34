import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import {
  accumulateDiversity,
  fixedDriftLimit,
  freshDrift,
  freshDriftLimit,
  replaceDiversity,
  subsampleDrift,
  survivalProbability,
  survivalRates,
} from '../../src/lab/closed-forms.js';
import { expectedDiversity } from '../../src/lab/expected-drift.js';
import { forecast } from '../../src/lab/forecast.js';
import { freshForTail, freshToHold } from '../../src/lab/forecast-anchors.js';
import type { ForecastPlan } from '../../src/lab/forecast-plan.js';
import { poissonSurvival, simulatedSurvival } from '../../src/lab/survival.js';
import { randomFrom } from '../../src/math/random.js';
import { renderForecast } from '../../src/report/lab/forecast-terminal.js';

const plan = (over: Partial<ForecastPlan>): ForecastPlan => ({
  regime: 'replace',
  real: 1000,
  synthetic: 1000,
  fresh: 0,
  generations: 12,
  refreshEvery: 0,
  ...over,
});

describe('a forecast', () => {
  test('uses the closed forms where they are exact and names them', () => {
    const { diversity, tails, tailMethod } = forecast(plan({}), [], randomFrom(1));
    expect(diversity.method).toBe('closed form');
    // Generation 0 is the first fit, so generation 12 is the thirteenth, as in a run of the lab.
    expect(diversity.points.at(-1)!.value).toBeCloseTo(0.999 ** 13, 12);
    expect(tails[0]!.method).toBe('closed form');
    expect(tailMethod.law).toContain('Suresh');
    expect(tails[0]!.survives.value).toBeCloseTo(survivalProbability(1, survivalRates(12).at(-1)!), 12);
    // 1 − exp(−g_2) = .469: even a thing seen once is lost with even odds at the second draw.
    expect(tails[0]!.halfLife).toBe(2);
    expect(diversity.assumptions.length).toBeGreaterThan(1);
  });

  test('follows drift exactly: it equals the closed forms at their sizes', () => {
    const n = 10;
    const of = (over: Partial<ForecastPlan>) =>
      Array.from(expectedDiversity(plan({ real: n, synthetic: n, ...over }), 12));
    const close = (values: readonly number[], law: (generation: number) => number) =>
      values.forEach((value, g) => void expect(value).toBeCloseTo(law(g), 12));
    close(of({}), (g) => replaceDiversity(n, g + 1));
    close(of({ regime: 'accumulate' }), (g) => accumulateDiversity(n, g + 1));
    const subsampled = subsampleDrift(n, 13);
    close(of({ regime: 'accumulate-subsample' }), (g) => 1 - subsampled[g]!);
    close(of({ regime: 'refresh-every', refreshEvery: 3 }), (g) => replaceDiversity(n, (g % 3) + 1));
    const mixed = freshDrift(n, 0.2, 13);
    close(of({ regime: 'fresh-mix', synthetic: 8, fresh: 2 }), (g) => 1 - mixed[g]!);
    // 20 records of which the same 5 are always real.
    const fixed = expectedDiversity(plan({ regime: 'fixed-real', real: 5, synthetic: 15 }), 400);
    expect(fixed.at(-1)).toBeCloseTo(1 - fixedDriftLimit(20, 0.25), 12);
  });

  test('items are drawn from a pool without replacement', () => {
    // Half of the pool is drawn, so a thing with 1 + s copies is missed with 2^−(1 + s), s about Poisson(1).
    const missed = 0.5 * Math.exp(-0.5);
    const [first] = simulatedSurvival(
      plan({ regime: 'accumulate-subsample', generations: 1 }),
      1,
      randomFrom(7),
      20_000,
    );
    // Five standard errors of 20,000 chains.
    expect(Math.abs(first!.value - (1 - missed))).toBeLessThan(5 * Math.sqrt(0.25 / 20_000) + 0.001);
  });

  test('the Poisson law agrees with chains for unequal sizes, fresh records and refreshes', () => {
    for (const over of [
      { synthetic: 3000 },
      { regime: 'fresh-mix', fresh: 400, synthetic: 600 },
      { regime: 'refresh-every', refreshEvery: 4, fresh: 100, synthetic: 500 },
    ]) {
      const law = poissonSurvival(plan(over), 2);
      const chains = simulatedSurvival(plan(over), 2, randomFrom(8), 10_000);
      // 12 × 3 comparisons at five standard errors, and the difference of binomial from Poisson.
      for (const { generation, value } of chains)
        expect(Math.abs(value - law[generation - 1]!), `${generation}`).toBeLessThan(0.025 + 0.002);
    }
  });

  test('loses rare items first, and keeps more with fresh records', () => {
    const bare = forecast(plan({ regime: 'accumulate-subsample' }), [], randomFrom(3));
    const fed = forecast(plan({ regime: 'accumulate-subsample', fresh: 500 }), [], randomFrom(3));
    const alive = bare.tails.map(({ survives }) => survives.value);
    expect(alive.every((value, at) => at === 0 || value >= alive[at - 1]! - 0.02)).toBe(true);
    expect(fed.tails[0]!.survives.value).toBeGreaterThan(bare.tails[0]!.survives.value);
  });

  test('loses nothing and needs nothing where every training set holds the first real records', () => {
    const { tails, anchors, tailMethod } = forecast(plan({ regime: 'accumulate' }), [], randomFrom(4));
    for (const { survives, halfLife } of tails) expect([survives.value, halfLife]).toEqual([1, null]);
    expect(anchors.tails.map(({ fresh }) => fresh)).toEqual([0, 0, 0]);
    expect(tailMethod.law).toContain('none of their items is ever lost');
  });

  test('the stated number of fresh records suffices, and one fewer does not', () => {
    const bare = plan({ real: 200, synthetic: 200, generations: 200 });
    const { anchors } = forecast(bare, [], randomFrom(9));
    const kept = (fresh: number) => expectedDiversity({ ...bare, fresh }, 200).at(-1)!;
    expect(kept(anchors.diversity!)).toBeGreaterThanOrEqual(0.95);
    expect(kept(anchors.diversity! - 1)).toBeLessThan(0.95);
    const { count, fresh } = anchors.tails[1]!;
    const odds = (more: number) => poissonSurvival({ ...bare, fresh: more }, count).at(-1)!;
    expect(odds(fresh!)).toBeGreaterThanOrEqual(0.95);
    expect(odds(fresh! - 1)).toBeLessThan(0.95);
    // Ten records miss a thing that one of them holds with e^−1, however much of the pool is real.
    const small = plan({ real: 10, synthetic: 10, regime: 'accumulate-subsample' });
    expect(forecast(small, [], randomFrom(9)).anchors.tails[0]!.fresh).toBe(null);
  });

  test.each(['replace', 'accumulate', 'accumulate-subsample', 'fixed-real'])(
    'is told within 80 columns: %s',
    (regime) => {
      for (const real of [2, 10, 100_000]) {
        const answer = forecast(plan({ real, regime }), [], randomFrom(10));
        const text = renderForecast(answer, { color: true, width: 80 });
        for (const line of stripVTControlCharacters(text).split('\n'))
          expect(line.length, line).toBeLessThanOrEqual(80);
        expect(text).not.toMatch(/undefined|NaN|null/);
      }
    },
  );

  test('reads a corpus’s own frequencies in bands, each item counted once', () => {
    const histogram = [
      [1, 500],
      [3, 200],
      [40, 20],
      [5000, 2],
    ] as const;
    const { curves } = forecast(plan({}), [{ kind: 'word', histogram }], randomFrom(5));
    expect(curves.map(({ things }) => things)).toEqual([500, 200, 20, 2]);
    expect(curves[0]!.alive.at(-1)!.value).toBeLessThan(curves[1]!.alive.at(-1)!.value);
    expect(curves.at(-1)!.alive.at(-1)!.value).toBeGreaterThan(0.999);
  });

  test('reads a corpus of any number of different frequencies', () => {
    const histogram = Array.from({ length: 200_000 }, (_, at) => [at + 10, 1] as const);
    const { curves } = forecast(plan({ generations: 2 }), [{ kind: 'word', histogram }], randomFrom(1));
    expect(curves.map(({ things }) => things).reduce((a, b) => a + b)).toBeLessThanOrEqual(200_000);
    expect(curves.at(-1)!.to).toBe(200_009);
  });

  test('refuses regimes whose counts do not determine the result, and shares that cannot be held', () => {
    for (const regime of ['weighted', 'select', 'biased-select', 'resample-by-detector', 'none'])
      expect(() => forecast(plan({ regime }), [], randomFrom(1)), regime).toThrow(
        'regime that can be forecast',
      );
    for (const hold of [0, 1, Number.NaN])
      expect(() => forecast(plan({}), [], randomFrom(1), hold)).toThrow('above 0 and below 1');
  });

  test('a refresh interval of 0 means no refresh', () => {
    const never = plan({ regime: 'refresh-every', refreshEvery: 0, synthetic: 500 });
    expect(poissonSurvival(never, 3)).toEqual(poissonSurvival(plan({ synthetic: 500 }), 3));
    const { diversity } = forecast(never, [], randomFrom(1));
    expect(diversity.points).toEqual(forecast(plan({ synthetic: 500 }), [], randomFrom(1)).diversity.points);
  });

  test('is the same for the same seed', () => {
    const answer = () =>
      forecast(plan({ regime: 'accumulate-subsample', synthetic: 700 }), [], randomFrom(6));
    expect(answer()).toEqual(answer());
  });
});

test('k fresh records hold 2k/(2k + 1), and ln(1 − h)/ln(1 − f) of them hold a rare item', () => {
  expect(freshToHold(0.95)).toBe(10);
  expect(freshToHold(0.99)).toBe(50);
  // Beside few synthetic records the law bends: 14 beside 10 hold .95, 13 do not.
  expect(freshToHold(0.95, 10)).toBe(14);
  expect(1 - freshDriftLimit(24, 14 / 24)).toBeGreaterThanOrEqual(0.95);
  expect(1 - freshDriftLimit(23, 13 / 23)).toBeLessThan(0.95);
  const k = freshForTail(1e-3, 0.95);
  expect(1 - (1 - 1e-3) ** k).toBeGreaterThanOrEqual(0.95);
  expect(1 - (1 - 1e-3) ** (k - 1)).toBeLessThan(0.95);
});
