import { describe, expect, test } from 'vitest';
import type {
  CategoricalDraws,
  Decoding,
  FittedModel,
  NumericRows,
  Settings,
  TokenBlocks,
} from '../../src/core/model.js';
import { categorical } from '../../src/lab/models/categorical.js';
import { gaussian, moments } from '../../src/lab/models/gaussian.js';
import { kde } from '../../src/lab/models/kde.js';
import { linearRegression } from '../../src/lab/models/linear-regression.js';
import { logisticRegression } from '../../src/lab/models/logistic-regression.js';
import { type FittedNgram, ngramLm } from '../../src/lab/models/ngram-lm.js';
import { columnMoments } from '../../src/lab/moments.js';
import { randomFrom } from '../../src/math/random.js';

const points = (columns: number, ...values: number[]): NumericRows => ({
  kind: 'numeric',
  count: values.length / columns,
  columns,
  values: Float64Array.from(values),
});
const near = (got: ArrayLike<number>, expected: readonly number[], digits: number): void =>
  expected.forEach((value, at) => {
    expect(got[at]).toBeCloseTo(value, digits);
  });

/** X = [[0,0],[1,2],[2,1],[4,5],[-1,3]], w = [1,2,.5,3,1] in the calls beside the numbers. */
const X = points(2, 0, 0, 1, 2, 2, 1, 4, 5, -1, 3);
const W = Float64Array.of(1, 2, 0.5, 3, 1);
const QUERY = points(2, 1, 1, 3, -2);

describe('gaussian', () => {
  test('weighted moments are those of numpy.average and numpy.cov(aweights=w)', () => {
    const { mean, covariance } = moments(X, W, true);
    near(mean, [1.86666667, 3], 8);
    near(covariance, [4.91463415, 3.65853659, 3.65853659, 4.57317073], 8);
  });

  test('an unbiased covariance of one record with weight is refused', () => {
    expect(() => moments(X, Float64Array.of(0, 3, 0, 0, 0), true)).toThrow('two records of positive weight');
    expect(moments(X, Float64Array.of(0, 3, 0, 0, 0)).mean).toEqual(Float64Array.of(1, 2));
  });

  test('density is that of scipy.stats.multivariate_normal(X.mean(0), np.cov(X.T, ddof=0))', () => {
    const fitted = gaussian.fit(X, randomFrom(1), {}) as FittedModel<NumericRows>;
    near(fitted.logLikelihood!(QUERY) as Float64Array, [-3.04734769, -9.50752468], 7);
  });

  test('temperature multiplies the covariance, and K steps go 1 − (1 − η)^K of the way', async () => {
    const fitted = await gaussian.fit(X, randomFrom(1), {});
    const cold = columnMoments((await fitted.sample(40_000, randomFrom(2), { temperature: 0.25 })).values, 2);
    // Four standard errors: 2.96/4 · √(2/40,000) · 4.
    expect(Math.abs(cold.variance[0]! - 2.96 / 4)).toBeLessThan(0.021);
    const early = await gaussian.fit(X, randomFrom(1), { steps: 2, 'learning-rate': 0.5 });
    near(early.parameters()['mean'] as Float64Array, [0.9, 1.65], 12);
    near(early.parameters()['covariance'] as Float64Array, [0.25 + 0.75 * 2.96, 0.75 * 1.56], 12);
  });

  test('more dimensions than points: samples stay in the plane of the points', async () => {
    const flat = await gaussian.fit(points(3, 0, 0, 1, 1, 1, 1), randomFrom(1), {});
    const { values } = await flat.sample(50, randomFrom(2));
    for (let row = 0; row < 50; row++) {
      expect(values[3 * row]).toBeCloseTo(values[3 * row + 1]!, 9);
      expect(values[3 * row + 2]).toBe(1);
    }
  });
});

