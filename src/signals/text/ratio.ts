import { type Measurement, undefinedBecause } from '../../core/measurement.js';

/** `part / whole`, or null with the reason where there is no whole. */
export const ratio = (part: number, whole: number, why: string): Measurement<number> =>
  whole > 0 ? { value: part / whole } : undefinedBecause(why);

/** Counts have no upper end; this is the largest that a double holds exactly. */
export const COUNT_RANGE = [0, Number.MAX_SAFE_INTEGER] as const;
export const SHARE_RANGE = [0, 1] as const;

export const NO_WORDS = 'no words';
export const NO_LINES = 'no lines that are not blank';
