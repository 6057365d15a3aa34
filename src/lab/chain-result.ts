import type { Measurement } from '../core/measurement.js';
import type { SetCounts } from './run.js';

/** What a chain tells of one generation. */
export interface ChainGeneration {
  readonly generation: number;
  readonly counts: SetCounts;
  readonly measurements: { readonly [measure: string]: Measurement<number> };
}

/** What a chain answers: one entry per generation. */
export interface ChainResult {
  readonly generations: readonly ChainGeneration[];
}
