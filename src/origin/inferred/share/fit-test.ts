import { LEVELS } from '../calibration/levels.js';
import { accumulate, total } from './counts.js';
import type { Observed } from './share.js';

export interface MixtureFit {
  /** Greatest distance between the two distribution functions, 0 to 1. */
  readonly distance: number;
  /** What chance and a tolerated drift allow. */
  readonly allowed: number;
}

/** Distance that is put down to time and topic rather than to another domain. */
export const TOLERATED_DRIFT = 0.05;
/** Kolmogorov's quantile at 5 %. */
const CRITICAL = 1.36;

/**
 * Do the scores of a corpus look like any mixture of known human and known synthetic texts? The Kolmogorov–Smirnov
 * distance between the corpus and the mixture (1 − a)·human + a·synthetic that comes nearest, over all a. Text of
 * another domain scores between the two sides, which no mixture of them does. Chance and the tolerated drift exceed
 * `allowed` in less than 5 of 100 corpora of the same domain (the best a is chosen, which only lowers the distance).
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
