import { normalQuantile } from './special.js';

/** A number with its 95 % confidence interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Wilson score interval of a share k/n: (p + z²/2n ± z√(p(1−p)/n + z²/4n²)) / (1 + z²/n), within 0 … 1.
 * Wilson, JASA 22 (158), 1927. Needs n > 0. Its actual coverage is close to the level, also near 0 and 1.
 */
export function wilsonInterval(
  hits: number,
  count: number,
  level = 0.95,
): readonly [low: number, high: number] {
  const z = normalQuantile(0.5 + level / 2);
  const share = hits / count;
  const scale = 1 + z ** 2 / count;
  const centre = (share + z ** 2 / (2 * count)) / scale;
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / count + z ** 2 / (4 * count ** 2));
  return [hits === 0 ? 0 : centre - half, hits === count ? 1 : centre + half];
}

/**
 * Quantile of Student's t: exact for one and two degrees of freedom ν, by the expansion about the normal quantile
 * above, with a relative error at p = 0.975 below 0.3 %. Abramowitz and Stegun 26.7.5.
 */
export function studentQuantile(p: number, degrees: number): number {
  if (degrees === 1) return Math.tan(Math.PI * (p - 0.5));
  if (degrees === 2) return (2 * p - 1) / Math.sqrt(2 * p * (1 - p));
  const z = normalQuantile(p);
  const g1 = (z ** 3 + z) / 4;
  const g2 = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const g3 = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  const g4 = (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92160;
  return z + g1 / degrees + g2 / degrees ** 2 + g3 / degrees ** 3 + g4 / degrees ** 4;
}

/**
 * Interval of a statistic by the delete-a-group jackknife: with G groups of documents, the standard error is
 * √((G−1)/G · Σ (θ₍ᵢ₎ − θ̄)²) over the values θ₍ᵢ₎ without group i, and the interval θ ± t(G−1)·error. Documents, not
 * words, are left out, since words of a document are correlated. Uses no random numbers. Kott, Journal of Official
 * Statistics 17 (4), 2001. Needs five groups or more.
 */
export function jackknifeEstimate(value: number, without: readonly number[], level = 0.95): Estimate {
  const groups = without.length;
  const mean = without.reduce((sum, one) => sum + one, 0) / groups;
  const squares = without.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  const half = studentQuantile(0.5 + level / 2, groups - 1) * Math.sqrt(((groups - 1) / groups) * squares);
  return { value, low: value - half, high: value + half };
}
