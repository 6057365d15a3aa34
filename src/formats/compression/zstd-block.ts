import {
  BackwardBits,
  decodeHuffman,
  type FseTable,
  fseOf,
  fseOfOne,
  type HuffmanTable,
  readFse,
  readHuffman,
} from './zstd-entropy.js';

/** RFC 8878 §3.1.1.2.4. */
export const MAX_BLOCK_BYTES = 128 * 1024;
/** How much the window may grow before old bytes are dropped. */
const SLACK_BYTES = 8 * MAX_BLOCK_BYTES;

/**
 * Decodes the blocks of one Zstandard frame (RFC 8878 §3.1.1.2). Every step takes bits or gives bytes, and a block gives
 * at most 128 KB, so hostile blocks end soon. Memory grows with the bytes decoded, not with the window that a header
 * claims.
 */
export class ZstdBlocks {
  private readonly mostBlockBytes: number;
  private readonly literals = new Uint8Array(MAX_BLOCK_BYTES);
  /** The last bytes of the frame, at least a window of them. */
  private history = new Uint8Array(2 * MAX_BLOCK_BYTES);
  private end = 0;
  private huffman: HuffmanTable | null = null;
  private tables: readonly (FseTable | null)[] = [null, null, null];
  private offsets: [number, number, number] = [1, 4, 8];

  constructor(private readonly windowBytes: number) {
    this.mostBlockBytes = Math.min(windowBytes, MAX_BLOCK_BYTES);
  }

  /** The bytes of a stored block. The next call overwrites them. */
  stored(body: Uint8Array): Uint8Array {
    return this.append(body.length, (start) => this.history.set(body, start));
  }

  /** The bytes of a block that repeats one byte. The next call overwrites them. */
  repeated(byte: number, count: number): Uint8Array {
    return this.append(count, (start) => this.history.fill(byte, start, start + count));
  }

  /** The bytes of a compressed block. The next call overwrites them. @throws Error if it is damaged */
  compressed(body: Uint8Array): Uint8Array {
    this.makeRoom();
    const literals = this.readLiterals(body);
    const start = this.end;
    this.runSequences(body, literals.end, this.literals.subarray(0, literals.count));
    return this.history.subarray(start, this.end);
  }

  private append(count: number, write: (start: number) => void): Uint8Array {
    if (count > this.mostBlockBytes) throw new Error(TOO_LARGE);
    this.makeRoom();
    write(this.end);
    this.end += count;
    return this.history.subarray(this.end - count, this.end);
  }

  /** Room for one more block behind the window. */
  private makeRoom(): void {
    const { history, end, windowBytes } = this;
    const needed = end + MAX_BLOCK_BYTES;
    if (needed <= history.length) return;
    const most = windowBytes + Math.max(SLACK_BYTES, windowBytes >> 2);
    if (needed <= most) {
      this.history = new Uint8Array(Math.min(most, Math.max(needed, 2 * history.length)));
      this.history.set(history.subarray(0, end));
    } else {
      const kept = Math.min(windowBytes, end);
      history.copyWithin(0, end - kept, end);
      this.end = kept;
    }
  }

  /** RFC 8878 §3.1.1.3.1. */
  private readLiterals(body: Uint8Array): { count: number; end: number } {
    const kind = body[0]! & 3;
    const form = (body[0]! >> 2) & 3;
    const isCoded = kind >= 2;
    const headBytes = isCoded ? [3, 3, 4, 5][form]! : [1, 2, 1, 3][form]!;
    if (body.length < headBytes) throw new Error(CUT_OFF);
    // Sizes of up to 20 bits each need more than the 32 bits of integer arithmetic.
    let head = 0;
    for (let index = headBytes - 1; index >= 0; index--) head = head * 256 + body[index]!;
    const sizeBits = isCoded ? [10, 10, 14, 18][form]! : 0;
    const sizes = Math.floor(head / (isCoded || form % 2 === 1 ? 16 : 8));
    const count = isCoded ? sizes % 2 ** sizeBits : sizes;
    const stored = isCoded ? Math.floor(sizes / 2 ** sizeBits) : kind === 1 ? 1 : count;
    const end = headBytes + stored;
    if (count > this.mostBlockBytes) throw new Error(TOO_LARGE);
    if (end > body.length) throw new Error(CUT_OFF);
    if (kind === 0) this.literals.set(body.subarray(headBytes, end));
    else if (kind === 1) this.literals.fill(body[headBytes]!, 0, count);
    else this.decodeLiterals(body, { start: headBytes, end, count, isNew: kind === 2, isOne: form === 0 });
    return { count, end };
  }

