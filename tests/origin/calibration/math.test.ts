import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areaUnderCurve, truePositiveRateAt } from '../../../src/math/auc.js';
import { conformalP, nullScoresNeeded } from '../../../src/math/conformal.js';
import { fitDenseLogistic, fitSparseLogistic } from '../../../src/math/logistic.js';
import { randomFrom } from '../../../src/math/random.js';
import { binomialTail } from '../../../src/math/special.js';

describe('the binomial tail', () => {
  it('adds up the terms from k on', () => {
    // Σ C(n, i) pⁱ (1 − p)ⁿ⁻ⁱ in exact integers; scipy.stats.binom.sf(k - 1, n, p) is the same.
    expect(binomialTail(3, 10, 0.01)).toBeCloseTo(0.00011384911790577965, 14);
    expect(binomialTail(5, 200, 0.01)).toBeCloseTo(0.0517462636307858, 10);
    expect(binomialTail(60, 100, 0.5)).toBeCloseTo(0.028443966820490392, 10);
    expect([binomialTail(0, 10, 0.2), binomialTail(11, 10, 0.2)]).toEqual([1, 0]);
    expect(binomialTail(1, 1000, 0.5)).toBeCloseTo(1, 12);
  });
});

describe('the area under the curve', () => {
  it('is the share of pairs in the right order, ties half', () => {
    // sklearn.metrics.roc_auc_score([0, 0, 1, 1], [.1, .4, .35, .8]) == 0.75
    expect(areaUnderCurve([0.1, 0.4, 0.35, 0.8], Uint8Array.of(0, 0, 1, 1))!.value).toBe(0.75);
    expect(areaUnderCurve([1, 1, 1], Uint8Array.of(0, 1, 1))!.value).toBe(0.5);
    expect(areaUnderCurve([1, 2], Uint8Array.of(1, 1))).toBeNull();
  });

  it('has an interval that holds the truth about as often as it says', () => {
    // Two normals one standard deviation apart: the area is Φ(1/√2) = 0.7602.
    const random = randomFrom('delong');
    let held = 0;
    for (let turn = 0; turn < 400; turn++) {
      const stream = random.split(turn);
      const labels = Uint8Array.from({ length: 80 }, (_, at) => at % 2);
      const scores = Float64Array.from(labels, (label) => stream.normal() + label);
      const { low, high } = areaUnderCurve(scores, labels)!;
      if (low <= 0.7602 && 0.7602 <= high) held++;
    }
    expect(held / 400).toBeGreaterThan(0.91);
    expect(held / 400).toBeLessThan(0.985);
  });

  it('never accuses more negatives than the rate allows', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 4, maxLength: 40 }), (scores) => {
        const labels = Uint8Array.from(scores, (_, at) => at % 2);
        const rate = truePositiveRateAt(0.25, scores, labels)!;
        expect(rate).toBeGreaterThanOrEqual(0);
        expect(rate).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('conformal p-values', () => {
  it('count what is at least as large, the text itself included', () => {
    expect(conformalP([1, 2, 3, 4], 3)).toBe(3 / 5);
    expect(conformalP([1, 2, 3, 4], 9)).toBe(1 / 5);
  });

  it('are at most α with chance α where scores are exchangeable', () => {
    const random = randomFrom('conformal');
    let small = 0;
    for (let turn = 0; turn < 5000; turn++) {
      const stream = random.split(turn);
      const nulls = Float64Array.from({ length: 99 }, () => stream.normal()).sort();
      if (conformalP(nulls, stream.normal()) <= 0.05) small++;
    }
    expect(small / 5000).toBeGreaterThan(0.04);
    expect(small / 5000).toBeLessThan(0.06);
  });

  it('know how many human texts a promise takes', () => {
    expect(nullScoresNeeded(0.01)).toBe(99);
    expect(nullScoresNeeded(0.05)).toBe(19);
  });
});

describe('logistic regression', () => {
  const labels = Uint8Array.of(0, 0, 1, 1, 1, 0);
  const x = [0, 1, 2, 3, 1.5, 1.8];
  const members = Int32Array.from(labels.keys());

  it('reaches the minimum in its dense form: the gradient vanishes', () => {
    const weights = fitDenseLogistic(Float64Array.from(x), 1, labels, members, 0.5);
    let gradient = 0.5 * weights[0]!;
    for (const row of members)
      gradient += x[row]! * (1 / (1 + Math.exp(-(weights[0]! * x[row]! + weights[1]!))) - labels[row]!);
    expect(Math.abs(gradient)).toBeLessThan(1e-6);
  });

  it('reaches the minimum in its sparse form: the gradient vanishes', () => {
    // Rows over three columns: x = scale ÷ √(columns of the row) where the row holds the column.
    const held = [[0], [0, 1], [1, 2], [2], [0, 2], [0, 1, 2]];
    const rows = {
      columnCount: 3,
      starts: Float64Array.from([0, 1, 3, 5, 6, 8, 11]),
      columns: Int32Array.from(held.flat()),
    };
    const scales = Float64Array.of(1, 0.5, 2);
    const settings = { cost: 2, maxEpochs: 500, tolerance: 1e-7 };
    const weights = fitSparseLogistic(rows, scales, labels, members, settings);
    // The penalty is on w = weight ÷ scale.
    const gradient = [...scales].map((scale, column) => weights[column]! / scale);
    let last = weights[3]!;
    for (const row of members) {
      const size = Math.sqrt(held[row]!.length);
      const margin = weights[3]! + held[row]!.reduce((sum, column) => sum + weights[column]! / size, 0);
      const residual = 2 * (1 / (1 + Math.exp(-margin)) - labels[row]!);
      for (const column of held[row]!)
        gradient[column] = gradient[column]! + (scales[column]! / size) * residual;
      last += residual;
    }
    for (const slope of [...gradient, last]) expect(Math.abs(slope)).toBeLessThan(1e-4);
  });
});
