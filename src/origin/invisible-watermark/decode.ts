import type { LowBand } from './chroma.js';
import type { Bits } from './payloads.js';

/**
 * Two of ShieldMnt/invisible-watermark's methods; both quantise one value of every 4 × 4 block of the low band in
 * steps of 36. `dwtDct` takes the largest of the block by magnitude but the first: its code does no cosine transform
 * whatever its name says. `dwtDctSvd` takes the largest singular value of the block's cosine transform.
 */
export const METHODS = ['dwtDct', 'dwtDctSvd'] as const;
export type Method = (typeof METHODS)[number];

const SCALE = 36;
const BLOCK = 4;

/** The value of every block, row by row, as a remainder of the step: above a half is a one. */
export function blockRemainders(band: LowBand, method: Method): Float32Array {
  const [columns, rows] = [band.width >> 2, band.height >> 2];
  const remainders = new Float32Array(columns * rows);
  const valueAt = method === 'dwtDct' ? largestMagnitude : largestSingularValue;
  for (let row = 0, block = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, block++)
      remainders[block] = valueAt(band.data, (row * band.width + column) * BLOCK, band.width) % SCALE;
  return remainders;
}

/** Of the block's sixteen values but the first, which carries most of the picture. */
function largestMagnitude(data: Float32Array, at: number, stride: number): number {
  let largest = 0;
  for (let y = 0; y < BLOCK; y++)
    for (let x = y === 0 ? 1 : 0; x < BLOCK; x++) {
      const value = Math.abs(data[at + y * stride + x]!);
      if (value > largest) largest = value;
    }
  return largest;
}

const NEWTON_STEPS = 24;

/**
 * σ₁ of the 4 × 4 block. The cosine transform is orthonormal and leaves singular values as they are, so it is left out.
 * λ₁ of the Gram matrix is the largest root of its characteristic polynomial, all of whose roots are real: Newton's
 * method from the trace down runs to it without passing it.
 */
function largestSingularValue(data: Float32Array, at: number, stride: number): number {
  const r0 = at;
  const r1 = at + stride;
  const r2 = r1 + stride;
  const r3 = r2 + stride;
  const dot = (a: number, b: number): number =>
    data[a]! * data[b]! +
    data[a + 1]! * data[b + 1]! +
    data[a + 2]! * data[b + 2]! +
    data[a + 3]! * data[b + 3]!;
  const [a, b, c, d] = [dot(r0, r0), dot(r1, r1), dot(r2, r2), dot(r3, r3)];
  const [e, f, g, h, i, j] = [dot(r0, r1), dot(r0, r2), dot(r0, r3), dot(r1, r2), dot(r1, r3), dot(r2, r3)];
  const trace = a + b + c + d;
  if (trace === 0) return 0;
  const minors2 =
    a * b - e * e + a * c - f * f + a * d - g * g + b * c - h * h + b * d - i * i + c * d - j * j;
  const minors3 =
    determinant3(a, e, f, b, h, c) +
    determinant3(a, e, g, b, i, d) +
    determinant3(a, f, g, c, j, d) +
    determinant3(b, h, i, c, j, d);
  const determinant = determinant4(a, b, c, d, e, f, g, h, i, j);
  let root = trace;
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const value = (((root - trace) * root + minors2) * root - minors3) * root + determinant;
    const slope = ((4 * root - 3 * trace) * root + 2 * minors2) * root - minors3;
    if (slope <= 0) break;
    const change = value / slope;
    root -= change;
    if (change < 1e-9 * root) break;
  }
  return Math.sqrt(Math.max(0, root));
}

/** Of [[a, e, f], [e, b, h], [f, h, c]]. */
const determinant3 = (a: number, e: number, f: number, b: number, h: number, c: number): number =>
  a * (b * c - h * h) - e * (e * c - h * f) + f * (e * h - b * f);

/** Of the symmetric matrix with diagonal a b c d; e f g beside a, h i beside b, j beside c. */
function determinant4(
  a: number,
  b: number,
  c: number,
  d: number,
  e: number,
  f: number,
  g: number,
  h: number,
  i: number,
  j: number,
): number {
  const cd = c * d - j * j;
  const hd = h * d - i * j;
  const hj = h * j - i * c;
  const fd = f * d - g * j;
  const fj = f * j - g * c;
  const fi = f * i - g * h;
  return (
    a * (b * cd - h * hd + i * hj) -
    e * (e * cd - h * fd + i * fj) +
    f * (e * hd - b * fd + i * fi) -
    g * (e * hj - b * fj + h * fi)
  );
}

/** The bits read as a payload of that length: block n votes for bit n mod length, the mean of the votes decides. */
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
