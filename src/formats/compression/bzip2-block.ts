/** The bytes end before the block does. */
export class BitsEnd extends Error {}

/** The bytes cannot be a block. */
export class Bzip2Error extends Error {}

/** Where a block or a stream ends: whole bytes, and the bits used of the next one. */
export interface BlockEnd {
  readonly kind: 'block' | 'end';
  readonly bytes: number;
  readonly bit: number;
  readonly crc: number;
}

const BLOCK_MAGIC = [0x314159, 0x265359] as const;
const END_MAGIC = [0x177245, 0x385090] as const;
/** Symbols per Huffman table. */
const GROUP_SYMBOLS = 50;
const MOST_SELECTORS = 18_002;
const LONGEST_CODE = 20;
const [RUN_A, RUN_B] = [0, 1];
const PIECE_BYTES = 256 * 1024;

/** Decodes blocks of a stream one after another, in arrays that are reused. */
export class Bzip2Block {
  /** Of each position the byte in the low 8 bits and, above, the position that follows it. */
  private readonly links: Uint32Array;
  private length = 0;
  private first = 0;

  constructor(private readonly mostBytes: number) {
    this.links = new Uint32Array(mostBytes);
  }

  /** Reads the block or stream end that starts at a bit of the first byte. @throws BitsEnd | Bzip2Error */
  read(bytes: Uint8Array, bit: number): BlockEnd {
    const bits = new Bits(bytes, bit);
    try {
      const end = this.readBits(bits);
      if (!bits.isPastEnd()) return end;
    } catch (error) {
      if (!bits.isPastEnd()) throw error;
    }
    throw new BitsEnd();
  }

  private readBits(bits: Bits): BlockEnd {
    const magic = [bits.read(24), bits.read(24)];
    const crc = ((bits.read(16) << 16) | bits.read(16)) >>> 0;
    if (magic[0] === END_MAGIC[0] && magic[1] === END_MAGIC[1])
      return { kind: 'end', bytes: bits.endByte(), bit: 0, crc };
    if (magic[0] !== BLOCK_MAGIC[0] || magic[1] !== BLOCK_MAGIC[1])
      throw new Bzip2Error('expected the start of a block, found other bytes');
    if (bits.read(1) === 1)
      throw new Bzip2Error('a block is randomised, as only versions before 0.9.5 wrote');
    const origin = bits.read(24);
    const counts = this.readSymbols(bits);
    if (origin >= this.length) throw new Bzip2Error('a block starts outside itself');
    this.link(counts);
    this.first = origin;
    const end = bits.position();
    return { kind: 'block', bytes: end >>> 3, bit: end & 7, crc };
  }

  /** The content of the block in pieces, each valid until the next; returns its CRC. */
  *content(): Generator<Uint8Array, number, void> {
    const { links, length } = this;
    const piece = new Uint8Array(PIECE_BYTES);
    let crc = 0xffffffff;
    let filled = 0;
    let [last, run] = [-1, 0];
    let at = links[this.first]! >>> 8;
    for (let index = 0; index < length; index++) {
      const link = links[at]!;
      const byte = link & 0xff;
      at = link >>> 8;
      // Four equal bytes are followed by the number of further ones.
      if (run === 4) {
        piece.fill(last, filled, filled + byte);
        filled += byte;
        [last, run] = [-1, 0];
      } else {
        run = byte === last ? run + 1 : 1;
        last = byte;
        piece[filled++] = byte;
      }
      if (filled < PIECE_BYTES - 256) continue;
      const full = piece.subarray(0, filled);
      crc = crcOf(crc, full);
      filled = 0;
      yield full;
    }
    const rest = piece.subarray(0, filled);
    crc = crcOf(crc, rest);
    if (filled > 0) yield rest;
    return ~crc >>> 0;
  }

  /** Undoes Huffman, move-to-front and the runs of zeros; the number of times that each byte occurs. */
  private readSymbols(bits: Bits): Int32Array {
    const front = usedBytes(bits);
    const tableCount = bits.read(3);
    if (tableCount < 2 || tableCount > 6) throw new Bzip2Error('a block has an impossible number of tables');
    const selectors = readSelectors(bits, tableCount);
    const tables = Array.from({ length: tableCount }, () => readTable(bits, front.length + 2));
    const endOfBlock = front.length + 1;
    const counts = new Int32Array(256);
    const { links, mostBytes } = this;
    let length = 0;
    let [run, place] = [0, 1];
    for (let group = 0; ; group++) {
      if (group >= selectors.length) throw new Bzip2Error('a block has too few selectors');
      const table = tables[selectors[group]!]!;
      for (let index = 0; index < GROUP_SYMBOLS; index++) {
        const symbol = table.next(bits);
        if (symbol === RUN_A || symbol === RUN_B) {
          run += place << symbol;
          place *= 2;
          if (run > mostBytes) throw new Bzip2Error('a block is larger than its stream says');
          continue;
        }
        if (run > 0) {
          if (length + run > mostBytes) throw new Bzip2Error('a block is larger than its stream says');
          const byte = front[0]!;
          links.fill(byte, length, length + run);
          counts[byte] = counts[byte]! + run;
          length += run;
          [run, place] = [0, 1];
        }
        if (symbol === endOfBlock) {
          this.length = length;
          return counts;
        }
        if (length >= mostBytes) throw new Bzip2Error('a block is larger than its stream says');
        const byte = front[symbol - 1]!;
        front.copyWithin(1, 0, symbol - 1);
        front[0] = byte;
        counts[byte] = counts[byte]! + 1;
        links[length++] = byte;
      }
    }
  }

