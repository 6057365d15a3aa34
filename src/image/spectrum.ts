import type { LumaPlane } from './luma.js';

/** Frequencies from a quarter of a cycle per pixel on (half of the Nyquist frequency) count as high. */
export const HIGH_FREQUENCY = 0.25;
const TILE = 64;
const SMALLEST_TILE = 8;
const COLUMNS = 5;
const ROWS = 4;
/** A tile with less power per pixel is flat: the rest is rounding error. */
const FLAT = 1e-9;

export interface SpectralPower {
  /** Power at or above HIGH_FREQUENCY. */
  readonly high: number;
  /** Power at all frequencies except zero. */
  readonly total: number;
}

/**
 * Share of spectral power in high spatial frequencies, Σ P[r ≥ ¼] / Σ P[r > 0] with r = √(u² + v²) cycles per pixel; 0
 * to 1. Power is summed over up to 20 tiles of 64 × 64 distributed evenly over the picture, each minus its mean and
 * under a Hann window, which prevents leakage at the edges. Null for flat pictures or a side below 8 pixels.
 *
 * Real and synthetic pictures differ in middle and high radial power (arXiv 2304.06408), in either direction: some
 * generators produce more, some less. JPEG and resampling change it, so compare only equal sizes and codecs.
 */
export function highFrequencyShare(plane: LumaPlane): number | null {
  const side = Math.min(plane.width, plane.height);
  if (side < SMALLEST_TILE) return null;
  const size = Math.min(TILE, 2 ** Math.floor(Math.log2(side)));
  const transform = transformOf(size);
  const offsets = [...tileOffsets(plane, size)];
  let high = 0;
  let total = 0;
  // Two real tiles form one complex tile: over the symmetric regions summed here, their powers add up.
  for (let tile = 0; tile < offsets.length; tile += 2) {
    loadTile(plane, offsets[tile]!, transform, transform.real);
    if (tile + 1 < offsets.length) loadTile(plane, offsets[tile + 1]!, transform, transform.imaginary);
    else transform.imaginary.fill(0);
    const power = spectralPower(transform);
    high += power.high;
    total += power.total;
  }
  return total <= FLAT * size * size * offsets.length ? null : high / total;
}

/** Left upper corners as offsets into the plane. */
function* tileOffsets({ width, height }: LumaPlane, size: number): Generator<number> {
  const columns = Math.min(COLUMNS, Math.floor(width / size));
  const rows = Math.min(ROWS, Math.floor(height / size));
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const y = spread(row, rows, height - size);
      yield y * width + spread(column, columns, width - size);
    }
}

const spread = (index: number, count: number, room: number): number =>
  count === 1 ? room >> 1 : Math.round((index * room) / (count - 1));

function loadTile(plane: LumaPlane, offset: number, { size, window }: Transform, into: Float64Array): void {
  const { width, data } = plane;
  let mean = 0;
  for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) mean += data[offset + y * width + x]!;
  mean /= size * size;
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++)
      into[y * size + x] = (data[offset + y * width + x]! - mean) * window[y]! * window[x]!;
}

/** Buffers and tables of one size, kept between pictures: one per thread. */
export interface Transform {
  readonly size: number;
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
  readonly window: Float64Array;
  readonly cosine: Float64Array;
  readonly sine: Float64Array;
  readonly reversed: Uint16Array;
  /** 1 where the frequency of that bin is high. */
  readonly isHigh: Uint8Array;
}

const transforms = new Map<number, Transform>();

export function transformOf(size: number): Transform {
  const known = transforms.get(size);
  if (known !== undefined) return known;
  const bits = Math.log2(size);
  const range = Array.from({ length: size }, (_, index) => index);
  const frequency = range.map((index) => (index <= size / 2 ? index : index - size) / size);
  const transform: Transform = {
    size,
    real: new Float64Array(size * size),
    imaginary: new Float64Array(size * size),
    window: Float64Array.from(range, (index) => 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / size)),
    cosine: Float64Array.from(range, (index) => Math.cos((2 * Math.PI * index) / size)),
    sine: Float64Array.from(range, (index) => -Math.sin((2 * Math.PI * index) / size)),
    reversed: Uint16Array.from(range, (index) => reverseBits(index, bits)),
    isHigh: Uint8Array.from({ length: size * size }, (_, bin) =>
      Math.hypot(frequency[Math.floor(bin / size)]!, frequency[bin % size]!) >= HIGH_FREQUENCY ? 1 : 0,
    ),
  };
  transforms.set(size, transform);
  return transform;
}

const reverseBits = (index: number, bits: number): number => {
  let reversed = 0;
  for (let bit = 0; bit < bits; bit++) reversed |= ((index >> bit) & 1) << (bits - 1 - bit);
  return reversed;
};

/** Transforms the buffers in place, up to a transposition, and sums their power. */
export function spectralPower(transform: Transform): SpectralPower {
  const { size, real, imaginary, isHigh } = transform;
  for (const plane of [real, imaginary]) transpose(plane, size);
  fourierOfColumns(transform);
  for (const plane of [real, imaginary]) transpose(plane, size);
  fourierOfColumns(transform);
  let high = 0;
  let total = 0;
  for (let bin = 1; bin < size * size; bin++) {
    const power = real[bin]! * real[bin]! + imaginary[bin]! * imaginary[bin]!;
    total += power;
    high += power * isHigh[bin]!;
  }
  return { high, total };
}

function transpose(plane: Float64Array, size: number): void {
  for (let row = 1; row < size; row++)
    for (let column = 0; column < row; column++) {
      const value = plane[row * size + column]!;
      plane[row * size + column] = plane[column * size + row]!;
      plane[column * size + row] = value;
    }
}

/**
 * Radix-2 decimation in time of all columns at once, in place (Cooley and Tukey 1965): the inner loop runs along rows,
 * so memory is read in order.
 */
function fourierOfColumns({ size, real, imaginary, cosine, sine, reversed }: Transform): void {
  for (let index = 0; index < size; index++) {
    const other = reversed[index]!;
    if (other <= index) continue;
    swapRows(real, index * size, other * size, size);
    swapRows(imaginary, index * size, other * size, size);
  }
  for (let half = 1; half < size; half *= 2) {
    const step = size / (2 * half);
    for (let group = 0; group < size; group += 2 * half)
      for (let index = 0; index < half; index++) {
        const c = cosine[index * step]!;
        const s = sine[index * step]!;
        const end = (group + index + 1) * size;
        for (let even = end - size, odd = even + half * size; even < end; even++, odd++) {
          const re = real[odd]! * c - imaginary[odd]! * s;
          const im = real[odd]! * s + imaginary[odd]! * c;
          real[odd] = real[even]! - re;
          imaginary[odd] = imaginary[even]! - im;
          real[even] = real[even]! + re;
          imaginary[even] = imaginary[even]! + im;
        }
      }
  }
}

function swapRows(plane: Float64Array, a: number, b: number, length: number): void {
  for (let at = 0; at < length; at++) {
    const value = plane[a + at]!;
    plane[a + at] = plane[b + at]!;
    plane[b + at] = value;
  }
}
