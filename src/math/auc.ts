import { normalQuantile } from './special.js';

export interface AreaEstimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Area under the receiver operating characteristic: the chance that a random positive scores above a random
 * negative, ties counting half; 0.5 is guessing, 1 perfect. The 95 % interval is that of DeLong, DeLong and
 * Clarke-Pearson (Biometrics 44, 1988) on the logit scale, so that it stays within 0 … 1; at an area of exactly 1 its
 * lower end is the exact 1 − 0.05^(1/min(m, n)) of a binomial with no failure. Null without both labels.
 */
export function areaUnderCurve(scores: ArrayLike<number>, labels: Uint8Array): AreaEstimate | null {
  const positives = sortedScores(scores, labels, 1);
  const negatives = sortedScores(scores, labels, 0);
  if (positives.length === 0 || negatives.length === 0) return null;
  const placed = placements(positives, negatives);
  const value = meanOf(placed);
  const fewest = Math.min(positives.length, negatives.length);
  if (value === 1) return { value, low: 0.05 ** (1 / fewest), high: 1 };
  if (value === 0) return { value, low: 0, high: 1 - 0.05 ** (1 / fewest) };
  const others = placements(negatives, positives).map((share) => 1 - share);
  const variance = varianceOf(placed) / placed.length + varianceOf(others) / others.length;
  const reach = (normalQuantile(0.975) * Math.sqrt(variance)) / (value * (1 - value));
  const logit = Math.log(value / (1 - value));
  return { value, low: 1 / (1 + Math.exp(reach - logit)), high: 1 / (1 + Math.exp(-reach - logit)) };
}

/** Share of positives whose score is above the (1 − rate) quantile of the negatives: at most `rate` of these are. */
export function truePositiveRateAt(
  rate: number,
  scores: ArrayLike<number>,
  labels: Uint8Array,
): number | null {
  const positives = sortedScores(scores, labels, 1);
  const negatives = sortedScores(scores, labels, 0);
  if (positives.length === 0 || negatives.length === 0) return null;
  const allowed = Math.floor(rate * negatives.length);
  const threshold = negatives[negatives.length - 1 - allowed]!;
  return 1 - countUpTo(positives, threshold) / positives.length;
}

function sortedScores(scores: ArrayLike<number>, labels: Uint8Array, label: number): Float64Array {
  const kept: number[] = [];
  for (let at = 0; at < labels.length; at++) if (labels[at] === label) kept.push(scores[at]!);
  return Float64Array.from(kept).sort();
}

/** For each of `ones`, the share of `others` below it, ties half; both sorted. */
function placements(ones: Float64Array, others: Float64Array): Float64Array {
  return ones.map((score) => (countBelow(others, score) + countUpTo(others, score)) / (2 * others.length));
}

/** Number of values of a sorted array below `score`. */
export function countBelow(sorted: ArrayLike<number>, score: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < score) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Number of values of a sorted array that are at most `score`. */
export function countUpTo(sorted: ArrayLike<number>, score: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! <= score) low = middle + 1;
    else high = middle;
  }
  return low;
}

const meanOf = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function varianceOf(values: Float64Array): number {
  if (values.length < 2) return 0;
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}
