import type { Settings } from '../../core/model.js';
import type { Regime } from '../../core/regime.js';
import { firstRows } from '../data.js';
import { numberSetting } from '../settings.js';
import { countOf, latest, selectFrom, trainingSet, weightedRows } from './compose.js';

const SETTINGS = [
  {
    id: 'human-share',
    description: 'share of real records in the mixture of unknown origin',
    default: 0.5,
    range: [0, 1],
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
    description: 'how often one record may be drawn',
    default: 3,
    range: [1, 100],
    wholeNumber: true,
  },
] as const;

const totalOf = (size: number, settings: Settings): number =>
  Math.min(
    Math.round(numberSetting(SETTINGS, settings, 'upsample') * size),
    numberSetting(SETTINGS, settings, 'repeats') * size,
  );

/**
 * A mixture whose origins nobody knows, resampled by a detector's verdict: weights (1 − P)^b, drawn without
 * replacement from an index in which every record stands `repeats` times.
 */
export const resampleByDetector: Regime = {
  id: 'resample-by-detector',
  version: 1,
  title: 'Resample by a detector',
  description: 'Real and synthetic records of unknown origin, resampled by how human a detector finds them.',
  source: 'Drayson, Yilmaz and Lampos, EMNLP 2025 (arXiv 2502.15654)',
  settings: SETTINGS,
  expectedCounts: (_generation, size, settings) => ({
    real: null,
    synthetic: null,
    total: totalOf(size, settings),
  }),
  compose: async (state, random, settings) => {
    const { size } = state;
    const real = countOf(numberSetting(SETTINGS, settings, 'human-share'), size);
    const mixture = trainingSet(
      [state.real.fresh(real, random.split('real'))],
      [firstRows(latest(state), size - real)],
      { freshRealCount: real },
    );
    const p = await state.judges.syntheticProbability(mixture.data);
    const exponent = numberSetting(SETTINGS, settings, 'exponent');
    const repeats = numberSetting(SETTINGS, settings, 'repeats');
    const weights = Float64Array.from({ length: size * repeats }, (_, at) => (1 - p[at % size]!) ** exponent);
    const rows = weightedRows(weights, totalOf(size, settings), random.split('draw'));
    const drawn = selectFrom(
      mixture,
      rows.map((row) => row % size),
    );
    const realDrawn = drawn.origins.reduce((count, origin) => count + (origin === 0 ? 1 : 0), 0);
    return { ...drawn, freshRealCount: realDrawn };
  },
};
