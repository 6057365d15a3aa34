import type { TokenLogs } from '../../../core/language-model.js';
import { type Moments, momentsAt, tailOf } from './token-logs.js';

/** The token logs of one text from two models; the same array twice for a single model. */
export interface TextLogs {
  /** The model whose alternative tokens are considered: Fast-DetectGPT's sampling model, Binoculars' observer. */
  readonly reference: readonly TokenLogs[];
  /** The model whose probabilities are used: the scoring model, the performer. */
  readonly score: readonly TokenLogs[];
}

/** A score computed from a text's token probabilities. */
export interface Criterion {
  readonly id: string;
  /** Grows by one whenever any value can change. */
  readonly version: number;
  readonly title: string;
  readonly formula: string;
  readonly source: string;
  /** The models it depends on: both, or the scoring model alone. */
  readonly of: 'both' | 'score';
  /** Set where the criterion is meaningless with a single model. */
  readonly needsTwo?: true;
  /** Null for a text without places, and where the model is so sure of every token that the variance is 0. */
  readonly compute: (sums: Sums) => number | null;
}

/** Sums over the places of a text. */
interface Sums {
  readonly places: number;
  /** Sum of the scoring model's log-probability of the text's own tokens. */
  readonly log: number;
  /** Sum of its mean under the reference model. */
  readonly mean: number;
  /** Sum of its variance under the reference model. */
  readonly variance: number;
  /** Sum of the scoring model's entropy. */
  readonly entropy: number;
}

/** Scores computed with a language model. A new criterion is one entry. */
export const CRITERIA: readonly Criterion[] = [
  {
    id: 'fast-detect-gpt',
    version: 1,
    title: 'Fast-DetectGPT, analytic',
    formula:
      '(Σ log p(xₜ) − Σ μₜ) ÷ √Σ σₜ², μₜ and σₜ² of log p under the reference model; models score high',
    source: 'Bao et al., ICLR 2024 (arXiv 2310.05130), the analytic form',
    of: 'both',
    compute: ({ log, mean, variance }) => (variance > 0 ? (log - mean) / Math.sqrt(variance) : null),
  },
  {
    id: 'binoculars',
    version: 1,
    title: 'Binoculars',
    formula: 'Σ log p(xₜ) ÷ Σ μₜ: log perplexity over cross-perplexity; models score low',
    source: 'Hans et al., ICML 2024 (arXiv 2401.12070)',
    of: 'both',
    needsTwo: true,
    compute: ({ log, mean }) => (mean < 0 ? log / mean : null),
  },
  {
    id: 'log-likelihood',
    version: 1,
    title: 'Log-likelihood per token',
    formula: 'Σ log p(xₜ) ÷ places',
    source: 'the baseline of Mitchell et al., ICML 2023 (arXiv 2301.11305)',
    of: 'score',
    compute: ({ log, places }) => log / places,
  },
  {
    id: 'entropy',
    version: 1,
    title: 'Entropy per token',
    formula: '−Σₜ Σᵥ p(v) log p(v) ÷ places',
    source: 'the baseline of Mitchell et al., ICML 2023 (arXiv 2301.11305)',
    of: 'score',
    compute: ({ entropy, places }) => entropy / places,
  },
];

/** Every criterion of a text, and the probability mass outside the models' lists. */
export interface Computed {
  readonly values: readonly (number | null)[];
  readonly places: number;
  /** Mean probability mass outside the scoring model's listed tokens, 0 to 1. */
  readonly beyond: number;
}

/** Values in the order of `criteria`. @throws RangeError where the two models have different tokens */
export function computeCriteria({ reference, score }: TextLogs, criteria: readonly Criterion[]): Computed {
  const places = score.length;
  if (reference.length !== places)
    throw new RangeError(`the models split the text into ${reference.length} and ${places} tokens`);
  let [log, mean, variance, entropy, beyond] = [0, 0, 0, 0, 0];
  for (let at = 0; at < places; at++) {
    const [one, other] = [reference[at]!, score[at]!];
    if (one.own.token !== other.own.token)
      throw new RangeError(
        `the models differ at token ${at}: ${JSON.stringify(one.own.token)} and ${JSON.stringify(other.own.token)}`,
      );
    const own = momentsAt(other, other);
    const moments: Moments = one === other ? own : momentsAt(one, other);
    log += other.own.log;
    mean += moments.mean;
    variance += Math.max(0, moments.square - moments.mean * moments.mean);
    entropy -= own.mean;
    beyond += tailOf(other).mass;
  }
  const sums: Sums = { places, log, mean, variance, entropy };
  return {
    values: criteria.map(({ compute }) => (places === 0 ? null : compute(sums))),
    places,
    beyond: places === 0 ? 0 : beyond / places,
  };
}
