/// <reference lib="es2024.string" />
import { isUtf8 } from 'node:buffer';
import type { Format, FormatSettings, InputFile } from '../core/format.js';
import type { Position, ReadItem, UnreadableCode } from '../core/record.js';
import { excerptOf, unreadable } from './fault.js';
import { startOfText } from './head.js';
import { invalidUtf8At } from './jsonl.js';
import { byteOrderMarkLength, notUtf8, utf16In } from './line-items.js';
import { COPIES, contentOf, copyFiles, planFiles, readFiles } from './whole-files.js';

/** Names without an ending that hold prose, as packages have them. */
const BARE_NAMES =
  /^(licen[cs]e|copying|copyright|notice|readme|authors|contributors|changelog|changes|history|news|patents|todo|install|thanks|security|code_of_conduct|contributing|unlicense)([-_.](apache|mit|bsd|gpl|lgpl|mpl|isc)[-\w.]*)?$/i;

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
  bareNames: { has: (name) => BARE_NAMES.test(name), examples: 'LICENSE, COPYING, NOTICE, README…' },
  isWholeFiles: true,
  looksLike: (head) => (startOfText(head) === null ? 'no' : 'perhaps'),
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
    scores: (settings.columns.scores ?? []).map(() => null),
    text: bytes.toString('utf8', byteOrderMarkLength(bytes)),
  };
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
