import type { LumaPlane } from './luma.js';

/**
 * Variance of the Laplacian over the inner pixels, kernel [0 1 0; 1 −4 1; 0 1 0]; in squared levels of 255, 0 and
 * up. Null below 3 × 3 pixels. Pech-Pacheco et al., ICPR 2000 (their LAPV). Low values: blurred, or smooth by nature.
 * Noise and JPEG's block edges increase it too, so compare only pictures of one size and codec.
 */
export function laplacianVariance({ width, height, data }: LumaPlane): number | null {
  if (width < 3 || height < 3) return null;
  let sum = 0;
  let squares = 0;
  for (let y = 1; y + 1 < height; y++) {
    let rowSum = 0;
    let rowSquares = 0;
    let at = y * width + 1;
    let left = data[at - 1]!;
    let here = data[at]!;
    for (const end = y * width + width - 1; at < end; at++) {
      const right = data[at + 1]!;
      const value = left + right + data[at - width]! + data[at + width]! - 4 * here;
      rowSum += value;
      rowSquares += value * value;
      left = here;
      here = right;
    }
    sum += rowSum;
    squares += rowSquares;
  }
  const count = (width - 2) * (height - 2);
  const mean = sum / count;
  return squares / count - mean * mean;
}
