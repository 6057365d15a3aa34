import type { Random } from '../../core/random.js';
import { chiSquared } from '../../math/distributions.js';
import { cholesky, symmetricEigenvalues } from '../../math/linear-algebra.js';
import { mean } from '../../math/statistics.js';
import type { Comparison, Preset } from '../preset.js';
import { holds } from './compare.js';

const PAPER = 'Alemohammad et al., arXiv 2307.01850, eq. 3 and Fig. 11–12';
const LAMBDAS = [1, 0.85, 0.7];
const REAL_COUNTS = [100, 250, 1000];
const SYNTHETIC_COUNTS = [10, 30, 100, 300, 1000, 3000];
/** Of the 100-dimensional loops, and of the 20-dimensional ones, where ratios near 1 are told apart. */
const SEEDS = 3;
const GRID_SEEDS = 10;

export const madFresh: Preset = {
  id: 'mad-fresh',
  title: 'MAD: fresh real data sets where the loop settles',
  paper: 'Alemohammad et al., Self-Consuming Generative Models Go MAD, arXiv 2307.01850',
  protocol:
    'A 100-dimensional Gaussian; every generation is fitted to 100 new real and 900 synthetic records, the synthetic ones drawn from N(μ, λΣ). W₂² to the real law over generations 25 to 40 does not depend on how the loop began. Then, in 20 dimensions, how much synthetic data a loop can bear: 100, 250 or 1,000 new real records and 10 to 3,000 synthetic ones, W₂² relative to the real records alone, the same real draws in both, ten seeds. With λ < 1 there is a count of synthetic records beyond which they harm, and it does not grow with the real count.',
  definition: 'deformation of the distribution',
  kind: 'exact',
  quickReduction: null,
  needs: [],
  seconds: { full: 2.8, quick: 2.8 },
  run: ({ random, progress }) => {
    const comparisons: Comparison[] = [];
    for (const [index, lambda] of [1, 0.8].entries()) {
      const [few, many] = [100, 1000].map((initial) =>
        meanOverSeeds(SEEDS, random.split('start', lambda * 10, initial), (stream) =>
          settledDistance(100, initial, 100, 900, lambda, stream),
        ),
      ) as [number, number];
      comparisons.push(
        holds(
          `λ = ${lambda}: limit from 100 initial records (from 1,000: ${many.toFixed(2)})`,
          few,
          'the two starts differ by less than 5 %',
          Math.abs(few / many - 1) < 0.05,
          {
            printed: { value: 'a limit independent of n_ini', source: PAPER },
          },
        ),
      );
      progress(0.15 * (index + 1));
    }
    const ratios = new Map<string, number>();
    for (const [index, real] of REAL_COUNTS.entries()) {
      const settledAt = (synthetic: number, lambda: number) =>
        meanOverSeeds(GRID_SEEDS, random.split('grid', real), (stream) =>
          settledDistance(20, real, real, synthetic, lambda, stream),
        );
      const alone = settledAt(0, 1);
      for (const lambda of LAMBDAS)
        for (const synthetic of SYNTHETIC_COUNTS)
          ratios.set(keyOf(lambda, real, synthetic), settledAt(synthetic, lambda) / alone);
      progress(0.3 + (0.7 * (index + 1)) / REAL_COUNTS.length);
    }
    return {
      comparisons: [...comparisons, ...thresholds(ratios)],
      figures: [
        {
          title: 'Distance with synthetic records relative to the real ones alone',
          xLabel: 'synthetic records per generation',
          yLabel: 'W₂² over that of real records alone',
          isLogX: true,
          isLogY: true,
          curves: LAMBDAS.flatMap((lambda) =>
            [100, 1000].map((real) => ({
              name: `λ = ${lambda}, ${real.toLocaleString('en')} real`,
              kind: 'ours' as const,
              x: SYNTHETIC_COUNTS,
              y: SYNTHETIC_COUNTS.map((synthetic) => ratios.get(keyOf(lambda, real, synthetic))!),
            })),
          ),
        },
      ],
    };
  },
};

const keyOf = (lambda: number, real: number, synthetic: number): string => `${lambda} ${real} ${synthetic}`;

const meanOverSeeds = (seeds: number, random: Random, measure: (stream: Random) => number): number =>
  mean(Array.from({ length: seeds }, (_, seed) => measure(random.split(seed))));

/** Below 1 synthetic records help, above 1 they harm; a threshold that grew with the real count would part the rows. */
function thresholds(ratios: Map<string, number>): Comparison[] {
  const of = (lambda: number, ...synthetics: number[]) =>
    synthetics.flatMap((synthetic) => REAL_COUNTS.map((real) => ratios.get(keyOf(lambda, real, synthetic))!));
  const below = (quantity: string, values: number[], printed?: string) =>
    holds(`${quantity}: largest ratio`, Math.max(...values), 'below 1', Math.max(...values) < 1, {
      ...(printed === undefined ? {} : { printed: { value: printed, source: PAPER } }),
    });
  const above = (quantity: string, values: number[], printed?: string) =>
    holds(`${quantity}: smallest ratio`, Math.min(...values), 'above 1', Math.min(...values) > 1, {
      ...(printed === undefined ? {} : { printed: { value: printed, source: PAPER } }),
    });
  return [
    below('λ = 1, 10 to 3,000 synthetic', of(1, ...SYNTHETIC_COUNTS), 'n_e ≥ n_r at λ = 1'),
    below('λ = .85, 300 synthetic for 100, 250 and 1,000 real', of(0.85, 300)),
    above(
      'λ = .85, 1,000 and 3,000 synthetic for 100, 250 and 1,000 real',
      of(0.85, 1000, 3000),
      'admissible n_s tends to a constant',
    ),
    below('λ = .7, 30 synthetic for 100, 250 and 1,000 real', of(0.7, 30)),
    above(
      'λ = .7, 300 synthetic for 100, 250 and 1,000 real',
      of(0.7, 300),
      'admissible n_s is smaller for smaller λ',
    ),
  ];
}

