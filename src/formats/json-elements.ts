import type { FormatSettings, InputFile, Split } from '../core/format.js';
import type { Position, UnreadableCode } from '../core/record.js';
import { isJson } from '../text/is-json.js';
import { bytesOfSplit, type Codec } from './compression/index.js';
import { excerptOf, type Fault } from './fault.js';
import { type JsonShape, shapeOf } from './json-shape.js';
import { byteOrderMarkLength, type ItemLines, type LostItem, notUtf8, utf16In } from './line-items.js';

/** What stands before the first element of a document, and between two. */
export interface DocumentStart {
  readonly kind: 'start';
  readonly bytes: Buffer;
  readonly separator: ',' | '';
}

/** What stands after the last element. */
export interface DocumentEnd {
  readonly kind: 'end';
  readonly bytes: Buffer;
}

export type JsonPart = ItemLines | LostItem | DocumentStart | DocumentEnd;

/** Bytes before the elements of a document, and after them, such as `{"version": "1.1", "data":`. */
const MOST_FRAME_BYTES = 1024 * 1024;

/**
 * The elements of a JSON document, as ranges of one buffer like lines: the objects of an array, of an array in an object,
 * or one after another. Reading and splicing both use it. Memory is that of the largest element.
 */
export async function* itemsOfDocument(
  input: InputFile,
  split: Split,
  settings: FormatSettings,
  codec: Codec | null,
): AsyncGenerator<JsonPart, void, void> {
  const chunks = bytesOfSplit(input, split, codec, settings);
  const scanner = new ElementScanner(settings.maxRecordBytes);
  try {
    while (true) {
      const step = await chunks.next();
      if (step.done === true) {
        yield* scanner.finish(step.value);
        return;
      }
      yield* scanner.take(step.value);
      if (scanner.isLost) return;
    }
  } finally {
    await chunks.return(null);
  }
}

