import { describe, expect, test } from 'vitest';
import type { Parameters } from '../../src/core/model.js';
import { gaussianChain, overChains } from '../../src/lab/chains.js';
import {
  accumulateDiversity,
  accumulateLimit,
  anchoredDiversity,
  breakdownShare,
  deviationBias,
  fixedDrift,
  fixedDriftLimit,
  freshDrift,
  freshDriftLimit,
  goldenRisk,
  logVarianceSlope,
  replaceDiversity,
  strongCollapseError,
  subsampleDrift,
  survivalRates,
  wassersteinDrift,
  weightedDrift,
  weightedRisk,
} from '../../src/lab/closed-forms.js';
import { zipfWeights } from '../../src/lab/data-sources/symbols.js';
import { diversityLaw } from '../../src/lab/laws.js';
import { planOf } from '../../src/lab/plan.js';
import { NO_DATA } from '../../src/lab/preset.js';
import { goldenWeight } from '../../src/lab/regimes/weighted.js';
import { runLoop } from '../../src/lab/run.js';
import { randomFrom } from '../../src/math/random.js';
import { meanAndError } from '../../src/math/statistics.js';

describe('closed forms', () => {
  test('accumulation tends to the sinc limit, which tends to 1 − π²/6/n', () => {
    expect(accumulateDiversity(10, 100_000)).toBeCloseTo(accumulateLimit(10), 5);
    // R: sin(pi/sqrt(10))/(pi/sqrt(10))
    expect(accumulateLimit(10)).toBeCloseTo(0.843435857215594, 12);
    expect(1e6 * (1 - accumulateLimit(1e6))).toBeCloseTo(Math.PI ** 2 / 6, 5);
  });

  test('subsampling tends to π²/2 − 2 for large samples, and to the notes’ values for small ones', () => {
    expect(1e6 * subsampleDrift(1e6, 50_000).at(-1)!).toBeCloseTo(Math.PI ** 2 / 2 - 2, 3);
    expect(10 * subsampleDrift(10, 60).at(-1)!).toBeCloseTo(2.575, 3);
    expect(100 * subsampleDrift(100, 60).at(-1)!).toBeCloseTo(2.852, 3);
  });

  test('fresh records settle at the fixed point of the recursion, near 2k/(2k + 1)', () => {
    expect(freshDrift(100, 0.05, 2000).at(-1)!).toBeCloseTo(freshDriftLimit(100, 0.05), 12);
    expect(1 - freshDriftLimit(1e7, 1e-6)).toBeCloseTo(anchoredDiversity(10), 4);
    expect(1 - fixedDriftLimit(100, 0.1)).toBeCloseTo(0.859, 3);
    expect(fixedDrift(100, 0.05, 2000).at(-1)!).toBeCloseTo(fixedDriftLimit(100, 0.05), 12);
  });

  test('the survival rates are those of the published code and stay between 1/k and 3/k', () => {
    const rates = survivalRates(50);
    for (const [k, rate] of [
      [1, 1],
      [2, 0.6321],
      [5, 0.3121],
      [10, 0.1723],
      [20, 0.0916],
      [50, 0.0384],
    ] as const)
      expect(rates[k - 1]).toBeCloseTo(rate, 4);
    expect(rates.every((rate, at) => rate >= 1 / (at + 1) && rate <= 3 / (at + 1))).toBe(true);
  });

  test('known values of the other laws', () => {
    expect(wassersteinDrift(100, 10)).toBeCloseTo(0.15, 3);
    // scipy: sqrt(2/9) * gamma(5)/gamma(4.5)
    expect(deviationBias(10)).toBeCloseTo(0.9726592741215884, 12);
    expect(100 * logVarianceSlope(10, 9)).toBeCloseTo(-11.521, 3);
    expect(goldenWeight(1)).toBeCloseTo((Math.sqrt(5) - 1) / 2, 14);
    for (const k of [0.5, 1, 2]) expect(weightedRisk(k, goldenWeight(k))).toBeCloseTo(goldenRisk(k), 12);
    // For large samples the drift of a weighted mix tends to that risk, over the real records.
    expect(1e6 * weightedDrift(1e6, 5e5, 0.7, 200).at(-1)!).toBeCloseTo(weightedRisk(2, 0.7), 4);
    expect(breakdownShare(0.9, 0.3)).toBeCloseTo(0.75, 14);
    expect(strongCollapseError(1, 100, 2000, 0.5, 1)).toBeCloseTo(0.3158, 4);
  });
});

