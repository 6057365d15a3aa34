import type { LumaPlane } from './luma.js';

/** From a quarter of a cycle per pixel on, half of what the grid can carry, a frequency counts as high. */
export const HIGH_FREQUENCY = 0.25;
const TILE = 64;
const SMALLEST_TILE = 8;
const COLUMNS = 6;
const ROWS = 5;
/** Below this power per pixel a tile is flat: what is left is rounding. */
const FLAT = 1e-9;

export interface SpectralPower {
  /** Power at or above HIGH_FREQUENCY. */
  readonly high: number;
  /** Power at all frequencies but zero. */
  readonly total: number;
}

/**
 * Share of spectral power in high spatial frequencies, Σ P[r ≥ ¼] / Σ P[r > 0] with r = √(u² + v²) cycles per
 * pixel; 0 to 1. Power is summed over up to 30 tiles of 64 × 64 spread evenly over the picture, each less its
 * mean under a Hann window (the edges of a tile would leak else). Null: flat, or a side below 8 pixels.
 *
 * Real and synthetic pictures differ in middle and high radial power (arXiv 2304.06408), in either direction:
 * some generators show more, some less. JPEG and resampling change it, so compare equal sizes and codecs.
 */
export function highFrequencyShare(plane: LumaPlane): number | null {
  const side = Math.min(plane.width, plane.height);
  if (side < SMALLEST_TILE) return null;
  const size = Math.min(TILE, 2 ** Math.floor(Math.log2(side)));
  const transform = transformOf(size);
  const offsets = [...tileOffsets(plane, size)];
  let high = 0;
  let total = 0;
  // Two real tiles make one complex one: over the symmetric regions summed here their powers add up.
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

/** Transforms the buffers in place and sums their power. */
export function spectralPower(transform: Transform): SpectralPower {
  const { size, real, imaginary, isHigh } = transform;
  for (let row = 0; row < size; row++) fourier(transform, row * size, 1);
  for (let column = 0; column < size; column++) fourier(transform, column, size);
  let high = 0;
  let total = 0;
  for (let bin = 1; bin < size * size; bin++) {
    const power = real[bin]! * real[bin]! + imaginary[bin]! * imaginary[bin]!;
    total += power;
    if (isHigh[bin] === 1) high += power;
  }
  return { high, total };
}

/** Radix-2 decimation in time of one row or column, in place (Cooley and Tukey 1965). */
function fourier(
  { size, real, imaginary, cosine, sine, reversed }: Transform,
  start: number,
  stride: number,
): void {
  for (let index = 0; index < size; index++) {
    const other = reversed[index]!;
    if (other <= index) continue;
    const [a, b] = [start + index * stride, start + other * stride];
    const [re, im] = [real[a]!, imaginary[a]!];
    real[a] = real[b]!;
    imaginary[a] = imaginary[b]!;
    real[b] = re;
    imaginary[b] = im;
  }
  for (let half = 1; half < size; half *= 2) {
    const step = size / (2 * half);
    for (let group = 0; group < size; group += 2 * half)
      for (let index = 0, angle = 0; index < half; index++, angle += step) {
        const even = start + (group + index) * stride;
        const odd = even + half * stride;
        const re = real[odd]! * cosine[angle]! - imaginary[odd]! * sine[angle]!;
        const im = real[odd]! * sine[angle]! + imaginary[odd]! * cosine[angle]!;
        real[odd] = real[even]! - re;
        imaginary[odd] = imaginary[even]! - im;
        real[even] = real[even]! + re;
        imaginary[even] = imaginary[even]! + im;
      }
  }
}
