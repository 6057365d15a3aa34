/** Reads bits from the end of `bytes` to `start`, as entropy-coded streams are stored (RFC 8878 §4.1). */
export class BackwardBits {
  /** The number of bits not yet read. */
  left: number;

  /** @throws Error if the last byte has no bit that marks the end */
  constructor(
    private readonly bytes: Uint8Array,
    private readonly start: number,
    end: number,
  ) {
    const last = end > start ? bytes[end - 1]! : 0;
    if (last === 0) throw new Error('a stream of bits has no end mark');
    this.left = (end - start) * 8 - 8 + highestBit(last);
  }

  /** The next `count` bits, at most 25. @throws Error if fewer are left */
  read(count: number): number {
    this.left -= count;
    if (this.left < 0) throw new Error('a stream of bits is too short');
    return this.at(this.left) & ((1 << count) - 1);
  }

  /** The next `count` bits without reading them, at most 25; zeros after the last bit. */
  peek(count: number): number {
    const from = this.left - count;
    return (from >= 0 ? this.at(from) : this.at(0) << -from) & ((1 << count) - 1);
  }

  private at(bit: number): number {
    const { bytes } = this;
    const byte = this.start + (bit >>> 3);
    // Bytes behind the stream are masked out by the caller.
    const word = bytes[byte]! | (bytes[byte + 1]! << 8) | (bytes[byte + 2]! << 16) | (bytes[byte + 3]! << 24);
    return word >>> (bit & 7);
  }
}

const highestBit = (value: number): number => 31 - Math.clz32(value);

/** A decoding table of finite state entropy (RFC 8878 §4.1.1). Arrays have one entry per state. */
export interface FseTable {
  /** log2 of the number of states. */
  readonly log: number;
  readonly symbols: Uint8Array;
  /** The number of bits that lead from a state to the next one. */
  readonly bits: Uint8Array;
  /** The next state, before these bits are added. */
  readonly baselines: Uint16Array;
}

/** The table that has one symbol and takes no bits. */
export const fseOfOne = (symbol: number): FseTable => ({
  log: 0,
  symbols: Uint8Array.of(symbol),
  bits: new Uint8Array(1),
  baselines: new Uint16Array(1),
});

/** The table of normalized counts; -1 stands for "less than one". */
export function fseOf(log: number, counts: ArrayLike<number>): FseTable {
  const size = 1 << log;
  const symbols = new Uint8Array(size);
  const next = new Uint16Array(counts.length);
  let high = size;
  for (let symbol = 0; symbol < counts.length; symbol++) {
    next[symbol] = Math.abs(counts[symbol]!);
    if (counts[symbol] !== -1) continue;
    high -= 1;
    symbols[high] = symbol;
  }
  const step = (size >> 1) + (size >> 3) + 3;
  let place = 0;
  for (let symbol = 0; symbol < counts.length; symbol++)
    for (let left = counts[symbol]!; left > 0; left--) {
      symbols[place] = symbol;
      do place = (place + step) & (size - 1);
      while (place >= high);
    }
  const bits = new Uint8Array(size);
  const baselines = new Uint16Array(size);
  for (let state = 0; state < size; state++) {
    const number = next[symbols[state]!]!++;
    bits[state] = log - highestBit(number);
    baselines[state] = (number << bits[state]!) - size;
  }
  return { log, symbols, bits, baselines };
}

/** Reads a table's description (RFC 8878 §4.1.1). @throws Error if it is not valid, or goes beyond `end` */
export function readFse(
  bytes: Uint8Array,
  start: number,
  end: number,
  { mostLog, mostSymbol }: { readonly mostLog: number; readonly mostSymbol: number },
): { table: FseTable; end: number } {
  if (start >= end) throw new Error('an entropy table is cut off');
  const log = (bytes[start]! & 15) + 5;
  if (log > mostLog) throw new Error(`an entropy table has 2^${log} states`);
  const counts: number[] = [];
  let at = start * 8 + 4;
  const peek = (count: number) => {
    const byte = at >>> 3;
    const word = (bytes[byte] ?? 0) | ((bytes[byte + 1] ?? 0) << 8) | ((bytes[byte + 2] ?? 0) << 16);
    return (word >>> (at & 7)) & ((1 << count) - 1);
  };
  for (let left = 1 << log; left > 0; ) {
    // Values up to left + 1: the small ones take one bit less.
    const width = highestBit(left + 1) + 1;
    const small = (1 << width) - 2 - left;
    let value = peek(width - 1);
    if (value < small) at += width - 1;
    else {
      value = peek(width);
      at += width;
      if (value >= 1 << (width - 1)) value -= small;
    }
    const count = value - 1;
    counts.push(count);
    left -= Math.abs(count);
    for (let zeros = count === 0 ? 3 : 0; zeros === 3; ) {
      zeros = peek(2);
      at += 2;
      for (let index = 0; index < zeros; index++) counts.push(0);
      if (counts.length > mostSymbol + 1) break;
    }
    if (counts.length > mostSymbol + 1) throw new Error('an entropy table has too many symbols');
  }
  const after = (at + 7) >>> 3;
  if (after > end) throw new Error('an entropy table is cut off');
  return { table: fseOf(log, counts), end: after };
}

