import type { Format } from '../core/format.js';
import type { ImageRecord, ReadItem } from '../core/record.js';
import { IMAGE_EXTENSIONS, sniffImage } from '../image/format.js';
import { COPIES, copyFiles, nothingKnown, planFiles, readFiles, type WholeFile } from './whole-files.js';

/**
 * Folders of images: one file is one record, its id the file's name below the folder, its source the folder it lies
 * in. What the bytes are decides, not the name: a PNG called .jpg is read, a web page called .png is not. Whether
 * a picture decodes is measured, not asked here.
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
  `${name} does not begin as PNG, JPEG, WebP, AVIF or GIF do, whatever it is called.`;

/** An image of which nothing is known but where it lay. */
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
