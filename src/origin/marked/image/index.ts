import { isDecoded } from '../../../image/decode.js';
import type { ImageReading } from '../../../image/reading.js';
import { imageKernel } from '../../../image/simd.js';
import { blockRemainders, METHODS, type Method, matchingBits, readBits } from './decode.js';
import { KNOWN_PAYLOADS, type KnownPayload } from './payloads.js';

/**
 * Watermarks in images: payloads that published programs embed, and DALL·E 2's colour squares. The code decodes the
 * bits and counts how many agree with each known payload. It gives no probability, since the bits of unmarked pictures
 * are correlated. It finds no unknown payloads and no vendor's proprietary watermarks.
 */

/** Agreement of a picture's bits with a payload. */
export interface PayloadMatch {
  readonly payload: KnownPayload;
  readonly method: Method;
  readonly matches: number;
  /** Share of matching bits, 0 to 1. */
  readonly share: number;
}

/** The encoder refuses smaller pictures, so they carry no watermark. */
export const SMALLEST_AREA = 256 * 256;

/**
 * Agreement of the picture's bits with every payload by either method, best first; a reason where the picture cannot
 * carry one. The bits of unmarked pictures are correlated, often all zeros or all ones. The count of matches is
 * therefore not binomial, and no probability is given; docs/images.md has counts on unmarked pictures.
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
    return { why: 'too small to carry a watermark: fewer than 256 × 256 pixels' };
  const band = imageKernel().chromaLowBand(pixels, luma);
  if (band === null) return { why: 'greyscale: the watermark needs colour' };
  const matches = METHODS.flatMap((method) => {
    const remainders = blockRemainders(band, method);
    return payloads.map((payload): PayloadMatch => {
      const count = matchingBits(readBits(remainders, payload.bits.length), payload.bits);
      return { payload, method, matches: count, share: count / payload.bits.length };
    });
  });
  return matches.sort((a, b) => b.share - a.share);
}
