import type { Spectrum } from './species.js';

/**
 * Riemann zeta ζ(s) for s > 1: twenty terms and the Euler–Maclaurin remainder. Abramowitz and Stegun 23.2;
 * relative error below 1e-14 for 1 < s < 20.
 */
export function zeta(s: number): number {
  const terms = 20;
  let sum = 0;
  for (let n = 1; n < terms; n++) sum += n ** -s;
  const tail = terms ** (1 - s) / (s - 1) + terms ** -s / 2;
  const step = terms ** (-s - 1);
  return (
    sum +
    tail +
    (s * step) / 12 -
    (s * (s + 1) * (s + 2) * step) / (720 * terms ** 2) +
    (s * (s + 1) * (s + 2) * (s + 3) * (s + 4) * step) / (30240 * terms ** 4) -
    (s * (s + 1) * (s + 2) * (s + 3) * (s + 4) * (s + 5) * (s + 6) * step) / (1209600 * terms ** 6)
  );
}

/**
 * Exponent α of P(count = x) = x^−α / ζ(α) over the counts x = 1, 2, … of types, by maximum likelihood: max −S ln ζ(α)
 * − α Σ ln x. Clauset, Shalizi, Newman, SIAM Review 51, 2009, eq. 3.5 with x_min = 1; Zipf's rank exponent is 1/(α−1).
 * Never a fitted line in a log-log plot, which is biased. Between 1.001 and 20; null when all types have the same count
 * 1 or there are none, where there is no maximum. Changes with the size of the sample: compare equal sizes.
 */
export function zipfExponent({ counts, types, total }: Spectrum): number | null {
  let logs = 0;
  for (let index = 0; index < counts.length; index++) logs += types[index]! * Math.log(counts[index]!);
  if (logs === 0) return null;
  // Finds the zero of the likelihood's slope, since the maximum is too flat for eight digits.
  const meanLog = logs / total;
  let [low, high] = [1.001, 20];
  while (high - low > 1e-10) {
    const middle = (low + high) / 2;
    if (-slopeOfLogZeta(middle) > meanLog) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function slopeOfLogZeta(s: number): number {
  const step = 1e-5;
  return (Math.log(zeta(s + step)) - Math.log(zeta(s - step))) / (2 * step);
}
