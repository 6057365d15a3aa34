import type { Measurement } from '../core/measurement.js';
import type { SetCounts } from './run.js';

/** What a chain answers: one entry per generation. */
export interface ChainResult {
  readonly generations: readonly {
    readonly generation: number;
    readonly counts: SetCounts;
    readonly measurements: { readonly [measure: string]: Measurement<number> };
  }[];
}
