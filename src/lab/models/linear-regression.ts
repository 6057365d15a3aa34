import type { Decoding, FittedModel, Model, NumericRows } from '../../core/model.js';
import type { Random } from '../../core/random.js';
import { cholesky, solveLower, solveUpper } from '../../math/linear-algebra.js';
import { numberSetting } from '../settings.js';

const SETTINGS = [
  {
    id: 'noise',
    description: 'standard deviation of the noise on sampled labels; −1 estimates it from the residuals',
    default: 1,
    range: [-1, 1e9],
  },
  { id: 'ridge', description: 'penalty on the squared coefficients', default: 1e-9, range: [0, 1e9] },
] as const;

/**
 * Ordinary least squares without intercept; the last column is the response. Sampling relabels the design it
 * was fitted on, row by row, as in Gerstgrasser et al. (arXiv 2404.01413, §3): under `replace` the test error
 * is σ²d/(T − d − 1) · n after n fits, under `accumulate` it stays below π²/6 of the first.
 */
export const linearRegression: Model<NumericRows> = {
  id: 'linear-regression',
  version: 1,
  title: 'Linear regression',
  description: 'Least squares that samples by relabelling its design; the last column is the response.',
  dataKind: 'numeric',
  dataSource: 'linear',
  settings: SETTINGS,
  decoding: ['temperature'],
  takesWeights: true,
  minimumCount: () => 2,
  fit: (data, _random, settings, weights = null) => {
    const coefficients = leastSquares(data, weights, numberSetting(SETTINGS, settings, 'ridge'));
    const given = numberSetting(SETTINGS, settings, 'noise');
    const noise = given >= 0 ? given : residualDeviation(data, coefficients, weights);
    return fittedRegression(data, coefficients, noise);
  },
};

/** (XᵀWX + ridge·I)⁻¹ XᵀWy; directions outside the design get coefficient 0. */
export function leastSquares(data: NumericRows, weights: Float64Array | null, ridge: number): Float64Array {
  const { count, columns, values } = data;
  const d = columns - 1;
  const gram = new Float64Array(d * d);
  const right = new Float64Array(d);
  for (let row = 0; row < count; row++) {
    const start = row * columns;
    const weight = weights === null ? 1 : weights[row]!;
    const response = values[start + d]!;
    for (let i = 0; i < d; i++) {
      const x = weight * values[start + i]!;
      right[i] = right[i]! + x * response;
      for (let j = 0; j <= i; j++) gram[i * d + j] = gram[i * d + j]! + x * values[start + j]!;
    }
  }
  for (let i = 0; i < d; i++) {
    gram[i * d + i] = gram[i * d + i]! + ridge;
    for (let j = 0; j < i; j++) gram[j * d + i] = gram[i * d + j]!;
  }
  const factor = cholesky(gram, d, 1e-12);
  for (let i = 0; i < d; i++)
    if (factor[i * d + i] === 0) {
      factor[i * d + i] = 1;
      right[i] = 0;
    }
  return solveUpper(factor, d, solveLower(factor, d, right));
}

function residualDeviation(
  data: NumericRows,
  coefficients: Float64Array,
  weights: Float64Array | null,
): number {
  let squares = 0;
  let total = 0;
  for (let row = 0; row < data.count; row++) {
    const weight = weights === null ? 1 : weights[row]!;
    squares += weight * (response(data, row) - predicted(data, row, coefficients)) ** 2;
    total += weight;
  }
  return Math.sqrt(squares / total);
}

const response = (data: NumericRows, row: number): number =>
  data.values[row * data.columns + data.columns - 1]!;

/** x·w for one row. */
export function predicted(data: NumericRows, row: number, coefficients: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < coefficients.length; at++)
    sum += data.values[row * data.columns + at]! * coefficients[at]!;
  return sum;
}

function fittedRegression(
  design: NumericRows,
  coefficients: Float64Array,
  noise: number,
): FittedModel<NumericRows> {
  return {
    sample: (count, random, decoding) =>
      relabelled(design, count, decoding, random, (row, scale, stream) => {
        return predicted(design, row, coefficients) + scale * noise * stream.normal();
      }),
    logLikelihood: (data) => {
      const deviation = Math.max(noise, 1e-12);
      const constant = -0.5 * Math.log(2 * Math.PI) - Math.log(deviation);
      return Float64Array.from({ length: data.count }, (_, row) => {
        const z = (response(data, row) - predicted(data, row, coefficients)) / deviation;
        return constant - 0.5 * z * z;
      });
    },
    parameters: () => ({ coefficients, noise }),
  };
}

/** The design's rows in order, with new labels; it starts over when more rows are needed. */
export function relabelled(
  design: NumericRows,
  count: number,
  decoding: Decoding = {},
  random: Random,
  label: (row: number, scale: number, random: Random) => number,
): NumericRows {
  const { columns } = design;
  const values = new Float64Array(count * columns);
  const scale = Math.sqrt(decoding.temperature ?? 1);
  for (let row = 0; row < count; row++) {
    const from = row % design.count;
    values.set(design.values.subarray(from * columns, (from + 1) * columns), row * columns);
    values[row * columns + columns - 1] = label(from, scale, random);
  }
  return { kind: 'numeric', count, columns, values };
}
