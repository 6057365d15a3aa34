import type { Format, FormatSettings, InputFile } from '../core/format.js';
import type { ImageRecord, Position, ReadItem, UnreadableCode } from '../core/record.js';
import { IMAGE_EXTENSIONS, sniffImage } from '../image/format.js';
import { excerptOf, unreadable } from './fault.js';
import { COPIES, contentOf, copyFiles, planFiles, readFiles } from './whole-files.js';

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
  read: (input, split, settings, wanted) =>
    readFiles(input, split, (file, ordinal) => itemOfFile(file, ordinal, settings), wanted),
  splice: { extension: '.provenance.jsonl', write: copyFiles },
};

async function itemOfFile(file: InputFile, ordinal: number, settings: FormatSettings): Promise<ReadItem> {
  const position: Position = { file: file.name };
  const bad = (code: UnreadableCode, message: string, bytes?: Uint8Array): ReadItem =>
    unreadable(ordinal, file.source, position, code, message, bytes === undefined ? '' : excerptOf(bytes));
  if (file.sizeBytes > settings.maxRecordBytes)
    return bad(
      'record-too-long',
      `The file has ${file.sizeBytes} bytes, more than the ${settings.maxRecordBytes} that are taken into memory. Raise --max-record if it is honest.`,
    );
  const content = await contentOf(file);
  if ('code' in content) return bad(content.code, content.message);
  const { bytes } = content;
  if (bytes.length === 0) return bad('empty-file', 'The file is empty.');
  if (sniffImage(bytes) === null) return bad('not-an-image', notAnImage(file.name), bytes);
  return imageRecord(bytes, file.name, {
    ordinal,
    position,
    source: file.source,
    facets: (settings.columns.facets ?? []).map(() => null),
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
  url: null,
  date: null,
  language: null,
  declaredOrigin: null,
  declaredOriginText: null,
  label: null,
  caption: null,
  ...place,
  bytes,
  name,
});
