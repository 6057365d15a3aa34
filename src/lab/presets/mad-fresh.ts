import type { Random } from '../../core/random.js';
import { chiSquared } from '../../math/distributions.js';
import { cholesky, symmetricEigenvalues } from '../../math/linear-algebra.js';
import { mean } from '../../math/statistics.js';
import type { Comparison, Preset } from '../preset.js';
import { holds } from './compare.js';

const PAPER = 'Alemohammad et al., arXiv 2307.01850, eq. 3 and Fig. 11–12';

export const madFresh: Preset = {
  id: 'mad-fresh',
  title: 'MAD: fresh real data sets where the loop settles',
  paper: 'Alemohammad et al., Self-Consuming Generative Models Go MAD, arXiv 2307.01850',
  protocol:
    'A 100-dimensional Gaussian; every generation is fitted to 100 new real and 900 synthetic records, the synthetic ones drawn from N(μ, λΣ). W₂² to the real law over generations 25 to 40 does not depend on how the loop began. Then, in 20 dimensions, how much synthetic data a loop can bear: with λ < 1 the threshold does not grow with the real count.',
  definition: 'deformation of the distribution',
  kind: 'exact',
  quickReduction: 'one seed instead of three',
  needs: [],
  run: ({ random, isQuick, progress }) => {
    const seeds = isQuick ? 1 : 3;
    const comparisons: Comparison[] = [];
    const settledAt = (
      d: number,
      initial: number,
      real: number,
      synthetic: number,
      lambda: number,
      stream: Random,
    ) =>
      mean(
        Array.from({ length: seeds }, (_, seed) =>
          settledDistance(d, initial, real, synthetic, lambda, stream.split(seed)),
        ),
      );
    for (const lambda of [1, 0.8]) {
      const [few, many] = [100, 1000].map((initial) =>
        settledAt(100, initial, 100, 900, lambda, random.split('start', lambda * 10, initial)),
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
      progress(lambda === 1 ? 0.35 : 0.7);
    }
    const realOnly = (real: number) => settledAt(20, real, real, 0, 1, random.split('real', real));
    const ratios = new Map<string, number>();
    for (const real of [100, 250, 1000]) {
      const base = realOnly(real);
      for (const lambda of [1, 0.85])
        for (const synthetic of [30, 300, 3000])
          ratios.set(
            `${lambda} ${real} ${synthetic}`,
            settledAt(
              20,
              real,
              real,
              synthetic,
              lambda,
              random.split('share', lambda * 100, real, synthetic),
            ) / base,
          );
      progress(0.7 + 0.1 * (comparisons.length - 1));
    }
    const all = (lambda: number, synthetic: number) =>
      [100, 250, 1000].map((real) => ratios.get(`${lambda} ${real} ${synthetic}`)!);
    const unbiased = [30, 300, 3000].flatMap((synthetic) => all(1, synthetic));
    comparisons.push(
      holds(
        'λ = 1: largest distance relative to real data alone',
        Math.max(...unbiased),
        'below 1 for every synthetic count',
        Math.max(...unbiased) < 1,
        {
          printed: { value: 'n_e ≥ n_r at λ = 1', source: PAPER },
        },
      ),
      holds(
        'λ = .85, 300 synthetic: largest ratio',
        Math.max(...all(0.85, 300)),
        'below 1 for 100, 250 and 1,000 real',
        Math.max(...all(0.85, 300)) < 1,
      ),
      holds(
        'λ = .85, 3,000 synthetic: smallest ratio',
        Math.min(...all(0.85, 3000)),
        'above 1 for 100, 250 and 1,000 real: the threshold does not grow with the real count',
        Math.min(...all(0.85, 3000)) > 1,
        {
          printed: { value: 'admissible n_s tends to a constant', source: PAPER },
        },
      ),
    );
    return { comparisons, figures: [] };
  },
};

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
 * decomposition (Proc. R. Soc. Edinb. 53, 1933). With fewer draws than columns the rows are drawn.
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
