import type { DecodedPixels } from './decode.js';
import type { LumaPlane } from './luma.js';

/** Sums of the blue-difference channel over fields of 2 × 2 pixels, halved: one Haar step's low band. */
export interface LowBand {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

const BLUE_DIFFERENCE = 8061;

/**
 * U = .492 (B − Y) + 128 in OpenCV's fixed point of 14 bits (RGB2YUV), then LL = (a + b + c + d) / 2, on the picture
 * cut to multiples of 4 pixels. Null for grey pictures, which have no such channel.
 */
export function chromaLowBand(
  { width, height, channels, data }: DecodedPixels,
  luma: LumaPlane,
): LowBand | null {
  if (channels < 3) return null;
  const [columns, rows] = [(width >> 2) << 1, (height >> 2) << 1];
  const low = new Float32Array(columns * rows);
  const y = luma.data;
  for (let row = 0; row < rows; row++) {
    let pixel = 2 * row * width;
    let blue = pixel * channels + 2;
    const below = width * channels;
    for (let column = 0; column < columns; column++) {
      const sum =
        difference(data[blue]!, y[pixel]!) +
        difference(data[blue + channels]!, y[pixel + 1]!) +
        difference(data[blue + below]!, y[pixel + width]!) +
        difference(data[blue + below + channels]!, y[pixel + width + 1]!);
      low[row * columns + column] = sum / 2;
      pixel += 2;
      blue += 2 * channels;
    }
  }
  return { width: columns, height: rows, data: low };
}

/** Blue minus luma lies within ±226, so U fits a byte without clamping. */
const difference = (blue: number, luma: number): number =>
  ((blue - luma) * BLUE_DIFFERENCE + (128 << 14) + 8192) >> 14;
