import type { Settings } from '../../core/model.js';
import type { Regime } from '../../core/regime.js';
import { firstRows } from '../data.js';
import { numberSetting } from '../settings.js';
import { latest, trainingSet } from './compose.js';

const SETTINGS = [
  {
    id: 'real-weight',
    description: 'weight of the real part in the fit; −1 uses the optimum (√(k² + 4k) − k)/2',
    default: -1,
    range: [-1, 1],
  },
  {
    id: 'real-per-synthetic',
    description: 'k: fresh real records per synthetic record',
    default: 1,
    range: [0.001, 1000],
  },
] as const;

/**
 * The weight on real data that minimises the settled risk of a fixed mix: the root of w² + kw − k = 0, for k = 1 the
 * inverse of the golden ratio. He, Xu and Cheng, arXiv 2502.18049.
 */
export const goldenWeight = (realPerSynthetic: number): number =>
  (Math.sqrt(realPerSynthetic ** 2 + 4 * realPerSynthetic) - realPerSynthetic) / 2;

/** Records of each kind, and the weight of the real ones. If a part rounds to 0 records, the other gets all the weight. */
export function weightedParts(
  size: number,
  settings: Settings,
): { real: number; synthetic: number; share: number } {
  const k = numberSetting(SETTINGS, settings, 'real-per-synthetic');
  const real = Math.min(size, Math.max(1, Math.round((size * k) / (1 + k))));
  const given = numberSetting(SETTINGS, settings, 'real-weight');
  return {
    real,
    synthetic: size - real,
    share: real === size ? 1 : given >= 0 ? given : goldenWeight(k),
  };
}

export const weighted: Regime = {
  id: 'weighted',
  version: 2,
  title: 'Weighted',
  description: 'Fresh real records and samples; each part has a chosen weight in the fit.',
  trainedOn: 'with fresh real data, weighted',
  source: 'He, Xu and Cheng, arXiv 2502.18049 (golden ratio weighting)',
  settings: SETTINGS,
  expectedCounts: (_generation, size, settings) => {
    const { real, synthetic } = weightedParts(size, settings);
    return { real, synthetic, total: size };
  },
  compose: (state, random, settings) => {
    const { real, synthetic, share } = weightedParts(state.size, settings);
    const weights = new Float64Array(real + synthetic);
    weights.fill((share * state.size) / real, 0, real);
    if (synthetic > 0) weights.fill(((1 - share) * state.size) / synthetic, real);
    return trainingSet([state.real.fresh(real, random)], [firstRows(latest(state), synthetic)], {
      weights,
      freshRealCount: real,
    });
  },
};
