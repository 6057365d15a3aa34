import { describe, expect, test } from 'vitest';
import { subsampleDrift, survivalProbability, survivalRates } from '../../src/lab/closed-forms.js';
import { type ForecastPlan, forecast, freshForTail, freshToHold } from '../../src/lab/forecast.js';
import { randomFrom } from '../../src/math/random.js';

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
    expect(diversity.points.at(-1)!.value).toBeCloseTo(0.999 ** 12, 12);
    expect(tailMethod.method).toBe('closed form');
    expect(tails[0]!.survives.value).toBeCloseTo(survivalProbability(1, survivalRates(12).at(-1)!), 12);
    // 1 − exp(−g_2) = .469: even a thing seen once is lost with even odds at the second draw.
    expect(tails[0]!.halfLife).toBe(2);
    expect(diversity.assumptions.length).toBeGreaterThan(1);
  });

  test('simulates elsewhere, and its simulation agrees with the recursion where both can answer', () => {
    // One record more than even sends it to the simulation; the law at even sizes differs by a thousandth of the loss.
    const size = 50;
    const simulated = forecast(
      plan({ regime: 'accumulate-subsample', real: size + 1, synthetic: size }),
      [],
      randomFrom(2),
    );
    expect(simulated.diversity.method).toBe('simulation');
    const recursion = subsampleDrift(size, 12);
    simulated.diversity.points.forEach(({ value, low, high }, at) => {
      const spread = (high - low) / 2 / 1.96;
      expect(Math.abs(1 - value - recursion[at]!)).toBeLessThan(4.5 * spread + 0.04 * recursion[at]!);
    });
  });

  test('loses rare things first, and keeps more with fresh records', () => {
    const bare = forecast(plan({ regime: 'accumulate-subsample' }), [], randomFrom(3));
    const fed = forecast(plan({ regime: 'accumulate-subsample', fresh: 500 }), [], randomFrom(3));
    const alive = bare.tails.map(({ survives }) => survives.value);
    expect(alive.every((value, at) => at === 0 || value >= alive[at - 1]! - 0.02)).toBe(true);
    expect(fed.tails[0]!.survives.value).toBeGreaterThan(bare.tails[0]!.survives.value);
  });

  test('survival by simulation agrees with the closed form of replace', () => {
    // A thousandth more synthetic records than real ones is simulated; the law moves by less than that.
    const simulated = forecast(plan({ synthetic: 1001 }), [], randomFrom(4));
    expect(simulated.tailMethod.method).toBe('simulation');
    const rate = survivalRates(12).at(-1)!;
    for (const { count, survives } of simulated.tails)
      expect(Math.abs(survives.value - survivalProbability(count, rate))).toBeLessThan(0.04);
  });

  test('reads a corpus’s own frequencies in bands, each thing counted once', () => {
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

  test('is the same for the same seed', () => {
    const answer = () =>
      forecast(plan({ regime: 'accumulate-subsample', synthetic: 700 }), [], randomFrom(6));
    expect(answer()).toEqual(answer());
  });
});

test('what holds: k fresh records hold 2k/(2k + 1), and ln(1 − h)/ln(1 − f) of them meet a rare thing', () => {
  expect(freshToHold(0.95)).toBe(10);
  expect(freshToHold(0.99)).toBe(50);
  const k = freshForTail(1e-3, 0.95);
  expect(1 - (1 - 1e-3) ** k).toBeGreaterThanOrEqual(0.95);
  expect(1 - (1 - 1e-3) ** (k - 1)).toBeLessThan(0.95);
});
