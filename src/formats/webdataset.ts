import type { Format, FormatSettings, InputFile } from '../core/format.js';
import type { ImageRecord, ReadItem } from '../core/record.js';
import { formatOfImageName, sniffImage } from '../image/format.js';
import { readRange } from './bytes.js';
import { excerptOf, unreadable } from './fault.js';
import { imageRecord, notAnImage } from './image-record.js';
import { captionOf } from './parquet-images.js';
import type { RowReader } from './row.js';
import {
  contentOf,
  endingOf,
  objectOf,
  planSamples,
  readSamples,
  type Sample,
  writeSamples,
} from './webdataset-samples.js';

/**
 * WebDataset: a tar archive whose adjacent files with one key (the path up to the first dot of the name) form a sample.
 * Each image of a sample is a record. The sample's JSON gives its id, source, date, label and declared origin, its `.cls`
 * the label, its `.txt` the caption. Samples without an image are unreadable items.
 */
export const webdataset: Format = {
  id: 'webdataset',
  title: 'WebDataset (tar)',
  modality: 'image',
  extensions: ['.tar'],
  splitsAt: 'samples',
  provenanceIn: 'a member `….freckle.json` in each sample',
  plan: planSamples,
  read: (input, split, settings) => readSamples(input, split, settings, itemsOf),
  splice: { extension: '.tar', write: (task) => writeSamples(task, itemsOf) },
};

async function itemsOf(
  sample: Sample,
  input: InputFile,
  settings: FormatSettings,
  rows: RowReader,
  first: number,
): Promise<ReadItem[]> {
  const { key, members } = sample;
  const images = members.filter(({ name }) => formatOfImageName(name) !== null);
  if (images.length === 0) {
    const message = `The sample ${key} has no PNG, JPEG, WebP, AVIF or GIF, only ${members.map(({ name }) => endingOf(name)).join(', ')}.`;
    return [unreadable(first, input.source, { file: key }, 'not-an-image', message)];
  }
  const about = await metadataOf(sample, input, settings, rows);
  const items: ReadItem[] = [];
  for (const { name, dataStart, dataEnd } of images) {
    const ordinal = first + items.length;
    const position = { file: name };
    const size = dataEnd - dataStart;
    if (size > settings.maxRecordBytes) {
      const message = `The image has ${size} bytes; the limit is ${settings.maxRecordBytes}. If the image is genuine, raise --max-record.`;
      items.push(unreadable(ordinal, input.source, position, 'record-too-long', message));
      continue;
    }
    const bytes = await readRange(input.path, dataStart, dataEnd);
    if (bytes.length === 0)
      items.push(unreadable(ordinal, input.source, position, 'empty-file', 'The file is empty.'));
    else if (sniffImage(bytes) === null)
      items.push(
        unreadable(ordinal, input.source, position, 'not-an-image', notAnImage(name), excerptOf(bytes)),
      );
    else
      items.push({
        ...imageRecord(bytes, name, { ordinal, position, source: input.source, facets: [] }),
        id: key,
        ...about,
      });
  }
  return items;
}

/** Larger JSON beside an image is not read as metadata. */
const MAX_METADATA_BYTES = 4 << 20;
const MAX_CAPTION_CHARACTERS = 65_536;

/** Metadata from the sample's JSON, class and caption files; unreadable files are ignored. */
async function metadataOf(
  sample: Sample,
  input: InputFile,
  { columns }: FormatSettings,
  rows: RowReader,
): Promise<Partial<ImageRecord>> {
  const contentAt = (ending: string) => contentOf(sample, ending, input, MAX_METADATA_BYTES);
  const json = objectOf(await contentAt('json')) ?? {};
  const { source, id, label, ...rest } = rows.about(json);
  const written = async (ending: string) =>
    (await contentAt(ending))?.trim().slice(0, MAX_CAPTION_CHARACTERS).toWellFormed() ?? null;
  return {
    ...rest,
    label: label ?? (await written('cls'))?.slice(0, 200) ?? null,
    caption: captionOf(json, columns) ?? (await written('txt')) ?? (await written('caption')),
    ...(source === null ? {} : { source }),
    ...(id === null ? {} : { id }),
  };
}
