import { normalQuantile } from './special.js';

export const sum = (values: ArrayLike<number>): number => {
  let total = 0;
  for (let at = 0; at < values.length; at++) total += values[at]!;
  return total;
};

export const mean = (values: ArrayLike<number>): number => sum(values) / values.length;

/** A mean with its standard error. */
export interface Estimate {
  readonly mean: number;
  readonly error: number;
}

/** Mean and standard error of the mean, s/√n with s² over n − 1. Needs two values for the error. */
export function meanAndError(values: ArrayLike<number>): Estimate {
  const centre = mean(values);
  let squares = 0;
  for (let at = 0; at < values.length; at++) squares += (values[at]! - centre) ** 2;
  return { mean: centre, error: Math.sqrt(squares / (values.length - 1) / values.length) };
}

/** Normal-theory interval of a mean. Too short below about 20 values: it ignores Student's correction. */
export const intervalOfMean = (values: ArrayLike<number>, level = 0.95): [number, number] =>
  intervalAround(meanAndError(values), level);

/** The same interval, where mean and error are known. */
export function intervalAround({ mean: centre, error }: Estimate, level = 0.95): [number, number] {
  const reach = normalQuantile(0.5 + level / 2) * error;
  return [centre - reach, centre + reach];
}

/**
 * Quantile by linear interpolation between order statistics, type 7 of Hyndman and Fan (1996), as R and NumPy default.
 * Infinite values are allowed: interpolation between −∞ and a number gives −∞, between a number and +∞ gives +∞.
 */
export function quantile(values: ArrayLike<number>, q: number): number {
  const sorted = Float64Array.from(values).sort();
  const at = q * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  if (at === low || sorted[low] === sorted[high] || sorted[low] === -Infinity) return sorted[low]!;
  return sorted[low]! + (at - low) * (sorted[high]! - sorted[low]!);
}

export const median = (values: ArrayLike<number>): number => quantile(values, 0.5);
