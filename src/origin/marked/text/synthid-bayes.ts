import { z } from 'zod';

/**
 * The trained parameters of SynthID-Text's Bayesian detector: for layer l, the chance ψ that two different tokens met
 * in the tournament is logistic(β_l + Σ_{j<l} δ_lj g_j).
 */
export interface BayesianParameters {
  /** [depth] */
  readonly beta: readonly number[];
  /** [depth × depth]; only the part left of the diagonal is read. */
  readonly delta: readonly (readonly number[])[];
  /** Prior probability that a text is watermarked. */
  readonly prior: number;
}

/** As `BayesianDetectorModel` of transformers and the reference code store it, without the outer dimensions. */
export const bayesianSetting = z.strictObject({
  beta: z.array(z.number()).min(1),
  delta: z.array(z.array(z.number())).optional(),
  prior: z.number().gt(0).lt(1).default(0.5),
});

/**
 * log P(g | marked) − log P(g | unmarked) of one token's g-values, with P(g_l | marked) = ½[(g_l + ½)ψ + 1 − ψ] and
 * P(g_l | unmarked) = ½, so the ratio of a layer is 1 + ψ(g_l − ½). Dathathri et al., Nature 634, 2024, supplement
 * D; google-deepmind/synthid-text, detector_bayesian.py.
 */
export function logLikelihoodRatio(
  bits: Uint8Array,
  at: number,
  depth: number,
  { beta, delta }: BayesianParameters,
): number {
  let sum = 0;
  for (let layer = 0; layer < depth; layer++) {
    let logit = beta[layer]!;
    const row = delta[layer];
    if (row !== undefined)
      for (let earlier = 0; earlier < layer; earlier++)
        if (bits[at + earlier] === 1) logit += row[earlier] ?? 0;
    const psi = 1 / (1 + Math.exp(-logit));
    sum += Math.log1p(psi * (bits[at + layer]! - 0.5));
  }
  return sum;
}

/**
 * Fits the parameters to texts known to be watermarked: β_l such that P(g_l = 1) = ½ + ψ_l/4 equals their share of
 * ones, and δ = 0. This is the maximum-likelihood fit without interactions; the published trainer adds interactions.
 */
export function fitBayesian(bits: Uint8Array, depth: number, prior = 0.5): BayesianParameters {
  const rows = bits.length / depth;
  const beta = Array.from({ length: depth }, (_, layer) => {
    let ones = 0;
    for (let row = 0; row < rows; row++) ones += bits[row * depth + layer]!;
    const psi = Math.min(0.999, Math.max(0.001, 4 * (ones / rows - 0.5)));
    return Math.log(psi / (1 - psi));
  });
  return { beta, delta: [], prior };
}
