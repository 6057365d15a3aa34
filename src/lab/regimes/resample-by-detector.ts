import type { Data, Settings } from '../../core/model.js';
import type { Random } from '../../core/random.js';
import { type LoopState, REAL, type Regime, type TrainingSet } from '../../core/regime.js';
import { firstRows } from '../data.js';
import { numberSetting } from '../settings.js';
import { countOf, latest, selectFrom, trainingSet, weightedRows } from './compose.js';

const SETTINGS = [
  {
    id: 'human-share',
    description: 'share of real records in the mixture',
    default: 0.5,
    range: [0, 1],
  },
  {
    id: 'pool',
    description: 'size of the mixture relative to a generation’s records',
    default: 1,
    range: [1, 100],
    wholeNumber: true,
  },
  { id: 'exponent', description: 'b of the weight (1 − P_synthetic)^b', default: 10, range: [0, 1000] },
  {
    id: 'upsample',
    description: 'size of the resampled set relative to the mixture',
    default: 1.5,
    range: [0.01, 3],
  },
  {
    id: 'repeats',
    description: 'how many times one record may be drawn',
    default: 3,
    range: [1, 100],
    wholeNumber: true,
  },
] as const;

const mixtureSize = (size: number, settings: Settings): number =>
  size * numberSetting(SETTINGS, settings, 'pool');

const totalOf = (size: number, settings: Settings): number => {
  const mixture = mixtureSize(size, settings);
  return Math.min(
    Math.max(1, Math.round(numberSetting(SETTINGS, settings, 'upsample') * mixture)),
    numberSetting(SETTINGS, settings, 'repeats') * mixture,
  );
};

/** Real and synthetic records mixed, as in a crawl; only the loop knows their origins. */
export async function mixtureOf<D extends Data>(
  state: LoopState<D>,
  random: Random,
  settings: Settings,
): Promise<TrainingSet<D>> {
  const size = mixtureSize(state.size, settings);
  const real = countOf(numberSetting(SETTINGS, settings, 'human-share'), size);
  const synthetic = size - real;
  const parts = [firstRows(latest(state), Math.min(synthetic, state.size))];
  if (synthetic > state.size)
    parts.push(await state.sampleMore(synthetic - state.size, random.split('more')));
  return trainingSet([state.real.fresh(real, random.split('real'))], parts, { freshRealCount: real });
}

/** Rows drawn with weights (1 − P)^b, every record at most `repeats` times. */
export function resampled<D extends Data>(
  mixture: TrainingSet<D>,
  verdicts: Float64Array,
  size: number,
  random: Random,
  settings: Settings,
): TrainingSet<D> {
  const { count } = mixture.data;
  const exponent = numberSetting(SETTINGS, settings, 'exponent');
  const weights = new Float64Array(count * numberSetting(SETTINGS, settings, 'repeats'));
  for (let at = 0; at < weights.length; at++) weights[at] = (1 - verdicts[at % count]!) ** exponent;
  const rows = weightedRows(weights, totalOf(size, settings), random.split('draw')).map((row) => row % count);
  const drawn = selectFrom(mixture, rows);
  let real = 0;
  for (const origin of drawn.origins) if (origin === REAL) real++;
  return { ...drawn, freshRealCount: real, refusedCount: count - new Set(rows).size };
}

/**
 * A mixture of unknown origin, resampled by a detector: weights (1 − P)^b, drawn without replacement from an index that
 * lists every record `repeats` times.
 */
export const resampleByDetector: Regime = {
  id: 'resample-by-detector',
  version: 2,
  title: 'Resample by a detector',
  description:
    'Real and synthetic records of unknown origin, resampled by a detector’s probability that they are real.',
  trainedOn: 'on a mixture that a detector resampled',
  source: 'Drayson, Yilmaz and Lampos, EMNLP 2025 (arXiv 2502.15654)',
  settings: SETTINGS,
  expectedCounts: (_generation, size, settings) => ({
    real: null,
    synthetic: null,
    total: totalOf(size, settings),
  }),
  compose: async (state, random, settings) => {
    const mixture = await mixtureOf(state, random, settings);
    const verdicts = await state.oracles.syntheticProbability(mixture.data);
    return resampled(mixture, verdicts, state.size, random, settings);
  },
};
