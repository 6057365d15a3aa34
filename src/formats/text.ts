/// <reference lib="es2024.string" />
import { isUtf8 } from 'node:buffer';
import type {
  ByteSink,
  FileCopier,
  Format,
  FormatSettings,
  InputFile,
  Provenance,
  Split,
} from '../core/format.js';
import type { Position, ReadItem, UnreadableCode } from '../core/record.js';
import { readRange } from './bytes.js';
import { excerptOf, fileFault, unreadable } from './fault.js';
import { inputChanged, invalidUtf8At } from './jsonl.js';
import { byteOrderMarkLength, notUtf8, utf16In } from './line-items.js';
import { Outputs } from './outputs.js';
import { provenanceJson } from './provenance.js';

/**
 * Folders of text: one file is one record, its id the file's name below the folder, its source the folder it
 * lies in. A folder is one input and a split is a run of its files: tens of thousands of small files then
 * cost as little as a few large ones.
 */
export const text: Format = {
  id: 'text',
  title: 'Text files, one record each',
  modality: 'text',
  extensions: ['.txt', '.text', '.md', '.markdown', '.mdx', '.rst', '.adoc'],
  plan: async (input, settings) => planFiles(filesOf(input), settings),
  read,
  splice: { extension: '.provenance.jsonl', write },
};

/** Names without an ending that hold prose, as packages have them. */
const BARE_NAMES =
  /^(licen[cs]e|copying|copyright|notice|readme|authors|contributors|changelog|changes|history|news|patents|todo|install|thanks|security|code_of_conduct|contributing|unlicense)([-_.](apache|mit|bsd|gpl|lgpl|mpl|isc)[-\w.]*)?$/i;

/** Whether a file without a known ending is text by its name: LICENSE, COPYING, README. */
export const isBareTextName = (name: string): boolean => BARE_NAMES.test(name);

/** More files than this in a split would make a split's loss costly even when they are empty. */
const MAX_FILES_PER_SPLIT = 8192;

const filesOf = (input: InputFile): readonly InputFile[] => input.files ?? [input];

function planFiles(files: readonly InputFile[], settings: FormatSettings): Split[] {
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

/** Files read at the same time. */
const BATCH_FILES = 64;
const BATCH_BYTES = 1024 * 1024;

async function* read(
  input: InputFile,
  split: Split,
  settings: FormatSettings,
): AsyncGenerator<ReadItem[], void, void> {
  const files = filesOf(input);
  let start = split.start;
  while (start < split.end) {
    let end = start;
    let bytes = 0;
    while (end < split.end && end - start < BATCH_FILES && bytes < BATCH_BYTES)
      bytes += files[end++]!.sizeBytes;
    const first = start - split.start;
    yield await Promise.all(
      files.slice(start, end).map((file, index) => itemOfFile(file, first + index, settings)),
    );
    start = end;
  }
}

async function itemOfFile(file: InputFile, ordinal: number, settings: FormatSettings): Promise<ReadItem> {
  const position: Position = { file: file.name };
  const bad = (code: UnreadableCode, message: string, bytes?: Uint8Array): ReadItem =>
    unreadable(ordinal, file.source, position, code, message, bytes === undefined ? '' : excerptOf(bytes));
  if (file.sizeBytes > settings.maxRecordBytes)
    return bad(
      'record-too-long',
      `The file has ${file.sizeBytes} bytes, more than the ${settings.maxRecordBytes} that are taken into memory. Raise --max-record-bytes if it is honest.`,
    );
  const content = await contentOf(file);
  if ('code' in content) return bad(content.code, content.message);
  const { bytes } = content;
  if (bytes.length === 0) return bad('empty-file', 'The file is empty.');
  const fault = whyNoText(bytes);
  if (fault !== null) return bad('invalid-utf8', fault, bytes);
  return {
    modality: 'text',
    ordinal,
    position,
    id: file.name,
    source: file.source,
    url: null,
    date: null,
    language: null,
    declaredOrigin: null,
    declaredOriginText: null,
    label: null,
    facets: (settings.columns.facets ?? []).map(() => null),
    text: bytes.toString('utf8', byteOrderMarkLength(bytes)),
  };
}

/** The whole file, which must have the size it was listed with. */
async function contentOf(
  file: InputFile,
): Promise<{ bytes: Buffer } | { code: UnreadableCode; message: string }> {
  let bytes: Buffer;
  try {
    bytes = await readRange(file.path, 0, file.sizeBytes);
  } catch (error) {
    return fileFault(error, file.path);
  }
  if (bytes.length === file.sizeBytes) return { bytes };
  const message = `The file had ${file.sizeBytes} bytes when the inputs were listed and has ${bytes.length} now.`;
  return { code: 'input-changed', message };
}

/** Text is UTF-8 without zeros: a program or picture that is named .txt has both faults or one of them. */
function whyNoText(bytes: Buffer): string | null {
  const encoding = utf16In(bytes);
  if (encoding !== null) return notUtf8(encoding);
  if (!isUtf8(bytes)) {
    const kind = bytes.subarray(0, 8192).includes(0) ? ' The file looks binary.' : '';
    return `Byte ${invalidUtf8At(bytes)} is not valid UTF-8.${kind}`;
  }
  const zero = bytes.indexOf(0);
  return zero < 0 ? null : `Byte ${zero} is zero, which text files do not hold: the file looks binary.`;
}

async function write(
  input: InputFile,
  split: Split,
  _settings: FormatSettings,
  provenanceOf: (ordinal: number) => Provenance | null,
  sinkOf: (decision: string) => ByteSink,
  copy: FileCopier,
): Promise<void> {
  const outputs = new Outputs(sinkOf, false);
  for (const [ordinal, file] of filesOf(input).slice(split.start, split.end).entries()) {
    const provenance = provenanceOf(ordinal);
    if (provenance === null) continue;
    const content = await contentOf(file);
    if ('code' in content) throw inputChanged(file, content.message);
    copy(provenance.decision, file.name, content.bytes);
    outputs
      .of(provenance.decision)
      .text(`{"id":${JSON.stringify(file.name)},"freckle":${provenanceJson(provenance)}}\n`);
    await outputs.flush();
  }
  await outputs.close();
}
