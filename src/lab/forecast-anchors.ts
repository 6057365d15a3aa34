import type { Random } from '../core/random.js';
import { expectedDiversity } from './expected-drift.js';
import type { ForecastPlan } from './forecast-plan.js';
import { simulatedSurvival, survival } from './survival.js';

/** Chains for each step of a search by simulation; its result has two digits. */
const SEARCH_CHAINS = 1000;

/**
 * Fresh real records per generation that hold a share h of the diversity in an endless replace loop with s synthetic
 * records: the least k with 2k + 1 − k(k + 1)/(k + s) ≥ 1/(1 − h). For large s it is h/(2(1 − h)), so k records hold
 * 2k/(2k + 1).
 */
export function freshToHold(hold: number, synthetic = Infinity): number {
  const wanted = 1 / (1 - hold) - 1e-9;
  return leastCount((k) => 2 * k + 1 - (k * (k + 1)) / (k + synthetic) >= wanted)!;
}

/**
 * Fresh real records per generation among which an item of real frequency f occurs with probability h:
 * k = ln(1 − h)/ln(1 − f). Sufficient even if the model forgets the item.
 */
export const freshForTail = (frequency: number, hold: number): number =>
  frequency >= 1 ? 1 : Math.ceil(Math.log1p(-hold) / Math.log1p(-frequency));

/** Least k ≥ 0 from which `isEnough` holds, to `digits` leading digits; null if 10¹² is not enough. */
function leastCount(isEnough: (k: number) => boolean, digits = 15): number | null {
  if (isEnough(0)) return 0;
  let [low, high] = [0, 1];
  while (!isEnough(high)) {
    if (high >= 1e12) return null;
    [low, high] = [high, high * 2];
  }
  while (high - low > Math.max(1, high / 10 ** digits)) {
    const middle = Math.floor((low + high) / 2);
    if (isEnough(middle)) high = middle;
    else low = middle;
  }
  return digits < 15 ? Math.ceil(Number(high.toPrecision(digits))) : high;
}

/** Fresh real records, beyond the plan's, that hold a share of the diversity to its end; null if no number does. */
export const diversityAnchor = (plan: ForecastPlan, hold: number): number | null =>
  leastCount((extra) => {
    const fed = { ...plan, fresh: plan.fresh + extra };
    return expectedDiversity(fed, plan.generations).at(-1)! >= hold;
  });

/** Fresh real records, beyond the plan's, that keep an item to its end with probability `hold`; null if no number does. */
export function tailAnchor(plan: ForecastPlan, count: number, hold: number, random: Random): number | null {
  const fed = (extra: number): ForecastPlan => ({ ...plan, fresh: plan.fresh + extra });
  if (plan.regime !== 'accumulate-subsample')
    return leastCount((extra) => survival(fed(extra), count, random, true).points.at(-1)!.value >= hold);
  const isEnough = (extra: number): boolean =>
    simulatedSurvival(fed(extra), count, random, SEARCH_CHAINS).at(-1)!.value >= hold;
  // A training set is the most that can be drawn, however much real data there is.
  const most = -Math.expm1((-count * plan.synthetic) / plan.real);
  return isEnough(0) ? 0 : most < hold ? null : leastCount(isEnough, 2);
}
