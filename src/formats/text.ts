/// <reference lib="es2024.string" />
import { isUtf8 } from 'node:buffer';
import type { Format } from '../core/format.js';
import { wholeText } from '../core/part.js';
import type { ReadItem } from '../core/record.js';
import { decoded, otherEncoding } from './encoding.js';
import type { Fault } from './fault.js';
import { startOfText } from './head.js';
import { byteOrderMarkLength, notUtf8, utf16In } from './line-items.js';
import { invalidUtf8At } from './utf8.js';
import { COPIES, copyFiles, nothingKnown, planFiles, readFiles, type WholeFile } from './whole-files.js';

/** Names of text files without an ending, as in packages. */
const BARE_NAMES =
  /^(licen[cs]e|copying|copyright|notice|readme|authors|contributors|changelog|changes|history|news|patents|todo|install|thanks|security|code_of_conduct|contributing|unlicense)([-_.](apache|mit|bsd|gpl|lgpl|mpl|isc)[-\w.]*)?$/i;

/**
 * Folders of text. Each file is one record; its id is the file's name below the folder, its source is its folder. A
 * folder is one input and a split is a run of its files, so that many small files cost as little as a few large ones.
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
  read: (input, split, settings, wanted) => readFiles(input, split, settings, itemOf, wanted),
  splice: { extension: '.provenance.jsonl', write: copyFiles },
};

function itemOf(bytes: Buffer, { file, ordinal, settings, bad }: WholeFile): ReadItem {
  const text = textOf(bytes, otherEncoding(settings.reading));
  if (typeof text !== 'string') return bad(text.code, text.message, bytes);
  return {
    modality: 'text',
    ordinal,
    position: { file: file.name },
    id: file.name,
    source: file.source,
    ...nothingKnown(settings),
    scores: (settings.columns.scores ?? []).map(() => null),
    text,
    parts: wholeText(text),
    unread: [],
  };
}

/** The text of a file, without its byte order mark, or why it has none. */
function textOf(bytes: Buffer, encoding: string | undefined): string | Pick<Fault, 'code' | 'message'> {
  if (encoding === undefined) {
    const fault = whyNoText(bytes);
    if (fault !== null) return { code: 'invalid-utf8', message: fault };
    return bytes.toString('utf8', byteOrderMarkLength(bytes));
  }
  const text = decoded(bytes, encoding);
  if (text !== null && !text.includes('\0')) return text;
  const message = `Expected text in ${encoding}, found other bytes. Is it another encoding, or binary?`;
  return { code: 'invalid-encoding', message };
}

/** The fault of bytes that are not text, or null. Text is UTF-8 without zeros; binary files called .txt rarely are. */
function whyNoText(bytes: Buffer): string | null {
  const encoding = utf16In(bytes);
  if (encoding !== null) return notUtf8(encoding);
  if (!isUtf8(bytes)) {
    const kind = bytes.subarray(0, 8192).includes(0) ? ' The file looks binary.' : '';
    return `Byte ${invalidUtf8At(bytes)} is not valid UTF-8.${kind}`;
  }
  const zero = bytes.indexOf(0);
  return zero < 0 ? null : `Byte ${zero} is zero. The file looks binary.`;
}
