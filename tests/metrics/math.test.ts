import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entropyChaoShen, entropyPlugIn } from '../../src/math/entropy.js';
import { jackknifeEstimate, studentQuantile, wilsonInterval } from '../../src/math/intervals.js';
import { chao1, missingMass, rarefiedSingletons, rarefiedTypes, spectrumOf } from '../../src/math/species.js';
import { zeta, zipfExponent } from '../../src/math/zipf.js';

const path = resolve(import.meta.dirname, '../../../shared/data/golden/metrics.json');
const golden = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;

// Computed with numpy and scipy from the formulas; the second vector is scikit-bio's in its test of chao1.
const A = [4, 2, 3, 0, 2, 4, 0, 0, 2, 1, 1];
const B = [0, 1, 1, 4, 2, 5, 2, 4, 1, 2];

describe('entropy', () => {
  it('equals the values of R’s entropy package on two vectors', () => {
    expect(entropyPlugIn(A)).toBeCloseTo(1.9683824087283812, 12);
    expect(entropyChaoShen(spectrumOf(A))).toBeCloseTo(2.201137101279585, 12);
    expect(entropyPlugIn(B)).toBeCloseTo(2.032113929063348, 12);
    expect(entropyChaoShen(spectrumOf(B))).toBeCloseTo(2.28675734090234, 12);
  });

  it('is zero for one type and undefined without counts', () => {
    expect(entropyPlugIn([7])).toBe(0);
    expect(entropyChaoShen(spectrumOf([7]))).toBe(0);
    for (const none of [[], [0, 0]]) {
      expect(entropyPlugIn(none)).toBeNull();
      expect(entropyChaoShen(spectrumOf(none))).toBeNull();
    }
  });

  it('stays finite when every type was seen once', () => {
    const value = entropyChaoShen(spectrumOf(new Array(50).fill(1)))!;
    expect(value).toBeGreaterThan(Math.log(50));
    expect(Number.isFinite(value)).toBe(true);
  });
});

describe('types in a sample', () => {
  it('equals scikit-bio’s chao1, coverage and the exact rarefaction', () => {
    const spectrum = spectrumOf(B);
    expect(chao1(spectrum)).toBeCloseTo(9.75, 12);
    expect(missingMass(spectrum)).toBeCloseTo(3 / 22, 12);
    expect(rarefiedTypes(spectrum, 5)).toBeCloseTo(4.029885319359003, 10);
    expect(rarefiedTypes(spectrum, 10)).toBeCloseTo(6.34107997265892, 10);
    expect(rarefiedTypes(spectrum, 20)).toBeCloseTo(8.714285714285715, 10);
    const good = [...new Array(75).fill(1), ...new Array(6).fill(2), 3, 4, 4];
    expect(1 - missingMass(spectrumOf(good))!).toBeCloseTo(0.23469387755, 10);
  });

  it('expects all types of the sample in as many draws, and none in none', () => {
    const spectrum = spectrumOf(B);
    expect(rarefiedTypes(spectrum, spectrum.draws)).toBeCloseTo(spectrum.total, 12);
    expect(rarefiedTypes(spectrum, 0)).toBe(0);
    expect(rarefiedSingletons(spectrum, spectrum.draws)).toBeCloseTo(3, 12);
    expect(rarefiedSingletons(spectrum, 1)).toBeCloseTo(1, 12);
  });

  it('equals the average over every possible sub-sample', () => {
    // All C(7, 3) = 35 ways to draw 3 of the 7 items a a a b b c d.
    const items = [0, 0, 0, 1, 1, 2, 3];
    let [ways, types, singletons] = [0, 0, 0];
    for (let i = 0; i < 7; i++)
      for (let j = i + 1; j < 7; j++)
        for (let k = j + 1; k < 7; k++) {
          const counts = [0, 0, 0, 0];
          for (const at of [i, j, k]) counts[items[at]!]!++;
          ways++;
          types += counts.filter((count) => count > 0).length;
          singletons += counts.filter((count) => count === 1).length;
        }
    const spectrum = spectrumOf([3, 2, 1, 1]);
    expect(rarefiedTypes(spectrum, 3)).toBeCloseTo(types / ways, 12);
    expect(rarefiedSingletons(spectrum, 3)).toBeCloseTo(singletons / ways, 12);
  });

  it('counts large and small frequencies alike', () => {
    expect(spectrumOf([255, 256, 1, 256, 1, 0, 100_000])).toMatchObject({
      counts: Float64Array.of(1, 255, 256, 100_000),
      types: Float64Array.of(2, 1, 2, 1),
      draws: 100_769,
      total: 6,
    });
  });
});

