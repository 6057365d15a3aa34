import { chiSquaredTail, logGamma, normalCdf } from './special.js';

/** log C(n, k) for 0 ≤ k ≤ n. */
const logChoose = (n: number, k: number): number => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);

/**
 * Exact upper tail P(X ≥ hits) of the binomial law of `count` trials with chance `p` in (0, 1): the terms are summed
 * from the nearer end, so that small tails keep their relative precision (about 1e-12).
 */
export function binomialTail(hits: number, count: number, p: number): number {
  if (hits <= 0) return 1;
  if (hits > count) return 0;
  const odds = p / (1 - p);
  const first = Math.exp(logChoose(count, hits) + hits * Math.log(p) + (count - hits) * Math.log1p(-p));
  if (hits > count * p) {
    let term = first;
    let sum = 0;
    for (let k = hits; k <= count && term > sum * 1e-17; k++) {
      sum += term;
      term *= (odds * (count - k)) / (k + 1);
    }
    return Math.min(1, sum);
  }
  let below = 0;
  let term = (first * hits) / (odds * (count - hits + 1));
  for (let k = hits - 1; k >= 0 && term > below * 1e-17; k--) {
    below += term;
    term *= k / (odds * (count - k + 1));
  }
  return Math.max(0, 1 - below);
}

/**
 * Exact upper tail P(X ≥ hits) of the hypergeometric law: `drawn` draws without replacement from `population`, of which
 * `marked` are marked.
 */
export function hypergeometricTail(hits: number, population: number, marked: number, drawn: number): number {
  const least = Math.max(0, drawn - (population - marked));
  const most = Math.min(drawn, marked);
  if (hits <= least) return 1;
  if (hits > most) return 0;
  const logAt = (k: number): number =>
    logChoose(marked, k) + logChoose(population - marked, drawn - k) - logChoose(population, drawn);
  const isUpper = hits > (drawn * marked) / population;
  let term = Math.exp(logAt(isUpper ? hits : hits - 1));
  let sum = 0;
  if (isUpper) {
    for (let k = hits; k <= most && term > sum * 1e-17; k++) {
      sum += term;
      term *= ((marked - k) * (drawn - k)) / ((k + 1) * (population - marked - drawn + k + 1));
    }
    return Math.min(1, sum);
  }
  for (let k = hits - 1; k >= least && term > sum * 1e-17; k--) {
    sum += term;
    term *= (k * (population - marked - drawn + k)) / ((marked - k + 1) * (drawn - k + 1));
  }
  return Math.max(0, 1 - sum);
}

/** Upper tail P(X > x) of the sum of `shape` standard exponentials: the regularised incomplete gamma Q(shape, x). */
export const gammaTail = (shape: number, x: number): number => chiSquaredTail(2 * x, 2 * shape);

/** The law of one term of a sum, with values on a lattice of width `step`. */
export interface LatticeLaw {
  readonly values: Float64Array;
  readonly chances: Float64Array;
  readonly step: number;
  /** Smallest and largest possible value. */
  readonly least: number;
  readonly most: number;
  readonly mean: number;
  readonly variance: number;
}

export function latticeLaw(values: Float64Array, chances: Float64Array, step: number): LatticeLaw {
  let mean = 0;
  for (let at = 0; at < values.length; at++) mean += values[at]! * chances[at]!;
  let variance = 0;
  for (let at = 0; at < values.length; at++) variance += (values[at]! - mean) ** 2 * chances[at]!;
  const possible = values.filter((_, at) => chances[at]! > 0);
  const least = possible.reduce((a, b) => Math.min(a, b));
  const most = possible.reduce((a, b) => Math.max(a, b));
  return { values, chances, step, least, most, mean, variance };
}

/**
 * Upper tail P(S ≥ total) of the sum S of `count` independent terms of one law: Lugannani and Rice's saddlepoint
 * formula with the second continuity correction for lattices (Daniels, Int. Stat. Rev. 55, 1987, eq. 6.1–6.3).
 * Relative error below 1 % from about ten terms on, far into the tail, where the normal law is off by factors.
 */
export function saddlepointTail(law: LatticeLaw, count: number, total: number): number {
  if (total > count * law.most + law.step / 4) return 0;
  const target = total - law.step / 2;
  if (target <= count * law.least) return 1;
  const sd = Math.sqrt(law.variance * count);
  const z = (target - law.mean * count) / sd;
  // With the saddlepoint at the mean, both terms of the formula diverge and cancel, so the normal law is used there.
  if (Math.abs(z) < 0.02) return 1 - normalCdf(z);
  const t = saddlepoint(law, target / count);
  const { logMean, variance } = tilted(law, t);
  const w = Math.sign(t) * Math.sqrt(Math.max(0, 2 * count * (t * (target / count) - logMean)));
  const u = (2 / law.step) * Math.sinh((t * law.step) / 2) * Math.sqrt(count * variance);
  const density = Math.exp((-w * w) / 2) / Math.sqrt(2 * Math.PI);
  return Math.min(1, Math.max(0, normalCdf(-w) + density * (1 / u - 1 / w)));
}

/** The tilt t at which the mean of the tilted law is `target`: Newton's steps kept within a bracket. */
function saddlepoint(law: LatticeLaw, target: number): number {
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  let t = (target - law.mean) / law.variance;
  for (let step = 0; step < 100; step++) {
    const { mean, variance } = tilted(law, t);
    const error = mean - target;
    if (Math.abs(error) < 1e-12 * (Math.abs(target) + law.step)) break;
    if (error > 0) high = t;
    else low = t;
    const newton = t - error / variance;
    const isInside = newton > low && newton < high;
    if (isInside) t = newton;
    else if (high === Number.POSITIVE_INFINITY) t = t <= 0 ? 1 : t * 2;
    else if (low === Number.NEGATIVE_INFINITY) t = t >= 0 ? -1 : t * 2;
    else t = (low + high) / 2;
  }
  return t;
}

/** log E e^{tX}, and the mean and variance of X under the law tilted by e^{tX}. */
function tilted(law: LatticeLaw, t: number): { logMean: number; mean: number; variance: number } {
  const { values, chances } = law;
  let peak = Number.NEGATIVE_INFINITY;
  for (const value of values) peak = Math.max(peak, t * value);
  let total = 0;
  let first = 0;
  let second = 0;
  for (let at = 0; at < values.length; at++) {
    const weight = chances[at]! * Math.exp(t * values[at]! - peak);
    total += weight;
    first += weight * values[at]!;
    second += weight * values[at]! ** 2;
  }
  const mean = first / total;
  return { logMean: Math.log(total) + peak, mean, variance: Math.max(1e-300, second / total - mean * mean) };
}
