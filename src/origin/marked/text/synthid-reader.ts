import { z } from 'zod';
import { Word64 } from '../../../math/word64.js';
import type { WatermarkReader } from './scheme.js';
import { keySetting } from './setting-types.js';
import { type BayesianParameters, bayesianSetting } from './synthid-bayes.js';
import { type GValues, hashToken, isContextNew, type ReadingRules, readBits } from './synthid-hash.js';
import {
  bayesianScorer,
  fallingWeights,
  flatWeights,
  meanScorer,
  type NullRows,
  SYNTHID_SCORES,
  type SynthIdScorer,
} from './synthid-score.js';

/** The demonstration keys that both code bases publish. Real watermarks use their own. */
export const PUBLIC_KEYS = [
  654, 400, 836, 123, 340, 443, 597, 160, 57, 29, 590, 639, 13, 715, 468, 990, 966, 226, 324, 585, 118, 504,
  421, 521, 129, 669, 732, 225, 90, 960,
] as const;

/** Settings of both SynthID schemes. */
export const synthIdSettings = {
  /** One key per tournament layer. */
  keys: z
    .array(keySetting)
    .min(1)
    .max(64)
    .prefault([...PUBLIC_KEYS]),
  'ngram-length': z.int().min(2).max(64).default(5),
  'context-history': z.int().min(0).max(1_000_000).default(1024),
  /** Id of the end-of-text token, where the ids may contain it. */
  'end-token': z.int().min(0).nullable().default(null),
  score: z.enum(SYNTHID_SCORES).default('weighted-mean'),
  /** Trained parameters, for `score: bayesian`. */
  bayesian: bayesianSetting.optional(),
};
const whole = z.object(synthIdSettings);
export type SynthIdSettings = z.infer<typeof whole>;

/** Whether the Bayesian score has one trained parameter per key. */
export function isBayesianComplete({ score, keys, bayesian }: SynthIdSettings): boolean {
  if (score !== 'bayesian') return true;
  return bayesian?.beta.length === keys.length;
}
export const BAYESIAN_INCOMPLETE = {
  message: 'score: bayesian needs bayesian.beta with one number per key, trained for these keys',
  path: ['bayesian'],
};

export function synthIdReader(
  values: GValues,
  nullRows: NullRows,
  chosen: SynthIdSettings,
  which: Pick<WatermarkReader, 'reading' | 'isAsked'>,
): WatermarkReader {
  const rules = rulesOf(chosen);
  const scorer = scorerOf(chosen, nullRows);
  return {
    ...which,
    vocabulary: null,
    score: (tokens) => scorer(tokens.length, readBits(tokens, values, rules)),
    reweigh: (context, probabilities) =>
      isContextNew(context, rules) ? tournament(context, probabilities, values, rules) : probabilities,
  };
}

export const rulesOf = (chosen: SynthIdSettings): ReadingRules => ({
  ngramLength: chosen['ngram-length'],
  contextHistory: chosen['context-history'],
  endToken: chosen['end-token'],
});

function scorerOf({ score, keys, bayesian }: SynthIdSettings, nullRows: NullRows): SynthIdScorer {
  const depth = keys.length;
  switch (score) {
    case 'mean':
      return meanScorer(flatWeights(depth), nullRows);
    case 'weighted-mean':
      return meanScorer(fallingWeights(depth), nullRows);
    case 'bayesian': {
      const parameters: BayesianParameters = { ...bayesian!, delta: bayesian!.delta ?? [] };
      return bayesianScorer(depth, parameters, nullRows);
    }
    default:
      return score satisfies never;
  }
}

/** Layer by layer, p ← p·(1 + g − Σ g p). Dathathri et al. 2024, algorithm 2 for two leaves, in closed form. */
function tournament(
  context: Int32Array,
  probabilities: Float64Array,
  { depth, initial, write }: GValues,
  { ngramLength }: ReadingRules,
): Float64Array {
  const start = new Word64().set(initial);
  for (const token of context.subarray(context.length - ngramLength + 1)) hashToken(start, token);
  const bits = new Uint8Array(probabilities.length * depth);
  const hash = new Word64();
  for (let token = 0; token < probabilities.length; token++)
    if (probabilities[token]! > 0) write(hashToken(hash.set(start), token), bits, token * depth);
  const p = Float64Array.from(probabilities);
  for (let layer = 0; layer < depth; layer++) {
    let ones = 0;
    for (let token = 0; token < p.length; token++) ones += bits[token * depth + layer]! * p[token]!;
    for (let token = 0; token < p.length; token++) p[token]! *= 1 + bits[token * depth + layer]! - ones;
  }
  return p;
}
