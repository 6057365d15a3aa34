import type { WatermarkScore } from './scheme.js';

/** `not-found` does not prove that a text is unmarked: a wrong key, tokenizer or device gives the same result. */
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

/** The score of one record in one reading. */
export interface ReadingScore extends WatermarkScore {
  readonly reading: string;
  readonly isAsked: boolean;
}

/** The result of one watermark for one record. */
export interface WatermarkJudgement {
  readonly watermark: string;
  readonly verdict: Verdict;
  readonly refusal?: Refusal;
  /** Reason for a refusal, for people. */
  readonly why?: string;
  /**
   * Smallest p-value among the requested readings, times their number. With reference texts known to be unmarked, at
   * least its rank among theirs. Null where refused.
   */
  readonly pValue: number | null;
  /** The requested reading with the smallest p-value; null where none applied. */
  readonly best: ReadingScore | null;
  readonly readings: readonly ReadingScore[];
}

export interface RecordJudgement {
  readonly verdict: Verdict;
  readonly refusal?: Refusal;
  readonly why?: string;
  readonly watermarks: readonly WatermarkJudgement[];
}
