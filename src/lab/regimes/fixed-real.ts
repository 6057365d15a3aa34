import type { Regime } from '../../core/regime.js';
import { firstRows } from '../data.js';
import { numberSetting } from '../settings.js';
import { countOf, latest, trainingSet } from './compose.js';

const SETTINGS = [
  {
    id: 'share',
    description: 'share of the set taken by the same real records every time',
    default: 0.1,
    range: [0, 1],
  },
] as const;

/** The same real records in every generation: they bound the loss, but more are needed than of fresh ones. */
export const fixedReal: Regime = {
  id: 'fixed-real',
  version: 1,
  title: 'Fixed real',
  description:
    'A share of every set is always the same real records; the rest are samples of the previous generation.',
  trainedOn: 'with the same real data each time',
  source: 'Alemohammad et al., arXiv 2307.01850 (synthetic augmentation loop)',
  settings: SETTINGS,
  expectedCounts: (_generation, size, settings) => {
    const real = countOf(numberSetting(SETTINGS, settings, 'share'), size);
    return { real, synthetic: size - real, total: size };
  },
  compose: (state, _random, settings) => {
    const real = countOf(numberSetting(SETTINGS, settings, 'share'), state.size);
    return trainingSet([firstRows(state.real.initial, real)], [firstRows(latest(state), state.size - real)]);
  },
};
