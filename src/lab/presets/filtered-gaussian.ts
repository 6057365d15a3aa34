import type { Random } from '../../core/random.js';
import { cholesky, solveLower } from '../../math/linear-algebra.js';
import { NumpyLegacyGenerator } from '../../math/numpy-legacy-random.js';
import { type Moments, moments } from '../models/gaussian.js';

const D = 10;
/** Records of a fit, and candidates that a filtered loop draws for them. */
export const N = 500;
const OFFERED = 10_000;

/** How a loop uses its samples: filtered loops keep those nearest to a shifted target. */
export type Arm = 'replace' | 'replace + select' | 'accumulate' | 'accumulate + select';

export interface Experiment {
  readonly law: Moments;
  readonly target: Float64Array;
  /** Cholesky factor of the Gaussian's covariance; the factor .3 of the authors' metric does not change the order. */
  readonly metric: Float64Array;
}

/** μ* random, Σ* = AAᵀ + .1 I, the target moved by 3·N(0, 1) in five dimensions. */
export function experiment(seed: number): Experiment {
  const numpy = new NumpyLegacyGenerator(seed);
  const centre = numpy.normals(D);
  const a = numpy.normals(D * D);
  const covariance = new Float64Array(D * D);
  for (let i = 0; i < D; i++)
    for (let j = 0; j < D; j++) {
      let sum = i === j ? 0.1 : 0;
      for (let k = 0; k < D; k++) sum += a[i * D + k]! * a[j * D + k]!;
      covariance[i * D + j] = sum;
    }
  const target = centre.slice();
  const moved = numpy.choice(D, D / 2);
  const shifts = numpy.normals(moved.length);
  moved.forEach((i, at) => {
    target[i] = target[i]! + 3 * shifts[at]!;
  });
  return { law: { mean: centre, covariance }, target, metric: cholesky(covariance, D) };
}

/** Traces of the covariance in generations 0 to `last`. */
export function traces(arm: Arm, drawn: Experiment, last: number, random: Random): Float64Array {
  const path = new Float64Array(last + 1);
  const noise = new Float64Array((arm.endsWith('select') ? OFFERED : N) * D);
  let now = drawn.law;
  path[0] = traceOf(now);
  for (let t = 1; t <= last; t++) {
    random.fillNormal(noise);
    const batch = fittedBatch(now, noise, drawn);
    now = arm.startsWith('accumulate') && t > 1 ? pooled(now, (t - 1) * N, batch) : batch;
    path[t] = traceOf(now);
  }
  return path;
}

/** The fit of N records m + F·z, z standard normal: all rows of `noise`, or those nearest to the target. */
function fittedBatch(now: Moments, noise: Float64Array, drawn: Experiment): Moments {
  const factor = cholesky(now.covariance, D);
  const kept = noise.length > N * D ? nearest(now.mean, factor, noise, drawn) : noise;
  const { mean: shift, covariance: spread } = moments({
    kind: 'numeric',
    count: N,
    columns: D,
    values: kept,
  });
  const stretched = timesLower(factor, spread);
  const covariance = new Float64Array(D * D);
  for (let i = 0; i < D; i++)
    for (let j = 0; j < D; j++) {
      // The authors' code adds this to every fit; without it the filtered arm reaches 1e-17.
      let sum = i === j ? 1e-6 : 0;
      for (let k = 0; k <= j; k++) sum += stretched[i * D + k]! * factor[j * D + k]!;
      covariance[i * D + j] = sum;
    }
  const centre = now.mean.map((value, i) => {
    let sum = value;
    for (let k = 0; k <= i; k++) sum += factor[i * D + k]! * shift[k]!;
    return sum;
  });
  return { mean: centre, covariance };
}

/** Rows z of the N records m + F·z nearest to the target: ‖M⁻¹(m − u) + M⁻¹F·z‖², M the metric's factor. */
function nearest(
  centre: Float64Array,
  factor: Float64Array,
  noise: Float64Array,
  { target, metric }: Experiment,
): Float64Array {
  const gap = solveLower(
    metric,
    D,
    centre.map((value, i) => value - target[i]!),
  );
  const seen = new Float64Array(D * D);
  for (let j = 0; j < D; j++) {
    const column = solveLower(
      metric,
      D,
      Float64Array.from({ length: D }, (_, i) => factor[i * D + j]!),
    );
    for (let i = 0; i < D; i++) seen[i * D + j] = column[i]!;
  }
  const distances = new Float64Array(OFFERED);
  for (let row = 0; row < OFFERED; row++) {
    let total = 0;
    for (let i = 0; i < D; i++) {
      let sum = gap[i]!;
      for (let j = 0; j <= i; j++) sum += seen[i * D + j]! * noise[row * D + j]!;
      total += sum * sum;
    }
    distances[row] = total;
  }
  const most = distances.slice().sort()[N - 1]!;
  const kept = new Float64Array(N * D);
  for (let row = 0, at = 0; at < N; row++)
    if (distances[row]! <= most) kept.set(noise.subarray(row * D, (row + 1) * D), D * at++);
  return kept;
}

/** L·A for a lower triangular L. */
function timesLower(lower: Float64Array, a: Float64Array): Float64Array {
  const product = new Float64Array(D * D);
  for (let i = 0; i < D; i++)
    for (let k = 0; k <= i; k++)
      for (let j = 0; j < D; j++)
        product[i * D + j] = product[i * D + j]! + lower[i * D + k]! * a[k * D + j]!;
  return product;
}

/** Maximum-likelihood moments of `count` records joined with a batch of N. */
function pooled(all: Moments, count: number, batch: Moments): Moments {
  const total = count + N;
  const [old, fresh] = [count / total, N / total];
  const centre = all.mean.map((value, i) => old * value + fresh * batch.mean[i]!);
  const covariance = all.covariance.map((value, at) => {
    const [i, j] = [Math.floor(at / D), at % D];
    const between = old * fresh * (all.mean[i]! - batch.mean[i]!) * (all.mean[j]! - batch.mean[j]!);
    return old * value + fresh * batch.covariance[at]! + between;
  });
  return { mean: centre, covariance };
}

function traceOf({ covariance }: Moments): number {
  let trace = 0;
  for (let i = 0; i < D; i++) trace += covariance[i * D + i]!;
  return trace;
}