describe('kernel density', () => {
  test('density is that of sklearn KernelDensity(bandwidth=.7), with and without sample_weight', async () => {
    const log = async (weights: Float64Array | null) =>
      (await kde.fit(X, randomFrom(1), { bandwidth: 0.7 }, weights)).logLikelihood!(QUERY);
    near(await log(null), [-2.89518708, -12.89224451], 8);
    near(await log(W), [-3.10858387, -13.94699318], 8);
  });

  test('a point of weight 0 is not there', async () => {
    const bare = await kde.fit(points(1, 5), randomFrom(1), { bandwidth: 0.1 });
    const both = await kde.fit(points(1, 0, 5), randomFrom(1), { bandwidth: 0.1 }, Float64Array.of(0, 1));
    near(await both.logLikelihood!(points(1, 0)), [...(await bare.logLikelihood!(points(1, 0)))], 9);
  });

  test('Scott’s and Silverman’s factors are scipy’s, times the root of the mean variance', async () => {
    const of = async (data: NumericRows, rule: string) =>
      Number((await kde.fit(data, randomFrom(1), { rule, bandwidth: 1 })).parameters()['bandwidth']);
    // 5 ** (-1/6) · sqrt(2.96); in one dimension Silverman's is (5 · 3/4) ** (-1/5).
    expect(await of(X, 'scott')).toBeCloseTo(0.76472449133173 * 1.7204650534085255, 12);
    const line = points(1, -2, -1, 0, 1, 2);
    expect(await of(line, 'silverman')).toBeCloseTo(3.75 ** -0.2 * Math.SQRT2, 12);
  });

  test('samples lie around their points with the bandwidth, scaled by the temperature', async () => {
    const one = await kde.fit(points(1, 5), randomFrom(1), { bandwidth: 2 });
    const spread = async (decoding?: Decoding) =>
      columnMoments((await one.sample(20_000, randomFrom(3), decoding)).values, 1).variance[0]!;
    expect(Math.abs((await spread()) - 4)).toBeLessThan(0.16);
    expect(Math.abs((await spread({ temperature: 0.25 })) - 1)).toBeLessThan(0.04);
  });
});

/** A = [[1,2],[2,-1],[0,1],[3,1],[-1,2]] with a response in the last column. */
const design = (...y: number[]): NumericRows =>
  points(
    3,
    ...[1, 2, 2, -1, 0, 1, 3, 1, -1, 2].flatMap((x, at) => (at % 2 === 0 ? [x] : [x, y[(at - 1) / 2]!])),
  );

