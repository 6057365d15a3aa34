import type { ForecastPlan } from './forecast-plan.js';

/**
 * Expected diversity E[V]/V₀ inside generation 0, 1, …, `generations`, exactly, for any sizes.
 *
 * By the conservation law E[V] = 1 − E[drift], and the squared drift of a training set's mean obeys a linear recursion:
 * samples of a generation have the mean of its training set with an error of variance E[V]/synthetic, fresh records have
 * an error of 1/fresh, and a regime mixes means by counts. The recursion tracks the second moments of three means: of the
 * first real records, of everything kept so far, and of the current training set. It is exact in expectation for
 * maximum-likelihood fits of a Gaussian's mean and variance, or of frequencies (Gini-Simpson index).
 */
export function expectedDiversity(plan: ForecastPlan, generations: number): Float64Array {
  const { real, synthetic, fresh, regime, refreshEvery } = plan;
  const added = synthetic + fresh;
  const diversity = new Float64Array(generations + 1);
  let pooled = real;
  /** Second moments of the means of F (the first real records), P (the pool) and T (the training set). */
  const ff = 1 / real;
  let [fp, ft, pp, pt, tt] = [ff, ff, ff, ff, ff];
  for (let generation = 0; generation <= generations; generation++) {
    diversity[generation] = 1 - tt;
    const next = generation + 1;
    // A: the mean of the added records, samples of this generation and fresh records.
    const kept = synthetic / added;
    const aa = kept ** 2 * (tt + (1 - tt) / synthetic) + fresh / added ** 2;
    const [af, ap] = [kept * ft, kept * pt];
    const total = pooled + added;
    const [old, young] = [pooled / total, added / total];
    const pa = old * ap + young * aa;
    pp = old ** 2 * pp + 2 * old * young * ap + young ** 2 * aa;
    fp = old * fp + young * af;
    pooled = total;
    switch (regime) {
      case 'accumulate':
        [tt, ft, pt] = [pp, fp, pp];
        break;
      case 'accumulate-subsample': {
        // The mean of n drawn from N without replacement: the variance inside over n, times (N − n)/(N − 1).
        const n = Math.min(synthetic, pooled);
        [tt, ft, pt] = [pp + ((1 - pp) / n) * ((pooled - n) / (pooled - 1)), fp, pp];
        break;
      }
      case 'fixed-real': {
        const [x, y] = [real / (real + added), added / (real + added)];
        [tt, ft, pt] = [x * x * ff + 2 * x * y * af + y * y * aa, x * ff + y * af, x * fp + y * pa];
        break;
      }
      default:
        [tt, ft, pt] =
          regime === 'refresh-every' && next % refreshEvery === 0 ? [1 / real, 0, 0] : [aa, af, pa];
    }
  }
  return diversity;
}
