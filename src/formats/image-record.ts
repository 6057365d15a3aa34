import type { ImageRecord } from '../core/record.js';
import { nothingKnown } from './whole-files.js';

export const notAnImage = (name: string): string =>
  `${name}: expected PNG, JPEG, WebP, AVIF or GIF, found other first bytes.`;

/** An image without metadata. */
export const imageRecord = (
  bytes: Uint8Array,
  name: string,
  place: Pick<ImageRecord, 'ordinal' | 'position' | 'source' | 'facets'>,
): ImageRecord => ({
  modality: 'image',
  id: name,
  ...nothingKnown(),
  caption: null,
  ...place,
  bytes,
  name,
});