describe('regressions', () => {
  const fitOf = async (
    model: typeof linearRegression,
    data: NumericRows,
    settings: Settings,
    weights: Float64Array | null = null,
  ) => model.fit(data, randomFrom(1), settings, weights);

  test('least squares are numpy.linalg.lstsq’s, weighted ones solve AᵀWA·x = AᵀWy, and noise is the RMSE', async () => {
    const data = design(1, 2, 0, 4, 1);
    const plain = await fitOf(linearRegression, data, { noise: -1 });
    near(plain.parameters()['coefficients'] as Float64Array, [1.03658537, 0.45121951], 7);
    expect(plain.parameters()['noise']).toBeCloseTo(0.7358419766730805, 7);
    const weighted = await fitOf(linearRegression, data, {}, W);
    near(weighted.parameters()['coefficients'] as Float64Array, [1.12539515, 0.47207587], 7);
  });

  test('relabelling keeps the design in order and adds the noise, scaled by the temperature', async () => {
    const data = design(1, 2, 0, 4, 1);
    const fitted = await fitOf(linearRegression, data, { noise: 3 });
    const made = await fitted.sample(20_000, randomFrom(4), { temperature: 4 });
    const residuals = Float64Array.from({ length: made.count }, (_, row) => {
      const from = 3 * (row % 5);
      expect(made.values[3 * row]).toBe(data.values[from]);
      return (
        made.values[3 * row + 2]! - 1.03658537 * data.values[from]! - 0.45121951 * data.values[from + 1]!
      );
    });
    expect(Math.abs(columnMoments(residuals, 1).variance[0]! / 36 - 1)).toBeLessThan(0.04);
  });

  test('logistic coefficients are sklearn LogisticRegression(C=2, fit_intercept=False)’s', async () => {
    const data = design(1, 1, 0, 1, 0);
    const plain = await fitOf(logisticRegression, data, { ridge: 0.5 });
    near(plain.parameters()['coefficients'] as Float64Array, [1.29019692, -0.25197982], 6);
    near(
      (await plain.logLikelihood!(points(3, 1, 1, 0, 1, 1, 1))) as Float64Array,
      [-1.34134336, -0.30312626],
      6,
    );
    const weighted = await fitOf(logisticRegression, data, { ridge: 0.5 }, W);
    near(weighted.parameters()['coefficients'] as Float64Array, [1.43591019, -0.15823444], 6);
  });

  test('logistic labels come with the probability of their odds, sharpened by a low temperature', async () => {
    const fitted = await fitOf(logisticRegression, design(1, 1, 0, 1, 0), { ridge: 0.5 });
    const share = async (temperature: number) => {
      const { values, count } = await fitted.sample(40_000, randomFrom(5), { temperature });
      let ones = 0;
      for (let row = 0; row < count; row += 5) ones += values[3 * row + 2]!;
      return ones / (count / 5);
    };
    const logit = 1.29019692 - 2 * 0.25197982;
    for (const temperature of [1, 0.5])
      expect(Math.abs((await share(temperature)) - 1 / (1 + Math.exp(-logit / temperature)))).toBeLessThan(
        0.022,
      );
  });

  test('separable labels keep logistic coefficients finite, and at the penalised optimum', async () => {
    const random = randomFrom(6);
    const values = new Float64Array(300);
    for (let row = 0; row < 100; row++) {
      values[3 * row] = random.normal();
      values[3 * row + 1] = random.normal();
      values[3 * row + 2] = values[3 * row]! > 0 ? 1 : 0;
    }
    const data = points(3, ...values);
    const fitted = await fitOf(logisticRegression, data, {});
    const w = fitted.parameters()['coefficients'] as Float64Array;
    const gradient = [0, 1].map((i) => {
      let sum = -1e-3 * w[i]!;
      for (let row = 0; row < 100; row++) {
        const logit = w[0]! * values[3 * row]! + w[1]! * values[3 * row + 1]!;
        sum += (values[3 * row + 2]! - 1 / (1 + Math.exp(-logit))) * values[3 * row + i]!;
      }
      return sum;
    });
    near(gradient, [0, 0], 6);
  });
});

describe('categorical', () => {
  const draws = (...values: number[]): CategoricalDraws => ({
    kind: 'categorical',
    count: values.length,
    categories: 5,
    draws: Int32Array.from(values),
  });
  const DATA = draws(0, 0, 0, 0, 1, 1, 1, 2, 2, 3);
  const fitted = async (settings: Settings) => categorical.fit(DATA, randomFrom(1), settings);
  const probabilities = async (settings: Settings) =>
    (await fitted(settings)).parameters()['probabilities'] as Float64Array;

  test('smoothing, tied neighbours and early stopping change the probabilities as stated', async () => {
    near(await probabilities({}), [0.4, 0.3, 0.2, 0.1, 0], 14);
    near(await probabilities({ smoothing: 1 }), [5 / 15, 4 / 15, 3 / 15, 2 / 15, 1 / 15], 14);
    // The last group is smaller than the others.
    near(await probabilities({ tied: 3 }), [0.3, 0.3, 0.3, 0.05, 0.05], 14);
    near(await probabilities({ steps: 1, 'learning-rate': 0.5 }), [0.3, 0.25, 0.2, 0.15, 0.1], 14);
  });

  test.each([
    [{ temperature: 0.5 }, [16 / 30, 9 / 30, 4 / 30, 1 / 30, 0]],
    [{ topK: 2 }, [4 / 7, 3 / 7, 0, 0, 0]],
    [{ topK: 2, temperature: 0.5 }, [16 / 25, 9 / 25, 0, 0, 0]],
  ] as const)('samples under %o', async (decoding, expected) => {
    const { draws: drawn } = await (await fitted({})).sample(40_000, randomFrom(7), decoding);
    const shares = expected.map((_, k) => drawn.reduce((sum, one) => sum + (one === k ? 1 : 0), 0) / 40_000);
    shares.forEach((share, k) => {
      expect(Math.abs(share - expected[k]!)).toBeLessThan(0.011);
    });
  });
});

