/** A record of a delimited file. */
export interface DelimitedRecord {
  readonly kind: 'record';
  readonly cells: readonly string[];
  /** Offset after its line end. */
  readonly end: number;
  /** Line ends in it and after it. */
  readonly lines: number;
}

export interface DelimitedFault {
  readonly kind: 'fault';
  readonly message: string;
  /** Offset after the line in which the record starts: reading continues here. */
  readonly end: number;
}

/** The bytes end before the record ends. */
export interface Incomplete {
  readonly kind: 'incomplete';
}

export interface DelimitedDialect {
  /** Byte between cells. */
  readonly delimiter: number;
  /**
   * Whether an opening quote without a proper closing quote counts as a character, as in TSV written without quoting.
   * Otherwise it is a fault.
   */
  readonly hasLooseQuotes: boolean;
}

const QUOTE = 0x22;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/**
 * Reads the record that starts at `start`. Cells stand between delimiters; a cell that begins with a quote is quoted, and
 * a quote inside it is doubled (RFC 4180). Lines end in LF or CRLF. A quote inside an unquoted cell is a character, as in
 * Python's csv and DuckDB. `isLast` means that no bytes follow. `width` is the number of columns, 0 if unknown.
 */
export function readDelimited(
  bytes: Buffer,
  start: number,
  isLast: boolean,
  dialect: DelimitedDialect,
  width: number,
): DelimitedRecord | DelimitedFault | Incomplete {
  const strict = readCells(bytes, start, isLast, dialect.delimiter, true);
  const fits = strict.kind === 'record' && (width === 0 || strict.cells.length === width);
  if (fits || strict.kind === 'incomplete') return strict;
  if (dialect.hasLooseQuotes) {
    const loose = readCells(bytes, start, isLast, dialect.delimiter, false);
    if (loose.kind === 'record' && (width === 0 || loose.cells.length === width)) return loose;
  }
  if (strict.kind === 'fault') return strict;
  return {
    kind: 'fault',
    message: `Expected ${width} cells, as in the header, found ${strict.cells.length}.`,
    end: strict.end,
  };
}

function readCells(
  bytes: Buffer,
  start: number,
  isLast: boolean,
  delimiter: number,
  hasQuotes: boolean,
): DelimitedRecord | DelimitedFault | Incomplete {
  const cells: string[] = [];
  let lines = 1;
  let at = start;
  while (true) {
    let end: number;
    if (hasQuotes && bytes[at] === QUOTE) {
      const close = closingQuote(bytes, at);
      if (close < 0 || (close + 2 >= bytes.length && !isLast)) {
        if (!isLast) return INCOMPLETE;
        return fault(
          bytes,
          start,
          `Cell ${cells.length + 1}: the quote is not closed before the end of the file.`,
        );
      }
      cells.push(unquoted(bytes, at + 1, close));
      lines += countNewlines(bytes, at, close);
      end = close + 1;
      if (bytes[end] === RETURN && (end + 1 >= bytes.length || bytes[end + 1] === NEWLINE)) end++;
      if (end < bytes.length && bytes[end] !== delimiter && bytes[end] !== NEWLINE)
        return fault(bytes, start, `Cell ${cells.length}: characters follow the closing quote.`);
    } else {
      end = at;
      while (end < bytes.length && bytes[end] !== delimiter && bytes[end] !== NEWLINE) end++;
      if (end >= bytes.length && !isLast) return INCOMPLETE;
      const hasReturn = bytes[end] !== delimiter && end > at && bytes[end - 1] === RETURN;
      cells.push(bytes.toString('utf8', at, hasReturn ? end - 1 : end));
    }
    if (end >= bytes.length || bytes[end] === NEWLINE)
      return { kind: 'record', cells, end: Math.min(end + 1, bytes.length), lines };
    at = end + 1;
  }
}

function countNewlines(bytes: Buffer, start: number, end: number): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE, start); at >= 0 && at < end; at = bytes.indexOf(NEWLINE, at + 1))
    count++;
  return count;
}

const INCOMPLETE: Incomplete = { kind: 'incomplete' };

function fault(bytes: Buffer, start: number, message: string): DelimitedFault {
  const end = bytes.indexOf(NEWLINE, start);
  return { kind: 'fault', message, end: end < 0 ? bytes.length : end + 1 };
}

/** Offset of the quote that closes the cell whose opening quote is at `open`, or -1. */
function closingQuote(bytes: Buffer, open: number): number {
  let at = bytes.indexOf(QUOTE, open + 1);
  while (at >= 0 && bytes[at + 1] === QUOTE) at = bytes.indexOf(QUOTE, at + 2);
  return at;
}

function unquoted(bytes: Buffer, start: number, end: number): string {
  const cell = bytes.toString('utf8', start, end);
  return cell.includes('""') ? cell.replaceAll('""', '"') : cell;
}

/** A cell as CSV, quoted if necessary. */
export function quotedCell(cell: string, delimiter: string): string {
  const mustQuote =
    cell.includes(delimiter) ||
    cell.includes('"') ||
    cell.includes('\n') ||
    cell.includes('\r') ||
    cell === '';
  return mustQuote ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** The delimiter with the most occurrences in the header line, outside quotes; on a tie the first. */
export function sniffDelimiter(header: Buffer, candidates: readonly number[]): number {
  let best = candidates[0]!;
  let most = 0;
  for (const candidate of candidates) {
    let count = 0;
    let isQuoted = false;
    for (const byte of header) {
      if (byte === QUOTE) isQuoted = !isQuoted;
      else if (byte === candidate && !isQuoted) count++;
    }
    if (count > most) {
      best = candidate;
      most = count;
    }
  }
  return best;
}
