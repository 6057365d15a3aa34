import { isAscii, isUtf8 } from 'node:buffer';
import { FreckleError } from '../core/errors.js';
import type { Format, FormatSettings, InputFile, SpliceTask, Split } from '../core/format.js';
import type { ReadItem, UnreadableCode } from '../core/record.js';
import { type Compression, isPackedAgain, outputEnding, provenanceWhere } from './compression.js';
import { excerptOf, unreadable } from './fault.js';
import { insideGzip, looksLikeJsonLines } from './head.js';
import { findJsonFault } from './json-fault.js';
import { loaderHazard } from './json-hazards.js';
import { numberAt } from './json-members.js';
import { spliceMember } from './json-splice.js';
import { type ItemLines, itemsOfLines, planLines } from './line-items.js';
import { NEWLINE } from './lines.js';
import { Outputs } from './outputs.js';
import { createRowReader, type Row } from './row.js';
import { compressionOf, storedAs } from './stored-as.js';
import { itemOfRow } from './text-record.js';

/** One JSON object per line. A compressed file is one split; a plain file is split at lines. */
function defineJsonl(
  compression: Compression,
  words: Pick<Format, 'id' | 'title' | 'extensions' | 'extensionsWhenNamed' | 'looksLike'>,
): Format {
  return {
    ...words,
    modality: 'text',
    splitsAt: compression === 'none' ? 'lines' : undefined,
    provenanceIn: provenanceWhere('a member `"freckle"`', compression),
    plan: async (input, settings) =>
      compression === 'none' && (await storedAs(input, compression)) === 'none'
        ? planLines(input, settings)
        : [{ start: 0, end: input.sizeBytes, firstLine: 1 }],
    read: (input, split, settings, wanted) => read(input, split, settings, compression, wanted),
    splice: {
      extension: outputEnding('.jsonl', compression),
      write: (task) => write(task, compression),
    },
  };
}

export const jsonl = defineJsonl('none', {
  id: 'jsonl',
  title: 'JSON lines',
  extensions: ['.jsonl', '.ndjson', '.json'],
  // In folders, .json files seldom hold JSON lines.
  extensionsWhenNamed: ['.json'],
  looksLike: looksLikeJsonLines,
});
/** Also chosen for gzip input that does not look like a table. */
export const jsonlGzip = defineJsonl('gzip', {
  id: 'jsonl-gzip',
  title: 'JSON lines, gzip',
  extensions: ['.jsonl.gz', '.ndjson.gz', '.json.gz'],
  looksLike: insideGzip(looksLikeJsonLines, 'perhaps'),
});
/** Chosen for all Zstandard input without a name. */
export const jsonlZstd = defineJsonl('zstd', {
  id: 'jsonl-zstd',
  title: 'JSON lines, Zstandard',
  extensions: ['.jsonl.zst', '.ndjson.zst', '.json.zst', '.jsonl.zstd'],
  looksLike: (head) => (compressionOf(head) === 'zstd' ? 'surely' : 'no'),
});

const PACKED: ReadonlyMap<string, Compression> = new Map([
  [jsonl.id, 'none'],
  [jsonlGzip.id, 'gzip'],
  [jsonlZstd.id, 'zstd'],
]);

/** The compression of a JSON-lines format; undefined for other formats. */
export const packingOfJsonl = (formatId: string): Compression | undefined => PACKED.get(formatId);

/** The main ending of each JSON-lines format, for messages. */
export const JSONL_ENDINGS = [jsonl, jsonlGzip, jsonlZstd].map(({ extensions }) => extensions[0]).join(', ');

async function* read(
  input: InputFile,
  split: Split,
  settings: FormatSettings,
  compression: Compression,
  wanted?: Int32Array,
): AsyncGenerator<ReadItem[], void, void> {
  const lineReader = createLineReader(input, settings, wanted);
  let ordinal = 0;
  for await (const part of itemsOfLines(input, split, settings, compression)) {
    if (part.kind === 'lost')
      yield [unreadable(ordinal++, input.source, part.position, part.code, part.message, part.excerpt)];
    else {
      for (const items of lineReader(part, ordinal)) yield items;
      ordinal += part.count;
    }
  }
}

/**
 * Small enough that a batch dies young: the garbage collector would copy a megabyte of records before they are
 * measured.
 */
const ITEMS_PER_BATCH = 32;

