import type { Settings } from '../../core/model.js';
import type { Regime } from '../../core/regime.js';
import { firstRows } from '../data.js';
import { numberSetting } from '../settings.js';
import { countOf, latest, trainingSet } from './compose.js';

const SETTINGS = [
  { id: 'share', description: 'share of fresh real records', default: 0.1, range: [0, 1] },
  {
    id: 'count',
    description: 'number of fresh real records; −1 uses the share',
    default: -1,
    range: [-1, 1e12],
    wholeNumber: true,
  },
] as const;

const realCount = (size: number, settings: Settings): number => {
  const count = numberSetting(SETTINGS, settings, 'count');
  return count >= 0 ? Math.min(count, size) : countOf(numberSetting(SETTINGS, settings, 'share'), size);
};

/** New real records in every generation; k of them hold about 2k/(2k + 1) of the diversity, whatever the size. */
export const freshMix: Regime = {
  id: 'fresh-mix',
  version: 1,
  title: 'Fresh mix',
  description:
    'A share (or a number) of the set are new real records; the rest are samples of the previous generation.',
  trainedOn: 'with fresh real data',
  source: 'Alemohammad et al., arXiv 2307.01850 (fresh data loop)',
  settings: SETTINGS,
  expectedCounts: (_generation, size, settings) => {
    const real = realCount(size, settings);
    return { real, synthetic: size - real, total: size };
  },
  compose: (state, random, settings) => {
    const real = realCount(state.size, settings);
    return trainingSet([state.real.fresh(real, random)], [firstRows(latest(state), state.size - real)], {
      freshRealCount: real,
    });
  },
};
