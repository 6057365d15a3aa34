import { LEVELS } from '../calibration/levels.js';
import { accumulate, total } from './counts.js';
import type { Observed } from './share.js';

export interface MixtureFit {
  /** Largest distance between the two distribution functions, 0 to 1. */
  readonly distance: number;
  /** Threshold: chance plus a tolerated drift. */
  readonly allowed: number;
}

/** Distance attributed to time and topic rather than to another domain. */
export const TOLERATED_DRIFT = 0.05;
/** Kolmogorov's quantile at 5 %. */
const CRITICAL = 1.36;

/**
 * Tests whether a mixture of known human and known synthetic texts fits the scores of a corpus: the Kolmogorov–Smirnov
 * distance between the corpus and the nearest mixture (1 − a)·human + a·synthetic, over all a. Text of another domain
 * scores between the two sides, which no mixture does. Fewer than 5 of 100 corpora of the same domain exceed `allowed`
 * (choosing the best a only lowers the distance).
 */
export function mixtureFit(observed: readonly Observed[]): MixtureFit {
  const texts = observed.reduce((sum, { levels }) => sum + total(levels), 0);
  const [corpus, human, synthetic] = [
    new Float64Array(LEVELS),
    new Float64Array(LEVELS),
    new Float64Array(LEVELS),
  ];
  let humans = 0;
  let synthetics = 0;
  for (const { levels, reference } of observed) {
    const share = total(levels) / texts;
    humans += share * total(reference.humanLevels);
    synthetics += share * total(reference.syntheticLevels);
    accumulate(corpus, levels, 1 / texts);
    accumulate(human, reference.humanLevels, share / total(reference.humanLevels));
    accumulate(synthetic, reference.syntheticLevels, share / total(reference.syntheticLevels));
  }
  let distance = 1;
  let best = 0;
  for (let percent = 0; percent <= 100; percent++) {
    const a = percent / 100;
    let gap = 0;
    let widest = 0;
    for (let level = 0; level < LEVELS; level++) {
      gap += corpus[level]! - (1 - a) * human[level]! - a * synthetic[level]!;
      widest = Math.max(widest, Math.abs(gap));
    }
    if (widest < distance) {
      distance = widest;
      best = a;
    }
  }
  const variance = 1 / texts + (1 - best) ** 2 / humans + best ** 2 / synthetics;
  return { distance, allowed: TOLERATED_DRIFT + CRITICAL * Math.sqrt(variance) };
}
