import type { DecodedPixels } from './decode.js';

/** Brightness of every pixel, and how often each occurs. */
export interface LumaPlane {
  readonly width: number;
  readonly height: number;
  /** 0 to 255, row by row. */
  readonly data: Uint8Array;
  readonly histogram: Uint32Array;
}

/**
 * Luma Y = .299 R + .587 G + .114 B (ITU-R BT.601) in OpenCV's fixed point of 14 bits: the rounding on which
 * invisible watermarks were embedded. Alpha is ignored.
 */
export function lumaOf({ width, height, channels, data }: DecodedPixels): LumaPlane {
  const count = width * height;
  const luma = new Uint8Array(count);
  const histogram = new Uint32Array(256);
  for (let pixel = 0, at = 0; pixel < count; pixel++, at += channels) {
    const value =
      channels < 3
        ? data[at]!
        : (4899 * data[at]! + 9617 * data[at + 1]! + 1868 * data[at + 2]! + 8192) >> 14;
    luma[pixel] = value;
    histogram[value]!++;
  }
  return { width, height, data: luma, histogram };
}
