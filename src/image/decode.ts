import type Sharp from 'sharp';
import type { ImageMetadata } from './metadata.js';

/** The picture as samples of 8 bits, row by row; 1 to 4 channels: grey, grey + alpha, RGB, RGB + alpha. */
export interface DecodedPixels {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Uint8Array;
}

/** Reason for missing pixels. */
export interface NotDecoded {
  readonly fault: 'too-large' | 'damaged' | 'no-decoder';
  readonly why: string;
}

export const isDecoded = (answer: DecodedPixels | NotDecoded): answer is DecodedPixels => 'data' in answer;

/** Limit of a picture: 64 megapixels take 256 MB as RGB with alpha. */
export const MAX_PIXELS = 64 * 1024 * 1024;
/** Limit of a side, beyond that of any camera; decoders buffer whole rows. */
export const MAX_SIDE = 32_768;
const TIMEOUT_SECONDS = 30;

let loading: Promise<typeof Sharp | null> | null = null;

/** Loads the decoder once per thread, with one thread and no cache, since pictures are decoded one by one. */
export function loadDecoder(): Promise<typeof Sharp | null> {
  loading ??= import('sharp').then(
    ({ default: sharp }) => {
      sharp.concurrency(1);
      sharp.cache(false);
      return sharp;
    },
    () => null,
  );
  return loading;
}

/** Any error counts as damage, decoding stops at the pixel limit, and only the first frame of an animation is read. */
export const DECODER_SETTINGS = {
  limitInputPixels: MAX_PIXELS,
  failOn: 'error',
  ignoreIcc: true,
  sequentialRead: true,
  pages: 1,
} as const;

/** Reason to refuse a picture by its header's size, or null. */
export function refusedBySize({ width, height }: Pick<ImageMetadata, 'width' | 'height'>): NotDecoded | null {
  if (width === null || height === null) return null;
  const size = `${width} × ${height} pixels`;
  if (width === 0 || height === 0) return { fault: 'damaged', why: `the header claims ${size}` };
  if (width <= MAX_SIDE && height <= MAX_SIDE && width * height <= MAX_PIXELS) return null;
  return {
    fault: 'too-large',
    why: `${size} exceed the limit of ${MAX_PIXELS / 2 ** 20} × 2^20 pixels, ${MAX_SIDE} a side`,
  };
}

/**
 * Turns the decoder's error into a fault. Messages of libvips are not used: all threads of a process share one message
 * buffer, so a picture may get another one's message, and runs would not be reproducible. The limit is sharp's own
 * check, with its own message.
 */
export function faultOfDecoder(error: unknown): NotDecoded {
  const message = error instanceof Error ? error.message : String(error);
  return message.includes('exceeds pixel limit')
    ? { fault: 'too-large', why: `it decodes to more than ${MAX_PIXELS / 2 ** 20} × 2^20 pixels` }
    : { fault: 'damaged', why: 'the decoder cannot read its picture data' };
}

/**
 * Decodes the first frame without colour management and without rotation: watermarks and signatures are computed on the
 * encoded samples. Decompression bombs are refused by their header before decoding, and by the decoder where the header
 * is wrong.
 */
export async function decodePixels(
  bytes: Uint8Array,
  claimed: Pick<ImageMetadata, 'width' | 'height'>,
): Promise<DecodedPixels | NotDecoded> {
  const refused = refusedBySize(claimed);
  if (refused !== null) return refused;
  const sharp = await loadDecoder();
  if (sharp === null)
    return { fault: 'no-decoder', why: 'the package sharp is not installed for this platform' };
  try {
    const { data, info } = await sharp(bytes, DECODER_SETTINGS)
      .timeout({ seconds: TIMEOUT_SECONDS })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, channels: info.channels, data };
  } catch (error) {
    return faultOfDecoder(error);
  }
}
