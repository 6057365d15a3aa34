import { describe, expect, it } from 'vitest';
import type { ImageStack } from '../../../src/core/model.js';
import { shapes } from '../../../src/lab/data-sources/shapes.js';
import { openFeatureSpace } from '../../../src/lab/feature-space.js';
import { NO_DATA } from '../../../src/lab/preset.js';
import { frechetDistance, momentsOf } from '../../../src/math/frechet.js';
import { expectedCoverage, overlapOf, supportOf } from '../../../src/math/neighbours.js';
import { jacobiEigen, principalComponents, project } from '../../../src/math/principal-components.js';
import { randomFrom } from '../../../src/math/random.js';
import { kendallTau } from '../../../src/math/rank-correlation.js';

const moments = (mean: number[], covariance: number[]) => ({
  columns: mean.length,
  mean: Float64Array.from(mean),
  covariance: Float64Array.from(covariance),
});

describe('Fréchet distance', () => {
  it('is 2 between N(0, 1) and N(1, 4), and closed forms in two dimensions', () => {
    expect(frechetDistance(moments([0], [1]), moments([1], [4]))).toBeCloseTo(2, 12);
    // 10 − 2·√(10 + 2√12)
    const first = moments([1, 0], [2, 1, 1, 2]);
    const second = moments([0, 0], [1, 0, 0, 4]);
    expect(frechetDistance(first, second)).toBeCloseTo(1.7712204476543416, 10);
    expect(frechetDistance(second, first)).toBeCloseTo(1.7712204476543416, 10);
    expect(frechetDistance(first, first)).toBeCloseTo(0, 10);
  });

  it('of two sets of four points, as torch-fidelity computes it', () => {
    const x = momentsOf([0, 0, 2, 0, 0, 2, 2, 2], 2)!;
    const y = momentsOf([1, 1, 3, 1, 1, 3, 5, 5], 2)!;
    // numpy: eigenvalues of S1·S2, complex root, ddof = 1
    expect(frechetDistance(x, y)).toBeCloseTo(6.176479082, 6);
  });

  it('holds for covariances without full rank, where the common root gives NaN', () => {
    const flat = moments([0, 0], [1, 0, 0, 0]);
    expect(frechetDistance(flat, moments([0, 0], [4, 0, 0, 0]))).toBeCloseTo(1, 12);
    expect(momentsOf([1, 2], 2)).toBeNull();
  });
});

describe('precision, recall, density and coverage', () => {
  const real = [0, 1, 2, 4, 8];
  const fake = [0.1, 1.2, 1.3, 20];
  it.each([
    [1, { precision: 0.75, recall: 1, density: 1.5, coverage: 0.6 }],
    [2, { precision: 0.75, recall: 1, density: 1.375, coverage: 0.8 }],
  ])('with %i neighbours, as clovaai/generative-evaluation-prdc computes them', (k, expected) => {
    expect(overlapOf(supportOf(real, 1, k), supportOf(fake, 1, k))).toEqual(expected);
  });

  it('are undefined with too few points', () => {
    expect(overlapOf(supportOf([0, 1], 1, 2), supportOf(fake, 1, 2))).toBeNull();
  });

  it('agree with the closed form of coverage for equal laws', () => {
    expect(expectedCoverage(10_000, 10_000, 5)).toBeCloseTo(0.9687734351556639, 12);
    const points = (name: string) => {
      const values = new Float64Array(400 * 8);
      randomFrom(name).fillNormal(values);
      return supportOf(values, 8, 5);
    };
    const overlap = overlapOf(points('real'), points('fake'))!;
    // Standard deviation near √(.97·.03/400) = .009; four of them.
    expect(Math.abs(overlap.coverage - expectedCoverage(400, 400, 5))).toBeLessThan(0.035);
  });
});

