import { isUtf8 } from 'node:buffer';
import type { FormatSettings, InputFile, ReadingOptions, Split } from '../core/format.js';
import type { UnreadableCode } from '../core/record.js';
import { bytesOfSplit, type Codec } from './compression/index.js';
import { type DelimitedDialect, readDelimited, sniffDelimiter } from './delimited.js';
import { excerptOf, type Fault } from './fault.js';
import type { LostItem } from './line-items.js';
import { byteOrderMarkLength, notUtf8, utf16In } from './line-items.js';

/** One row of a delimited file. */
export interface TableRow {
  readonly cells: readonly string[];
  /** Range in the block's bytes, including the line end. */
  readonly start: number;
  readonly end: number;
  /** 1-based line in which it starts. */
  readonly line: number;
  /** Offset in the stream. */
  readonly at: number;
}

export interface TableHeader {
  readonly kind: 'header';
  readonly names: readonly string[];
  readonly bytes: Buffer;
  readonly delimiter: number;
}

export interface TableRows {
  readonly kind: 'rows';
  readonly bytes: Buffer;
  readonly rows: readonly TableRow[];
}

export interface TableKind {
  /** Possible delimiters, the usual one first. */
  readonly delimiters: readonly number[];
  readonly hasLooseQuotes: boolean;
}

/**
 * The header and items of a delimited file; reading and splicing both use it. Blank lines are not items. After a
 * malformed record, reading continues at the line after the one in which it started.
 */
export async function* itemsOfTable(
  input: InputFile,
  split: Split,
  settings: FormatSettings,
  codec: Codec | null,
  kind: TableKind,
): AsyncGenerator<TableHeader | TableRows | LostItem, void, void> {
  const chunks = bytesOfSplit(input, split, codec, settings);
  const table = new Table(kind, settings);
  try {
    while (true) {
      const step = await chunks.next();
      if (step.done === true) {
        if (step.value === null) yield* table.take(EMPTY, true);
        else yield table.cutOff(step.value);
        return;
      }
      yield* table.take(step.value, false);
      if (table.isLost) return;
    }
  } finally {
    await chunks.return(null);
  }
}

const EMPTY = Buffer.alloc(0);
const NEWLINE = 0x0a;

