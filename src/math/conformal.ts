import { countBelow } from './auc.js';

/**
 * Conformal p-value of a score against the scores of known members of the null hypothesis: (1 + number of scores at
 * least as large) / (1 + n). If the score is exchangeable with them, P(p ≤ α) ≤ α for every α. Vovk, Gammerman and
 * Shafer, Algorithmic Learning in a Random World, 2005, proposition 2.8. Never below 1 / (1 + n).
 */
export const conformalP = (sortedNull: ArrayLike<number>, score: number): number =>
  (1 + sortedNull.length - countBelow(sortedNull, score)) / (1 + sortedNull.length);

/** Number of null scores needed for a p-value as small as `rate`: n + 1 ≥ 1 / rate. */
export const nullScoresNeeded = (rate: number): number => Math.ceil(1 / rate - 1e-9) - 1;