describe('principal components', () => {
  it('find known axes in order, and project on them', () => {
    const random = randomFrom('axes');
    const points = new Float64Array(3000 * 30);
    for (let row = 0; row < 3000; row++) {
      const [a, b, c] = [5 * random.normal(), 3 * random.normal(), random.normal()];
      points[row * 30 + 4] = 1 + (a + b) / Math.SQRT2;
      points[row * 30 + 7] = (a - b) / Math.SQRT2;
      points[row * 30 + 9] = c;
    }
    const found = principalComponents(points, 30, 3, randomFrom(1))!;
    expect(Math.abs(found.directions[4]!)).toBeCloseTo(Math.SQRT1_2, 1);
    expect(Math.sqrt(found.variances[0]!)).toBeCloseTo(5, 0);
    expect(found.explainedShare).toBeCloseTo(1, 10);
    const projected = momentsOf(project(found, points), 3)!;
    expect(projected.covariance[0]).toBeCloseTo(found.variances[0]!, 8);
    expect(projected.covariance[1]).toBeCloseTo(0, 8);
  });

  it('rest on eigenvalues that a 3 × 3 matrix has in closed form', () => {
    // [[2,−1,0],[−1,2,−1],[0,−1,2]]: 2 − √2, 2, 2 + √2
    const { values, vectors } = jacobiEigen(Float64Array.of(2, -1, 0, -1, 2, -1, 0, -1, 2), 3);
    expect(Array.from(values).sort((a, b) => a - b)).toEqual([
      expect.closeTo(2 - Math.SQRT2, 12),
      expect.closeTo(2, 12),
      expect.closeTo(2 + Math.SQRT2, 12),
    ]);
    const at = values.findIndex((value) => Math.abs(value - 2) < 1e-9);
    expect(Math.abs(vectors[at]! + vectors[6 + at]!)).toBeLessThan(1e-12);
  });
});

describe('the feature space of pictures', () => {
  const reality = shapes.open(300, randomFrom('space'), {}, NO_DATA);
  const space = openFeatureSpace(reality.initial, 20);

  it('puts fresh real pictures near, noise far, and sees that copies of one have lost the rest', () => {
    const fresh = space.compare(reality.fresh(300, randomFrom('fresh')));
    const { width, height } = reality.initial;
    const pixels = new Float32Array(300 * width * height);
    randomFrom('noise').fillUniform(pixels);
    const noise = space.compare({ kind: 'images', count: 300, width, height, pixels });
    const alike: ImageStack = { ...reality.initial, pixels: reality.initial.pixels.slice() };
    for (let row = 0; row < 300; row++)
      alike.pixels.copyWithin(
        row * width * height,
        (row % 3) * width * height,
        ((row % 3) + 1) * width * height,
      );
    const copies = space.compare(alike);
    expect(fresh.precision).toBeGreaterThan(0.6);
    expect(fresh.recall).toBeGreaterThan(0.6);
    expect(noise.precision).toBeLessThan(0.05);
    // A smudge in the middle of all: every picture mixed half and half with the mean one.
    const mean = new Float32Array(width * height);
    reality.initial.pixels.forEach((value, at) => {
      mean[at % mean.length]! += value / 300;
    });
    const smudged = reality.initial.pixels.map((value, at) => 0.5 * value + 0.5 * mean[at % mean.length]!);
    const smudges = space.compare({ ...reality.initial, pixels: smudged });
    expect(smudges.precision).toBeLessThan(0.5 * fresh.precision);
    expect(noise.frechet).toBeGreaterThan(10 * fresh.frechet);
    expect(copies.precision).toBe(1);
    expect(copies.recall).toBeLessThan(0.05);
  });

  it('is the same space each time', () => {
    expect(openFeatureSpace(reality.initial, 20).features(reality.heldOut)).toEqual(
      space.features(reality.heldOut),
    );
  });
});

describe("Kendall's τ", () => {
  it('as scipy.stats.kendalltau gives it', () => {
    // kendalltau([12, 2, 1, 12, 2], [1, 4, 7, 1, 0]) → −0.47140452079103173
    expect(kendallTau([12, 2, 1, 12, 2], [1, 4, 7, 1, 0])).toBeCloseTo(-0.47140452079103173, 12);
    expect(kendallTau([1, 2, 3], [1, 2, 3])).toBe(1);
    expect(kendallTau([1, 2], [5, 5])).toBeNull();
  });
});
