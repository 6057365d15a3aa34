import type Sharp from 'sharp';
import type { ImageMetadata } from './metadata.js';

/** The picture as samples of 8 bits, row by row; 1 to 4 channels: grey, grey + alpha, RGB, RGB + alpha. */
export interface DecodedPixels {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Uint8Array;
}

/** Why there are no pixels. */
export interface NotDecoded {
  readonly fault: 'too-large' | 'damaged' | 'no-decoder';
  readonly why: string;
}

export const isDecoded = (answer: DecodedPixels | NotDecoded): answer is DecodedPixels => 'data' in answer;

/** 64 megapixels are 256 MB as RGB with alpha: what one worker may hold for one picture. */
export const MAX_PIXELS = 64 * 1024 * 1024;
/** A side that no camera has; decoders keep rows of it. */
export const MAX_SIDE = 32_768;
const TIMEOUT_SECONDS = 30;

let loading: Promise<typeof Sharp | null> | null = null;

/** Loads the decoder once per thread; pictures come one by one there, so it gets one thread and no cache. */
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

/** Errors are damage, bombs end at the limit, and of animations the first frame is read. */
export const DECODER_SETTINGS = {
  limitInputPixels: MAX_PIXELS,
  failOn: 'error',
  ignoreIcc: true,
  sequentialRead: true,
  pages: 1,
} as const;

/** Why a picture is not handed to the decoder, by what its header claims; null where it is. */
export function refusedBySize({ width, height }: Pick<ImageMetadata, 'width' | 'height'>): NotDecoded | null {
  if (width === null || height === null) return null;
  const size = `${width} × ${height} pixels`;
  if (width === 0 || height === 0) return { fault: 'damaged', why: `the header claims ${size}` };
  if (width <= MAX_SIDE && height <= MAX_SIDE && width * height <= MAX_PIXELS) return null;
  return {
    fault: 'too-large',
    why: `${size} are more than the ${MAX_PIXELS / 2 ** 20} × 2^20 pixels, ${MAX_SIDE} a side, that are decoded`,
  };
}

/**
 * What the decoder threw. Its own words are not repeated: libvips keeps them in one buffer for all threads of a process,
 * so a picture may get another one's message or none, and a run would differ from its repetition. The limit is sharp's
 * own check and comes with sharp's own words.
 */
export function faultOfDecoder(error: unknown): NotDecoded {
  const message = error instanceof Error ? error.message : String(error);
  return message.includes('exceeds pixel limit')
    ? { fault: 'too-large', why: `it unpacks to more than ${MAX_PIXELS / 2 ** 20} × 2^20 pixels` }
    : { fault: 'damaged', why: 'the decoder cannot read its picture data' };
}

/**
 * Decodes the first frame, without colour management and without turning it: samples as they were encoded, which
 * is what watermarks and signatures are computed on. Bombs are refused by their header, before anything is
 * unpacked, and by the decoder where the header lied.
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
