import type { LowBand } from '../../../image/chroma.js';
import { imageKernel } from '../../../image/simd.js';
import type { Bits } from './payloads.js';

/**
 * Two methods of ShieldMnt/invisible-watermark. Both quantise one value of every 4 × 4 block of the low band in steps
 * of
 * 36. `dwtDct` takes the block's largest value by magnitude except the first; despite its name, its code does no cosine
 * transform. `dwtDctSvd` takes the largest singular value of the block's cosine transform.
 */
export const METHODS = ['dwtDct', 'dwtDctSvd'] as const;
export type Method = (typeof METHODS)[number];

const SCALE = 36;
const BLOCK = 4;

/** The value of every block, row by row, modulo the step. A remainder above half a step is a 1. */
export function blockRemainders(band: LowBand, method: Method): Float32Array {
  if (method === 'dwtDctSvd') return singularRemainders(band);
  // The first of the sixteen values carries most of the picture, so it is excluded.
  const values = imageKernel().blockMagnitudes(band);
  for (let block = 0; block < values.length; block++) values[block] = values[block]! % SCALE;
  return values;
}

function singularRemainders(band: LowBand): Float32Array {
  const [columns, rows] = [band.width >> 2, band.height >> 2];
  const remainders = new Float32Array(columns * rows);
  for (let row = 0, block = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, block++)
      remainders[block] =
        largestSingularValue(band.data, (row * band.width + column) * BLOCK, band.width) % SCALE;
  return remainders;
}

const POWER_STEPS = 32;
/** Relative tolerance of σ₁²: a hundredth of a level at a block's largest values, against a step of 36. */
const CONVERGED = 1e-6;

/**
 * σ₁ of the 4 × 4 block. The cosine transform is orthonormal and preserves singular values, so it is skipped. Power
 * iteration on AᵀA starts from the vector of ones: a block's values lie near 256, so its first singular vector is close
 * to that, and two or three steps suffice.
 */
function largestSingularValue(data: Float32Array, at: number, stride: number): number {
  const r1 = at + stride;
  const r2 = r1 + stride;
  const r3 = r2 + stride;
  const a0 = data[at]!,
    a1 = data[at + 1]!,
    a2 = data[at + 2]!,
    a3 = data[at + 3]!;
  const b0 = data[r1]!,
    b1 = data[r1 + 1]!,
    b2 = data[r1 + 2]!,
    b3 = data[r1 + 3]!;
  const c0 = data[r2]!,
    c1 = data[r2 + 1]!,
    c2 = data[r2 + 2]!,
    c3 = data[r2 + 3]!;
  const d0 = data[r3]!,
    d1 = data[r3 + 1]!,
    d2 = data[r3 + 2]!,
    d3 = data[r3 + 3]!;
  let v0 = 1,
    v1 = 1,
    v2 = 1,
    v3 = 1;
  let square = 4;
  let eigenvalue = 0;
  for (let step = 0; step < POWER_STEPS; step++) {
    const wa = a0 * v0 + a1 * v1 + a2 * v2 + a3 * v3;
    const wb = b0 * v0 + b1 * v1 + b2 * v2 + b3 * v3;
    const wc = c0 * v0 + c1 * v1 + c2 * v2 + c3 * v3;
    const wd = d0 * v0 + d1 * v1 + d2 * v2 + d3 * v3;
    const next = (wa * wa + wb * wb + wc * wc + wd * wd) / square;
    if (next - eigenvalue <= CONVERGED * next) return Math.sqrt(next);
    eigenvalue = next;
    // Division by the eigenvalue keeps the vector's length stable.
    v0 = (a0 * wa + b0 * wb + c0 * wc + d0 * wd) / next;
    v1 = (a1 * wa + b1 * wb + c1 * wc + d1 * wd) / next;
    v2 = (a2 * wa + b2 * wb + c2 * wc + d2 * wd) / next;
    v3 = (a3 * wa + b3 * wb + c3 * wc + d3 * wd) / next;
    square = v0 * v0 + v1 * v1 + v2 * v2 + v3 * v3;
  }
  return Math.sqrt(eigenvalue);
}

/** Reads a payload of the given length: block n votes for bit n mod length, and the mean of the votes decides. */
export function readBits(remainders: Float32Array, length: number): Bits {
  const ones = new Uint32Array(length);
  const votes = new Uint32Array(length);
  for (let block = 0, bit = 0; block < remainders.length; block++) {
    votes[bit]!++;
    if (remainders[block]! > SCALE / 2) ones[bit]!++;
    if (++bit === length) bit = 0;
  }
  // The reference compares mean × 255 with 127.
  return Uint8Array.from(ones, (count, bit) =>
    votes[bit]! > 0 && (count / votes[bit]!) * 255 > 127 ? 1 : 0,
  );
}

export function matchingBits(a: Bits, b: Bits): number {
  let matches = 0;
  for (let bit = 0; bit < a.length; bit++) if (a[bit] === b[bit]) matches++;
  return matches;
}
