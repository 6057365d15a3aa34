import { describe, expect, test } from 'vitest';
import { aliasTable, binomial, chiSquared, gamma, poisson } from '../../src/math/distributions.js';
import { cholesky, solvePositive, symmetricEigenvalues } from '../../src/math/linear-algebra.js';
import { randomFrom } from '../../src/math/random.js';
import {
  chiSquaredTail,
  digamma,
  erfc,
  logGamma,
  normalCdf,
  normalQuantile,
  trigamma,
} from '../../src/math/special.js';
import { meanAndError, quantile } from '../../src/math/statistics.js';

describe('special functions give what scipy gives', () => {
  // scipy.special.gammaln, digamma, polygamma(1, ·)
  test.each([
    [0.5, 0.5723649429247, -1.9635100260214235, 4.93480220054468],
    [1, 0, -0.5772156649015329, 1.6449340668482266],
    [4.5, 2.4537365708424423, 1.388870926359529, 0.24872510303901035],
    [49.5, 142.617282821146, 3.891837650726372, 0.020407455046879994],
  ])('at %d', (x, logarithm, psi, psi1) => {
    expect(logGamma(x)).toBeCloseTo(logarithm, 11);
    expect(digamma(x)).toBeCloseTo(psi, 12);
    expect(trigamma(x)).toBeCloseTo(psi1, 12);
  });

  test('digamma and trigamma keep their recurrences to rounding', () => {
    for (const x of [0.3, 1.7, 6.2, 25]) {
      expect(digamma(x + 1) - digamma(x)).toBeCloseTo(1 / x, 12);
      expect(trigamma(x) - trigamma(x + 1)).toBeCloseTo(1 / x ** 2, 11);
    }
  });

  test('erfc, the normal law and the chi-squared tail', () => {
    expect(erfc(0.5)).toBeCloseTo(0.4795001221869535, 13);
    expect(erfc(3) / 2.2090496998585445e-5).toBeCloseTo(1, 10);
    expect(normalCdf(-1.96)).toBeCloseTo(0.0249978951482204, 13);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12);
    expect(normalQuantile(1e-6)).toBeCloseTo(-4.753424308822899, 9);
    expect(chiSquaredTail(11.344866730144373, 3)).toBeCloseTo(0.01, 12);
    expect(chiSquaredTail(1, 3)).toBeCloseTo(0.8012519569012009, 12);
  });
});

describe('draws have the mean and variance of their law', () => {
  const count = 100_000;
  const cases: [string, (random: ReturnType<typeof randomFrom>) => number, number, number][] = [
    ['gamma 0.3', (random) => gamma(0.3, random), 0.3, 0.3],
    ['gamma 4.5', (random) => gamma(4.5, random), 4.5, 4.5],
    ['chi-squared 9', (random) => chiSquared(9, random), 9, 18],
    ['Poisson 2.5', (random) => poisson(2.5, random), 2.5, 2.5],
    ['Poisson 80', (random) => poisson(80, random), 80, 80],
    ['binomial 20, 0.2', (random) => binomial(20, 0.2, random), 4, 3.2],
    ['binomial 500, 0.3', (random) => binomial(500, 0.3, random), 150, 105],
    ['binomial 500, 0.9', (random) => binomial(500, 0.9, random), 450, 45],
  ];
  test.each(cases)('%s', (_name, draw, centre, variance) => {
    const random = randomFrom(21);
    const values = Float64Array.from({ length: count }, () => draw(random));
    const { mean, error } = meanAndError(values);
    // Five standard errors on the mean; the variance's own error is taken from the sample.
    expect(Math.abs(mean - centre)).toBeLessThan(5 * error);
    const squares = values.map((value) => (value - centre) ** 2);
    const spread = meanAndError(squares);
    expect(Math.abs(spread.mean - variance)).toBeLessThan(5 * spread.error);
  });

  test('an alias table draws in proportion to its weights', () => {
    const weights = [5, 0, 1, 4];
    const table = aliasTable(weights);
    const random = randomFrom(2);
    const seen = [0, 0, 0, 0];
    for (let at = 0; at < 100_000; at++) seen[table.draw(random)]!++;
    expect(seen[1]).toBe(0);
    const statistic = [0, 2, 3].reduce((sum, at) => {
      const expected = weights[at]! * 10_000;
      return sum + (seen[at]! - expected) ** 2 / expected;
    }, 0);
    expect(chiSquaredTail(statistic, 2)).toBeGreaterThan(1e-6);
  });
});

describe('linear algebra', () => {
  const size = 12;
  const random = randomFrom(31);
  const factor = new Float64Array(size * size);
  random.fillNormal(factor);
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++)
      for (let k = 0; k < size; k++)
        matrix[i * size + j] = matrix[i * size + j]! + factor[i * size + k]! * factor[j * size + k]!;

  test('a Cholesky factor multiplies back to its matrix, and zero columns stand for singular directions', () => {
    const lower = cholesky(matrix, size);
    for (let i = 0; i < size; i++)
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        for (let k = 0; k <= j; k++) sum += lower[i * size + k]! * lower[j * size + k]!;
        expect(sum).toBeCloseTo(matrix[i * size + j]!, 9);
      }
    expect(Array.from(cholesky(Float64Array.of(1, 1, 1, 1), 2))).toEqual([1, 0, 1, 0]);
  });

  test('solving gives back the vector that was multiplied, and null for a singular matrix', () => {
    const x = Float64Array.from({ length: size }, (_, at) => at - 3);
    const b = new Float64Array(size);
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) b[i] = b[i]! + matrix[i * size + j]! * x[j]!;
    solvePositive(matrix, size, b)!.forEach((value, at) => {
      expect(value).toBeCloseTo(x[at]!, 7);
    });
    expect(solvePositive(Float64Array.of(1, 1, 1, 1), 2, Float64Array.of(1, 1))).toBeNull();
  });

  test('eigenvalues have the matrix’s trace and squares, and known values where they are known', () => {
    const values = symmetricEigenvalues(matrix, size);
    let trace = 0;
    let squares = 0;
    for (let i = 0; i < size; i++) trace += matrix[i * size + i]!;
    for (const value of matrix) squares += value * value;
    expect(values.reduce((a, b) => a + b, 0)).toBeCloseTo(trace, 8);
    expect(values.reduce((a, b) => a + b * b, 0) / squares).toBeCloseTo(1, 10);
    // The second difference matrix of size 5: 2 − 2 cos(kπ/6).
    const second = new Float64Array(25);
    for (let i = 0; i < 5; i++)
      for (let j = 0; j < 5; j++) second[i * 5 + j] = i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0;
    symmetricEigenvalues(second, 5).forEach((value, at) => {
      expect(value).toBeCloseTo(2 - 2 * Math.cos(((at + 1) * Math.PI) / 6), 12);
    });
    expect(Array.from(symmetricEigenvalues(Float64Array.of(3), 1))).toEqual([3]);
  });
});

test('quantiles interpolate as R’s type 7', () => {
  // R: quantile(c(3, 1, 4, 1, 5), c(.1, .5, .9))
  expect([0.1, 0.5, 0.9].map((q) => quantile([3, 1, 4, 1, 5], q))).toEqual([1, 3, 4.6]);
  const reaching = [-Infinity, 1, 2, Infinity, Infinity];
  expect([0.1, 0.25, 0.5, 0.6, 1].map((q) => quantile(reaching, q))).toEqual([
    -Infinity,
    1,
    2,
    Infinity,
    Infinity,
  ]);
});
