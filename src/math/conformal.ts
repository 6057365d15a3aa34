import { countBelow } from './auc.js';

/**
 * Conformal p-value of a score against the scores of known members of the null hypothesis: (1 + how many are at
 * least as large) / (1 + n). If the score is exchangeable with them, P(p ≤ α) ≤ α for every α. Vovk, Gammerman and
 * Shafer, Algorithmic Learning in a Random World, 2005, proposition 2.8. Never below 1 / (1 + n).
 */
export const conformalP = (sortedNull: ArrayLike<number>, score: number): number =>
  (1 + sortedNull.length - countBelow(sortedNull, score)) / (1 + sortedNull.length);

/**
 * Cross-conformal p-value: each fold's score is ranked among the null scores of that fold, which the fold's model
 * has not seen, and the counts are added: (1 + Σₖ #{i in fold k: sᵢ ≥ scoreₖ}) / (1 + n). Uses every known
 * example for fitting and for ranking. Vovk, Annals of Mathematics and Artificial Intelligence 74, 2015: in practice
 * P(p ≤ α) ≤ α; what is proved is 2α (Barber et al., Annals of Statistics 49, 2021).
 */
export function crossConformalP(
  sortedNulls: readonly ArrayLike<number>[],
  scores: ArrayLike<number>,
): number {
  let atLeast = 1;
  let count = 1;
  for (let fold = 0; fold < sortedNulls.length; fold++) {
    const nulls = sortedNulls[fold]!;
    atLeast += nulls.length - countBelow(nulls, scores[fold]!);
    count += nulls.length;
  }
  return atLeast / count;
}

/** How many null scores it takes before a p-value can be as small as `rate`: n + 1 ≥ 1 / rate. */
export const nullScoresNeeded = (rate: number): number => Math.ceil(1 / rate - 1e-9) - 1;
