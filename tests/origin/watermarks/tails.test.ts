import { describe, expect, test } from 'vitest';
import {
  binomialTail,
  gammaTail,
  hypergeometricTail,
  latticeLaw,
  saddlepointTail,
} from '../../../src/math/tails.js';

const relative = (got: number, expected: number): number => Math.abs(got / expected - 1);

describe('tails', () => {
  test('the binomial tail is that of scipy.stats.binom.sf(hits − 1, n, p)', () => {
    expect(relative(binomialTail(80, 200, 0.25), 2.2251883747785002e-6)).toBeLessThan(1e-10);
    expect(relative(binomialTail(41, 200, 0.25), 0.9421501708632876)).toBeLessThan(1e-10);
    expect(relative(binomialTail(150, 200, 0.5), 4.1965104378023877e-13)).toBeLessThan(1e-10);
    expect(binomialTail(0, 5, 0.5)).toBe(1);
    expect(binomialTail(6, 5, 0.5)).toBe(0);
  });

  test('the hypergeometric tail is that of scipy.stats.hypergeom.sf(hits − 1, N, K, n)', () => {
    expect(relative(hypergeometricTail(70, 50257, 25128, 100), 3.85933823219214e-5)).toBeLessThan(1e-8);
    expect(relative(hypergeometricTail(41, 50257, 25128, 100), 0.9716660682471653)).toBeLessThan(1e-8);
    expect(relative(hypergeometricTail(6, 20, 8, 10), 0.08490116694451058)).toBeLessThan(1e-10);
    expect(hypergeometricTail(0, 20, 8, 15)).toBe(1);
    expect(hypergeometricTail(9, 20, 8, 15)).toBe(0);
  });

  test('the tail of a sum of exponentials is that of scipy.stats.gamma.sf', () => {
    expect(relative(gammaTail(200, 260), 4.750012444300866e-5)).toBeLessThan(1e-9);
    expect(relative(gammaTail(1000, 1200), 1.288160608628143e-9)).toBeLessThan(1e-9);
    expect(relative(gammaTail(1000, 950), 0.9449453137692619)).toBeLessThan(1e-9);
    expect(relative(gammaTail(10000, 10100), 0.15865124955282037)).toBeLessThan(1e-6);
  });

  test('the saddlepoint tail is within 1 % of an exact convolution, from the middle to 1e-11', () => {
    // numpy: the law of Σ (290 − 9l)·bit over 30 layers, convolved 20 times.
    const weights = Array.from({ length: 30 }, (_, layer) => 290 - 9 * layer);
    const law = lawOfBits(weights);
    for (const [total, tail] of [
      [47850, 0.5000918403122214],
      [49765, 0.1893795566933374],
      [52635, 0.013842649426824746],
      [57420, 4.966864422583079e-6],
      [62205, 1.3080571180235444e-11],
    ] as const)
      expect(relative(saddlepointTail(law, 20, total), tail)).toBeLessThan(0.01);
  });

  test('the saddlepoint tail of fair bits is the binomial one within 1 %', () => {
    const law = lawOfBits(Array<number>(30).fill(1));
    for (const hits of [1400, 1500, 1600, 1650, 1900])
      expect(relative(saddlepointTail(law, 100, hits), binomialTail(hits, 3000, 0.5))).toBeLessThan(0.01);
    expect(saddlepointTail(law, 2, 61)).toBe(0);
    expect(saddlepointTail(law, 2, 0)).toBe(1);
  });
});

function lawOfBits(weights: readonly number[]) {
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  let chances = new Float64Array(whole + 1);
  chances[0] = 1;
  for (const weight of weights) {
    const next = new Float64Array(whole + 1);
    for (let at = 0; at <= whole; at++) next[at] = (chances[at]! + (chances[at - weight] ?? 0)) / 2;
    chances = next;
  }
  return latticeLaw(Float64Array.from(chances.keys()), chances, 1);
}