  private decodeLiterals(
    body: Uint8Array,
    {
      start,
      end,
      count,
      isNew,
      isOne,
    }: { start: number; end: number; count: number; isNew: boolean; isOne: boolean },
  ): void {
    let at = start;
    if (isNew) ({ table: this.huffman, end: at } = readHuffman(body, start, end));
    const { huffman } = this;
    if (huffman === null) throw new Error('literals use a Huffman table that is not there');
    if (isOne) return decodeHuffman(huffman, body, at, end, this.literals.subarray(0, count));
    const quarter = (count + 3) >> 2;
    if (at + 6 > end || 3 * quarter > count) throw new Error(CUT_OFF);
    let from = at + 6;
    for (let part = 0; part < 4; part++) {
      const size = part === 3 ? end - from : body[at + 2 * part]! | (body[at + 2 * part + 1]! << 8);
      if (from + size > end) throw new Error(CUT_OFF);
      const out = this.literals.subarray(part * quarter, part === 3 ? count : (part + 1) * quarter);
      decodeHuffman(huffman, body, from, from + size, out);
      from += size;
    }
  }

  /** RFC 8878 §3.1.1.3.2: copies literals and repeats earlier bytes, in turns. */
  private runSequences(body: Uint8Array, start: number, literals: Uint8Array): void {
    const { count, end: headEnd } = sequenceCount(body, start);
    const most = this.end + this.mostBlockBytes;
    let taken = 0;
    if (count === 0) {
      if (headEnd !== body.length) throw new Error('bytes follow the last section of a block');
    } else {
      const { tables, end } = this.readTables(body, headEnd);
      const [literalLengths, offsetCodes, matchLengths] = tables;
      const bits = new BackwardBits(body, end, body.length);
      let literalState = bits.read(literalLengths.log);
      let offsetState = bits.read(offsetCodes.log);
      let matchState = bits.read(matchLengths.log);
      for (let done = 1; ; done++) {
        const literalCode = literalLengths.symbols[literalState]!;
        const matchCode = matchLengths.symbols[matchState]!;
        const offsetValue = readOffset(bits, offsetCodes.symbols[offsetState]!);
        const matchBytes = MATCH.bases[matchCode]! + bits.read(MATCH.bits[matchCode]!);
        const literalBytes = LITERAL.bases[literalCode]! + bits.read(LITERAL.bits[literalCode]!);
        if (taken + literalBytes > literals.length) throw new Error('a block has too few literals');
        if (this.end + literalBytes + matchBytes > most) throw new Error(TOO_LARGE);
        this.copyLiterals(literals, taken, literalBytes);
        taken += literalBytes;
        this.copyMatch(this.offsetOf(offsetValue, literalBytes === 0), matchBytes);
        // The last sequence leads to no other.
        if (done === count) break;
        literalState =
          literalLengths.baselines[literalState]! + bits.read(literalLengths.bits[literalState]!);
        matchState = matchLengths.baselines[matchState]! + bits.read(matchLengths.bits[matchState]!);
        offsetState = offsetCodes.baselines[offsetState]! + bits.read(offsetCodes.bits[offsetState]!);
      }
      if (bits.left !== 0) throw new Error('a block has bits that belong to no sequence');
    }
    if (this.end + literals.length - taken > most) throw new Error(TOO_LARGE);
    this.copyLiterals(literals, taken, literals.length - taken);
  }

