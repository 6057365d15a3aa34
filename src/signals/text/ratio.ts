import { type Measurement, undefinedBecause } from '../../core/measurement.js';

/** `part / whole`, or null with a reason where `whole` is 0. */
export const ratio = (part: number, whole: number, why: string): Measurement<number> =>
  whole > 0 ? { value: part / whole } : undefinedBecause(why);

/** Counts are unbounded; the maximum is the largest integer that a double holds exactly. */
export const COUNT_RANGE = [0, Number.MAX_SAFE_INTEGER] as const;
export const SHARE_RANGE = [0, 1] as const;

export const NO_WORDS = 'no words';
export const NO_LINES = 'no non-blank lines';
