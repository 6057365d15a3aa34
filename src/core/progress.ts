/** The steps of a run, in order. */
export const STAGES = ['plan', 'measure', 'find', 'decide', 'write', 'report'] as const;
export type Stage = (typeof STAGES)[number];

/** Progress of a step. `total` is null while unknown. */
export interface Progress {
  /** `score`: scoring with a language model, before a run or on its own. */
  readonly stage: Stage | 'score';
  readonly done: number;
  readonly total: number | null;
  readonly unit: 'bytes' | 'records' | 'questions' | 'splits' | 'steps';
  /** Current activity, for people. */
  readonly note?: string;
}
