import { cholesky, symmetricEigenvalues } from './linear-algebra.js';

/** Mean and unbiased covariance of points. */
export interface Moments {
  readonly columns: number;
  readonly mean: Float64Array;
  /** columns × columns, divided by count − 1. */
  readonly covariance: Float64Array;
}

/** Moments of points, count × columns. Null with fewer than two points. */
export function momentsOf(points: ArrayLike<number>, columns: number): Moments | null {
  const count = points.length / columns;
  if (count < 2) return null;
  const mean = new Float64Array(columns);
  for (let at = 0; at < points.length; at++) mean[at % columns]! += points[at]! / count;
  const covariance = new Float64Array(columns * columns);
  const centred = new Float64Array(columns);
  for (let row = 0; row < count; row++) {
    for (let i = 0; i < columns; i++) centred[i] = points[row * columns + i]! - mean[i]!;
    for (let i = 0; i < columns; i++)
      for (let j = 0; j <= i; j++) covariance[i * columns + j]! += centred[i]! * centred[j]!;
  }
  for (let i = 0; i < columns; i++)
    for (let j = 0; j <= i; j++)
      covariance[i * columns + j] = covariance[j * columns + i] = covariance[i * columns + j]! / (count - 1);
  return { columns, mean, covariance };
}

/**
 * Fréchet distance of two normal laws, squared: ‖μ₁ − μ₂‖² + tr S₁ + tr S₂ − 2 tr (S₁S₂)^½. ≥ 0; in units of the
 * squared features. With Inception features it is the FID (Heusel et al., arXiv 1706.08500, eq. 6); in other features
 * it is comparable only with itself. Estimated from samples it is biased upwards by about d²/m, so compare equal counts
 * only.
 *
 * The trace of the root is Σ√λ over the eigenvalues of LᵀS₂L with S₁ = L·Lᵀ, which equal those of S₁S₂ and are real.
 * The usual root of the unsymmetric product gives NaN for nearly singular S.
 */
export function frechetDistance(first: Moments, second: Moments): number {
  const { columns } = first;
  let distance = 0;
  for (let i = 0; i < columns; i++) {
    distance += (first.mean[i]! - second.mean[i]!) ** 2;
    distance += first.covariance[i * columns + i]! + second.covariance[i * columns + i]!;
  }
  const inner = sandwich(cholesky(first.covariance, columns), second.covariance, columns);
  for (const value of symmetricEigenvalues(inner, columns)) distance -= 2 * Math.sqrt(Math.max(0, value));
  return Math.max(0, distance);
}

/** Lᵀ·S·L for lower triangular L. */
function sandwich(factor: Float64Array, matrix: Float64Array, size: number): Float64Array {
  const right = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let k = 0; k < size; k++) {
      const value = matrix[i * size + k]!;
      for (let j = 0; j <= k; j++) right[i * size + j]! += value * factor[k * size + j]!;
    }
  const result = new Float64Array(size * size);
  for (let k = 0; k < size; k++)
    for (let i = 0; i <= k; i++) {
      const value = factor[k * size + i]!;
      for (let j = 0; j < size; j++) result[i * size + j]! += value * right[k * size + j]!;
    }
  return result;
}
