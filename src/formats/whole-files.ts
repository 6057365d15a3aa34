import type { FileCopier, FormatSettings, InputFile, Splice, Split } from '../core/format.js';
import { provenanceJson } from '../core/provenance.js';
import type { ReadItem, UnreadableCode } from '../core/record.js';
import { readRange } from './bytes.js';
import { pointerFault } from './compression/stored-as.js';
import { excerptOf, fileFault, inputChanged, unreadable } from './fault.js';
import { Outputs } from './outputs.js';

/** Shared by formats with one record per file: a folder is one input, a split is a run of its files. */

/** Words for the place of the provenance in outputs. */
export const COPIES = 'copies, and a `.provenance.jsonl` beside them';

/** With more files per split, losing a split would be costly even if the files are empty. */
const MAX_FILES_PER_SPLIT = 8192;

const filesOf = (input: InputFile): readonly InputFile[] => input.files ?? [input];

export function planFiles(input: InputFile, settings: FormatSettings): Split[] {
  const files = filesOf(input);
  // The rows of a table are written by the split that read them.
  if (input.tables !== undefined) return [{ start: 0, end: files.length }];
  const splits: Split[] = [];
  let start = 0;
  let bytes = 0;
  for (const [index, file] of files.entries()) {
    bytes += file.sizeBytes;
    const isFull = bytes >= settings.splitBytes || index + 1 - start >= MAX_FILES_PER_SPLIT;
    if (!isFull && index + 1 < files.length) continue;
    splits.push({ start, end: index + 1 });
    start = index + 1;
    bytes = 0;
  }
  return splits;
}

/** Number of files read at the same time. */
const BATCH_FILES = 64;
const BATCH_BYTES = 1024 * 1024;

/** A file that is one record; `bad` makes an unreadable item instead. */
export interface WholeFile {
  readonly file: InputFile;
  readonly ordinal: number;
  readonly settings: FormatSettings;
  readonly bad: (code: UnreadableCode, message: string, bytes?: Uint8Array) => ReadItem;
}

/** Items of the split's files, in order. Unwanted files are not opened. `itemOf` never gets an empty file. */
export async function* readFiles(
  input: InputFile,
  split: Split,
  settings: FormatSettings,
  itemOf: (bytes: Buffer, whole: WholeFile) => ReadItem | Promise<ReadItem>,
  wanted?: Int32Array,
): AsyncGenerator<ReadItem[], void, void> {
  const files = filesOf(input);
  const count = wanted?.length ?? split.end - split.start;
  let next = 0;
  while (next < count) {
    const batch: Promise<ReadItem>[] = [];
    let bytes = 0;
    while (next < count && batch.length < BATCH_FILES && bytes < BATCH_BYTES) {
      const ordinal = wanted?.[next] ?? next;
      const file = files[split.start + ordinal]!;
      bytes += file.sizeBytes;
      batch.push(readWhole(file, ordinal, settings, itemOf));
      next++;
    }
    yield await Promise.all(batch);
  }
}

async function readWhole(
  file: InputFile,
  ordinal: number,
  settings: FormatSettings,
  itemOf: (bytes: Buffer, whole: WholeFile) => ReadItem | Promise<ReadItem>,
): Promise<ReadItem> {
  const position = { file: file.name };
  const bad: WholeFile['bad'] = (code, message, bytes) =>
    unreadable(ordinal, file.source, position, code, message, bytes === undefined ? '' : excerptOf(bytes));
  if (file.sizeBytes > settings.maxRecordBytes)
    return bad(
      'record-too-long',
      `The file has ${file.sizeBytes} bytes; the limit is ${settings.maxRecordBytes}. If the file is genuine, raise --max-record.`,
    );
  const content = await contentOf(file);
  if ('code' in content) return bad(content.code, content.message);
  if (content.bytes.length === 0) return bad('empty-file', 'The file is empty.');
  const pointer = pointerFault(content.bytes);
  if (pointer !== null) return bad(pointer.code, pointer.message, content.bytes);
  return itemOf(content.bytes, { file, ordinal, settings, bad });
}

/** Fields of a record without metadata. */
export const nothingKnown = (settings?: FormatSettings) => ({
  url: null,
  date: null,
  language: null,
  declaredOrigin: null,
  declaredOriginText: null,
  label: null,
  facets: (settings?.columns.facets ?? []).map(() => null),
});

/** The whole file. Its size must not have changed since it was listed. */
export async function contentOf(
  file: InputFile,
): Promise<{ bytes: Buffer } | { code: UnreadableCode; message: string }> {
  let bytes: Buffer;
  try {
    bytes = await readRange(file.path, 0, file.sizeBytes);
  } catch (error) {
    return fileFault(error, file.path);
  }
  if (bytes.length === file.sizeBytes) return { bytes };
  const message = `The file had ${file.sizeBytes} bytes when the inputs were listed and now has ${bytes.length}.`;
  return { code: 'input-changed', message };
}

async function copyCompanion(file: InputFile, decision: string, copy: FileCopier): Promise<void> {
  const content = await contentOf(file);
  if ('code' in content) throw inputChanged(file, content.message);
  copy(decision, file.name, content.bytes);
}

/** Copies each file and its companions to the folder of its decision, and writes its provenance beside it as JSON lines. */
export const copyFiles: Splice['write'] = async ({ input, split, provenanceOf, sinkOf, copy }) => {
  const outputs = new Outputs(sinkOf, false);
  for (const [ordinal, file] of filesOf(input).slice(split.start, split.end).entries()) {
    const provenance = provenanceOf(ordinal);
    if (provenance === null) continue;
    const content = await contentOf(file);
    if ('code' in content) throw inputChanged(file, content.message);
    copy(provenance.decision, file.name, content.bytes);
    for (const companion of file.companions ?? []) await copyCompanion(companion, provenance.decision, copy);
    outputs
      .of(provenance.decision)
      .text(`{"id":${JSON.stringify(file.name)},"freckle":${provenanceJson(provenance)}}\n`);
    await outputs.flush();
  }
  await outputs.close();
  return undefined;
};
