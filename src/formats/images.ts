import { isUtf8 } from 'node:buffer';
import type { Format, FormatSettings, InputFile, Splice, Split } from '../core/format.js';
import type { Provenance } from '../core/provenance.js';
import type { ReadItem, UnreadableCode } from '../core/record.js';
import { IMAGE_EXTENSIONS, sniffImage } from '../image/format.js';
import { asObject } from './cell-value.js';
import { unreadable } from './fault.js';
import { imageRecord, notAnImage } from './image-record.js';
import { captionOf } from './parquet-images.js';
import { PICTURE_TABLES, PictureTables } from './picture-table.js';
import { createRowReader, type Row, type RowReader } from './row.js';
import {
  COPIES,
  contentOf,
  copyFiles,
  nothingKnown,
  planFiles,
  readFiles,
  type WholeFile,
} from './whole-files.js';

/**
 * Folders of images. Each file is one record; its id is the file's name below the folder, its source is its folder. The
 * bytes decide, not the name: a PNG called .jpg is read, a web page called .png is not. Whether an image decodes is
 * measured later, by a signal.
 *
 * What stands beside a picture belongs to it: `.caption`, `.txt` and `.json` of the same stem, as kohya, OneTrainer and
 * img2dataset write them, latents (`.npz`), and its row of `metadata.jsonl` or `metadata.csv`, as imagefolder reads it.
 */
export const images: Format = {
  id: 'images',
  title: 'Images, one record each, with their captions',
  modality: 'image',
  extensions: Object.values(IMAGE_EXTENSIONS).flat(),
  isWholeFiles: true,
  companions: { endings: ['.caption', '.txt', '.json', '.npz'], tables: PICTURE_TABLES },
  splitsAt: 'files',
  provenanceIn: COPIES,
  plan: async (input, settings) => planFiles(input, settings),
  read,
  splice: { extension: '.provenance.jsonl', write: (task) => copyPictures(task) },
};

async function* read(
  input: InputFile,
  split: Split,
  settings: FormatSettings,
  wanted?: Int32Array,
): AsyncGenerator<ReadItem[], void, void> {
  const tables = await PictureTables.of(input.tables ?? []);
  const rows = createRowReader(settings.columns);
  yield* readFiles(input, split, settings, (bytes, whole) => itemOf(bytes, whole, tables, rows), wanted);
  if (wanted === undefined && input.tables !== undefined) yield [...unmatched(input, split, tables)];
}

async function itemOf(
  bytes: Buffer,
  whole: WholeFile,
  tables: PictureTables,
  rows: RowReader,
): Promise<ReadItem> {
  const { file, ordinal, settings, bad } = whole;
  if (sniffImage(bytes) === null) return bad('not-an-image', notAnImage(file.name), bytes);
  const place = { ordinal, position: { file: file.name }, source: file.source };
  const picture = imageRecord(bytes, file.name, { ...place, facets: nothingKnown(settings).facets });
  if (file.companions === undefined && tables.rowOf(file.name) === undefined) return picture;
  const beside = await besideOf(file, settings.maxRecordBytes);
  const fault = 'code' in beside ? beside : tables.faultOf(file.name);
  if (fault !== null) return bad(fault.code, fault.message);
  const { caption, row: own } = beside as Beside;
  const row = { ...own, ...tables.rowOf(file.name) };
  const about = rows.about(row);
  return {
    ...picture,
    ...about,
    id: file.name,
    source: about.source ?? file.source,
    caption: caption ?? captionOf(row, settings.columns),
  };
}

interface Beside {
  readonly caption: string | null;
  readonly row: Row;
}

/**
 * The caption beside a picture, best first, and what a JSON file beside it says; or why a file beside it cannot be read:
 * what it declares would be lost.
 */
async function besideOf(
  { companions = [] }: InputFile,
  maxBytes: number,
): Promise<Beside | { readonly code: UnreadableCode; readonly message: string }> {
  let row: Row = {};
  const captions: { [ending: string]: string } = {};
  for (const { path, name, source, sizeBytes } of companions) {
    const ending = /\.(?:caption|txt|json)$/i.exec(name)?.[0].toLowerCase();
    if (ending === undefined) continue;
    if (sizeBytes > maxBytes)
      return {
        code: 'record-too-long',
        message: `${name} has ${sizeBytes} bytes; the limit is ${maxBytes}.`,
      };
    const content = await contentOf({ path, name, source, sizeBytes });
    if ('code' in content) return content;
    if (!isUtf8(content.bytes)) return { code: 'invalid-utf8', message: `${name} is not valid UTF-8.` };
    const text = content.bytes.toString('utf8').replace(/^\ufeff/, '');
    if (ending !== '.json') captions[ending] = text.trim();
    else {
      const found = jsonOf(text);
      if (found === undefined) return { code: 'malformed-json', message: `${name} is not valid JSON.` };
      row = asObject(found) ?? row;
    }
  }
  return { caption: captions['.caption'] ?? captions['.txt'] ?? null, row };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Rows of tables about pictures that are not there, and lines that are no rows. */
function* unmatched(
  { files = [], source }: InputFile,
  split: Split,
  tables: PictureTables,
): Generator<ReadItem> {
  let ordinal = split.end - split.start;
  const faults = [...tables.faults];
  for (const { table, line, pictures } of tables.withoutPicture(new Set(files.map(({ name }) => name))))
    faults.push({
      table,
      line,
      code: 'missing-image',
      message: `The row names ${pictures.join(', ')}, which is not in the folder.`,
    });
  for (const { table, line, code, message } of faults)
    yield unreadable(ordinal++, source, { file: table.name, line }, code, message, '');
}

const copyPictures: Splice['write'] = async (task) => {
  const { input, split, copy } = task;
  const tables = await PictureTables.of(input.tables ?? []);
  const files = input.files ?? [input];
  const choosing = (ordinal: number): Provenance | null => {
    const provenance = task.provenanceOf(ordinal);
    if (provenance !== null) tables.choose(files[split.start + ordinal]!.name, provenance.decision);
    return provenance;
  };
  await copyFiles({ ...task, provenanceOf: choosing });
  tables.write(copy);
  return undefined;
};
