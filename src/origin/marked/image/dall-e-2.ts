import type { DecodedPixels } from '../../../image/decode.js';

/** Yellow, turquoise, green, red, blue: the squares in the bottom right corner of DALL·E 2 images. */
const COLOURS = [
  [255, 255, 102],
  [66, 255, 255],
  [81, 218, 76],
  [255, 110, 60],
  [60, 70, 255],
] as const;
/** Squares of 16 pixels at 1,024 pixels a side. */
const SQUARE_SHARE = 16 / 1024;
const SMALLEST_SQUARE = 4;
/** Levels per channel by which JPEG and resizing may shift a square's mean. */
const TOLERANCE = 25;

/**
 * Whether the corner shows the signature: the mean colour of each square's centre is within 25 levels per channel. Null
 * for images that cannot carry it: not square, too small or grey. Five given colours in a row do not occur by chance;
 * the one false positive is a picture of the signature itself.
 */
export function hasDallE2Squares({ width, height, channels, data }: DecodedPixels): boolean | null {
  const side = Math.round(width * SQUARE_SHARE);
  if (width !== height || channels < 3 || side < SMALLEST_SQUARE) return null;
  const inset = Math.floor(side / 4);
  return COLOURS.every((colour, square) => {
    const left = width - (COLOURS.length - square) * side;
    return colour.every((level, channel) => {
      let sum = 0;
      let count = 0;
      for (let y = height - side + inset; y < height - inset; y++)
        for (let x = left + inset; x < left + side - inset; x++, count++)
          sum += data[(y * width + x) * channels + channel]!;
      return Math.abs(sum / count - level) <= TOLERANCE;
    });
  });
}
