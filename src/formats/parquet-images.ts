import type { SchemaTree } from 'hyparquet';
import type { ColumnNames, Format, FormatSettings, InputFile } from '../core/format.js';
import type { Position, ReadItem, UnreadableCode } from '../core/record.js';
import { sniffImage } from '../image/format.js';
import { stringOf, valueAt } from './cell-value.js';
import { CAPTION_NAMES, IMAGE_NAMES } from './columns.js';
import { excerptOf, unreadable } from './fault.js';
import { imageRecord, notAnImage } from './image-record.js';
import { parquetSplice } from './parquet-copy/splice.js';
import { openParquet } from './parquet-file.js';
import { planGroups, readGroups } from './parquet-groups.js';
import { BadUtf8 } from './parquet-values.js';
import { createRowReader, isUsefulColumn, type Row, type RowReader } from './row.js';

/**
 * Parquet with a column of images, as in Hugging Face's data sets. Each row is one image record; its bytes are in a
 * column of byte arrays or of `{bytes, path}`. If the file has texts too, the image is the record and the text its
 * caption. Image pages are read one by one, never a whole row group at once.
 */
export const parquetImages: Format = {
  id: 'parquet-images',
  title: 'Parquet, a column of images',
  modality: 'image',
  extensions: ['.parquet', '.pq', '.parq'],
  recognises: { by: 'a column of images', is: hasImages },
  splitsAt: 'row groups',
  provenanceIn: 'columns',
  plan: planGroups,
  read: (input, split, settings) => {
    const { columns } = settings;
    const rowReader = createRowReader(columns);
    return readGroups(input, split, ({ schema }) => {
      const image = imageColumnIn(schema, columns);
      return {
        wanted: {
          isWanted: (name) =>
            name !== image?.name && (isUsefulColumn(name, columns) || captionRank(name) !== null),
          leaves: image === null ? [] : leavesOf(image),
        },
        itemOf: (row, ordinal, number) =>
          itemOfImageRow({ rowReader, image, input, settings }, row, ordinal, number),
      };
    });
  },
  splice: parquetSplice,
};

/** The column that holds a file's images. */
interface ImageColumn {
  /** The top-level column. */
  readonly name: string;
  /** As a user names it: `image`, or `sample.image` inside a struct. */
  readonly path: string;
  readonly bytes: SchemaTree;
  /** The original file names, if the column has them. */
  readonly names: SchemaTree | null;
}

/** True if the user named an image column, or if a common one holds bytes and the user named no text column. */
async function hasImages(path: string, columns: ColumnNames): Promise<boolean> {
  if (columns.image === undefined && columns.text !== undefined) return false;
  const file = await openParquet({ path, name: path, source: path, sizeBytes: 0 });
  if ('code' in file) return columns.image !== undefined;
  await file.close();
  return columns.image !== undefined || imageColumnIn(file.schema, columns) !== null;
}

function imageColumnIn(schema: SchemaTree, columns: ColumnNames): ImageColumn | null {
  if (columns.image !== undefined) return columnAt(schema, columns.image);
  const ranked = schema.children
    .map((child) => ({ child, rank: IMAGE_NAMES.indexOf(child.element.name.toLowerCase()) }))
    .filter(({ rank }) => rank >= 0)
    .sort((a, b) => a.rank - b.rank);
  for (const { child } of ranked) {
    const column = columnOf(child);
    if (column !== null) return column;
  }
  return null;
}

/** Finds a column by its name, or by its path through structs. */
function columnAt(schema: SchemaTree, path: string): ImageColumn | null {
  const exact = schema.children.find(({ element }) => element.name === path);
  if (exact !== undefined) return columnOf(exact);
  let tree: SchemaTree | undefined = schema;
  for (const part of path.split('.')) {
    tree = tree.children.find(({ element }) => element.name === part);
    if (tree === undefined || tree.element.repetition_type === 'REPEATED') return null;
  }
  return columnOf(tree);
}

