import type { Random } from '../core/random.js';
import { logGamma } from './special.js';

/**
 * Gamma with the given shape > 0 and scale 1, by Marsaglia and Tsang (ACM TOMS 26:3, 2000); below shape 1 by
 * their boost U^(1/shape).
 */
export function gamma(shape: number, random: Random): number {
  if (shape < 1) return gamma(shape + 1, random) * (1 - random.uniform()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  while (true) {
    const x = random.normal();
    const cubeRoot = 1 + c * x;
    if (cubeRoot <= 0) continue;
    const v = cubeRoot * cubeRoot * cubeRoot;
    const u = 1 - random.uniform();
    const square = x * x;
    if (u < 1 - 0.0331 * square * square) return d * v;
    if (Math.log(u) < 0.5 * square + d * (1 - v + Math.log(v))) return d * v;
  }
}

/** Chi-squared with `degrees` > 0 of freedom. */
export const chiSquared = (degrees: number, random: Random): number => 2 * gamma(degrees / 2, random);

/** Poisson: multiplication of uniforms below mean 10, Hörmann's PTRS (1993) above. */
export function poisson(mean: number, random: Random): number {
  if (mean < 10) return poissonByProduct(mean, random);
  const slope = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * slope;
  const inverseAlpha = 1.1239 + 1.1328 / (slope - 3.4);
  const vr = 0.9277 - 3.6224 / (slope - 2);
  while (true) {
    const u = random.uniform() - 0.5;
    const v = 1 - random.uniform();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + slope) * u + mean + 0.43);
    if (us >= 0.07 && v <= vr) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    const accept = Math.log((v * inverseAlpha) / (a / (us * us) + slope));
    if (accept <= k * Math.log(mean) - mean - logGamma(k + 1)) return k;
  }
}

function poissonByProduct(mean: number, random: Random): number {
  const limit = Math.exp(-mean);
  let product = 1 - random.uniform();
  let count = 0;
  while (product > limit) {
    product *= 1 - random.uniform();
    count++;
  }
  return count;
}

/** Binomial: inversion where count · p is small, Hörmann's BTRS (J. Stat. Comput. Simul. 46, 1993) elsewhere. */
export function binomial(count: number, p: number, random: Random): number {
  if (p <= 0 || count === 0) return 0;
  if (p >= 1) return count;
  if (p > 0.5) return count - binomial(count, 1 - p, random);
  return count * p < 10 ? binomialByInversion(count, p, random) : binomialByRejection(count, p, random);
}

function binomialByInversion(count: number, p: number, random: Random): number {
  const odds = p / (1 - p);
  let mass = (1 - p) ** count;
  let u = random.uniform();
  let k = 0;
  while (u > mass && k < count) {
    u -= mass;
    k++;
    mass *= (odds * (count - k + 1)) / k;
  }
  return k;
}

function binomialByRejection(count: number, p: number, random: Random): number {
  const spread = Math.sqrt(count * p * (1 - p));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const c = count * p + 0.5;
  const vr = 0.92 - 4.2 / b;
  const alpha = (2.83 + 5.1 / b) * spread;
  const logOdds = Math.log(p / (1 - p));
  const mode = Math.floor((count + 1) * p);
  const h = logGamma(mode + 1) + logGamma(count - mode + 1);
  while (true) {
    const u = random.uniform() - 0.5;
    const v = 1 - random.uniform();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + c);
    if (k < 0 || k > count) continue;
    if (us >= 0.07 && v <= vr) return k;
    const accept = Math.log((v * alpha) / (a / (us * us) + b));
    if (accept <= h - logGamma(k + 1) - logGamma(count - k + 1) + (k - mode) * logOdds) return k;
  }
}

/** Draws from weights in constant time each. */
export interface AliasTable {
  readonly draw: (random: Random) => number;
  readonly size: number;
}

/** Walker's alias method as Vose (IEEE TSE 17:9, 1991) builds it; weights need not sum to one. */
export function aliasTable(weights: ArrayLike<number>): AliasTable {
  const size = weights.length;
  let total = 0;
  for (let at = 0; at < size; at++) total += weights[at]!;
  if (!(total > 0)) throw new RangeError('an alias table needs a positive total weight');
  const share = new Float64Array(size);
  const alias = new Int32Array(size);
  const small: number[] = [];
  const large: number[] = [];
  for (let at = 0; at < size; at++) {
    share[at] = (weights[at]! / total) * size;
    alias[at] = at;
    (share[at]! < 1 ? small : large).push(at);
  }
  while (small.length > 0 && large.length > 0) {
    const low = small.pop()!;
    const high = large[large.length - 1]!;
    alias[low] = high;
    share[high] = share[high]! - (1 - share[low]!);
    if (share[high]! < 1) small.push(large.pop()!);
  }
  // The remaining values differ from one only by rounding.
  for (const at of small) share[at] = 1;
  for (const at of large) share[at] = 1;
  return {
    size,
    draw: (random) => {
      const slot = random.integer(size);
      return random.uniform() < share[slot]! ? slot : alias[slot]!;
    },
  };
}
