import type { Regime } from '../../core/regime.js';
import { joinData, selectRows } from '../data.js';
import { numberSetting, wordSetting } from '../settings.js';
import { latest, trainingSet } from './compose.js';

const SETTINGS = [
  {
    id: 'top',
    description: 'share of samples kept, those nearest to the target',
    default: 0.1,
    range: [0.001, 1],
  },
  {
    id: 'target',
    description:
      'target in real standard deviations above the real mean of every column; for data other than numbers, the target is what generation 0 finds likeliest',
    default: 1,
    range: [-1e6, 1e6],
  },
  {
    id: 'history',
    description: 'whether selected records of older generations are kept',
    default: 'replace',
    choices: ['replace', 'accumulate'],
  },
] as const;

/**
 * A biased quality filter: the negative control. It collapses even an accumulating loop, because every generation is
 * narrower than the one before, whatever older data was kept.
 */
export const biasedSelect: Regime = {
  id: 'biased-select',
  version: 1,
  title: 'Biased selection',
  description: 'Keeps only the share of many samples that is nearest to a target.',
  trainedOn: 'on output nearest to a target',
  source: 'Qiao et al., When Sample Selection Bias Precipitates Model Collapse, ICML 2026',
  settings: SETTINGS,
  expectedCounts: (generation, size, settings) => {
    const isAccumulating = wordSetting(SETTINGS, settings, 'history') === 'accumulate';
    const synthetic = isAccumulating ? generation * size : size;
    return { real: isAccumulating ? size : 0, synthetic, total: synthetic + (isAccumulating ? size : 0) };
  },
  compose: async (state, random, settings) => {
    const offered = Math.ceil(state.size / numberSetting(SETTINGS, settings, 'top'));
    const pool =
      offered > state.size
        ? joinData([latest(state), await state.sampleMore(offered - state.size, random)])
        : latest(state);
    const nearness = await state.oracles.nearness(pool, numberSetting(SETTINGS, settings, 'target'));
    const rows = Int32Array.from(nearness, (_, row) => row)
      .sort((a, b) => nearness[b]! - nearness[a]! || a - b)
      .subarray(0, state.size);
    const kept = selectRows(pool, rows);
    const refusedCount = pool.count - state.size;
    if (wordSetting(SETTINGS, settings, 'history') === 'replace')
      return trainingSet([], [kept], { refusedCount, kept });
    const older = state.synthetic.slice(0, state.generation - 1);
    return trainingSet([state.real.initial], [...older, kept], { refusedCount, kept });
  },
};
