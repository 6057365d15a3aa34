import type { LumaPlane } from './luma.js';

const GRID = 32;
const SIDE = 8;
export const PERCEPTUAL_HASH_BITS = SIDE * SIDE;
/** Variance of the 32 × 32 means, in squared levels, below which the bits would be noise. */
const FLAT = 1;

/** cos((2x + 1)uπ / 64) for u = 1 … 8. */
const COSINE = Float64Array.from({ length: SIDE * GRID }, (_, index) => {
  const u = Math.floor(index / GRID) + 1;
  return Math.cos(((2 * (index % GRID) + 1) * u * Math.PI) / (2 * GRID));
});

/**
 * 64-bit DCT hash (pHash): the cosine coefficients (1…8, 1…8) of the mean luma of 32 × 32 fields, one bit each: above
 * their median or not. Row by row, starting with the highest bit of the first byte. Robust to resizing, JPEG and small
 * changes of light, but not to crops, rotations or mirroring. Null for flat pictures. Zauner, Implementation and
 * Benchmarking of Perceptual Image Hash Functions, 2010, §3.2.1 (there after a 7 × 7 mean, here replaced by the
 * fields).
 */
export function perceptualHash(plane: LumaPlane, columnSums: ColumnSums = columnSumsOf): Uint8Array | null {
  const grid = fieldMeans(plane, columnSums);
  if (variance(grid) < FLAT) return null;
  const coefficients = lowCosines(grid);
  const sorted = Float64Array.from(coefficients).sort();
  const median = (sorted[PERCEPTUAL_HASH_BITS / 2 - 1]! + sorted[PERCEPTUAL_HASH_BITS / 2]!) / 2;
  const hash = new Uint8Array(PERCEPTUAL_HASH_BITS / 8);
  for (let bit = 0; bit < PERCEPTUAL_HASH_BITS; bit++)
    if (coefficients[bit]! > median) hash[bit >> 3]! |= 0x80 >> (bit & 7);
  return hash;
}

/** Sums of the rows from `top` on and before `bottom`, column by column. */
export type ColumnSums = (plane: LumaPlane, top: number, bottom: number) => ArrayLike<number>;

export function columnSumsOf({ width, data }: LumaPlane, top: number, bottom: number): Uint32Array {
  const sums = new Uint32Array(width);
  for (let y = top; y < bottom; y++)
    for (let column = 0, at = y * width; column < width; column++, at++) sums[column]! += data[at]!;
  return sums;
}

/** Mean luma of 32 × 32 fields. Smaller pictures repeat pixels. */
function fieldMeans(plane: LumaPlane, columnSums: ColumnSums): Float64Array {
  const means = new Float64Array(GRID * GRID);
  const edges = (length: number, index: number): readonly [number, number] => {
    const start = Math.floor((index * length) / GRID);
    return [start, Math.max(start + 1, Math.floor(((index + 1) * length) / GRID))];
  };
  for (let row = 0; row < GRID; row++) {
    const [top, bottom] = edges(plane.height, row);
    const sums = columnSums(plane, top, bottom);
    for (let column = 0; column < GRID; column++) {
      const [left, right] = edges(plane.width, column);
      let sum = 0;
      for (let at = left; at < right; at++) sum += sums[at]!;
      means[row * GRID + column] = sum / ((bottom - top) * (right - left));
    }
  }
  return means;
}

function variance(values: Float64Array): number {
  let mean = 0;
  for (const value of values) mean += value / values.length;
  let sum = 0;
  for (const value of values) sum += (value - mean) ** 2;
  return sum / values.length;
}

/**
 * DCT-II along both axes, frequencies 1 … 8 only. Unnormalised, which does not affect the comparison with the median.
 */
function lowCosines(grid: Float64Array): Float64Array {
  const rows = new Float64Array(GRID * SIDE);
  for (let y = 0; y < GRID; y++)
    for (let u = 0; u < SIDE; u++) {
      let sum = 0;
      for (let x = 0; x < GRID; x++) sum += grid[y * GRID + x]! * COSINE[u * GRID + x]!;
      rows[y * SIDE + u] = sum;
    }
  const coefficients = new Float64Array(PERCEPTUAL_HASH_BITS);
  for (let v = 0; v < SIDE; v++)
    for (let u = 0; u < SIDE; u++) {
      let sum = 0;
      for (let y = 0; y < GRID; y++) sum += rows[y * SIDE + u]! * COSINE[v * GRID + y]!;
      coefficients[v * SIDE + u] = sum;
    }
  return coefficients;
}
