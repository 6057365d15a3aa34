import { FreckleError } from '../core/errors.js';
import type { Data, FittedModel } from '../core/model.js';
import type { Oracles } from '../core/regime.js';
import { mean, quantile } from '../math/statistics.js';
import { numbersOf } from './data.js';
import type { Reality } from './data-source.js';
import { type Detector, trainDetector } from './detector.js';
import { columnMoments, logNormal, normalColumns } from './moments.js';

/**
 * A record is right when it is more typical than this share of real ones and has a probability above 0. A discrete
 * generation 0 gives many real records probability 0, so the cut itself may be at probability 0.
 */
const WRONG_SHARE = 0.05;

/**
 * The oracles of one generation: reference models that score records. Typicality is generation 0's log-likelihood; for
 * models without a likelihood, a normal distribution per column of the held-out data stands in. The detector is trained
 * at its first use, on held-out real records against `examples`: samples of the latest model that are in no training
 * set. A detector trained on the records it scores would look better than it is.
 */
export function openOracles<D extends Data>(
  reality: Reality<D>,
  generationZero: FittedModel<D>,
  examples: () => D | Promise<D>,
): Oracles<D> {
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
      return Uint8Array.from(await typicality(data), (value) =>
        value >= limit && value > -Infinity ? 1 : 0,
      );
    },
    nearness: async (data, target) =>
      nearnessToTarget(reality.heldOut, data, target) ?? (await typicality(data)),
    syntheticProbability: async (data) => {
      detector ??= trainDetector(reality.heldOut, await examples());
      return detector(data);
    },
  };
}

/** −Σ (z − target)² over the columns that vary, z in real standard deviations from the real mean. */
function nearnessToTarget(real: Data, data: Data, target: number): Float64Array | null {
  if (real.kind !== 'numeric' || data.kind !== 'numeric') return null;
  const { columns } = real;
  const { mean: centre, variance } = columnMoments(real.values, columns);
  return Float64Array.from({ length: data.count }, (_, row) => {
    let squares = 0;
    for (let i = 0; i < columns; i++) {
      if (variance[i] === 0) continue;
      const z = (data.values[row * columns + i]! - centre[i]!) / Math.sqrt(variance[i]!);
      squares += (z - target) ** 2;
    }
    return -squares;
  });
}

function standInTypicality(real: Data, data: Data): Float64Array {
  const from = numbersOf(real);
  const to = numbersOf(data);
  if (from === null || to === null)
    throw new FreckleError(
      'invalid-setting',
      'this regime needs the likelihood of records, but the model has none; with --model command, add --score',
    );
  const columns = from.length / real.count;
  const { mean: centre, variance } = normalColumns(from, columns);
  // A pixel that never varies would decide alone, so variances are at least a hundredth of the mean variance.
  const floor = mean(variance) / 100;
  return Float64Array.from({ length: data.count }, (_, row) => {
    let total = 0;
    for (let i = 0; i < columns; i++)
      total += logNormal(to[row * columns + i]!, centre[i]!, Math.max(variance[i]!, floor));
    return total;
  });
}
