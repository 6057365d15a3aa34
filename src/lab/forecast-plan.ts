/** A user's plan, in counts of records. */
export interface ForecastPlan {
  readonly regime: string;
  /** Real records of the first training set. */
  readonly real: number;
  /** Synthetic records sampled by every generation. */
  readonly synthetic: number;
  /** Fresh real records every generation. */
  readonly fresh: number;
  readonly generations: number;
  /** Generations between purely real refreshes; 0 for none. */
  readonly refreshEvery: number;
}

export interface ForecastPoint {
  readonly generation: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}
