/** The steps of a run, in order. */
export const STAGES = ['plan', 'measure', 'find', 'decide', 'write', 'report'] as const;
export type Stage = (typeof STAGES)[number];

/** How far a step has come. `total` is null while it is not known. */
export interface Progress {
  /** `score` asks a language model, before a run or instead of one. */
  readonly stage: Stage | 'score';
  readonly done: number;
  readonly total: number | null;
  readonly unit: 'bytes' | 'records' | 'questions' | 'splits' | 'steps';
  /** What it is at, for people. */
  readonly note?: string;
}