/** The delimiter that a first line `sep=;` declares, as Excel writes it, and the offset after that line; null without one. */
function declaredDelimiter(bytes: Buffer): { delimiter: number; end: number } | null {
  const start = byteOrderMarkLength(bytes);
  const line = /^sep=([^\r\n"\w])\r?\n/i.exec(bytes.toString('latin1', start, start + 8));
  return line === null ? null : { delimiter: line[1]!.charCodeAt(0), end: start + line[0].length };
}

class Table {
  /** True if the header cannot be read, so that no row can. */
  isLost = false;
  private readonly maxRecordBytes: number;
  private readonly reading: ReadingOptions;
  private held: Buffer = EMPTY;
  /** Offset in the stream of the held bytes. */
  private at = 0;
  private line = 1;
  private isHead = true;
  private dialect: DelimitedDialect | null = null;
  private width = 0;
  /** Inside a line that is too long and is being skipped. */
  private isPassing = false;

  constructor(
    private readonly kind: TableKind,
    settings: FormatSettings,
  ) {
    this.maxRecordBytes = settings.maxRecordBytes;
    this.reading = settings.reading ?? {};
  }

  /** Adds bytes and yields complete rows. */
  *take(chunk: Uint8Array, isLast: boolean): Generator<TableHeader | TableRows | LostItem, void, void> {
    this.held = Buffer.concat([this.held, chunk]);
    if (this.isPassing) this.passOver();
    if (this.isHead && !(yield* this.readHead(isLast))) return;
    yield* this.readRows(isLast);
  }

  cutOff(fault: Fault): LostItem {
    return this.lost(fault.code, fault.message, 0, this.held.length);
  }

  /** False if the header is still incomplete, or cannot be read. */
  private *readHead(isLast: boolean): Generator<TableHeader | LostItem, boolean, void> {
    if (this.held.length === 0 && !isLast) return false;
    const bytes = this.held;
    const encoding = utf16In(bytes);
    if (bytes.length === 0)
      return yield* this.giveUp('empty-file', 'The file is empty: expected a header with column names.');
    if (encoding !== null) return yield* this.giveUp('invalid-utf8', notUtf8(encoding));
    const declared = declaredDelimiter(bytes);
    const mark = declared?.end ?? byteOrderMarkLength(bytes);
    const newline = bytes.indexOf(NEWLINE, mark);
    if (newline < 0 && !isLast && bytes.length <= this.maxRecordBytes) return false;
    const firstLine = bytes.subarray(mark, newline < 0 ? bytes.length : newline);
    const delimiter =
      this.reading.delimiter?.charCodeAt(0) ??
      declared?.delimiter ??
      sniffDelimiter(firstLine.subarray(0, 65_536), this.kind.delimiters);
    const dialect = { delimiter, hasLooseQuotes: this.kind.hasLooseQuotes };
    const { header: named } = this.reading;
    if (named !== undefined) return yield* this.goWithout(named, dialect, mark, declared === null ? 0 : 1);
    const header = readDelimited(bytes, mark, isLast, dialect, 0);
    const isTooLong = bytes.length > this.maxRecordBytes;
    if (header.kind === 'incomplete' && !isTooLong) return false;
    if (header.kind !== 'record' || !isUtf8(bytes.subarray(0, header.end))) {
      const why = header.kind === 'fault' ? header.message : 'It is too long or not UTF-8.';
      return yield* this.giveUp('malformed-csv', `The header cannot be read. ${why}`);
    }
    this.dialect = dialect;
    this.width = header.cells.length;
    this.isHead = false;
    yield { kind: 'header', names: header.cells, bytes: bytes.subarray(mark, header.end), delimiter };
    this.advance(header.end, header.lines + (declared === null ? 0 : 1));
    return true;
  }

  /** For tables without a header, whose columns were named. */
  private *goWithout(
    names: readonly string[],
    dialect: DelimitedDialect,
    end: number,
    lines: number,
  ): Generator<TableHeader, boolean, void> {
    this.dialect = dialect;
    this.width = names.length;
    this.isHead = false;
    yield { kind: 'header', names, bytes: EMPTY, delimiter: dialect.delimiter };
    this.advance(end, lines);
    return true;
  }

  private *giveUp(code: UnreadableCode, message: string): Generator<LostItem, false, void> {
    this.isLost = true;
    yield this.lost(code, message, 0, this.held.length);
    return false;
  }

  private *readRows(isLast: boolean): Generator<TableRows | LostItem, void, void> {
    let rows: TableRow[] = [];
    const bytes = this.held;
    let start = 0;
    let line = this.line;
    const position = (): void => {
      this.line = line;
    };
    while (start < bytes.length) {
      const blankEnd = endOfBlankLine(bytes, start, isLast);
      if (blankEnd > start) {
        start = blankEnd;
        line++;
        continue;
      }
      const record = readDelimited(bytes, start, isLast, this.dialect!, this.width);
      if (record.kind === 'incomplete' && bytes.length - start <= this.maxRecordBytes) break;
      const fault = this.faultOf(record, bytes, start);
      if (fault === null && record.kind === 'record') {
        rows.push({ cells: record.cells, start, end: record.end, line, at: this.at + start });
        start = record.end;
        line += record.lines;
        continue;
      }
      if (rows.length > 0) yield { kind: 'rows', bytes, rows };
      rows = [];
      position();
      const newline = bytes.indexOf(NEWLINE, start);
      const isWhole = record.kind === 'record';
      const end = isWhole ? record.end : newline < 0 ? bytes.length : newline + 1;
      yield this.lost(fault!.code, fault!.message, start, end);
      if (!isWhole && newline < 0 && !isLast) this.isPassing = true;
      start = end;
      line += isWhole ? record.lines : 1;
    }
    if (rows.length > 0) yield { kind: 'rows', bytes, rows };
    position();
    this.held = bytes.subarray(start);
    this.at += start;
  }

  private faultOf(
    record: ReturnType<typeof readDelimited>,
    bytes: Buffer,
    start: number,
  ): { code: UnreadableCode; message: string } | null {
    const most = this.maxRecordBytes;
    if (record.kind === 'incomplete' || record.end - start > most)
      return {
        code: 'record-too-long',
        message: `The record has more than ${most} bytes, the limit, or a quote that is never closed. If the record is genuine, raise --max-record.`,
      };
    if (record.kind === 'fault') return { code: 'malformed-csv', message: record.message };
    if (isUtf8(bytes.subarray(start, record.end))) return null;
    return { code: 'invalid-utf8', message: 'The record has bytes that are not valid UTF-8.' };
  }

  /** Drops the rest of a line that is too long. */
  private passOver(): void {
    const newline = this.held.indexOf(NEWLINE);
    this.isPassing = newline < 0;
    this.advance(newline < 0 ? this.held.length : newline + 1, 0);
  }

  private advance(bytes: number, lines: number): void {
    this.held = this.held.subarray(bytes);
    this.at += bytes;
    this.line += lines;
  }

  private lost(code: UnreadableCode, message: string, start: number, end: number): LostItem {
    return {
      kind: 'lost',
      position: { line: this.line, byte: this.at + start },
      code,
      message,
      excerpt: excerptOf(this.held.subarray(start, end)),
    };
  }
}

/** Offset after a blank line at `start`; `start` if the line is not blank. */
function endOfBlankLine(bytes: Buffer, start: number, isLast: boolean): number {
  const at = bytes[start] === 0x0d ? start + 1 : start;
  if (bytes[at] === NEWLINE) return at + 1;
  return at === bytes.length && isLast ? at : start;
}
