import type { FormatSettings, InputFile, Split } from '../core/format.js';
import type { Position, UnreadableCode } from '../core/record.js';
import { bytesOfFile } from './bytes.js';
import { bytesOfSplit, type Codec } from './compression/index.js';
import { excerptOf } from './fault.js';
import { blocksOfLines, type CutLine, type LineBlock, type LongLine, NEWLINE } from './lines.js';
import { splitBytesOf } from './split-size.js';

/** Lines that are items, as ranges of one buffer. The arrays are reused; their first `count` entries are valid. */
export interface ItemLines {
  readonly kind: 'lines';
  readonly bytes: Buffer;
  readonly at: number;
  readonly count: number;
  /** Excludes the newline; includes a carriage return before it. */
  readonly start: Int32Array;
  readonly end: Int32Array;
  /** 1-based. */
  readonly line: Float64Array;
}

/** An item whose bytes were not kept. */
export interface LostItem {
  readonly kind: 'lost';
  readonly position: Position;
  readonly code: UnreadableCode;
  readonly message: string;
  readonly excerpt: string;
}

/**
 * The items of a split of lines. Reading and splicing both use it, so both count the same ordinals. Blank lines are not
 * items; a byte order mark at the start of a file does not belong to its first line.
 */
export async function* itemsOfLines(
  input: InputFile,
  split: Split,
  settings: FormatSettings,
  codec: Codec | null,
): AsyncGenerator<ItemLines | LostItem, void, void> {
  const blocks = blocksOfLines(bytesOfSplit(input, split, codec, settings), settings.maxRecordBytes);
  // Positions count bytes of the file if it is plain, bytes of the decompressed stream otherwise.
  const base = codec === null ? split.start : 0;
  const cutter = new LineCutter(settings.maxRecordBytes, base, split.firstLine ?? 1);
  let isHead = split.start === 0;
  try {
    while (true) {
      const step = await blocks.next();
      const lost = isHead ? lostAsAWhole(step) : null;
      if (lost !== null) {
        yield lost;
        return;
      }
      if (step.done === true) {
        if (step.value !== null) yield cutter.cutOff(step.value);
        return;
      }
      if (step.value.kind === 'too-long') yield cutter.tooLong(step.value);
      else yield* cutter.cut(step.value, isHead ? byteOrderMarkLength(step.value.bytes) : 0);
      isHead = false;
    }
  } finally {
    await blocks.return(null);
  }
}

type Step = IteratorResult<LineBlock | LongLine, CutLine | null>;

/** A file without a readable line: empty, or not in UTF-8. */
function lostAsAWhole(step: Step): LostItem | null {
  if (step.done === true)
    return step.value === null
      ? lost({ line: 1, byte: 0 }, 'empty-file', 'The file is empty: expected at least one line.')
      : null;
  const head = step.value.kind === 'lines' ? step.value.bytes : step.value.head;
  const encoding = utf16In(head);
  return encoding === null
    ? null
    : lost({ line: 1, byte: 0 }, 'invalid-utf8', notUtf8(encoding), head.subarray(0, 200));
}

export const notUtf8 = (encoding: string): string =>
  `Expected UTF-8, found ${encoding}. Name it with --encoding ${encoding}.`;

/** Recognises UTF-16 by its byte order mark, or by zeros at every second byte. */
export function utf16In(head: Uint8Array): 'UTF-16LE' | 'UTF-16BE' | null {
  const [a, b, c, d] = head;
  if (a === 0xff && b === 0xfe) return 'UTF-16LE';
  if (a === 0xfe && b === 0xff) return 'UTF-16BE';
  if (head.length < 4) return null;
  if (a !== 0 && b === 0 && c !== 0 && d === 0) return 'UTF-16LE';
  if (a === 0 && b !== 0 && c === 0 && d !== 0) return 'UTF-16BE';
  return null;
}

export const byteOrderMarkLength = (bytes: Uint8Array): number =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;

function lost(position: Position, code: UnreadableCode, message: string, head?: Uint8Array): LostItem {
  return { kind: 'lost', position, code, message, excerpt: head === undefined ? '' : excerptOf(head) };
}

class LineCutter {
  private start = new Int32Array(4096);
  private end = new Int32Array(4096);
  private lines = new Float64Array(4096);
  private count = 0;

  constructor(
    private readonly maxLineBytes: number,
    /** Offset of the split in its stream. */
    private readonly base: number,
    /** Number of the next line. */
    private line: number,
  ) {}

  *cut(block: LineBlock, skip: number): Generator<ItemLines | LostItem, void, void> {
    const { bytes } = block;
    this.count = 0;
    let start = skip;
    while (start < bytes.length) {
      const newline = bytes.indexOf(NEWLINE, start);
      const end = newline < 0 ? bytes.length : newline;
      if (end - start > this.maxLineBytes) {
        if (this.count > 0) yield this.items(block);
        this.count = 0;
        yield this.tooLong({
          kind: 'too-long',
          at: block.at + start,
          length: end - start,
          head: bytes.subarray(start, end),
        });
      } else {
        if (!isBlank(bytes, start, end)) this.push(start, end);
        this.line++;
      }
      start = end + 1;
    }
    if (this.count > 0) yield this.items(block);
  }

  tooLong(long: LongLine): LostItem {
    const position = { line: this.line++, byte: this.base + long.at };
    const message = `The line has ${long.length} bytes; the limit is ${this.maxLineBytes}. If the line is genuine, raise --max-record.`;
    return lost(position, 'line-too-long', message, long.head);
  }

  cutOff(cut: CutLine): LostItem {
    const position = { line: this.line, byte: this.base + cut.at };
    return lost(position, cut.fault.code, cut.fault.message, cut.head);
  }

  private push(start: number, end: number): void {
    if (this.count === this.start.length) {
      this.start = grown(this.start, new Int32Array(this.count * 2));
      this.end = grown(this.end, new Int32Array(this.count * 2));
      this.lines = grown(this.lines, new Float64Array(this.count * 2));
    }
    this.start[this.count] = start;
    this.end[this.count] = end;
    this.lines[this.count] = this.line;
    this.count++;
  }

  private items(block: LineBlock): ItemLines {
    return {
      kind: 'lines',
      bytes: block.bytes,
      at: this.base + block.at,
      count: this.count,
      start: this.start,
      end: this.end,
      line: this.lines,
    };
  }
}

function grown<A extends Int32Array | Float64Array>(from: A, to: A): A {
  to.set(from);
  return to;
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return false;
  }
  return true;
}

/**
 * Cuts a plain file into splits of about `splitBytes` that start at line starts. A file that cannot be read, or is not
 * UTF-8, is one split; reading it reports why.
 */
export async function planLines(input: InputFile, settings: FormatSettings): Promise<Split[]> {
  const splits: Split[] = [];
  const splitBytes = splitBytesOf(input.sizeBytes, settings);
  let start = 0;
  let firstLine = 1;
  let line = 1;
  let at = 0;
  const chunks = bytesOfFile(input.path, 0, input.sizeBytes);
  for await (const chunk of chunks) {
    if (at === 0 && utf16In(chunk) !== null) break;
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    for (let newline = bytes.indexOf(NEWLINE); newline >= 0; newline = bytes.indexOf(NEWLINE, newline + 1)) {
      line++;
      const next = at + newline + 1;
      if (next - start < splitBytes || next >= input.sizeBytes) continue;
      splits.push({ start, end: next, firstLine });
      start = next;
      firstLine = line;
    }
    at += bytes.length;
  }
  splits.push({ start, end: input.sizeBytes, firstLine });
  return splits;
}
