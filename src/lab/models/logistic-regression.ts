import type { Model, NumericRows } from '../../core/model.js';
import { cholesky, solveLower, solveUpper } from '../../math/linear-algebra.js';
import { numberSetting } from '../settings.js';
import { predicted, relabelled } from './linear-regression.js';

const SETTINGS = [
  {
    id: 'ridge',
    description: 'penalty on the squared coefficients; keeps separable data finite',
    default: 1e-3,
    range: [0, 1e9],
  },
  {
    id: 'iterations',
    description: 'maximum number of Newton steps',
    default: 25,
    range: [1, 1000],
    wholeNumber: true,
  },
] as const;

/**
 * Logistic regression without intercept by Newton's method (iteratively reweighted least squares); the last
 * column is the label, 0 or 1. Sampling relabels the design it was fitted on (Dey and Donoho, arXiv
 * 2410.22812).
 */
export const logisticRegression: Model<NumericRows> = {
  id: 'logistic-regression',
  version: 1,
  title: 'Logistic regression',
  description:
    'A two-class classifier that samples by relabelling its design; the last column is the label, 0 or 1.',
  dataKind: 'numeric',
  dataSource: 'logistic',
  settings: SETTINGS,
  decoding: ['temperature'],
  takesWeights: true,
  minimumCount: () => 2,
  fit: (data, _random, settings, weights = null) => {
    const coefficients = newton(
      data,
      weights,
      numberSetting(SETTINGS, settings, 'ridge'),
      numberSetting(SETTINGS, settings, 'iterations'),
    );
    const label = (row: number, rows: NumericRows) => rows.values[row * rows.columns + rows.columns - 1]!;
    return {
      sample: (count, random, decoding = {}) =>
        relabelled(data, count, decoding, random, (row, _scale, stream) => {
          const logit = predicted(data, row, coefficients) / (decoding.temperature ?? 1);
          return stream.uniform() < sigmoid(logit) ? 1 : 0;
        }),
      logLikelihood: (rows) =>
        Float64Array.from({ length: rows.count }, (_, row) => {
          const logit = predicted(rows, row, coefficients);
          return -softplus(label(row, rows) > 0.5 ? -logit : logit);
        }),
      parameters: () => ({ coefficients }),
    };
  },
};

export const sigmoid = (x: number): number =>
  x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

function newton(
  data: NumericRows,
  weights: Float64Array | null,
  ridge: number,
  iterations: number,
): Float64Array {
  const { count, columns, values } = data;
  const d = columns - 1;
  const coefficients = new Float64Array(d);
  for (let turn = 0; turn < iterations; turn++) {
    const gradient = coefficients.map((value) => -ridge * value);
    const hessian = new Float64Array(d * d);
    for (let i = 0; i < d; i++) hessian[i * d + i] = ridge + 1e-12;
    for (let row = 0; row < count; row++) {
      const start = row * columns;
      const weight = weights === null ? 1 : weights[row]!;
      const p = sigmoid(predicted(data, row, coefficients));
      const residual = weight * (values[start + d]! - p);
      const curvature = weight * p * (1 - p);
      for (let i = 0; i < d; i++) {
        const x = values[start + i]!;
        gradient[i] = gradient[i]! + residual * x;
        const scaled = curvature * x;
        for (let j = 0; j <= i; j++) hessian[i * d + j] = hessian[i * d + j]! + scaled * values[start + j]!;
      }
    }
    for (let i = 0; i < d; i++) for (let j = 0; j < i; j++) hessian[j * d + i] = hessian[i * d + j]!;
    const factor = cholesky(hessian, d);
    for (let i = 0; i < d; i++) if (factor[i * d + i] === 0) factor[i * d + i] = 1;
    const move = solveUpper(factor, d, solveLower(factor, d, gradient));
    let largest = 0;
    for (let i = 0; i < d; i++) {
      coefficients[i] = coefficients[i]! + move[i]!;
      largest = Math.max(largest, Math.abs(move[i]!));
    }
    if (largest < 1e-9) break;
  }
  return coefficients;
}
