import type { DecodedPixels } from './decode.js';

/** Brightness of every pixel, and its histogram. */
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
  const luma = new Uint8Array(width * height);
  if (channels < 3)
    for (let pixel = 0, at = 0; pixel < luma.length; pixel++, at += channels) luma[pixel] = data[at]!;
  else
    for (let pixel = 0, at = 0; pixel < luma.length; pixel++, at += channels)
      luma[pixel] = (4899 * data[at]! + 9617 * data[at + 1]! + 1868 * data[at + 2]! + 8192) >> 14;
  return { width, height, data: luma, histogram: histogramOf(luma) };
}

/** Uses two histograms in turn: neighbours are often equal, and consecutive writes to one counter would stall. */
function histogramOf(values: Uint8Array): Uint32Array {
  const histogram = new Uint32Array(256);
  const odd = new Uint32Array(256);
  const even = values.length & ~1;
  for (let at = 0; at < even; at += 2) {
    histogram[values[at]!]!++;
    odd[values[at + 1]!]!++;
  }
  if (even < values.length) histogram[values[even]!]!++;
  for (let level = 0; level < 256; level++) histogram[level]! += odd[level]!;
  return histogram;
}
