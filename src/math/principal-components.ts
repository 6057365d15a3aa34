import type { Random } from '../core/random.js';
import { momentsOf } from './frechet.js';

/** Directions of greatest variance of a set of points. */
export interface PrincipalComponents {
  readonly columns: number;
  readonly mean: Float64Array;
  /** count × columns, orthonormal, by falling variance. */
  readonly directions: Float64Array;
  /** Variance along each direction. */
  readonly variances: Float64Array;
  /** Share of the total variance they hold, in [0, 1]. */
  readonly explainedShare: number;
}

/** Extra directions, which speed up the convergence of the last requested ones. */
const SPARE = 16;
const ROUNDS = 40;

/**
 * The leading principal components (Hotelling 1933) by subspace iteration with a Rayleigh–Ritz step
 * (Golub and Van Loan, Matrix Computations, §8.2.4): directions whose variances lie apart are exact to
 * rounding, close ones may mix with each other. Null with fewer than two points.
 */
export function principalComponents(
  points: ArrayLike<number>,
  columns: number,
  count: number,
  random: Random,
): PrincipalComponents | null {
  const moments = momentsOf(points, columns);
  if (moments === null) return null;
  const { mean, covariance } = moments;
  const carried = Math.min(columns, count + SPARE);
  let basis: Float64Array = new Float64Array(carried * columns);
  random.fillNormal(basis);
  orthonormalise(basis, carried, columns);
  for (let round = 0; round < ROUNDS; round++) {
    basis = timesSymmetric(basis, carried, covariance, columns);
    orthonormalise(basis, carried, columns);
  }
  const image = timesSymmetric(basis, carried, covariance, columns);
  const small = new Float64Array(carried * carried);
  for (let i = 0; i < carried; i++)
    for (let j = 0; j < carried; j++) small[i * carried + j] = dot(basis, i, image, j, columns);
  const { values, vectors } = jacobiEigen(small, carried);
  const order = Array.from(values.keys())
    .sort((a, b) => values[b]! - values[a]!)
    .slice(0, count);
  const directions = new Float64Array(order.length * columns);
  order.forEach((from, to) => {
    for (let k = 0; k < carried; k++)
      for (let column = 0; column < columns; column++)
        directions[to * columns + column]! += vectors[k * carried + from]! * basis[k * columns + column]!;
  });
  const variances = Float64Array.from(order, (from) => Math.max(0, values[from]!));
  let total = 0;
  for (let column = 0; column < columns; column++) total += covariance[column * columns + column]!;
  const explainedShare = variances.reduce((sum, value) => sum + value, 0) / total;
  return { columns, mean, directions, variances, explainedShare };
}

/** Coordinates of points along the components: count × components. */
export function project(components: PrincipalComponents, points: ArrayLike<number>): Float64Array {
  const { columns, directions, mean, variances } = components;
  const width = variances.length;
  const count = points.length / columns;
  const result = new Float64Array(count * width);
  const centred = new Float64Array(columns);
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < columns; column++)
      centred[column] = points[row * columns + column]! - mean[column]!;
    for (let at = 0; at < width; at++) result[row * width + at] = dot(centred, 0, directions, at, columns);
  }
  return result;
}

function dot(a: Float64Array, aRow: number, b: Float64Array, bRow: number, columns: number): number {
  let sum = 0;
  for (let at = 0; at < columns; at++) sum += a[aRow * columns + at]! * b[bRow * columns + at]!;
  return sum;
}

function timesSymmetric(
  rows: Float64Array,
  count: number,
  matrix: Float64Array,
  columns: number,
): Float64Array {
  const product = new Float64Array(count * columns);
  for (let row = 0; row < count; row++)
    for (let at = 0; at < columns; at++) product[row * columns + at] = dot(rows, row, matrix, at, columns);
  return product;
}

/**
 * Gram–Schmidt, twice over each row, which is enough for orthogonality to rounding (Giraud et al. 2005). A row
 * that lies within the span of its predecessors becomes zero, since its remainder is rounding error.
 */
function orthonormalise(rows: Float64Array, count: number, columns: number): void {
  for (let row = 0; row < count; row++) {
    const before = Math.sqrt(dot(rows, row, rows, row, columns));
    for (let pass = 0; pass < 2; pass++)
      for (let other = 0; other < row; other++) {
        const share = dot(rows, row, rows, other, columns);
        for (let at = 0; at < columns; at++) rows[row * columns + at]! -= share * rows[other * columns + at]!;
      }
    const length = Math.sqrt(dot(rows, row, rows, row, columns));
    const factor = length > 1e-10 * before ? 1 / length : 0;
    for (let at = 0; at < columns; at++) rows[row * columns + at]! *= factor;
  }
}

/**
 * Eigenvalues and eigenvectors (columns of `vectors`) of a small symmetric matrix by cyclic Jacobi rotations
 * (Golub and Van Loan, §8.5).
 */
export function jacobiEigen(
  matrix: Float64Array,
  size: number,
): { values: Float64Array; vectors: Float64Array } {
  const a = matrix.slice();
  const vectors = new Float64Array(size * size);
  for (let i = 0; i < size; i++) vectors[i * size + i] = 1;
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    let scale = 0;
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) {
        if (i !== j) off += a[i * size + j]! ** 2;
        scale += a[i * size + j]! ** 2;
      }
    if (off <= 1e-30 * scale) break;
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotate(a, vectors, size, p, q);
  }
  return { values: Float64Array.from({ length: size }, (_, i) => a[i * size + i]!), vectors };
}

function rotate(a: Float64Array, vectors: Float64Array, size: number, p: number, q: number): void {
  const apq = a[p * size + q]!;
  if (apq === 0) return;
  const theta = (a[q * size + q]! - a[p * size + p]!) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cosine = 1 / Math.sqrt(t * t + 1);
  const sine = t * cosine;
  for (let k = 0; k < size; k++) turn(a, k * size + p, k * size + q, cosine, sine);
  for (let k = 0; k < size; k++) turn(a, p * size + k, q * size + k, cosine, sine);
  for (let k = 0; k < size; k++) turn(vectors, k * size + p, k * size + q, cosine, sine);
}

function turn(values: Float64Array, i: number, j: number, cosine: number, sine: number): void {
  const x = values[i]!;
  const y = values[j]!;
  values[i] = cosine * x - sine * y;
  values[j] = sine * x + cosine * y;
}
