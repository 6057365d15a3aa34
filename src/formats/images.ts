import type { Format } from '../core/format.js';
import type { ImageRecord, ReadItem } from '../core/record.js';
import { IMAGE_EXTENSIONS, sniffImage } from '../image/format.js';
import { COPIES, copyFiles, nothingKnown, planFiles, readFiles, type WholeFile } from './whole-files.js';

/**
 * Folders of images. Each file is one record; its id is the file's name below the folder, its source is its folder. The
 * bytes decide, not the name: a PNG called .jpg is read, a web page called .png is not. Whether an image decodes is
 * measured later, by a signal.
 */
export const images: Format = {
  id: 'images',
  title: 'Images, one record each',
  modality: 'image',
  extensions: Object.values(IMAGE_EXTENSIONS).flat(),
  isWholeFiles: true,
  splitsAt: 'files',
  provenanceIn: COPIES,
  plan: async (input, settings) => planFiles(input, settings),
  read: (input, split, settings, wanted) => readFiles(input, split, settings, itemOf, wanted),
  splice: { extension: '.provenance.jsonl', write: copyFiles },
};

function itemOf(bytes: Buffer, { file, ordinal, settings, bad }: WholeFile): ReadItem {
  if (sniffImage(bytes) === null) return bad('not-an-image', notAnImage(file.name), bytes);
  const { facets } = nothingKnown(settings);
  return imageRecord(bytes, file.name, {
    ordinal,
    position: { file: file.name },
    source: file.source,
    facets,
  });
}

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