/** Mean W₂² to N(0, I) over generations 25 to 40. */
function settledDistance(
  d: number,
  initial: number,
  real: number,
  synthetic: number,
  lambda: number,
  random: Random,
): number {
  let centre: Float64Array = new Float64Array(d);
  let factor: Float64Array = identity(d);
  let total = 0;
  for (let t = 0; t <= 40; t++) {
    const stream = random.split(t);
    const isFirst = t === 0;
    const parts = [
      drawnMoments(isFirst ? initial : real, new Float64Array(d), identity(d), 1, stream.split('real')),
    ];
    if (!isFirst && synthetic > 0)
      parts.push(drawnMoments(synthetic, centre, factor, lambda, stream.split('synthetic')));
    const joint = joinedMoments(parts, d);
    centre = joint.mean;
    factor = cholesky(joint.covariance, d);
    if (t >= 25) total += distanceToStandard(joint.mean, joint.covariance, d);
  }
  return total / 16;
}

interface DrawnMoments {
  readonly count: number;
  readonly mean: Float64Array;
  /** Σ(x − mean)(x − mean)ᵀ. */
  readonly scatter: Float64Array;
}

/**
 * Mean and scatter of `count` draws from N(μ, λ·L·Lᵀ): the scatter is L·W·Lᵀ with W Wishart, by Bartlett's
 * decomposition (Proc. R. Soc. Edinb. 53, 1933). With fewer draws than columns the
 * scatter is singular and Bartlett's factor is count − 1 wide.
 */
function drawnMoments(
  count: number,
  centre: Float64Array,
  factor: Float64Array,
  lambda: number,
  random: Random,
): DrawnMoments {
  const d = centre.length;
  const scale = Math.sqrt(lambda);
  const noise = new Float64Array(d);
  random.fillNormal(noise);
  const average = centre.map((value, i) => {
    let sum = 0;
    for (let j = 0; j <= i; j++) sum += factor[i * d + j]! * noise[j]!;
    return value + (scale * sum) / Math.sqrt(count);
  });
  const degrees = count - 1;
  const width = Math.min(d, degrees);
  const bartlett = new Float64Array(d * width);
  for (let i = 0; i < d; i++)
    for (let j = 0; j <= Math.min(i, width - 1); j++)
      bartlett[i * width + j] = i === j ? Math.sqrt(chiSquared(degrees - i, random)) : random.normal();
  const product = new Float64Array(d * width);
  for (let i = 0; i < d; i++)
    for (let k = 0; k <= i; k++) {
      const weight = scale * factor[i * d + k]!;
      if (weight === 0) continue;
      for (let j = 0; j <= Math.min(k, width - 1); j++)
        product[i * width + j] = product[i * width + j]! + weight * bartlett[k * width + j]!;
    }
  const scatter = new Float64Array(d * d);
  for (let i = 0; i < d; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < width; k++) sum += product[i * width + k]! * product[j * width + k]!;
      scatter[i * d + j] = sum;
      scatter[j * d + i] = sum;
    }
  return { count, mean: average, scatter };
}

/** Mean and maximum-likelihood covariance of the sets together. */
function joinedMoments(
  parts: readonly DrawnMoments[],
  d: number,
): { mean: Float64Array; covariance: Float64Array } {
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const centre = new Float64Array(d);
  for (const part of parts)
    part.mean.forEach((value, i) => {
      centre[i] = centre[i]! + (value * part.count) / count;
    });
  const covariance = new Float64Array(d * d);
  for (const part of parts)
    for (let i = 0; i < d; i++)
      for (let j = 0; j < d; j++) {
        const gap = (part.mean[i]! - centre[i]!) * (part.mean[j]! - centre[j]!) * part.count;
        covariance[i * d + j] = covariance[i * d + j]! + (part.scatter[i * d + j]! + gap) / count;
      }
  return { mean: centre, covariance };
}

/** W₂² between N(μ, Σ) and N(0, I): ‖μ‖² + Σ(√eigenvalue − 1)². */
function distanceToStandard(centre: Float64Array, covariance: Float64Array, d: number): number {
  let total = centre.reduce((sum, value) => sum + value * value, 0);
  for (const value of symmetricEigenvalues(covariance, d)) total += (Math.sqrt(Math.max(0, value)) - 1) ** 2;
  return total;
}

function identity(d: number): Float64Array {
  const matrix = new Float64Array(d * d);
  for (let i = 0; i < d; i++) matrix[i * d + i] = 1;
  return matrix;
}
