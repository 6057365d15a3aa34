import { FreckleError } from '../../core/errors.js';
import type { Decoding, FittedModel, Model, NumericRows, Settings } from '../../core/model.js';
import type { Random } from '../../core/random.js';
import { cholesky } from '../../math/linear-algebra.js';
import { numberSetting, wordSetting } from '../settings.js';

const SETTINGS = [
  {
    id: 'estimator',
    description: 'ml divides the scatter by n, unbiased by n − 1',
    default: 'ml',
    choices: ['ml', 'unbiased'],
  },
  {
    id: 'covariance',
    description: 'full or diagonal; diagonal is too small a family for correlated data',
    default: 'full',
    choices: ['full', 'diagonal'],
  },
  {
    id: 'steps',
    description: 'natural-gradient steps from mean 0 and covariance I; 0 fits exactly',
    default: 0,
    range: [0, 1e6],
    wholeNumber: true,
  },
  { id: 'learning-rate', description: 'size of each step', default: 0.1, range: [0, 1] },
] as const;

/**
 * Multivariate normal by maximum likelihood. In a loop its expected variance obeys E[V_t] = (1 − 1/n)^t V_0
 * under `replace` (Shumailov et al., Nature 631, 2024; Kazdan et al., arXiv 2410.16713).
 *
 * With `steps` K and `learning-rate` η the fit stops early, after K natural-gradient steps on the log-likelihood: mean and
 * covariance move the share 1 − (1 − η)^K of the way from (0, I) to the exact fit.
 */
export const gaussian: Model<NumericRows> = {
  id: 'gaussian',
  version: 2,
  title: 'Gaussian',
  description: 'A multivariate normal fitted by maximum likelihood; any dimension.',
  dataKind: 'numeric',
  dataSource: 'normal',
  settings: SETTINGS,
  decoding: ['temperature'],
  takesWeights: true,
  minimumCount: (settings) => (wordSetting(SETTINGS, settings, 'estimator') === 'unbiased' ? 2 : 1),
  fit: (data, _random, settings, weights = null) => {
    const isUnbiased = wordSetting(SETTINGS, settings, 'estimator') === 'unbiased';
    return learned(moments(data, weights, isUnbiased), data.columns, settings);
  },
  refitExactly: (fitted, settings, decoding) => {
    const { mean, covariance } = (fitted as FittedGaussian).moments;
    const temperature = decoding.temperature ?? 1;
    return learned(
      { mean, covariance: covariance.map((value) => value * temperature) },
      mean.length,
      settings,
    );
  },
};

export interface Moments {
  /** One per column. */
  readonly mean: Float64Array;
  /** columns × columns. */
  readonly covariance: Float64Array;
}

/**
 * Weighted mean and scatter, divided by W = Σw or, if unbiased, by W − Σw²/W, which is n − 1 without weights (known as
 * reliability weights; NumPy's cov does the same).
 */
export function moments(data: NumericRows, weights: Float64Array | null = null, isUnbiased = false): Moments {
  const { count, columns, values } = data;
  const mean = new Float64Array(columns);
  let total = 0;
  let squares = 0;
  for (let row = 0; row < count; row++) {
    const weight = weights === null ? 1 : weights[row]!;
    total += weight;
    squares += weight * weight;
    for (let column = 0; column < columns; column++)
      mean[column] = mean[column]! + weight * values[row * columns + column]!;
  }
  for (let column = 0; column < columns; column++) mean[column] = mean[column]! / total;
  const covariance = new Float64Array(columns * columns);
  const centred = new Float64Array(columns);
  for (let row = 0; row < count; row++) {
    const weight = weights === null ? 1 : weights[row]!;
    for (let column = 0; column < columns; column++)
      centred[column] = values[row * columns + column]! - mean[column]!;
    for (let i = 0; i < columns; i++) {
      const scaled = weight * centred[i]!;
      for (let j = 0; j <= i; j++)
        covariance[i * columns + j] = covariance[i * columns + j]! + scaled * centred[j]!;
    }
  }
  const divisor = isUnbiased ? total - squares / total : total;
  if (isUnbiased && !(divisor > 1e-12 * total))
    throw new FreckleError(
      'invalid-setting',
      'an unbiased covariance needs two records of positive weight, got one; use estimator=ml',
    );
  for (let i = 0; i < columns; i++)
    for (let j = 0; j <= i; j++) {
      const value = covariance[i * columns + j]! / divisor;
      covariance[i * columns + j] = value;
      covariance[j * columns + i] = value;
    }
  return { mean, covariance };
}

