import { digamma, logGamma, trigamma } from '../math/special.js';

/*
 * Laws of loops with exact fits. V is diversity inside the model (a Gaussian's variance, a categorical's
 * Gini-Simpson index) relative to the real one; n is the number of samples per generation; the first fit is on
 * n real records and has t = 1.
 *
 * Every regime that ignores the values of records obeys E[V_t] + E[‖μ_t − μ_0‖²] = V_0: lost diversity becomes drift.
 */

/** E[V_t] under `replace`, maximum likelihood: (1 − 1/n)^t. Half is lost after n·ln 2 generations. */
export const replaceDiversity = (n: number, t: number): number => (1 - 1 / n) ** t;

/** E[V_t] under `replace` with temperature λ: (λ(1 − 1/n))^t. */
export const temperedDiversity = (n: number, t: number, lambda: number): number =>
  (lambda * (1 - 1 / n)) ** t;

/** E[V_t] under `accumulate`: ∏_{i≤t} (1 − 1/(n i²)). */
export function accumulateDiversity(n: number, t: number): number {
  let product = 1;
  for (let i = 1; i <= t; i++) product *= 1 - 1 / (n * i * i);
  return product;
}

/** Limit of `accumulate`: sin(π/√n)/(π/√n), about 1 − (π²/6)/n. */
export const accumulateLimit = (n: number): number =>
  Math.sin(Math.PI / Math.sqrt(n)) / (Math.PI / Math.sqrt(n));

/**
 * Expected squared drift m_t, 1 ≤ t ≤ `generations`, under `accumulate-subsample`: m = 1/n + (1 − 1/n)·c, c the
 * mean covariance of two records of the pool. n·m tends to π²/2 − 2 for large n.
 */
export function subsampleDrift(n: number, generations: number): Float64Array {
  const drift = new Float64Array(generations);
  let c = 0;
  for (let t = 1; t <= generations; t++) {
    const m = 1 / n + (1 - 1 / n) * c;
    drift[t - 1] = m;
    const pool = t * n;
    const grown = pool + n;
    const mixed = 1 / pool + (1 - 1 / pool) * c;
    c = (pool * (pool - 1) * c + 2 * pool * n * mixed + n * (n - 1) * m) / (grown * (grown - 1));
  }
  return drift;
}

/** Limit of the drift with a share `a` of fresh real records; m_{t+1} = (1 − a)²m − (1 − a)m/n + 1/n. */
export const freshDriftLimit = (n: number, a: number): number => 1 / n / (1 - (1 - a) ** 2 + (1 - a) / n);

/** The same drift by generation, with the first fit on real records only. */
export function freshDrift(n: number, a: number, generations: number): Float64Array {
  const drift = new Float64Array(generations);
  let m = 1 / n;
  for (let t = 0; t < generations; t++) {
    drift[t] = m;
    m = (1 - a) ** 2 * m - ((1 - a) * m) / n + 1 / n;
  }
  return drift;
}

/** Diversity that k fresh real records per generation hold, whatever n: about 2k/(2k + 1). */
export const anchoredDiversity = (k: number): number => (2 * k) / (2 * k + 1);

/**
 * Expected squared drift by generation with a share `a` of fixed real records, n·a of those of the first fit:
 * m' = (1 − a)²m + (1 − a)(1 − m)/n + a/n + 2a(1 − a)c and c' = (1 − a)c + 1/n, with c the mean product of the drift and
 * that of the fixed records; both begin at 1/n.
 */
export function fixedDrift(n: number, a: number, generations: number): Float64Array {
  const drift = new Float64Array(generations);
  let m = 1 / n;
  let c = 1 / n;
  for (let t = 0; t < generations; t++) {
    drift[t] = m;
    m = (1 - a) ** 2 * m + ((1 - a) * (1 - m)) / n + a / n + 2 * a * (1 - a) * c;
    c = (1 - a) * c + 1 / n;
  }
  return drift;
}

/** Limit of the drift with a share `a` of fixed real records. */
export const fixedDriftLimit = (n: number, a: number): number =>
  ((1 - a) / n + (2 * a * (1 - a) + a * a) / (a * n)) / (1 - (1 - a) ** 2 + (1 - a) / n);

