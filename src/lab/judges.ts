import type { Data, FittedModel } from '../core/model.js';
import type { Judges } from '../core/regime.js';
import { mean, quantile } from '../math/statistics.js';
import { columnMoments, type Detector, logNormal, trainDetector } from './detector.js';
import type { Reality } from './world.js';

/** A record is right when it is more typical than this share of real ones. */
const WRONG_SHARE = 0.05;

/**
 * The judges of one generation. Typicality is generation 0's log-likelihood; a model without one is stood in
 * for by a normal law per column of the held-out data. The detector is trained on held-out real records
 * against samples of the latest generation, at the first question.
 */
export function openJudges<D extends Data>(
  reality: Reality<D>,
  generationZero: FittedModel<D>,
  latest: D,
): Judges<D> {
  const typicality = async (data: D): Promise<Float64Array> =>
    generationZero.logLikelihood === undefined
      ? standInTypicality(reality.heldOut, data)
      : await generationZero.logLikelihood(data);
  let threshold: number | null = null;
  let detector: Detector<D> | null = null;
  return {
    typicality,
    isRight: async (data) => {
      threshold ??= quantile(await typicality(reality.heldOut), WRONG_SHARE);
      const limit = threshold;
      return Uint8Array.from(await typicality(data), (value) => (value >= limit ? 1 : 0));
    },
    nearness: async (data) => nearnessToTarget(reality.heldOut, data) ?? (await typicality(data)),
    syntheticProbability: (data) => {
      detector ??= trainDetector(reality.heldOut, latest);
      return detector(data);
    },
  };
}

/** −‖(x − target)/s‖² with the target one standard deviation above the real mean in every column. */
function nearnessToTarget(real: Data, data: Data): Float64Array | null {
  if (real.kind !== 'numeric' || data.kind !== 'numeric') return null;
  const { columns } = real;
  const { mean: centre, variance } = columnMoments(real.values, columns);
  return Float64Array.from({ length: data.count }, (_, row) => {
    let squares = 0;
    for (let i = 0; i < columns; i++) {
      const z = (data.values[row * columns + i]! - centre[i]!) / Math.sqrt(variance[i]!);
      squares += (z - 1) ** 2;
    }
    return -squares;
  });
}

function standInTypicality(real: Data, data: Data): Float64Array {
  const from = numbersOf(real);
  const to = numbersOf(data);
  if (from === null || to === null) return new Float64Array(data.count);
  const columns = from.length / real.count;
  const { mean: centre, variance } = columnMoments(from, columns);
  // A pixel that never varies would decide alone: no variance below a hundredth of the mean one.
  const floor = mean(variance) / 100;
  return Float64Array.from({ length: data.count }, (_, row) => {
    let total = 0;
    for (let i = 0; i < columns; i++)
      total += logNormal(to[row * columns + i]!, centre[i]!, Math.max(variance[i]!, floor));
    return total;
  });
}

const numbersOf = (data: Data): ArrayLike<number> | null =>
  data.kind === 'numeric' ? data.values : data.kind === 'images' ? data.pixels : null;
