/**
 * Natural logarithm of the gamma function for x > 0: Stirling's series after shifting x above 10.
 * Abramowitz and Stegun 6.1.41; relative error below 1e-14.
 */
export function logGamma(x: number): number {
  let shift = 0;
  let at = x;
  while (at < 10) {
    shift += Math.log(at);
    at++;
  }
  const inverse = 1 / at;
  const square = inverse * inverse;
  const series =
    inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188))));
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series - shift;
}

/** Digamma ψ(x), the derivative of log Γ, for x > 0. Abramowitz and Stegun 6.3.18. */
export function digamma(x: number): number {
  let shift = 0;
  let at = x;
  while (at < 10) {
    shift -= 1 / at;
    at++;
  }
  const square = 1 / (at * at);
  const series =
    square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square / 132))));
  return shift + Math.log(at) - 0.5 / at - series;
}

/** Trigamma ψ₁(x), the second derivative of log Γ, for x > 0. Abramowitz and Stegun 6.4.12. */
export function trigamma(x: number): number {
  let shift = 0;
  let at = x;
  while (at < 10) {
    shift += 1 / (at * at);
    at++;
  }
  const inverse = 1 / at;
  const square = inverse * inverse;
  const series =
    square *
    inverse *
    (1 / 6 - square * (1 / 30 - square * (1 / 42 - square * (1 / 30 - (5 * square) / 66))));
  return shift + inverse + 0.5 * square + series;
}

/**
 * Complementary error function erfc(x) = 2/√π ∫ₓ^∞ e^(−t²) dt; relative error about 1e-14. The series of
 * Abramowitz and Stegun 7.1.6 near zero, the continued fraction 7.1.14 beyond.
 */
export function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x);
  if (x < 2) return 1 - erfBySeries(x);
  return erfcByFraction(x);
}

function erfBySeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return ((2 * sum) / Math.sqrt(Math.PI)) * Math.exp(-x * x);
}

function erfcByFraction(x: number): number {
  let fraction = x;
  for (let n = 120; n > 0; n--) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / (fraction * Math.sqrt(Math.PI));
}

/** Standard normal distribution function Φ(x). */
export const normalCdf = (x: number): number => 0.5 * erfc(-x / Math.SQRT2);

/**
 * Standard normal quantile Φ⁻¹(p) for 0 < p < 1: Acklam's rational start, then two Halley steps on Φ,
 * after which it is exact to rounding.
 */
export function normalQuantile(p: number): number {
  let x = quantileStart(p);
  for (let step = 0; step < 2; step++) {
    const error = (normalCdf(x) - p) * Math.sqrt(2 * Math.PI) * Math.exp((x * x) / 2);
    x -= error / (1 + (x * error) / 2);
  }
  return x;
}

function quantileStart(p: number): number {
  if (p > 0.5) return -quantileStart(1 - p);
  // Abramowitz and Stegun 26.2.23, good to 4.5e-4.
  const t = Math.sqrt(-2 * Math.log(p));
  return (
    (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t
  );
}

/**
 * Upper tail of the chi-squared law: P(X > x) with `degrees` of freedom, the regularised incomplete gamma
 * Q(degrees/2, x/2). Abramowitz and Stegun 6.5.29 and 6.5.31.
 */
export function chiSquaredTail(x: number, degrees: number): number {
  if (x <= 0) return 1;
  const a = degrees / 2;
  const z = x / 2;
  const scale = Math.exp(a * Math.log(z) - z - logGamma(a));
  if (z < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; term > 1e-16 * sum; n++) {
      term *= z / (a + n);
      sum += term;
    }
    return 1 - scale * sum;
  }
  let fraction = 0;
  for (let n = 300; n > 0; n--) fraction = (n * (n - a)) / (z + 2 * n + 1 - a - fraction);
  return scale / (z + 1 - a - fraction);
}

/** P(X ≥ k) for X binomial with n trials of probability p in (0, 1): its terms from k up, each from the one before. */
export function binomialTail(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  if (k > n) return 0;
  let term = Math.exp(
    logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1) + k * Math.log(p) + (n - k) * Math.log1p(-p),
  );
  let sum = 0;
  for (let hits = k; hits <= n; hits++) {
    sum += term;
    // Terms decrease from the mean on. Before it they increase, and none may be skipped.
    if (hits > n * p && term < 1e-17 * sum) break;
    term *= ((n - hits) / (hits + 1)) * (p / (1 - p));
  }
  return Math.min(1, sum);
}
