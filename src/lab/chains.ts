import type { Random } from '../core/random.js';
import { chiSquared } from '../math/distributions.js';

/*
 * Loops of one-dimensional Gaussians through their sufficient statistics: mean and scatter of n normal draws are
 * independent, N(μ, v/n) and v·χ²_{n−1}. This has the same distribution as drawing the records, without drawing them;
 * the tests compare it with the loop that draws them.
 */

/** Count, mean and sum of squared deviations of a set of numbers. */
export interface Scatter {
  count: number;
  mean: number;
  squares: number;
}

/** Sets `into` to the statistics of `count` draws from N(mean, variance). */
export function drawScatter(
  into: Scatter,
  count: number,
  mean: number,
  variance: number,
  random: Random,
): void {
  into.count = count;
  into.mean = mean + Math.sqrt(variance / count) * random.normal();
  into.squares = count > 1 ? variance * chiSquared(count - 1, random) : 0;
}

/** Adds the set `from` to the set `into`. Chan, Golub and LeVeque 1979. */
export function mergeScatter(into: Scatter, from: Scatter): void {
  const count = into.count + from.count;
  if (from.count === 0) return;
  const gap = from.mean - into.mean;
  into.mean += (gap * from.count) / count;
  into.squares += from.squares + (gap * gap * into.count * from.count) / count;
  into.count = count;
}

/** Mean and variance of one chain, generation by generation. */
export interface Trajectory {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/** Composition of a chain's training set besides the samples of the previous generation. */
export interface ChainShape {
  readonly size: number;
  readonly generations: number;
  /** Divisor of the scatter: n, or n − 1 for the unbiased fit. */
  readonly divisor?: 'n' | 'n-1';
  /** Train on all samples so far. */
  readonly isAccumulating?: boolean;
  /** Real records in each training set. */
  readonly realCount?: number;
  /** Use the same real records every time instead of new ones. */
  readonly isRealFixed?: boolean;
  /** Samples are drawn from N(μ, λv). */
  readonly temperature?: number;
}

/** One Gaussian chain that starts from N(0, 1); generation t = 1 is fitted to `size` real records. */
export function gaussianChain(shape: ChainShape, random: Random): Trajectory {
  const { size, generations, divisor = 'n', realCount = 0, temperature = 1 } = shape;
  const mean = new Float64Array(generations);
  const variance = new Float64Array(generations);
  const set: Scatter = { count: 0, mean: 0, squares: 0 };
  const part: Scatter = { count: 0, mean: 0, squares: 0 };
  const fixed: Scatter = { count: 0, mean: 0, squares: 0 };
  const pool: Scatter = { count: 0, mean: 0, squares: 0 };
  if (realCount > 0) drawScatter(fixed, realCount, 0, 1, random);
  let at = 0;
  let m = 0;
  let v = 1;
  for (; at < generations; at++) {
    const isFirst = at === 0;
    const synthetic = isFirst ? size : size - realCount;
    drawScatter(set, Math.max(synthetic, 1), m, isFirst ? v : temperature * v, random);
    if (isFirst && shape.isRealFixed === true && realCount > 0) startWithFixed(set, fixed, size, random);
    if (synthetic === 0) set.count = 0;
    if (!isFirst && realCount > 0) {
      if (shape.isRealFixed === true) mergeScatter(set, fixed);
      else {
        drawScatter(part, realCount, 0, 1, random);
        mergeScatter(set, part);
      }
    }
    if (shape.isAccumulating === true) {
      if (isFirst) Object.assign(pool, set);
      else mergeScatter(pool, set);
    }
    const trained = shape.isAccumulating === true ? pool : set;
    m = trained.mean;
    v = trained.squares / (divisor === 'n' ? trained.count : trained.count - 1);
    mean[at] = m;
    variance[at] = v;
  }
  return { mean, variance };
}

/** The fixed records belong to the first real training set. */
function startWithFixed(set: Scatter, fixed: Scatter, size: number, random: Random): void {
  Object.assign(set, fixed);
  if (size === fixed.count) return;
  const rest: Scatter = { count: 0, mean: 0, squares: 0 };
  drawScatter(rest, size - fixed.count, 0, 1, random);
  mergeScatter(set, rest);
}

/**
 * Values of some generations over many chains, a column each: `pick` takes (mean, variance) of generation t. Chain c
 * has the stream `random.split(c)`.
 */
export function overChains(
  shape: ChainShape,
  chains: number,
  random: Random,
  pick: (mean: number, variance: number) => number,
  generations: readonly number[],
): Float64Array[] {
  const columns = generations.map(() => new Float64Array(chains));
  for (let chain = 0; chain < chains; chain++) {
    const { mean, variance } = gaussianChain(shape, random.split(chain));
    generations.forEach((t, at) => {
      columns[at]![chain] = pick(mean[t - 1]!, variance[t - 1]!);
    });
  }
  return columns;
}
