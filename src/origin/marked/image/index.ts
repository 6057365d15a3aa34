import { isDecoded } from '../../../image/decode.js';
import type { ImageReading } from '../../../image/reading.js';
import { imageKernel } from '../../../image/simd.js';
import { blockRemainders, METHODS, type Method, matchingBits, readBits } from './decode.js';
import { KNOWN_PAYLOADS, type KnownPayload } from './payloads.js';

/** How well a picture's bits agree with a payload. */
export interface PayloadMatch {
  readonly payload: KnownPayload;
  readonly method: Method;
  readonly matches: number;
  /** Matching bits of all, 0 to 1. */
  readonly share: number;
}

/** The encoder refuses smaller pictures, so nothing can be in them. */
export const SMALLEST_AREA = 256 * 256;

/**
 * How well the picture's bits agree with every payload by either method, the best first; a reason where it cannot
 * be asked. Unmarked pictures do not toss coins: their bits go together, often to all zeros or all ones, so a match
 * is no binomial count and no probability is given; see docs/images.md for counts on unmarked pictures.
 */
export async function matchPayloads(
  reading: ImageReading,
  payloads: readonly KnownPayload[] = KNOWN_PAYLOADS,
): Promise<readonly PayloadMatch[] | { readonly why: string }> {
  const pixels = await reading.pixels();
  const luma = await reading.luma();
  if (!isDecoded(pixels)) return pixels;
  if (!('histogram' in luma)) return luma;
  if (pixels.width * pixels.height < SMALLEST_AREA)
    return { why: 'too small to be marked: fewer than 256 × 256 pixels' };
  const band = imageKernel().chromaLowBand(pixels, luma);
  if (band === null) return { why: 'grey: no colour to be marked' };
  const matches = METHODS.flatMap((method) => {
    const remainders = blockRemainders(band, method);
    return payloads.map((payload): PayloadMatch => {
      const count = matchingBits(readBits(remainders, payload.bits.length), payload.bits);
      return { payload, method, matches: count, share: count / payload.bits.length };
    });
  });
  return matches.sort((a, b) => b.share - a.share);
}