interface FittedGaussian extends FittedModel<NumericRows> {
  readonly moments: Moments;
}

/** Applies the errors of family and optimiser to exact moments. */
function learned(exact: Moments, columns: number, settings: Settings): FittedGaussian {
  const mean = exact.mean.slice();
  const covariance = exact.covariance.slice();
  if (wordSetting(SETTINGS, settings, 'covariance') === 'diagonal')
    for (let at = 0; at < covariance.length; at++)
      if (Math.floor(at / columns) !== at % columns) covariance[at] = 0;
  const steps = numberSetting(SETTINGS, settings, 'steps');
  if (steps > 0) {
    const left = (1 - numberSetting(SETTINGS, settings, 'learning-rate')) ** steps;
    for (let i = 0; i < columns; i++) {
      mean[i] = (1 - left) * mean[i]!;
      for (let j = 0; j < columns; j++) {
        const start = i === j ? left : 0;
        covariance[i * columns + j] = start + (1 - left) * covariance[i * columns + j]!;
      }
    }
  }
  return fittedGaussian({ mean, covariance });
}

/** A normal distribution with the given moments. */
export function fittedGaussian({ mean, covariance }: Moments): FittedGaussian {
  const columns = mean.length;
  const factor = cholesky(covariance, columns);
  return {
    moments: { mean, covariance },
    sample: (count, random, decoding) => sampleNormal(mean, factor, count, random, decoding),
    logLikelihood: (data) => logDensities(data, mean, covariance),
    parameters: () => ({ mean, covariance }),
  };
}

function sampleNormal(
  mean: Float64Array,
  factor: Float64Array,
  count: number,
  random: Random,
  decoding: Decoding = {},
): NumericRows {
  const columns = mean.length;
  const values = new Float64Array(count * columns);
  random.fillNormal(values);
  const scale = Math.sqrt(decoding.temperature ?? 1);
  for (let row = 0; row < count; row++) {
    const start = row * columns;
    // From the last column down, so that each standard normal number is read before it is overwritten.
    for (let i = columns - 1; i >= 0; i--) {
      let sum = 0;
      for (let j = 0; j <= i; j++) sum += factor[i * columns + j]! * values[start + j]!;
      values[start + i] = mean[i]! + scale * sum;
    }
  }
  return { kind: 'numeric', count, columns, values };
}

/** Degenerate directions get 1e-12 of the mean variance, so that densities stay finite. */
function logDensities(data: NumericRows, mean: Float64Array, covariance: Float64Array): Float64Array {
  const columns = mean.length;
  let trace = 0;
  for (let i = 0; i < columns; i++) trace += covariance[i * columns + i]!;
  const floor = (1e-12 * trace) / columns + 1e-300;
  const lifted = covariance.slice();
  for (let i = 0; i < columns; i++) lifted[i * columns + i] = lifted[i * columns + i]! + floor;
  const factor = cholesky(lifted, columns);
  let logDeterminant = 0;
  for (let i = 0; i < columns; i++) {
    if (factor[i * columns + i] === 0) factor[i * columns + i] = Math.sqrt(floor);
    logDeterminant += 2 * Math.log(factor[i * columns + i]!);
  }
  const constant = -0.5 * (columns * Math.log(2 * Math.PI) + logDeterminant);
  const whitened = new Float64Array(columns);
  return Float64Array.from({ length: data.count }, (_, row) => {
    let squares = 0;
    for (let i = 0; i < columns; i++) {
      let sum = data.values[row * columns + i]! - mean[i]!;
      for (let j = 0; j < i; j++) sum -= factor[i * columns + j]! * whitened[j]!;
      whitened[i] = sum / factor[i * columns + i]!;
      squares += whitened[i]! ** 2;
    }
    return constant - 0.5 * squares;
  });
}