describe('the law drawn in a run equals the mean of its loop', () => {
  const LAWFUL: [regime: string, settings: { [id: string]: number }][] = [
    ['replace', {}],
    ['accumulate', {}],
    ['accumulate-subsample', {}],
    ['fresh-mix', { share: 0.25 }],
    ['fresh-mix', { count: 5 }],
    ['fixed-real', { share: 0.25 }],
    ['weighted', {}],
    ['weighted', { 'real-weight': 0.3, 'real-per-synthetic': 2 }],
    ['refresh-every', { every: 3 }],
  ];
  const size = 12;
  const generations = 5;
  const chains = 1200;
  const frequencies = zipfWeights(5, 1).map((weight, _, all) => weight / all.reduce((a, b) => a + b, 0));
  const diversityOf: { [model: string]: (parameters: Parameters) => number } = {
    gaussian: ({ covariance }) => (covariance as Float64Array)[0]!,
    categorical: ({ probabilities }) => giniSimpson(probabilities as Float64Array) / giniSimpson(frequencies),
  };
  const SETTINGS: { [model: string]: { [id: string]: number } } = {
    gaussian: { columns: 1 },
    categorical: { categories: 5 },
  };

  test.each(
    LAWFUL.flatMap(([regime, settings]) =>
      Object.keys(diversityOf).map((model) => [regime, model, settings] as const),
    ),
  )('%s with %s %o', async (regime, model, regimeSettings) => {
    const plan = planOf({
      model,
      regime,
      generations,
      size,
      regimeSettings,
      dataSourceSettings: SETTINGS[model]!,
    });
    const law = diversityLaw(plan)!;
    const seen = Array.from({ length: generations + 1 }, () => new Float64Array(chains));
    for (let chain = 0; chain < chains; chain++)
      for await (const { generation, parameters } of runLoop(plan, randomFrom(11).split(chain), {
        isMeasured: false,
      }))
        seen[generation]![chain] = diversityOf[model]!(parameters);
    seen.forEach((values, generation) => {
      const { mean, error } = meanAndError(values);
      // Four and a half standard errors: a false alarm in a thousand runs of all of these.
      expect(Math.abs(mean - law.diversity(generation)), `generation ${generation}`).toBeLessThan(
        4.5 * error,
      );
    });
  });

  test('temperature 0.7 under replace', async () => {
    const plan = planOf({
      model: 'gaussian',
      regime: 'replace',
      generations: 3,
      size,
      dataSourceSettings: { columns: 1 },
      decoding: { temperature: 0.7 },
    });
    const last = new Float64Array(4 * chains);
    for (let chain = 0; chain < last.length; chain++)
      for await (const { parameters } of runLoop(plan, randomFrom(12).split(chain), { isMeasured: false }))
        last[chain] = diversityOf['gaussian']!(parameters);
    const { mean, error } = meanAndError(last);
    expect(Math.abs(mean - diversityLaw(plan)!.diversity(3))).toBeLessThan(4.5 * error);
  });

  test.each([
    [{ model: 'gaussian', modelSettings: { steps: 5 } }],
    [{ model: 'gaussian', modelSettings: { estimator: 'unbiased' } }],
    [{ model: 'categorical', modelSettings: { smoothing: 1 } }],
    [{ model: 'categorical', modelSettings: { tied: 2 } }],
    [{ model: 'categorical', decoding: { topK: 3 } }],
    [{ model: 'categorical', decoding: { temperature: 0.5 } }],
    [{ model: 'kde' }],
  ])('another error source has none: %o', (text) => {
    expect(diversityLaw(planOf({ regime: 'replace', generations, size, ...text }))).toBeNull();
  });

  test('regimes that select by value have no law', () => {
    for (const regime of ['select', 'biased-select', 'resample-by-detector'])
      expect(diversityLaw(planOf({ model: 'gaussian', regime, generations, size }))).toBeNull();
  });
});

const giniSimpson = (probabilities: Float64Array): number =>
  1 - probabilities.reduce((sum, p) => sum + p * p, 0);

describe('chains drawn through sufficient statistics', () => {
  test.each(['replace', 'accumulate', 'fresh-mix', 'fixed-real'])(
    'have the law of the loop that draws the records: %s',
    async (regime) => {
      const size = 20;
      const generations = 6;
      const chains = 1500;
      const realCount = regime === 'fresh-mix' || regime === 'fixed-real' ? 4 : 0;
      const drawn = new Float64Array(chains);
      for (let chain = 0; chain < chains; chain++) {
        const plan = planOf({
          model: 'gaussian',
          regime,
          generations: generations - 1,
          size,
          dataSourceSettings: { columns: 1 },
          regimeSettings: realCount > 0 ? { share: 0.2 } : {},
        });
        for await (const { generation, parameters } of runLoop(plan, randomFrom(3).split(regime, chain), {
          data: NO_DATA,
          isMeasured: false,
        }))
          if (generation === generations - 1)
            drawn[chain] = Math.log((parameters['covariance'] as Float64Array)[0]!);
      }
      const short = overChains(
        {
          size,
          generations,
          isAccumulating: regime === 'accumulate',
          realCount,
          isRealFixed: regime === 'fixed-real',
        },
        20_000,
        randomFrom(4).split(regime),
        (_mean, variance) => Math.log(variance),
        [generations],
      )[0]!;
      const [a, b] = [meanAndError(drawn), meanAndError(short)];
      // Four standard errors of the difference: a false alarm in 16,000 runs.
      expect(Math.abs(a.mean - b.mean)).toBeLessThan(4 * Math.hypot(a.error, b.error));
    },
  );

  test('keep variance plus squared drift at one, and lose variance by (1 − 1/n)^t', () => {
    const chains = 8000;
    const sums = new Float64Array(chains);
    const variances = new Float64Array(chains);
    for (let chain = 0; chain < chains; chain++) {
      const { mean, variance } = gaussianChain({ size: 30, generations: 15 }, randomFrom(6).split(chain));
      sums[chain] = variance.at(-1)! + mean.at(-1)! ** 2;
      variances[chain] = variance.at(-1)!;
    }
    const balance = meanAndError(sums);
    expect(Math.abs(balance.mean - 1)).toBeLessThan(4 * balance.error);
    const kept = meanAndError(variances);
    expect(Math.abs(kept.mean - replaceDiversity(30, 15))).toBeLessThan(4 * kept.error);
  });
});