  /** The tables of literal lengths, offsets and match lengths. */
  private readTables(
    body: Uint8Array,
    start: number,
  ): { tables: [FseTable, FseTable, FseTable]; end: number } {
    const modes = body[start] ?? 3;
    if ((modes & 3) !== 0) throw new Error('the modes of a block are not valid');
    let at = start + 1;
    const tables = CODES.map((code, index) => {
      switch ((modes >> (6 - 2 * index)) & 3) {
        case 0:
          return code.usual;
        case 1: {
          const symbol = body[at++] ?? 255;
          if (symbol > code.mostSymbol) throw new Error('a block has an unknown code');
          return fseOfOne(symbol);
        }
        case 2: {
          const read = readFse(body, at, body.length, code);
          at = read.end;
          return read.table;
        }
        default: {
          const before = this.tables[index];
          if (before == null) throw new Error('a block uses an entropy table that is not there');
          return before;
        }
      }
    });
    this.tables = tables;
    return { tables: tables as [FseTable, FseTable, FseTable], end: at };
  }

  /** The distance that a value stands for; the last three distances have values of their own (§3.1.1.5). */
  private offsetOf(value: number, hasNoLiterals: boolean): number {
    const [first, second, third] = this.offsets;
    if (value > 3) {
      this.offsets = [value - 3, first, second];
      return value - 3;
    }
    const place = hasNoLiterals ? value : value - 1;
    if (place === 0) return first;
    const offset = place === 1 ? second : place === 2 ? third : first - 1;
    this.offsets = [offset, first, place === 1 ? third : second];
    return offset;
  }

  private copyLiterals(literals: Uint8Array, from: number, count: number): void {
    const { history, end } = this;
    if (count > 32) history.set(literals.subarray(from, from + count), end);
    else for (let index = 0; index < count; index++) history[end + index] = literals[from + index]!;
    this.end = end + count;
  }

  private copyMatch(offset: number, count: number): void {
    const { history, end } = this;
    const from = end - offset;
    if (offset <= 0 || from < 0 || offset > this.windowBytes)
      throw new Error('a match begins before the window');
    if (count > 32 && offset >= count) history.copyWithin(end, from, from + count);
    else for (let index = 0; index < count; index++) history[end + index] = history[from + index]!;
    this.end = end + count;
  }
}

const CUT_OFF = 'a block is cut off';
const TOO_LARGE = 'a block is larger than the format allows';

function sequenceCount(body: Uint8Array, start: number): { count: number; end: number } {
  const [first, second, third] = [body[start], body[start + 1], body[start + 2]];
  if (first !== undefined && first < 128) return { count: first, end: start + 1 };
  if (first !== undefined && second !== undefined && first < 255)
    return { count: (first - 128) * 256 + second, end: start + 2 };
  if (third === undefined) throw new Error(CUT_OFF);
  return { count: second! + third * 256 + 0x7f00, end: start + 3 };
}

function readOffset(bits: BackwardBits, code: number): number {
  if (code <= 24) return (1 << code) + bits.read(code);
  const high = bits.read(code - 16);
  return 2 ** code + high * 65_536 + bits.read(16);
}

/** The lengths that codes stand for: a base, and the number of bits to add (§3.1.1.3.2.1.1). */
function lengths(smallest: number, bits: readonly number[]): { bases: Int32Array; bits: Uint8Array } {
  const bases = new Int32Array(bits.length);
  let base = smallest;
  for (const [code, width] of bits.entries()) {
    bases[code] = base;
    base += 1 << width;
  }
  return { bases, bits: Uint8Array.from(bits) };
}

const zeros = (count: number): number[] => Array.from({ length: count }, () => 0);
const LITERAL = lengths(0, [...zeros(16), 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
const MATCH = lengths(3, [
  ...zeros(32),
  ...[1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
]);

/** The codes of literal lengths, offsets and match lengths, with their usual tables (§3.1.1.3.2.2). */
const CODES = [
  {
    mostLog: 9,
    mostSymbol: 35,
    usual: fseOf(
      6,
      [
        4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1,
        -1, -1, -1,
      ],
    ),
  },
  {
    mostLog: 8,
    mostSymbol: 31,
    usual: fseOf(
      5,
      [1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1],
    ),
  },
  {
    mostLog: 9,
    mostSymbol: 52,
    usual: fseOf(
      6,
      [
        1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
      ],
    ),
  },
] as const;