describe('n-grams', () => {
  const blocks = (vocabulary: number, blockLength: number, ...tokens: number[]): TokenBlocks => ({
    kind: 'tokens',
    count: tokens.length / blockLength,
    vocabulary,
    blockLength,
    tokens: Int32Array.from(tokens),
  });
  const DATA = blocks(3, 6, 0, 1, 0, 1, 0, 2);
  const fitOf = async (settings: Settings, data = DATA) =>
    (await ngramLm.fit(data, randomFrom(1), settings)) as FittedNgram;

  test('a bigram’s probability by hand: λ·c(h,w)/c(h) + (1 − λ)·(c(w) + s)/(N + s·V)', async () => {
    const { tokenLogProbabilities } = await fitOf({ weight: 0.6, smoothing: 0.5 });
    const p = (...tokens: number[]) =>
      Math.exp(tokenLogProbabilities(blocks(3, tokens.length, ...tokens)).at(-1)!);
    expect(p(0)).toBeCloseTo(3.5 / 7.5, 12);
    expect(p(0, 1)).toBeCloseTo(0.6 * (2 / 3) + 0.4 * (2.5 / 7.5), 12);
    expect(p(0, 0)).toBeCloseTo(0.4 * (3.5 / 7.5), 12);
    // Nothing follows 2: the context is unseen and falls through.
    expect(p(2, 1)).toBeCloseTo(2.5 / 7.5, 12);
  });

  test.each([1, 2, 3])('probabilities after every context add up to one, order %i', async (order) => {
    const { tokenLogProbabilities } = await fitOf({ order });
    for (const context of [[], [0], [2], [0, 1], [1, 0], [2, 2]]) {
      let total = 0;
      for (let token = 0; token < 3; token++)
        total += Math.exp(tokenLogProbabilities(blocks(3, context.length + 1, ...context, token)).at(-1)!);
      expect(total).toBeCloseTo(1, 12);
    }
  });

  /** How often each token follows token 0 in samples. */
  async function afterZero(settings: Settings, decoding: Decoding): Promise<number[]> {
    const { tokens } = (await (await fitOf(settings)).sample(8000, randomFrom(8), decoding)) as TokenBlocks;
    const counts = [0, 0, 0];
    for (let at = 1; at < tokens.length; at++)
      if (at % 6 !== 0 && tokens[at - 1] === 0) counts[tokens[at]!]!++;
    const total = counts.reduce((a, b) => a + b, 0);
    return counts.map((count) => count / total);
  }

  test.each([
    [{ 'sampling-weight': 0.5 }, {}, [0.25, 0.5, 0.25]],
    [{ 'sampling-weight': 1 }, {}, [0, 2 / 3, 1 / 3]],
    [{ 'sampling-weight': 1 }, { temperature: 0.5 }, [0, 0.8, 0.2]],
    [{ 'sampling-weight': 1 }, { topK: 1 }, [0, 1, 0]],
  ] as const)('samples with %o under %o', async (settings, decoding, expected) => {
    const shares = await afterZero(settings, decoding);
    shares.forEach((share, token) => {
      expect(Math.abs(share - expected[token]!)).toBeLessThan(0.02);
    });
  });

  test('a beam as wide as all lines finds the likeliest of them', async () => {
    const random = randomFrom(9);
    const data = blocks(4, 4, ...Array.from({ length: 160 }, () => Math.floor(4 * random.uniform() ** 1.5)));
    const fitted = await fitOf({}, data);
    const { tokens } = (await fitted.sample(12, randomFrom(10), { beams: 64 })) as TokenBlocks;
    for (let line = 0; line < 12; line++) {
      const found = tokens.subarray(4 * line, 4 * line + 4);
      const others = Array.from({ length: 64 }, (_, at) => [found[0]!, at >> 4, (at >> 2) & 3, at & 3]);
      const logs = (await fitted.logLikelihood!(blocks(4, 4, ...others.flat()))) as Float64Array;
      const own = (await fitted.logLikelihood!(blocks(4, 4, ...found))) as Float64Array;
      expect(own[0]).toBeCloseTo(Math.max(...logs), 10);
    }
  });
});
