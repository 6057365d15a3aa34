import { randomFrom } from '../../../math/random.js';
import { type LatticeLaw, latticeLaw, saddlepointTail } from '../../../math/tails.js';
import { nothingScored, type WatermarkScore } from './scheme.js';
import { type BayesianParameters, logLikelihoodRatio } from './synthid-bayes.js';
import type { ReadBits } from './synthid-hash.js';

export const SYNTHID_SCORES = ['mean', 'weighted-mean', 'bayesian'] as const;

/** Scores the g-values of a text. Built once per key, because it computes the law of unmarked text beforehand. */
export type SynthIdScorer = (tokens: number, read: ReadBits) => WatermarkScore;

/**
 * The equally likely rows of g-values of an unmarked token: [rows × depth]. Null where all rows of `depth` fair bits
 * are equally likely.
 */
export type NullRows = Uint8Array | null;

const WHY_NOTHING = 'no n-gram to score: too few tokens, or all of them repeated';

/**
 * Mean: Σg / (depth·n). Weighted mean: layers weighted by linspace(10, 1, depth), as in the reference. The law of one
 * token's weighted sum in unmarked text is known exactly; the tail of the sum over n tokens is a saddlepoint
 * approximation.
 */
export function meanScorer(weights: readonly number[], nullRows: NullRows): SynthIdScorer {
  const depth = weights.length;
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const law = nullRows === null ? lawOfFairBits(weights) : lawOfRows(weights, nullRows);
  const expected = law.mean / whole;
  return (tokens, { bits, count, repeated }) => {
    if (count === 0) return nothingScored(tokens, expected, WHY_NOTHING, repeated);
    let total = 0;
    for (let at = 0, layer = 0; at < bits.length; at++, layer = layer + 1 === depth ? 0 : layer + 1)
      if (bits[at] === 1) total += weights[layer]!;
    return {
      tokens,
      scored: count,
      repeated,
      statistic: { value: total / (whole * count) },
      expected,
      z: { value: (total - law.mean * count) / Math.sqrt(law.variance * count) },
      pValue: { value: saddlepointTail(law, count, total) },
    };
  };
}

export const flatWeights = (depth: number): number[] => Array<number>(depth).fill(1);

/** linspace(10, 1, depth), times depth − 1 so that they are whole numbers. */
export const fallingWeights = (depth: number): number[] =>
  depth === 1 ? [1] : Array.from({ length: depth }, (_, layer) => 10 * (depth - 1) - 9 * layer);

/**
 * Posterior probability of the watermark. Its p-value is an upper bound: a likelihood ratio is an e-value, which
 * reaches L in unmarked text with probability at most 1/L (Markov's inequality). Where unmarked g-values are not fair
 * bits, each token's ratio is first divided by its mean in unmarked text.
 */
export function bayesianScorer(
  depth: number,
  parameters: BayesianParameters,
  nullRows: NullRows,
): SynthIdScorer {
  const { mean, variance, logMeanRatio } = nullOfRatios(depth, parameters, nullRows);
  const logPrior = Math.log(parameters.prior / (1 - parameters.prior));
  return (tokens, { bits, count, repeated }) => {
    if (count === 0) return nothingScored(tokens, parameters.prior, WHY_NOTHING, repeated);
    let logRatio = 0;
    for (let row = 0; row < count; row++)
      logRatio += logLikelihoodRatio(bits, row * depth, depth, parameters);
    return {
      tokens,
      scored: count,
      repeated,
      statistic: { value: 1 / (1 + Math.exp(-logPrior - logRatio)) },
      expected: 1 / (1 + Math.exp(-logPrior - mean * count)),
      z: { value: (logRatio - mean * count) / Math.sqrt(variance * count) },
      pValue: { value: Math.min(1, Math.exp(count * logMeanRatio - logRatio)) },
    };
  };
}

function lawOfRows(weights: readonly number[], rows: Uint8Array): LatticeLaw {
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const chances = new Float64Array(whole + 1);
  const count = rows.length / weights.length;
  for (let row = 0, at = 0; row < count; row++) {
    let total = 0;
    for (let layer = 0; layer < weights.length; layer++) if (rows[at++] === 1) total += weights[layer]!;
    chances[total]! += 1 / count;
  }
  return onlyPossible(chances);
}

function lawOfFairBits(weights: readonly number[]): LatticeLaw {
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  let chances = new Float64Array(whole + 1);
  chances[0] = 1;
  for (const weight of weights) {
    const next = new Float64Array(whole + 1);
    for (let total = 0; total <= whole; total++)
      next[total] = (chances[total]! + (total >= weight ? chances[total - weight]! : 0)) / 2;
    chances = next;
  }
  return onlyPossible(chances);
}

function onlyPossible(chances: Float64Array): LatticeLaw {
  const values = Float64Array.from(chances.keys()).filter((value) => chances[value]! > 0);
  return latticeLaw(
    values,
    values.map((value) => chances[value]!),
    1,
  );
}

const SAMPLED_ROWS = 65536;

/** Moments of a token's log-likelihood ratio in unmarked text, over all its rows or over as many sampled fair rows. */
function nullOfRatios(
  depth: number,
  parameters: BayesianParameters,
  nullRows: NullRows,
): { mean: number; variance: number; logMeanRatio: number } {
  const rows = nullRows ?? sampledRows(depth);
  const count = rows.length / depth;
  let sum = 0;
  let squares = 0;
  let ratios = 0;
  for (let row = 0; row < count; row++) {
    const ratio = logLikelihoodRatio(rows, row * depth, depth, parameters);
    sum += ratio;
    squares += ratio * ratio;
    ratios += Math.exp(ratio);
  }
  const mean = sum / count;
  // With fair bits the mean ratio is 1 by definition, so it is not estimated.
  return {
    mean,
    variance: squares / count - mean * mean,
    logMeanRatio: nullRows === null ? 0 : Math.max(0, Math.log(ratios / count)),
  };
}

function sampledRows(depth: number): Uint8Array {
  const random = randomFrom('synthid-null').split(depth);
  return Uint8Array.from({ length: SAMPLED_ROWS * depth }, () => random.bits() & 1);
}
