/** Square matrices are row by row in a Float64Array of size × size. */

/**
 * Lower Cholesky factor of a symmetric positive semidefinite matrix: A = L·Lᵀ. A pivot at or below `floor`
 * makes its column zero, which is exact for a singular covariance.
 */
export function cholesky(matrix: Float64Array, size: number, floor = 0): Float64Array {
  const factor = new Float64Array(size * size);
  for (let column = 0; column < size; column++) {
    let pivot = matrix[column * size + column]!;
    for (let k = 0; k < column; k++) pivot -= factor[column * size + k]! ** 2;
    if (!(pivot > floor)) continue;
    const diagonal = Math.sqrt(pivot);
    factor[column * size + column] = diagonal;
    for (let row = column + 1; row < size; row++) {
      let sum = matrix[row * size + column]!;
      for (let k = 0; k < column; k++) sum -= factor[row * size + k]! * factor[column * size + k]!;
      factor[row * size + column] = sum / diagonal;
    }
  }
  return factor;
}

/** Solves L·x = b in place; L lower triangular with a non-zero diagonal. */
export function solveLower(factor: Float64Array, size: number, b: Float64Array): Float64Array {
  for (let row = 0; row < size; row++) {
    let sum = b[row]!;
    for (let k = 0; k < row; k++) sum -= factor[row * size + k]! * b[k]!;
    b[row] = sum / factor[row * size + row]!;
  }
  return b;
}

/** Solves Lᵀ·x = b in place. */
export function solveUpper(factor: Float64Array, size: number, b: Float64Array): Float64Array {
  for (let row = size - 1; row >= 0; row--) {
    let sum = b[row]!;
    for (let k = row + 1; k < size; k++) sum -= factor[k * size + row]! * b[k]!;
    b[row] = sum / factor[row * size + row]!;
  }
  return b;
}

/** Solves A·x = b for symmetric positive definite A without changing b. Null for singular A. */
export function solvePositive(matrix: Float64Array, size: number, b: Float64Array): Float64Array | null {
  const factor = cholesky(matrix, size, 1e-12 * largestDiagonal(matrix, size));
  for (let at = 0; at < size; at++) if (factor[at * size + at] === 0) return null;
  return solveUpper(factor, size, solveLower(factor, size, b.slice()));
}

function largestDiagonal(matrix: Float64Array, size: number): number {
  let largest = 0;
  for (let at = 0; at < size; at++) largest = Math.max(largest, matrix[at * size + at]!);
  return largest;
}

/**
 * Eigenvalues of a symmetric matrix, ascending: Householder's reduction to tridiagonal form and the QL
 * iteration with implicit shifts (Martin, Reinsch and Wilkinson 1968; Dubrulle, Martin and Wilkinson 1968).
 */
export function symmetricEigenvalues(matrix: Float64Array, size: number): Float64Array {
  const { diagonal, beside } = tridiagonal(matrix.slice(), size);
  for (let low = 0; low < size; low++) {
    for (let turn = 0; turn < 60; turn++) {
      let high = low;
      while (high < size - 1) {
        const scale = Math.abs(diagonal[high]!) + Math.abs(diagonal[high + 1]!);
        if (Math.abs(beside[high]!) <= Number.EPSILON * scale) break;
        high++;
      }
      if (high === low) break;
      qlSweep(diagonal, beside, low, high);
    }
  }
  return diagonal.sort();
}

function qlSweep(diagonal: Float64Array, beside: Float64Array, low: number, high: number): void {
  let g = (diagonal[low + 1]! - diagonal[low]!) / (2 * beside[low]!);
  let r = Math.hypot(g, 1);
  g = diagonal[high]! - diagonal[low]! + beside[low]! / (g + (g >= 0 ? r : -r));
  let s = 1;
  let c = 1;
  let p = 0;
  for (let at = high - 1; at >= low; at--) {
    const f = s * beside[at]!;
    const b = c * beside[at]!;
    r = Math.hypot(f, g);
    beside[at + 1] = r;
    if (r === 0) {
      diagonal[at + 1] = diagonal[at + 1]! - p;
      beside[high] = 0;
      return;
    }
    s = f / r;
    c = g / r;
    g = diagonal[at + 1]! - p;
    r = (diagonal[at]! - g) * s + 2 * c * b;
    p = s * r;
    diagonal[at + 1] = g + p;
    g = c * r - b;
  }
  diagonal[low] = diagonal[low]! - p;
  beside[low] = g;
  beside[high] = 0;
}

/** Householder reduction; overwrites `a`. `beside[i]` couples i and i + 1. */
function tridiagonal(a: Float64Array, size: number): { diagonal: Float64Array; beside: Float64Array } {
  const diagonal = new Float64Array(size);
  const beside = new Float64Array(size);
  const v = new Float64Array(size);
  const p = new Float64Array(size);
  for (let k = 0; k < size - 2; k++) {
    let squares = 0;
    for (let row = k + 1; row < size; row++) squares += a[row * size + k]! ** 2;
    const norm = Math.sqrt(squares);
    const head = a[(k + 1) * size + k]!;
    const alpha = head > 0 ? -norm : norm;
    beside[k] = alpha;
    if (squares - head * head === 0) {
      beside[k] = head;
      continue;
    }
    for (let row = k + 1; row < size; row++) v[row] = a[row * size + k]!;
    v[k + 1] = head - alpha;
    const scale = 2 / (squares - head * head + v[k + 1]! ** 2);
    let dot = 0;
    for (let row = k + 1; row < size; row++) {
      let sum = 0;
      for (let column = k + 1; column < size; column++) sum += a[row * size + column]! * v[column]!;
      p[row] = scale * sum;
      dot += p[row]! * v[row]!;
    }
    const half = (scale * dot) / 2;
    for (let row = k + 1; row < size; row++) p[row] = p[row]! - half * v[row]!;
    for (let row = k + 1; row < size; row++)
      for (let column = k + 1; column < size; column++)
        a[row * size + column] = a[row * size + column]! - v[row]! * p[column]! - p[row]! * v[column]!;
  }
  for (let at = 0; at < size; at++) diagonal[at] = a[at * size + at]!;
  if (size > 1) beside[size - 2] = a[(size - 1) * size + size - 2]!;
  return { diagonal, beside };
}
