/** Who made a record. `unknown` is an answer, not a failure. */
export const ORIGINS = ['human', 'synthetic', 'mixed', 'unknown'] as const;
export type Origin = (typeof ORIGINS)[number];