const EMPTY = Buffer.alloc(0);
const [NEWLINE, QUOTE, BACKSLASH, COMMA] = [0x0a, 0x22, 0x5c, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** Ranges of elements in the held bytes; in the form of lines, which their readers share. */
class Elements {
  private starts: number[] = [];
  private ends: number[] = [];
  private lines: number[] = [];

  push(start: number, end: number, line: number): void {
    this.starts.push(start);
    this.ends.push(end);
    this.lines.push(line);
  }

  /** The elements so far, which are then forgotten; null without any. */
  take(bytes: Buffer, at: number): ItemLines | null {
    const count = this.starts.length;
    if (count === 0) return null;
    const [start, end] = [Int32Array.from(this.starts), Int32Array.from(this.ends)];
    const line = Float64Array.from(this.lines);
    this.starts = [];
    this.ends = [];
    this.lines = [];
    return { kind: 'lines', bytes, at, count, start, end, line };
  }
}

class ElementScanner {
  /** True if the document cannot be read at all. */
  isLost = false;
  private held: Buffer = EMPTY;
  /** Offset of the held bytes in the stream. */
  private at = 0;
  /** Where scanning goes on in the held bytes, and its line. */
  private next = 0;
  private line = 1;
  private state: 'head' | 'between' | 'inside' | 'tail' = 'head';
  private shape: JsonShape | null = null;
  /** What stands before the elements, as outputs have it. */
  private before: Buffer = EMPTY;
  private readonly elements = new Elements();
  /** The element that is being scanned. */
  private start = 0;
  private startLine = 1;
  private depth = 0;
  private inString = false;
  private isEscaped = false;
  /** Of an element that is too long to keep: where it began, and its first bytes. */
  private long: { readonly position: Position; readonly head: Buffer; bytes: number } | null = null;

  constructor(private readonly maxRecordBytes: number) {}

  *take(chunk: Uint8Array): Generator<JsonPart, void, void> {
    this.held = this.held.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.held, chunk]);
    if (this.state === 'head') {
      if (this.held.length < MOST_FRAME_BYTES) return;
      yield* this.readHead();
    }
    if (!this.isLost) yield* this.scan();
  }

  /** The rest of the document; `fault` is what ended its bytes early. */
  *finish(fault: Fault | null): Generator<JsonPart, void, void> {
    if (this.state === 'head') yield* this.readHead();
    if (this.isLost) return;
    yield* this.scan();
    if (fault !== null) yield this.lost(fault.code, fault.message, this.pending());
    else if (this.state === 'inside')
      yield this.lost('malformed-json', 'The file ends inside this element.', this.pending());
    else if (this.state === 'between' && this.shape!.kind !== 'sequence')
      yield this.lost('malformed-json', 'The file ends before the list is closed: expected ].', this.next);
    else if (this.state === 'tail') yield* this.readTail();
    yield { kind: 'end', bytes: this.closing() };
  }

  private *readHead(): Generator<JsonPart, void, void> {
    const bytes = this.held;
    const encoding = utf16In(bytes);
    this.shape = encoding === null ? shapeOf(bytes.subarray(0, MOST_FRAME_BYTES)) : null;
    if (this.shape === null) {
      this.isLost = true;
      const message =
        encoding === null
          ? bytes.length === 0
            ? 'The file is empty: expected JSON.'
            : 'Expected a list of objects, an object that holds one, or objects one after another.'
          : notUtf8(encoding);
      const code =
        encoding === null ? (bytes.length === 0 ? 'empty-file' : 'malformed-json') : 'invalid-utf8';
      yield this.lost(code, message, 0);
      return;
    }
    const { kind, start } = this.shape;
    this.before = Buffer.from(bytes.subarray(byteOrderMarkLength(bytes), start));
    if (kind === 'wrapped' && !isJson(`${this.before}]}`)) {
      yield this.lost(
        'malformed-json',
        'What stands before the list is not JSON; outputs are plain lists.',
        0,
      );
      this.before = Buffer.from([OPEN_LIST]);
    }
    yield { kind: 'start', bytes: this.before, separator: kind === 'sequence' ? '' : ',' };
    for (; this.next < start; this.next++) if (bytes[this.next] === NEWLINE) this.line++;
    this.state = 'between';
  }

  private *scan(): Generator<JsonPart, void, void> {
    while (this.next < this.held.length) {
      if (this.state === 'between') this.between();
      else if (this.state === 'inside') yield* this.inside();
      else break;
    }
    const items = this.elements.take(this.held, this.at);
    if (items !== null) yield items;
    yield* this.drop();
  }

  /** Up to the next element, or the end of the list. */
  private between(): void {
    const { held } = this;
    for (; this.next < held.length; this.next++) {
      const byte = held[this.next]!;
      if (byte === NEWLINE) this.line++;
      if (isSpace(byte) || byte === COMMA) continue;
      if (byte === CLOSE_LIST && this.shape!.kind !== 'sequence') {
        this.state = 'tail';
        this.start = this.next + 1;
        return;
      }
      this.state = 'inside';
      this.start = this.next;
      this.startLine = this.line;
      this.depth = 0;
      this.inString = false;
      return;
    }
  }

  /** Up to the end of the element, or of the held bytes. */
  private *inside(): Generator<JsonPart, void, void> {
    const { held } = this;
    for (; this.next < held.length; this.next++) {
      const byte = held[this.next]!;
      if (byte === NEWLINE) this.line++;
      if (this.inString) {
        if (this.isEscaped) this.isEscaped = false;
        else if (byte === BACKSLASH) this.isEscaped = true;
        else if (byte === QUOTE) this.inString = false;
      } else if (byte === QUOTE) this.inString = true;
      else if (byte === OPEN_OBJECT || byte === OPEN_LIST) this.depth++;
      else if ((byte === CLOSE_OBJECT || byte === CLOSE_LIST) && this.depth > 0) {
        this.depth -= 1;
        if (this.depth === 0) return yield* this.close(this.next + 1);
      } else if (this.depth === 0 && this.endsScalar(byte)) return yield* this.close(this.next);
    }
  }

  /** Whether a number, a word or a string ends before this byte. */
  private endsScalar(byte: number): boolean {
    if (byte === COMMA) return true;
    return this.shape!.kind === 'sequence' ? byte === NEWLINE || byte === OPEN_OBJECT : byte === CLOSE_LIST;
  }

  private *close(end: number): Generator<JsonPart, void, void> {
    this.state = 'between';
    this.next = end;
    const bytes = end - this.start + (this.long?.bytes ?? 0);
    if (this.long === null && bytes <= this.maxRecordBytes)
      this.elements.push(this.start, end, this.startLine);
    else {
      const items = this.elements.take(this.held, this.at);
      if (items !== null) yield items;
      yield this.tooLong(bytes);
    }
  }

  private tooLong(bytes: number): LostItem {
    const position = this.long?.position ?? { line: this.startLine, byte: this.at + this.start };
    const head = this.long?.head ?? this.held.subarray(this.start);
    this.long = null;
    return {
      kind: 'lost',
      position,
      code: 'record-too-long',
      message: `The element has ${bytes} bytes; the limit is ${this.maxRecordBytes}. If it is genuine, raise --max-record.`,
      excerpt: excerptOf(head),
    };
  }

  /** Forgets the bytes that are done with. Of an element that is too long, only its start is kept. */
  private *drop(): Generator<JsonPart, void, void> {
    let from = this.state === 'inside' || this.state === 'tail' ? this.start : this.next;
    if (this.state === 'inside' && this.held.length - this.start > this.maxRecordBytes) {
      this.long ??= {
        position: { line: this.startLine, byte: this.at + this.start },
        head: Buffer.from(this.held.subarray(this.start, this.start + 800)),
        bytes: 0,
      };
      this.long.bytes += this.held.length - this.start;
      from = this.held.length;
    }
    if (this.state === 'tail' && this.held.length - this.start > MOST_FRAME_BYTES) {
      this.isLost = true;
      yield this.lost('malformed-json', 'Expected the end of the document after its list.', this.start);
    }
    this.held = this.held.subarray(from);
    this.at += from;
    this.start -= from;
    this.next -= from;
    if (this.start < 0) this.start = 0;
  }

  /** What stands after the list has to close the document. */
  private *readTail(): Generator<JsonPart, void, void> {
    const rest = this.held.subarray(this.start).toString().trim();
    if (this.shape!.kind === 'array' ? rest === '' : this.closesDocument()) return;
    const found = rest === '' ? 'the end of the file' : JSON.stringify(rest.slice(0, 20));
    const expected =
      this.shape!.kind === 'array' ? 'nothing after the list' : 'the end of the object after its list';
    yield this.lost('malformed-json', `Expected ${expected}, found ${found}.`, this.start);
  }

  /** Whether what stands around the list is a JSON object with the list in it. */
  private closesDocument(): boolean {
    return this.state === 'tail' && isJson(`${this.before}]${this.held.subarray(this.start)}`);
  }

  private closing(): Buffer {
    if (this.shape!.kind === 'sequence') return EMPTY;
    if (this.shape!.kind === 'wrapped' && this.closesDocument())
      return Buffer.concat([Buffer.from([CLOSE_LIST]), this.held.subarray(this.start)]);
    return Buffer.from(this.before.length > 1 && this.shape!.kind === 'wrapped' ? ']}\n' : ']\n');
  }

  /** Where an element that is not finished began. */
  private pending(): number {
    return this.state === 'inside' ? this.start : this.next;
  }

  private lost(code: UnreadableCode, message: string, at: number): LostItem {
    const position = this.long?.position ?? {
      line: this.state === 'inside' ? this.startLine : this.line,
      byte: this.at + at,
    };
    return {
      kind: 'lost',
      position,
      code,
      message,
      excerpt: excerptOf(this.long?.head ?? this.held.subarray(at)),
    };
  }
}
