import type { Random } from '../../core/random.js';
import { chiSquared } from '../../math/distributions.js';
import { symmetricEigenvalues } from '../../math/linear-algebra.js';

/** Moments of a set, drawn without its records. */
export interface DrawnMoments {
  readonly count: number;
  readonly mean: Float64Array;
  /** Σ(x − mean)(x − mean)ᵀ. */
  readonly scatter: Float64Array;
}

/**
 * Mean and scatter of `count` draws from N(μ, λ·L·Lᵀ): the scatter is L·W·Lᵀ with W Wishart, by Bartlett's
 * decomposition (Proc. R. Soc. Edinb. 53, 1933). With fewer draws than columns the
 * scatter is singular and Bartlett's factor is count − 1 wide.
 */
export function drawnMoments(
  count: number,
  centre: Float64Array,
  factor: Float64Array,
  lambda: number,
  random: Random,
): DrawnMoments {
  const d = centre.length;
  const scale = Math.sqrt(lambda);
  const noise = new Float64Array(d);
  random.fillNormal(noise);
  const mean = centre.map((value, i) => {
    let sum = 0;
    for (let j = 0; j <= i; j++) sum += factor[i * d + j]! * noise[j]!;
    return value + (scale * sum) / Math.sqrt(count);
  });
  const width = Math.min(d, count - 1);
  const bartlett = bartlettFactor(d, width, count - 1, random);
  return { count, mean, scatter: squared(scaledProduct(scale, factor, bartlett, d, width), d, width) };
}

/** Lower triangular, `width` wide: normal below the diagonal, the root of a χ² on it. */
function bartlettFactor(d: number, width: number, degrees: number, random: Random): Float64Array {
  const bartlett = new Float64Array(d * width);
  for (let i = 0; i < d; i++)
    for (let j = 0; j <= Math.min(i, width - 1); j++)
      bartlett[i * width + j] = i === j ? Math.sqrt(chiSquared(degrees - i, random)) : random.normal();
  return bartlett;
}

/** scale·L·B, L lower triangular (d)(d), B (d)(width). */
function scaledProduct(
  scale: number,
  lower: Float64Array,
  b: Float64Array,
  d: number,
  width: number,
): Float64Array {
  const product = new Float64Array(d * width);
  for (let i = 0; i < d; i++)
    for (let k = 0; k <= i; k++) {
      const weight = scale * lower[i * d + k]!;
      if (weight === 0) continue;
      for (let j = 0; j <= Math.min(k, width - 1); j++)
        product[i * width + j] = product[i * width + j]! + weight * b[k * width + j]!;
    }
  return product;
}

/** P·Pᵀ, P (d)(width). */
function squared(p: Float64Array, d: number, width: number): Float64Array {
  const square = new Float64Array(d * d);
  for (let i = 0; i < d; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < width; k++) sum += p[i * width + k]! * p[j * width + k]!;
      square[i * d + j] = sum;
      square[j * d + i] = sum;
    }
  return square;
}

/** Mean and maximum-likelihood covariance of the sets together. */
export function joinedMoments(
  parts: readonly DrawnMoments[],
  d: number,
): { mean: Float64Array; covariance: Float64Array } {
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const centre = new Float64Array(d);
  for (const part of parts)
    part.mean.forEach((value, i) => {
      centre[i] = centre[i]! + (value * part.count) / count;
    });
  const covariance = new Float64Array(d * d);
  for (const part of parts)
    for (let i = 0; i < d; i++)
      for (let j = 0; j < d; j++) {
        const gap = (part.mean[i]! - centre[i]!) * (part.mean[j]! - centre[j]!) * part.count;
        covariance[i * d + j] = covariance[i * d + j]! + (part.scatter[i * d + j]! + gap) / count;
      }
  return { mean: centre, covariance };
}

/** W₂² between N(μ, Σ) and N(0, I): ‖μ‖² + Σ(√eigenvalue − 1)². */
export function distanceToStandard(centre: Float64Array, covariance: Float64Array, d: number): number {
  let total = centre.reduce((sum, value) => sum + value * value, 0);
  for (const value of symmetricEigenvalues(covariance, d)) total += (Math.sqrt(Math.max(0, value)) - 1) ** 2;
  return total;
}

export function identity(d: number): Float64Array {
  const matrix = new Float64Array(d * d);
  for (let i = 0; i < d; i++) matrix[i * d + i] = 1;
  return matrix;
}