/** A decoding table of prefix codes (RFC 8878 §4.2): by the next `log` bits, 256 times the code's length plus the symbol. */
export interface HuffmanTable {
  readonly log: number;
  readonly codes: Uint16Array;
}

const MOST_HUFFMAN_BITS = 11;
const MOST_WEIGHTS = 255;

/** Reads a tree's description. @throws Error if it is not valid, or goes beyond `end` */
export function readHuffman(
  bytes: Uint8Array,
  start: number,
  end: number,
): { table: HuffmanTable; end: number } {
  const head = bytes[start]!;
  const isPlain = head >= 128;
  const after = start + 1 + (isPlain ? (head - 126) >> 1 : head);
  if (!(after <= end)) throw new Error('a Huffman table is cut off');
  const weights = isPlain ? plainWeights(bytes, start + 1, head - 127) : fseWeights(bytes, start + 1, after);
  return { table: huffmanOf(weights), end: after };
}

const plainWeights = (bytes: Uint8Array, start: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => {
    const pair = bytes[start + (index >> 1)]!;
    return index % 2 === 0 ? pair >> 4 : pair & 15;
  });

/** Two states take turns until a step needs more bits than are left. */
function fseWeights(bytes: Uint8Array, start: number, end: number): number[] {
  const description = readFse(bytes, start, end, { mostLog: 6, mostSymbol: MOST_WEIGHTS });
  const { log, symbols, bits, baselines } = description.table;
  const stream = new BackwardBits(bytes, description.end, end);
  const weights: number[] = [];
  let [state, other] = [stream.read(log), stream.read(log)];
  while (bits[state]! <= stream.left) {
    weights.push(symbols[state]!);
    // Steps of no bits would go on for ever.
    if (weights.length >= MOST_WEIGHTS) throw new Error('a Huffman table has too many symbols');
    const next = baselines[state]! + stream.read(bits[state]!);
    state = other;
    other = next;
  }
  weights.push(symbols[state]!, symbols[other]!);
  if (weights.length > MOST_WEIGHTS) throw new Error('a Huffman table has too many symbols');
  return weights;
}

/** The weight of the last symbol follows from the others. */
function huffmanOf(weights: number[]): HuffmanTable {
  let sum = 0;
  for (const weight of weights) {
    if (weight > MOST_HUFFMAN_BITS) throw new Error('a Huffman code is too long');
    sum += weight === 0 ? 0 : 1 << (weight - 1);
  }
  const log = sum === 0 ? 0 : highestBit(sum) + 1;
  const rest = (1 << log) - sum;
  if (log === 0 || log > MOST_HUFFMAN_BITS || (rest & (rest - 1)) !== 0)
    throw new Error('the lengths of Huffman codes do not fit together');
  weights.push(highestBit(rest) + 1);
  if (!weights.includes(1)) throw new Error('the lengths of Huffman codes do not fit together');
  const codes = new Uint16Array(1 << log);
  let at = 0;
  for (let weight = 1; weight <= log; weight++) {
    const entry = (log + 1 - weight) << 8;
    for (let symbol = 0; symbol < weights.length; symbol++)
      if (weights[symbol] === weight) {
        codes.fill(entry | symbol, at, at + (1 << (weight - 1)));
        at += 1 << (weight - 1);
      }
  }
  return { log, codes };
}

/** Fills `out` with the symbols of one stream. @throws Error if the stream has fewer or more */
export function decodeHuffman(
  { log, codes }: HuffmanTable,
  bytes: Uint8Array,
  start: number,
  end: number,
  out: Uint8Array,
): void {
  const stream = new BackwardBits(bytes, start, end);
  for (let index = 0; index < out.length; index++) {
    const code = codes[stream.peek(log)]!;
    stream.left -= code >>> 8;
    if (stream.left < 0) throw new Error('a stream of literals is too short');
    out[index] = code;
  }
  if (stream.left !== 0) throw new Error('a stream of literals is too long');
}
