import type { Regime } from '../../core/regime.js';
import { numberSetting } from '../settings.js';
import { latest, trainingSet } from './compose.js';

const SETTINGS = [
  {
    id: 'every',
    description: 'generations from one purely real training set to the next',
    default: 5,
    range: [1, 1e9],
    wholeNumber: true,
  },
] as const;

/** Regular resets to real data: the length of the interval bounds the loss in between. */
export const refreshEvery: Regime = {
  id: 'refresh-every',
  version: 1,
  title: 'Refresh every k',
  description:
    'Every k-th generation trains on new real records only, the others on samples of the previous generation.',
  trainedOn: 'with regular returns to real data',
  source: 'follows from the replace law: at most k fits lie between a model and real data',
  settings: SETTINGS,
  expectedCounts: (generation, size, settings) => {
    const isReal = generation % numberSetting(SETTINGS, settings, 'every') === 0;
    return { real: isReal ? size : 0, synthetic: isReal ? 0 : size, total: size };
  },
  compose: (state, random, settings) => {
    if (state.generation % numberSetting(SETTINGS, settings, 'every') !== 0)
      return trainingSet([], [latest(state)]);
    return trainingSet([state.real.fresh(state.size, random)], [], { freshRealCount: state.size });
  },
};
