import { isUtf8 } from 'node:buffer';
import type { ColumnNames, Format, FormatSettings, InputFile, Split } from '../core/format.js';
import type { Position, ReadItem } from '../core/record.js';
import { bytesOfSplit, type Codec, type FormatWords, withCodecs } from './compression/index.js';
import { Peek } from './compression/peek.js';
import { excerptOf, unreadable } from './fault.js';
import { createRowReader, type Row, type RowReader } from './row.js';
import { itemOfRow } from './text-record.js';
import { invalidUtf8At } from './utf8.js';

/**
 * WARC of crawls (ISO 28500), also WET, whose records are extracted texts. A `conversion` or `resource`, and the body of an
 * HTTP `response`, is a record if it is plain text. Pages in HTML are unreadable items, since extracting their text is
 * work of its own. Requests, metadata and the like are about other records and are passed over.
 */
export const WARC_FORMATS = withCodecs(
  {
    id: 'warc',
    title: 'WARC and WET',
    extensions: ['.warc', '.wet'],
    looksLike: (head) => (VERSION.test(head.toString('latin1', 0, 16)) ? 'surely' : 'no'),
  },
  defineWarc,
);

function defineWarc(words: FormatWords, codec: Codec | null): Format {
  return {
    ...words,
    modality: 'text',
    provenanceIn: 'a member `"freckle"` of JSON lines',
    plan: async (input) => [{ start: 0, end: input.sizeBytes }],
    read: (input, split, settings) => read(input, split, settings, codec),
    writtenAs: 'jsonl',
  };
}

const VERSION = /^WARC\/\d\.\d/;
const END_OF_HEADER = Buffer.from('\r\n\r\n');
const NEXT_RECORD = Buffer.from('\nWARC/1.');
/** Headers of crawls have a few hundred bytes. */
const MAX_HEADER_BYTES = 64 * 1024;
const WITH_DOCUMENTS = new Set(['conversion', 'resource', 'response']);

/** Named fields in lower case; the first of equal names counts. */
type Header = ReadonlyMap<string, string>;

async function* read(
  input: InputFile,
  split: Split,
  settings: FormatSettings,
  codec: Codec | null,
): AsyncGenerator<ReadItem[], void, void> {
  const chunks = bytesOfSplit(input, split, codec);
  const source = new Peek(chunks);
  const rows = createRowReader(settings.columns);
  let ordinal = 0;
  const lost = (...[position, code, message, excerpt]: Lost): ReadItem[] => [
    unreadable(ordinal++, input.source, position, code, message, excerpt),
  ];
  try {
    while (true) {
      await skipBlankLines(source);
      const at = source.at;
      const header = await readHeader(source);
      if (header === null) break;
      if (typeof header === 'string') {
        const head = excerptOf(await source.peek(1));
        const passed = await skipToNext(source);
        yield lost({ byte: at }, 'malformed-warc', `${header} ${passed} bytes were passed over.`, head);
        continue;
      }
      const length = Number(header.get('content-length'));
      const isTooLong = length > settings.maxRecordBytes;
      const isPassed = isTooLong || !WITH_DOCUMENTS.has(header.get('warc-type') ?? '');
      const content = await take(source, length, isPassed);
      if (content === null) {
        if (source.fault === null)
          yield lost(
            { byte: at },
            'truncated-input',
            'The file ends inside this record. Fetch the file again.',
          );
        break;
      }
      if (isTooLong)
        yield lost(
          { byte: at },
          'record-too-long',
          `The record has ${length} bytes; the limit is ${settings.maxRecordBytes}. If the record is genuine, raise --max-record.`,
        );
      else if (!isPassed) yield [itemOf(header, content, { rows, input, settings, ordinal: ordinal++, at })];
    }
    const { fault } = source;
    if (fault !== null) yield lost({ byte: source.at }, fault.code, fault.message);
    else if (ordinal === 0)
      yield lost({ byte: 0 }, 'empty-file', 'Expected a conversion, resource or response, found none.');
  } finally {
    await chunks.return(null);
  }
}

type Lost = [position: Position, code: Parameters<typeof unreadable>[3], message: string, excerpt?: string];

interface Place {
  readonly rows: RowReader;
  readonly input: InputFile;
  readonly settings: FormatSettings;
  readonly ordinal: number;
  readonly at: number;
}