  /** Undoes the Burrows-Wheeler transform: links each byte to the one that follows it. */
  private link(counts: Int32Array): void {
    const { links, length } = this;
    const next = new Int32Array(256);
    for (let byte = 1; byte < 256; byte++) next[byte] = next[byte - 1]! + counts[byte - 1]!;
    for (let index = 0; index < length; index++) {
      const byte = links[index]! & 0xff;
      const to = next[byte]!;
      next[byte] = to + 1;
      links[to] = links[to]! | (index << 8);
    }
  }
}

/** The bytes that occur in a block, in ascending order. */
function usedBytes(bits: Bits): Uint8Array {
  const ranges = bits.read(16);
  const used: number[] = [];
  for (let range = 0; range < 16; range++) {
    if (((ranges >>> (15 - range)) & 1) === 0) continue;
    const own = bits.read(16);
    for (let low = 0; low < 16; low++) if (((own >>> (15 - low)) & 1) === 1) used.push(range * 16 + low);
  }
  if (used.length === 0) throw new Bzip2Error('a block uses no byte');
  return Uint8Array.from(used);
}

/** The table of each group. Programs may write more selectors than any block needs; those are passed over. */
function readSelectors(bits: Bits, tableCount: number): Uint8Array {
  const count = bits.read(15);
  if (count < 1) throw new Bzip2Error('a block has no selectors');
  const selectors = new Uint8Array(Math.min(count, MOST_SELECTORS));
  const front = Uint8Array.from({ length: tableCount }, (_, table) => table);
  for (let index = 0; index < count; index++) {
    let place = 0;
    while (bits.read(1) === 1) if (++place >= tableCount) throw new Bzip2Error('a selector names no table');
    const table = front[place]!;
    front.copyWithin(1, 0, place);
    front[0] = table;
    if (index < selectors.length) selectors[index] = table;
  }
  return selectors;
}

function readTable(bits: Bits, symbols: number): HuffmanTable {
  const lengths = new Uint8Array(symbols);
  let length = bits.read(5);
  for (let symbol = 0; symbol < symbols; symbol++) {
    while (true) {
      if (length < 1 || length > LONGEST_CODE) throw new Bzip2Error('a code has an impossible length');
      if (bits.read(1) === 0) break;
      length += bits.read(1) === 0 ? 1 : -1;
    }
    lengths[symbol] = length;
  }
  return new HuffmanTable(lengths);
}

/** Canonical codes: the shorter, the smaller; among codes of one length in the order of their symbols. */
class HuffmanTable {
  /** Symbols by length, then by number. */
  private readonly symbols: Uint16Array;
  /** Of each length the end of its codes, aligned to the left of 20 bits. */
  private readonly limit = new Int32Array(LONGEST_CODE + 1);
  /** Of each length its first code, less the place of that code's symbol. */
  private readonly base = new Int32Array(LONGEST_CODE + 1);
  private readonly shortest: number;

  constructor(lengths: Uint8Array) {
    this.symbols = new Uint16Array(lengths.length);
    this.shortest = Math.min(...lengths);
    let [code, place] = [0, 0];
    for (let length = 1; length <= LONGEST_CODE; length++) {
      code <<= 1;
      this.base[length] = code - place;
      for (let symbol = 0; symbol < lengths.length; symbol++)
        if (lengths[symbol] === length) {
          this.symbols[place++] = symbol;
          code++;
        }
      this.limit[length] = code << (LONGEST_CODE - length);
    }
  }

  next(bits: Bits): number {
    const window = bits.peek20();
    for (let length = this.shortest; length <= LONGEST_CODE; length++) {
      if (window >= this.limit[length]!) continue;
      bits.skip(length);
      const place = (window >>> (LONGEST_CODE - length)) - this.base[length]!;
      if (place < 0 || place >= this.symbols.length) break;
      return this.symbols[place]!;
    }
    throw new Bzip2Error('a code stands for no symbol');
  }
}

/** Bits, the highest of each byte first. */
class Bits {
  private word = 0;
  private count = 0;
  private at = 0;

  constructor(
    private readonly bytes: Uint8Array,
    bit: number,
  ) {
    if (bit > 0) this.read(bit);
  }

  /** At most 24. */
  read(count: number): number {
    this.fill(count);
    this.skip(count);
    return (this.word >>> this.count) & ((1 << count) - 1);
  }

  /** The next 20 bits without taking them; zeros after the end. */
  peek20(): number {
    this.fill(LONGEST_CODE);
    return (this.word >>> (this.count - LONGEST_CODE)) & 0xfffff;
  }

  skip(count: number): void {
    this.count -= count;
  }

  /** Bits taken so far. */
  position(): number {
    return this.at * 8 - this.count;
  }

  isPastEnd(): boolean {
    return this.position() > this.bytes.length * 8;
  }

  /** Offset of the first byte of which nothing is taken. */
  endByte(): number {
    return Math.ceil(this.position() / 8);
  }

  private fill(count: number): void {
    while (this.count < count) {
      // A code at the end of a file is looked at with up to 19 bits after it.
      if (this.at >= this.bytes.length + 3) throw new BitsEnd();
      this.word = (this.word << 8) | (this.bytes[this.at++] ?? 0);
      this.count += 8;
    }
  }
}

/** CRC-32 with the highest bit first, as bzip2 has it; polynomial 04C11DB7. */
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc & 0x80000000 ? 0x04c11db7 : 0);
  return crc >>> 0;
});

function crcOf(start: number, bytes: Uint8Array): number {
  let crc = start;
  for (let at = 0; at < bytes.length; at++) crc = (crc << 8) ^ CRC_TABLE[((crc >>> 24) ^ bytes[at]!) & 0xff]!;
  return crc;
}
