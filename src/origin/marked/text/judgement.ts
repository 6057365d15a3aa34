import type { WatermarkScore } from './scheme.js';

/** `not-found` is no proof of an unmarked text: a wrong key, tokenizer or device looks the same. */
export const VERDICTS = ['watermarked', 'not-found', 'refused'] as const;

export type Verdict = (typeof VERDICTS)[number];

export const REFUSALS = [
  'no-tokens',
  'too-few-tokens',
  'ids-outside-vocabulary',
  'wrong-tokenizer',
  'no-p-value',
] as const;

export type Refusal = (typeof REFUSALS)[number];

/** One reading of one record. */
export interface ReadingScore extends WatermarkScore {
  readonly reading: string;
  readonly isAsked: boolean;
}

/** What one mark says about one record. */
export interface MarkJudgement {
  readonly mark: string;
  readonly verdict: Verdict;
  readonly refusal?: Refusal;
  /** For people: why there is no verdict. */
  readonly why?: string;
  /**
   * p of the best reading asked for, times how many were; where texts known to be unmarked are at hand, no smaller than
   * its rank among theirs. Null where refused.
   */
  readonly pValue: number | null;
  /** The best reading asked for; null where none could be made. */
  readonly best: ReadingScore | null;
  readonly readings: readonly ReadingScore[];
}

export interface RecordJudgement {
  readonly verdict: Verdict;
  readonly refusal?: Refusal;
  readonly why?: string;
  readonly marks: readonly MarkJudgement[];
}