/** E[log v_t]/t of the unbiased (n − 1) or maximum-likelihood (n) variance under `replace`. */
export const logVarianceSlope = (n: number, divisor: number): number =>
  digamma((n - 1) / 2) - Math.log(divisor / 2);

/** Var[log v_t]/t under `replace`: ψ₁((n − 1)/2). */
export const logVarianceSpread = (n: number): number => trigamma((n - 1) / 2);

/** α = E[s]/σ of the unbiased standard deviation of `samples` normal numbers: √(2/(M−1))·Γ(M/2)/Γ((M−1)/2). */
export const deviationBias = (samples: number): number =>
  Math.sqrt(2 / (samples - 1)) * Math.exp(logGamma(samples / 2) - logGamma((samples - 1) / 2));

/** E[W₂²] to the real N(0, 1) after t unbiased fits on M samples each: t/M + 2(1 − α^t), about 1.5·t/M. */
export const wassersteinDrift = (samples: number, t: number): number =>
  t / samples + 2 * (1 - deviationBias(samples) ** t);

/** g_k of Suresh et al. (arXiv 2412.17646): g_1 = 1, g_k = 1 − e^(−g_{k−1}); between 1/k and 3/k. */
export function survivalRates(generations: number): Float64Array {
  const g = new Float64Array(generations);
  let value = 1;
  for (let k = 0; k < generations; k++) {
    g[k] = value;
    value = 1 - Math.exp(-value);
  }
  return g;
}

/** P(a symbol seen `count` times survives k refits) ≥ 1 − exp(−count·g_k); exact for Poisson counts. */
export const survivalProbability = (count: number, rate: number): number => -Math.expm1(-count * rate);

/** Squared error σ²d/(T − d − 1)·t of regression under `replace` after t fits (Gerstgrasser et al., Theorem 1). */
export const regressionReplace = (d: number, samples: number, t: number): number =>
  (d / (samples - d - 1)) * t;

/** The same under `accumulate`: the base times Σ_{i≤t} 1/i² < π²/6 (Theorem 2). */
export function regressionAccumulate(d: number, samples: number, t: number): number {
  let total = 0;
  for (let i = 1; i <= t; i++) total += 1 / (i * i);
  return (d / (samples - d - 1)) * total;
}

/**
 * Expected squared drift by generation, where `real` fresh records have weight w in the fit and `synthetic` ones 1 − w:
 * m' = w²/real + (1 − w)²(m + (1 − m)/synthetic). In the first fit all records are real with equal weights.
 */
export function weightedDrift(real: number, synthetic: number, w: number, generations: number): Float64Array {
  const drift = new Float64Array(generations);
  let m = 1 / (real + synthetic);
  for (let t = 0; t < generations; t++) {
    drift[t] = m;
    m = w ** 2 / real + (synthetic === 0 ? 0 : (1 - w) ** 2 * (m + (1 - m) / synthetic));
  }
  return drift;
}

/** Limit of the risk of a weighted mix, n·Var/σ²: (k(1 − w)² + w²)/(w(2 − w)) (He et al., arXiv 2502.18049). */
export const weightedRisk = (k: number, w: number): number => (k * (1 - w) ** 2 + w * w) / (w * (2 - w));

/** Test error of least squares with a share p of labels shifted by squared size c² (Dohmatob et al., 2410.04840). */
export function strongCollapseError(noise: number, d: number, n: number, p: number, shift: number): number {
  const odds = d / n / (1 - d / n);
  return noise ** 2 * odds + (p * p + p * (1 - p) * odds) * shift;
}

/** Wrong share at which a verifier with acceptances φ (right) and ψ (wrong) breaks: 1/(1 + ψ/φ). */
export const breakdownShare = (keepRight: number, keepWrong: number): number =>
  1 / (1 + keepWrong / keepRight);

/** Least risk of a weighted mix relative to real data only; it equals the best weight. */
export const goldenRisk = (k: number): number => (Math.sqrt(k * k + 4 * k) - k) / 2;
