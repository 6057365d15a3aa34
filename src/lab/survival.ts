import type { Random } from '../core/random.js';
import { binomial } from '../math/distributions.js';
import { wilsonInterval } from '../math/intervals.js';
import type { ForecastPlan, ForecastPoint } from './forecast-plan.js';

/** Simulated chains of one item's occurrences: the interval of a share is at most ±1.6 points. */
export const SURVIVAL_CHAINS = 4000;
/** Share of the records above which an item is not rare, so its counts are not Poisson. */
const RARE = 0.01;

export type SurvivalMethod = 'closed form' | 'simulation';

export interface Survival {
  readonly method: SurvivalMethod;
  /** From generation 1. */
  readonly points: readonly ForecastPoint[];
}

/** Regimes whose training sets always hold all the first real records, so that none is ever lost. */
export const keepsAllReal = ({ regime }: ForecastPlan): boolean =>
  regime === 'accumulate' || regime === 'fixed-real';

/**
 * Probability that an item seen `count` times among the real records occurs in the training set of generation 1, 2, …
 *
 * `isRare` says that `count` is small against the number of draws, as for words of a corpus; otherwise the count is
 * compared with the number of real records.
 */
export function survival(plan: ForecastPlan, count: number, random: Random, isRare?: boolean): Survival {
  if (keepsAllReal(plan))
    return {
      method: 'closed form',
      points: Array.from({ length: plan.generations }, (_, g) => exact(g + 1, 1)),
    };
  if (plan.regime !== 'accumulate-subsample' && (isRare ?? count / plan.real <= RARE))
    return {
      method: 'closed form',
      points: Array.from(poissonSurvival(plan, count), (value, g) => exact(g + 1, value)),
    };
  return { method: 'simulation', points: simulatedSurvival(plan, count, random, SURVIVAL_CHAINS) };
}

/**
 * Exact survival of a rare item, whose counts are Poisson. Each occurrence in a training set leaves a Poisson
 * number of occurrences in the next, r = synthetic/(synthetic + fresh) on average, c·synthetic/real in all from the
 * real records, and fresh records bring Poisson(c·fresh/real) new ones. With w_0 = 0, w_{i+1} = exp(r(w_i − 1)):
 *
 *   P(lost at g) = exp(c·(synthetic/real)·(w_{g−1} − 1) + c·(fresh/real)·Σ_{i<g} (w_i − 1))
 *
 * With equal sizes and nothing fresh it is Suresh et al., arXiv 2412.17646: 1 − exp(−c·g_k), g_k = 1 − w_{k−1}.
 * After a refresh the same holds with Poisson(c) occurrences among the real records in place of c.
 */
export function poissonSurvival(plan: ForecastPlan, count: number): Float64Array {
  const { generations, real, synthetic, fresh, regime } = plan;
  const every = regime === 'refresh-every' && plan.refreshEvery > 0 ? plan.refreshEvery : Infinity;
  const alive = new Float64Array(generations);
  const rate = synthetic / (synthetic + fresh);
  let w = 0;
  let met = 0;
  for (let g = 1; g <= generations; g++) {
    const since = g % every;
    if (since === 0) {
      alive[g - 1] = -Math.expm1(-count);
      [w, met] = [0, 0];
      continue;
    }
    met += (count * fresh * (w - 1)) / real;
    const first = (synthetic / real) * (w - 1);
    alive[g - 1] = -Math.expm1(met + count * (g < every ? first : Math.expm1(first)));
    w = Math.exp(rate * (w - 1));
  }
  return alive;
}

/** The same by simulated chains of one item's occurrences, binomial at every draw; for any frequency and for pools. */
export function simulatedSurvival(
  plan: ForecastPlan,
  count: number,
  random: Random,
  chains: number,
): ForecastPoint[] {
  const { generations, real, synthetic, fresh, regime, refreshEvery } = plan;
  const frequency = Math.min(1, count / real);
  const added = synthetic + fresh;
  const alive = new Float64Array(generations);
  for (let chain = 0; chain < chains; chain++) {
    const stream = random.split(chain);
    let pool = count;
    let pooled = real;
    let share = frequency;
    for (let g = 1; g <= generations; g++) {
      const occurrences = binomial(synthetic, share, stream) + binomial(fresh, frequency, stream);
      pool += occurrences;
      pooled += added;
      if (regime === 'accumulate-subsample') {
        // Drawn without replacement: each occurrence in the pool is taken with probability n/N.
        const n = Math.min(synthetic, pooled);
        share = binomial(pool, n / pooled, stream) / n;
      } else if (regime === 'refresh-every' && g % refreshEvery === 0)
        share = binomial(real, frequency, stream) / real;
      else share = occurrences / added;
      share = Math.min(1, share);
      if (share > 0) alive[g - 1] = alive[g - 1]! + 1;
    }
  }
  return Array.from(alive, (total, g) => {
    const [low, high] = wilsonInterval(total, chains);
    return { generation: g + 1, value: total / chains, low, high };
  });
}

export const exact = (generation: number, value: number): ForecastPoint => ({
  generation,
  value,
  low: value,
  high: value,
});