/** The column, if it holds bytes or a struct with a member `bytes`; null for texts, numbers and lists. */
function columnOf(tree: SchemaTree): ImageColumn | null {
  if (tree.element.repetition_type === 'REPEATED') return null;
  const name = tree.path[0]!;
  const path = tree.path.join('.');
  if (isBytes(tree)) return { name, path, bytes: tree, names: null };
  const member = (wanted: string) =>
    tree.children.find(({ element }) => element.name === wanted && element.repetition_type !== 'REPEATED');
  const [bytes, names] = [member('bytes'), member('path')];
  if (bytes === undefined || !isBytes(bytes)) return null;
  return { name, path, bytes, names: names?.element.type === 'BYTE_ARRAY' ? names : null };
}

const isBytes = ({ element, children }: SchemaTree): boolean =>
  children.length === 0 &&
  element.type === 'BYTE_ARRAY' &&
  element.converted_type === undefined &&
  element.logical_type === undefined;

/** Names under which rows carry the image; no real column has them. */
const IMAGE_BYTES = '\0image';
const IMAGE_PATH = '\0path';

const leavesOf = ({ bytes, names }: ImageColumn) => [
  { name: IMAGE_BYTES, leaf: bytes },
  ...(names === null ? [] : [{ name: IMAGE_PATH, leaf: names }]),
];

interface RowContext {
  readonly rowReader: RowReader;
  readonly image: ImageColumn | null;
  readonly input: InputFile;
  readonly settings: FormatSettings;
}

function itemOfImageRow(
  { rowReader, image, input, settings }: RowContext,
  row: Row,
  ordinal: number,
  number: number,
): ReadItem {
  const position: Position = { row: number };
  const bad = (code: UnreadableCode, message: string, bytes?: Uint8Array): ReadItem =>
    unreadable(ordinal, input.source, position, code, message, bytes === undefined ? '' : excerptOf(bytes));
  if (image === null)
    return bad(
      'missing-image',
      `Expected bytes or {bytes, path} in column ${JSON.stringify(settings.columns.image ?? 'image')}, found no such column. Name it with --image-column.`,
    );
  const bytes = innermost(row[IMAGE_BYTES]);
  const name = nameOf(innermost(row[IMAGE_PATH]));
  const cell = `column ${JSON.stringify(image.path)}`;
  if (!(bytes instanceof Uint8Array))
    return bad(
      'missing-image',
      name === ''
        ? `Expected the bytes of an image in ${cell}, found null.`
        : `Expected the bytes of an image in ${cell}, found only the file name ${JSON.stringify(name.slice(0, 100))}.`,
    );
  if (bytes.length === 0) return bad('missing-image', `The image in ${cell} has no bytes.`);
  if (bytes.length > settings.maxRecordBytes)
    return bad(
      'record-too-long',
      `The image in ${cell} has ${bytes.length} bytes; the limit is ${settings.maxRecordBytes}. If the image is genuine, raise --max-record.`,
    );
  if (sniffImage(bytes) === null)
    return bad('not-an-image', notAnImage(name === '' ? `The value in ${cell}` : name), bytes);
  const about = rowReader.about(row);
  return {
    ...imageRecord(bytes, name, { ordinal, position, source: input.source, facets: [] }),
    ...about,
    id: about.id ?? (name === '' ? null : name),
    source: about.source ?? input.source,
    caption: captionOf(row, settings.columns),
  };
}

/** The value of a leaf. Each optional struct around it wraps it in a list, which is empty if the struct is null. */
function innermost(value: unknown): unknown {
  let inner = value;
  while (Array.isArray(inner)) inner = inner[0];
  return inner;
}

function nameOf(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  return typeof value === 'string' ? value.toWellFormed() : '';
}

const captionRank = (name: string): number | null => {
  const rank = CAPTION_NAMES.indexOf(name.toLowerCase());
  return rank < 0 ? null : rank;
};

/** The caption from the column that the user named, or from the best common one with a value; of a list, the first. */
export function captionOf(row: Row, { text }: ColumnNames): string | null {
  if (text !== undefined) return captionIn(valueAt(row, text).value);
  let best: string | null = null;
  let bestRank = Number.POSITIVE_INFINITY;
  for (const name of Object.keys(row)) {
    const rank = captionRank(name);
    const caption = rank === null || rank >= bestRank ? null : captionIn(row[name]);
    if (caption === null) continue;
    best = caption;
    bestRank = rank!;
  }
  return best;
}

function captionIn(value: unknown): string | null {
  const first = Array.isArray(value) ? value[0] : value;
  return first instanceof BadUtf8 || typeof first === 'object' ? null : stringOf(first, [], undefined);
}
