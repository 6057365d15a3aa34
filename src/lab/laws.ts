import type { Settings } from '../core/model.js';
import {
  accumulateDiversity,
  anchoredDiversity,
  fixedDrift,
  freshDrift,
  replaceDiversity,
  subsampleDrift,
  temperedDiversity,
  weightedDrift,
} from './closed-forms.js';
import { weightedParts } from './regimes/weighted.js';
import type { LoopPlan } from './run.js';

/** A closed form that is exact, in expectation, for a plan and a measure. */
export interface Law {
  readonly name: string;
  readonly formula: string;
  /** Conditions under which it is exact. */
  readonly assumptions: readonly string[];
  /** Expected diversity of generation 0, 1, 2 …, relative to real data. */
  readonly diversity: (generation: number) => number;
}

const EXACT_FITS =
  'exact maximum-likelihood fits of the right family (Gaussian variance, or Gini-Simpson index of categories)';
const NO_BIAS = 'samples are drawn without temperature or selection';

type LawfulPlan = Pick<LoopPlan, 'regime' | 'regimeSettings' | 'decoding' | 'size' | 'generations'> & {
  readonly model: { readonly id: string };
  readonly modelSettings?: Settings;
  readonly hasSamplingError?: boolean;
};

/**
 * The law of the diversity inside a plan's models; null where none is exact. Generation g is the (g + 1)-th fit, so
 * generation 0 has already lost 1/n.
 */
export function diversityLaw(plan: LawfulPlan): Law | null {
  const { model, regime, decoding } = plan;
  if (!['gaussian', 'categorical'].includes(model.id) || plan.hasSamplingError === false) return null;
  if (!fitsExactly(plan.modelSettings ?? {})) return null;
  if (decoding.topK !== undefined || (decoding.beams ?? 0) > 0) return null;
  const temperature = decoding.temperature ?? 1;
  if (temperature !== 1)
    return regime.id === 'replace' && model.id === 'gaussian' ? temperedLaw(plan.size, temperature) : null;
  if (!Object.hasOwn(LAWS, regime.id)) return null;
  return { ...LAWS[regime.id]!(plan), assumptions: [EXACT_FITS, NO_BIAS] };
}

const temperedLaw = (n: number, temperature: number): Law => ({
  name: 'replace law with temperature',
  formula: 'E[V]/V₀ = (1 − 1/n)·(λ(1 − 1/n))^g',
  assumptions: [EXACT_FITS],
  diversity: (g) => (1 - 1 / n) * temperedDiversity(n, g, temperature),
});

/** Laws by regime, for samples drawn without bias. */
const LAWS: { readonly [regime: string]: (plan: LawfulPlan) => Omit<Law, 'assumptions'> } = {
  replace: ({ size: n }) => ({
    name: 'replace law',
    formula: 'E[V]/V₀ = (1 − 1/n)^(g+1)',
    diversity: (g) => replaceDiversity(n, g + 1),
  }),
  accumulate: ({ size: n }) => ({
    name: 'sinc law of accumulation',
    formula: 'E[V]/V₀ = ∏_{i≤g+1}(1 − 1/(n·i²))',
    diversity: (g) => accumulateDiversity(n, g + 1),
  }),
  'accumulate-subsample': ({ size: n, generations }) => ({
    name: 'recursion of accumulate-subsample',
    formula: 'E[V]/V₀ = 1 − m, n·m → π²/2 − 2 for large n',
    diversity: leftBy(subsampleDrift(n, generations + 1)),
  }),
  'fresh-mix': ({ size: n, generations, regimeSettings }) => {
    const count = Number(regimeSettings['count'] ?? -1);
    const share = count >= 0 ? Math.min(1, count / n) : roundedShare(n, regimeSettings);
    return {
      name: 'anchor law of fresh real records',
      formula: `m' = (1 − a)²m − (1 − a)m/n + 1/n; k = ${Math.round(share * n)} fresh records hold about 2k/(2k + 1) = ${anchoredDiversity(share * n).toFixed(4)}`,
      diversity: leftBy(freshDrift(n, share, generations + 1)),
    };
  },
  'fixed-real': ({ size: n, generations, regimeSettings }) => ({
    name: 'anchor law of fixed real records',
    formula: 'E[V]/V₀ = 1 − m, m′ = (1 − a)²m + (1 − a)(1 − m)/n + a/n + 2a(1 − a)c, c′ = (1 − a)c + 1/n',
    diversity: leftBy(fixedDrift(n, roundedShare(n, regimeSettings), generations + 1)),
  }),
  weighted: ({ size, generations, regimeSettings }) => {
    const { real, synthetic, share } = weightedParts(size, regimeSettings);
    return {
      name: 'law of weighted mixing',
      formula: `E[V]/V₀ = 1 − m, m′ = w²/r + (1 − w)²(m + (1 − m)/s); w = ${share.toFixed(4)}, r = ${real}, s = ${synthetic}`,
      diversity: leftBy(weightedDrift(real, synthetic, share, generations + 1)),
    };
  },
  'refresh-every': ({ size: n, regimeSettings }) => {
    const every = Number(regimeSettings['every'] ?? 5);
    return {
      name: 'replace law, restarted at every refresh',
      formula: 'E[V]/V₀ = (1 − 1/n)^(g mod k + 1)',
      diversity: (g) => replaceDiversity(n, (g % every) + 1),
    };
  },
};

/** Diversity 1 − drift. */
const leftBy =
  (drift: ArrayLike<number>) =>
  (generation: number): number =>
    1 - drift[generation]!;

/** The share of real records, rounded to a whole number of n. */
const roundedShare = (n: number, settings: Settings): number =>
  Math.round(Number(settings['share'] ?? 0.1) * n) / n;

/** Whether the model's settings switch on no other error source. */
const fitsExactly = (settings: Settings): boolean =>
  Number(settings['steps'] ?? 0) === 0 &&
  Number(settings['tied'] ?? 1) === 1 &&
  Number(settings['smoothing'] ?? 0) === 0 &&
  (settings['estimator'] ?? 'ml') === 'ml' &&
  (settings['covariance'] ?? 'full') === 'full';