function itemOf(header: Header, content: Buffer, { rows, input, settings, ordinal, at }: Place): ReadItem {
  const { type, bytes } = bodyOf(header, content);
  const position = { byte: at };
  const bad = (code: Lost[1], message: string) =>
    unreadable(ordinal, input.source, position, code, message, excerptOf(bytes));
  if (!isPlain(type))
    return bad(
      'missing-text',
      `Expected plain text, found ${type === '' ? 'content without a type' : type.slice(0, 80)}. Extract the text first, or read the WET file of the same crawl.`,
    );
  if (!isUtf8(bytes))
    return bad('invalid-utf8', `Byte ${invalidUtf8At(bytes)} of the text is not valid UTF-8.`);
  const row = rowOf(header, bytes.toString('utf8'), settings.columns);
  return itemOfRow(rows, row, input, ordinal, position, () => excerptOf(bytes));
}

const isPlain = (type: string): boolean => /^text\/plain\b/i.test(type);

/** The content, without the HTTP header of a response. */
function bodyOf(header: Header, content: Buffer): { readonly type: string; readonly bytes: Buffer } {
  const type = header.get('content-type') ?? '';
  if (!/^application\/http\b/i.test(type)) return { type, bytes: content };
  const end = content.indexOf(END_OF_HEADER);
  if (end < 0) return { type: '', bytes: content };
  const inner = fieldsOf(content.toString('latin1', 0, end));
  return { type: inner.get('content-type') ?? '', bytes: content.subarray(end + END_OF_HEADER.length) };
}

/** The fields of a record that a crawl knows, by names that formats know; facets may be any other field. */
function rowOf(header: Header, text: string, { facets = [] }: ColumnNames): Row {
  const languages = header.get('warc-identified-content-language') ?? null;
  const row: { [name: string]: unknown } = Object.create(null);
  for (const name of facets) row[name] = header.get(name.toLowerCase()) ?? null;
  row['warc-record-id'] = header.get('warc-record-id') ?? null;
  row['warc-target-uri'] = header.get('warc-target-uri') ?? null;
  row['warc-date'] = header.get('warc-date') ?? null;
  row['language'] = languages?.split(',')[0] ?? null;
  row['text'] = text;
  return row;
}

async function skipBlankLines(source: Peek): Promise<void> {
  while (true) {
    const bytes = await source.peek(1);
    let count = 0;
    while (count < bytes.length && (bytes[count] === 0x0d || bytes[count] === 0x0a)) count++;
    source.take(count);
    if (count === 0) return;
  }
}

/** Takes a header; null at the end of the bytes, the fault as a sentence if there is none. */
async function readHeader(source: Peek): Promise<Header | string | null> {
  let bytes = await source.peek(1);
  if (bytes.length === 0) return null;
  let end = bytes.indexOf(END_OF_HEADER);
  while (end < 0 && bytes.length < MAX_HEADER_BYTES) {
    const known = bytes.length;
    bytes = await source.peek(known + 1);
    if (bytes.length === known) break;
    end = bytes.indexOf(END_OF_HEADER, Math.max(0, known - END_OF_HEADER.length));
  }
  const text = bytes.toString('latin1', 0, Math.min(MAX_HEADER_BYTES, end < 0 ? bytes.length : end));
  if (!VERSION.test(text)) return 'Expected a WARC header, found something else.';
  if (end < 0) return 'Expected an empty line after the header, found none.';
  const fields = fieldsOf(bytes.toString('utf8', 0, end));
  if (!/^\d{1,15}$/.test(fields.get('content-length') ?? '')) return 'The header has no Content-Length.';
  source.take(end + END_OF_HEADER.length);
  return fields;
}

function fieldsOf(header: string): Header {
  const fields = new Map<string, string>();
  for (const line of header.split(/\r?\n/).slice(1)) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon)).trim().toLowerCase();
    if (name !== '' && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
  }
  return fields;
}

/** The next bytes, or none of them if they are passed over; null if there are fewer. */
async function take(source: Peek, length: number, isPassed: boolean): Promise<Buffer | null> {
  const pieces: Buffer[] = [];
  let missing = length;
  while (missing > 0) {
    const piece = await source.piece(missing);
    if (piece.length === 0) return null;
    if (!isPassed) pieces.push(piece);
    missing -= piece.length;
  }
  return Buffer.concat(pieces);
}

/** Takes bytes up to the start of the next record, or to the end; their number. */
async function skipToNext(source: Peek): Promise<number> {
  const start = source.at;
  while (true) {
    const bytes = await source.peek(NEXT_RECORD.length);
    if (bytes.length < NEXT_RECORD.length) {
      source.take(bytes.length);
      return source.at - start;
    }
    const found = bytes.indexOf(NEXT_RECORD);
    // A start may be cut by the end of the held bytes.
    source.take(found >= 0 ? found + 1 : bytes.length - NEXT_RECORD.length + 1);
    if (found >= 0) return source.at - start;
  }
}
