import type { Data } from '../../core/model.js';
import type { Random } from '../../core/random.js';
import type { LoopState, Regime } from '../../core/regime.js';
import { joinData, selectRows } from '../data.js';
import { numberSetting, wordSetting } from '../settings.js';
import { latest, trainingSet } from './compose.js';

const SETTINGS = [
  {
    id: 'keep-right',
    description: 'φ: probability that the verifier keeps a right record',
    default: 0.9,
    range: [0, 1],
  },
  {
    id: 'keep-wrong',
    description: 'ψ: probability that the verifier keeps a wrong record',
    default: 0.3,
    range: [0, 1],
  },
  {
    id: 'history',
    description: 'whether selected records of older generations are kept',
    default: 'replace',
    choices: ['replace', 'accumulate'],
  },
] as const;

/** Most batches of new samples per generation; after these it trains on fewer records. */
const MOST_BATCHES = 40;

/**
 * A verifier that checks each synthetic record and errs in both directions. Its φ and ψ decide, not its accuracy: it
 * tolerates a wrong share of p* = 1/(1 + ψ/φ) (Feng et al., arXiv 2406.07515).
 */
export const select: Regime = {
  id: 'select',
  version: 2,
  title: 'Select by a verifier',
  description:
    'Samples that a verifier accepts, with rates of true and false acceptance, until the set is full.',
  trainedOn: 'on output that a verifier accepted',
  source: 'Feng et al., arXiv 2406.07515',
  settings: SETTINGS,
  mayFallShort: true,
  expectedCounts: (generation, size, settings) => {
    const isAccumulating = wordSetting(SETTINGS, settings, 'history') === 'accumulate';
    const synthetic = isAccumulating ? generation * size : size;
    return { real: isAccumulating ? size : 0, synthetic, total: synthetic + (isAccumulating ? size : 0) };
  },
  compose: async (state, random, settings) => {
    const keepRight = numberSetting(SETTINGS, settings, 'keep-right');
    const keepWrong = numberSetting(SETTINGS, settings, 'keep-wrong');
    const { kept, refused } = await verified(state, random, keepRight, keepWrong);
    if (wordSetting(SETTINGS, settings, 'history') === 'replace')
      return trainingSet([], [kept], { refusedCount: refused, kept });
    const older = state.synthetic.slice(0, state.generation - 1);
    return trainingSet([state.real.initial], [...older, kept], { refusedCount: refused, kept });
  },
};

async function verified<D extends Data>(
  state: LoopState<D>,
  random: Random,
  keepRight: number,
  keepWrong: number,
): Promise<{ kept: D; refused: number }> {
  const parts: D[] = [];
  let kept = 0;
  let refused = 0;
  let offered = latest(state);
  for (let batch = 0; kept < state.size && batch < MOST_BATCHES; batch++) {
    const isRight = await state.oracles.isRight(offered);
    const rows: number[] = [];
    for (let row = 0; row < offered.count && kept + rows.length < state.size; row++) {
      if (random.uniform() < (isRight[row] === 1 ? keepRight : keepWrong)) rows.push(row);
      else refused++;
    }
    parts.push(selectRows(offered, rows));
    kept += rows.length;
    if (kept < state.size) offered = await state.sampleMore(state.size, random.split('more', batch));
  }
  return { kept: joinData(parts), refused };
}