describe('the Zipf exponent', () => {
  it('is the exact discrete maximum likelihood, not its continuous approximation', () => {
    const counts = [1, 1, 1, 1, 2, 2, 3, 5, 8, 13];
    // Root of ln x̄ = −ζ′(α)/ζ(α) with ζ and ζ′ summed over 20,000 terms; the approximation gives 1.638.
    expect(zipfExponent(spectrumOf(counts))).toBeCloseTo(1.74933147427, 9);
  });

  it('is undefined when all counts are 1', () => {
    expect(zipfExponent(spectrumOf([1, 1, 1]))).toBeNull();
    expect(zipfExponent(spectrumOf([]))).toBeNull();
  });

  it('rests on a zeta function that knows Euler’s values', () => {
    expect(zeta(2)).toBeCloseTo(Math.PI ** 2 / 6, 13);
    expect(zeta(4)).toBeCloseTo(Math.PI ** 4 / 90, 13);
    expect(zeta(1.001)).toBeCloseTo(1000.5772884760117, 8);
  });
});

describe('intervals', () => {
  it('Wilson’s equals R’s prop.test(9, 10, correct = FALSE) and stays within 0 and 1', () => {
    const [low, high] = wilsonInterval(9, 10);
    expect(low).toBeCloseTo(0.5958499732, 9);
    expect(high).toBeCloseTo(0.9821237869, 9);
    expect(wilsonInterval(0, 5)[0]).toBe(0);
    expect(wilsonInterval(5, 5)[1]).toBe(1);
  });

  it('Student’s quantile is within 0.3 % of R’s qt(0.975, ν)', () => {
    const table = [
      [1, 12.706205],
      [2, 4.302653],
      [3, 3.182446],
      [4, 2.776445],
      [9, 2.262157],
      [19, 2.093024],
      [100, 1.983972],
    ] as const;
    for (const [degrees, expected] of table)
      expect(Math.abs(studentQuantile(0.975, degrees) / expected - 1)).toBeLessThan(0.003);
  });

  it('the jackknife of a mean is Student’s interval of the mean', () => {
    const values = [3, 1, 4, 1, 5, 9, 2, 6];
    const total = values.reduce((sum, value) => sum + value, 0);
    const mean = total / 8;
    const error = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 7 / 8);
    const { low, high } = jackknifeEstimate(
      mean,
      values.map((value) => (total - value) / 7),
    );
    expect(high - mean).toBeCloseTo(studentQuantile(0.975, 7) * error, 12);
    expect(mean - low).toBeCloseTo(high - mean, 12);
  });
});

describe.skipIf(golden === null)('golden values (skipped without them)', () => {
  it('agree with the constants above', () => {
    expect(entropyChaoShen(spectrumOf(golden.counts_A.y))).toBeCloseTo(golden.counts_A.H_chaoshen, 10);
    expect(chao1(spectrumOf(golden.counts_A.y))).toBeCloseTo(golden.counts_A.chao1_bc, 10);
    expect(missingMass(spectrumOf(golden.counts_A.y))).toBeCloseTo(golden.counts_A.good_turing_missing, 10);
    expect(zipfExponent(spectrumOf(golden.powerlaw.x))).toBeCloseTo(
      golden.powerlaw.alpha_exact_discrete_xmin1,
      // The golden number is the end of a search for the likelihood's maximum, flat to 4e-7.
      6,
    );
  });
});
