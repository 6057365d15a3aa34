import type { ImageStack } from '../core/model.js';

/** Ink levels that separate the counted classes of pixels. */
const INK_LEVELS = [0.1, 0.5, 0.9] as const;
/** Steps (down, right) along which neighbouring pixels are compared. */
const STEPS = [
  [0, 1],
  [1, 0],
  [1, 1],
  [1, -1],
] as const;
/** Sharpness is measured as drawn and after one and two blurs. */
const SCALES = 3;

export const STROKE_STATISTICS = INK_LEVELS.length + SCALES * STEPS.length;

/**
 * The look of a picture's strokes, independent of their place, count × STROKE_STATISTICS: shares of pixels that are paper,
 * light and dark grey, and the mean absolute difference of neighbouring pixels in four directions at three sharpnesses.
 * Each in [0, 1]. Not linear in the picture, so that a mean of drawings differs from every drawing. Our own; the
 * differences are first-order scattering (Bruna and Mallat, IEEE TPAMI 35:8, 2013) with the simplest wavelets.
 */
export function strokeStatistics(pictures: ImageStack): Float64Array {
  const { count, width, height, pixels } = pictures;
  const side = width * height;
  const result = new Float64Array(count * STROKE_STATISTICS);
  for (let at = 0; at < count * side; at++) {
    const level = INK_LEVELS.findIndex((limit) => pixels[at]! < limit);
    if (level !== -1) result[Math.floor(at / side) * STROKE_STATISTICS + level]! += 1 / side;
  }
  let scaled: ArrayLike<number> = pixels;
  for (let scale = 0; scale < SCALES; scale++) {
    if (scale > 0) scaled = blurred({ ...pictures, pixels: scaled });
    STEPS.forEach(([down, right], step) => {
      const column = INK_LEVELS.length + scale * STEPS.length + step;
      for (let picture = 0; picture < count; picture++)
        result[picture * STROKE_STATISTICS + column] = meanDifference(
          scaled,
          picture * side,
          { width, height },
          down,
          right,
        );
    });
  }
  return result;
}

function meanDifference(
  pixels: ArrayLike<number>,
  start: number,
  { width, height }: { readonly width: number; readonly height: number },
  down: number,
  right: number,
): number {
  let sum = 0;
  let pairs = 0;
  for (let row = 0; row + down < height; row++)
    for (let column = Math.max(0, -right); column + right < width && column < width; column++) {
      const at = start + row * width + column;
      sum += Math.abs(pixels[at + down * width + right]! - pixels[at]!);
      pairs++;
    }
  return pairs === 0 ? 0 : sum / pairs;
}

/** Pictures of any number type. */
interface Pictures {
  readonly count: number;
  readonly width: number;
  readonly height: number;
  readonly pixels: ArrayLike<number>;
}

/** Convolved with the binomial kernel (1 2 1)/4 both ways, the border repeated. */
export function blurred({ count, width, height, pixels }: Pictures): Float64Array {
  const across = new Float64Array(pixels.length);
  const result = new Float64Array(pixels.length);
  const side = width * height;
  for (let at = 0; at < count * side; at++) smooth(pixels, across, at, 1, at % width, width);
  for (let at = 0; at < count * side; at++)
    smooth(across, result, at, width, Math.floor((at % side) / width), height);
  return result;
}

function smooth(
  from: ArrayLike<number>,
  to: Float64Array,
  at: number,
  step: number,
  place: number,
  length: number,
): void {
  const before = place > 0 ? from[at - step]! : from[at]!;
  const after = place < length - 1 ? from[at + step]! : from[at]!;
  to[at] = 0.25 * before + 0.5 * from[at]! + 0.25 * after;
}