/** Yields the items of a block of lines in batches; `ordinal` is that of the first line. Unwanted lines are not parsed. */
export function createLineReader(
  input: InputFile,
  settings: FormatSettings,
  wanted?: Int32Array,
): (part: ItemLines, ordinal: number) => Generator<ReadItem[], void, void> {
  const rows = createRowReader(settings.columns);
  let nextWanted = 0;

  /** The first wanted ordinal from `ordinal` on. */
  function wantedFrom(ordinal: number): number {
    if (wanted === undefined) return ordinal;
    while (nextWanted < wanted.length && wanted[nextWanted]! < ordinal) nextWanted++;
    return wanted[nextWanted] ?? Number.POSITIVE_INFINITY;
  }

  function itemOfLine(part: ItemLines, index: number, ordinal: number, line: string | null): ReadItem {
    const start = part.start[index]!;
    const bytes = part.bytes.subarray(start, part.end[index]!);
    const position = { line: part.line[index]!, byte: part.at + start };
    const bad = (code: UnreadableCode, message: string): ReadItem =>
      unreadable(ordinal, input.source, position, code, message, excerptOf(bytes));
    if (line === null) {
      const at = invalidUtf8At(bytes);
      return bad('invalid-utf8', `Byte ${position.byte + at} (${at} in the line) is not valid UTF-8.`);
    }
    let row: unknown;
    try {
      row = JSON.parse(line);
    } catch (error) {
      const fault = findJsonFault(line);
      const message =
        fault === null
          ? `The line is not JSON: ${(error as Error).message}.`
          : `Column ${fault.at + 1}: ${fault.message}.`;
      return bad('malformed-json', message);
    }
    if (typeof row !== 'object' || row === null || Array.isArray(row))
      return bad('not-an-object', notAnObject(row, position.byte === 0));
    const excerpt = () => excerptOf(bytes);
    const item = itemOfRow(rows, row as Row, input, ordinal, position, excerpt, (path) =>
      numberAt(bytes, path),
    );
    const hazard = item.modality === 'unreadable' ? null : loaderHazard(line, row);
    return hazard === null ? item : bad(hazard.code, hazard.message);
  }

  return function* itemsOf(part, firstOrdinal) {
    const { bytes, start, end } = part;
    let items: ReadItem[] = [];
    let index = wantedFrom(firstOrdinal) - firstOrdinal;
    if (index >= part.count) return;
    // Most blocks are ASCII or at least valid: one check for all their lines.
    const isPlain = isAscii(bytes);
    const isValid = isPlain || isUtf8(bytes);
    for (; index < part.count; index = wantedFrom(firstOrdinal + index + 1) - firstOrdinal) {
      const from = start[index]!;
      const to = end[index]!;
      const line = isPlain
        ? bytes.toString('latin1', from, to)
        : isValid || isUtf8(bytes.subarray(from, to))
          ? bytes.toString('utf8', from, to)
          : null;
      items.push(itemOfLine(part, index, firstOrdinal + index, line));
      if (items.length < ITEMS_PER_BATCH) continue;
      yield items;
      items = [];
    }
    if (items.length > 0) yield items;
  };
}

function notAnObject(value: unknown, isFirst: boolean): string {
  const found = value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
  const hint = Array.isArray(value) && isFirst ? ' A file that is one list is read with --format json.' : '';
  return `Expected a JSON object, found ${found}.${hint}`;
}

/** Offset of the first byte that is not valid UTF-8. */
export function invalidUtf8At(bytes: Uint8Array): number {
  let low = 0;
  let high = bytes.length;
  // Finds the longest valid prefix. A prefix may end inside a character.
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (isValidPrefix(bytes.subarray(0, middle))) low = middle;
    else high = middle - 1;
  }
  return startOfCharacter(bytes, low);
}

function isValidPrefix(bytes: Uint8Array): boolean {
  return isUtf8(bytes.subarray(0, startOfCharacter(bytes, bytes.length)));
}

/** Start of a character that `end` cuts off, otherwise `end`. */
function startOfCharacter(bytes: Uint8Array, end: number): number {
  for (let back = 1; back <= 3 && back <= end; back++) {
    const byte = bytes[end - back]!;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? end - back : end;
    }
    if (byte < 0x80) return end;
  }
  return end;
}

async function write(
  { input, split, settings, provenanceOf, sinkOf }: SpliceTask,
  compression: Compression,
): Promise<undefined> {
  const outputs = new Outputs(sinkOf, isPackedAgain(compression));
  let ordinal = 0;
  for await (const part of itemsOfLines(input, split, settings, compression)) {
    if (part.kind === 'lost') {
      if (provenanceOf(ordinal++) !== null) throw inputChanged(input, part.message);
      continue;
    }
    for (let index = 0; index < part.count; index++) {
      const provenance = provenanceOf(ordinal++);
      if (provenance === null) continue;
      const output = outputs.of(provenance.decision);
      if (!spliceMember(output, part.bytes, part.start[index]!, part.end[index]!, provenance))
        throw inputChanged(input, `line ${part.line[index]} was an object and no longer is.`);
      output.byte(NEWLINE);
    }
    await outputs.flush();
  }
  await outputs.close();
}

export const inputChanged = (input: InputFile, message: string): FreckleError =>
  new FreckleError('input-changed', `${input.name} changed since it was measured: ${message}`);
