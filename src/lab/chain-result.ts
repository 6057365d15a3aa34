import type { Measurement } from '../core/measurement.js';
import type { SetCounts } from './run.js';

/** Result of one generation of a chain. */
export interface ChainGeneration {
  readonly generation: number;
  readonly counts: SetCounts;
  readonly measurements: { readonly [measure: string]: Measurement<number> };
}

/** Result of a chain: one entry per generation. */
export interface ChainResult {
  readonly generations: readonly ChainGeneration[];
}
