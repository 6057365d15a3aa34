import { DECODER_SETTINGS, faultOfDecoder, loadDecoder, type NotDecoded, refusedBySize } from './decode.js';
import type { ImageReading } from './reading.js';

/** Pixels of a thumbnail's longer side. */
export const THUMBNAIL_SIDE = 160;
const QUALITY = 60;
const TIMEOUT_SECONDS = 30;

/** A small, newly encoded picture without any of the original's bytes or metadata. */
export interface Thumbnail {
  readonly width: number;
  readonly height: number;
  /** As WebP. */
  readonly bytes: Uint8Array;
}

/**
 * The first frame, rotated according to EXIF, at most 160 pixels a side, newly encoded. The limits of decoding apply: a
 * picture refused there by its header is refused here too.
 */
export async function thumbnailOf(reading: ImageReading): Promise<Thumbnail | NotDecoded> {
  if (reading.format === null) return { fault: 'damaged', why: 'not an image' };
  const refused = refusedBySize(await reading.metadata());
  if (refused !== null) return refused;
  const sharp = await loadDecoder();
  if (sharp === null)
    return { fault: 'no-decoder', why: 'the package sharp is not installed for this platform' };
  try {
    const { data, info } = await sharp(reading.bytes, DECODER_SETTINGS)
      .timeout({ seconds: TIMEOUT_SECONDS })
      .autoOrient()
      .resize(THUMBNAIL_SIDE, THUMBNAIL_SIDE, { fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .webp({ quality: QUALITY, effort: 4 })
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, bytes: data };
  } catch (error) {
    return faultOfDecoder(error);
  }
}
