/**
 * Shortest match, and the ends of a block that the format keeps free of matches (LZ4 block format, "End of block
 * conditions").
 */
const MIN_MATCH = 4;
const LAST_LITERALS = 5;
const MATCH_LIMIT = 12;
const MAX_DISTANCE = 0xffff;
const HASH_BITS = 12;
/** After this many positions without a match (as a power of two) the search takes longer steps. */
const SKIP_TRIGGER = 4;

/** Latest position of each hash, as `base + position`; entries of earlier texts lie below `base`. */
const table = new Int32Array(1 << HASH_BITS);
let base = 1;
let reserved = 0;

/** A run of literals and the match after it; a match length of 0 ends the block. */
export type Lz4Sequence = (
  literalStart: number,
  literalLength: number,
  distance: number,
  matchLength: number,
) => void;

/**
 * Bytes that the LZ4 block format needs for `bytes[0, length)` under a fixed greedy parse: a table of 2^12 positions by
 * a hash of four bytes, the latest position wins, no look-ahead, longer steps without matches. Nothing is written;
 * `each` receives every sequence, so that a test can write and decode the block. Like the entropies it measures
 * repetition in bytes and has no notion of text.
 *
 * Source: LZ4 block format description, lz4/doc/lz4_Block_format.md.
 */
export function lz4Size(bytes: Uint8Array, length: number, each?: Lz4Sequence): number {
  openTable(length);
  // Four bytes in one load.
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  const positions = table;
  const zero = base;
  let size = 0;
  let anchor = 0;
  let at = 0;
  let misses = 1 << SKIP_TRIGGER;
  const lastStart = length - MATCH_LIMIT;
  const lastEnd = length - LAST_LITERALS;
  while (at <= lastStart) {
    const word = view.getInt32(at, true);
    const slot = Math.imul(word, 0x9e3779b1) >>> (32 - HASH_BITS);
    const from = positions[slot]! - zero;
    positions[slot] = zero + at;
    // The word is compared first, at 0 without a candidate: whether one exists is unpredictable for the processor,
    // while the words nearly always differ.
    if (view.getInt32(from & ~(from >> 31), true) !== word || from < 0 || at - from > MAX_DISTANCE) {
      at += misses++ >>> SKIP_TRIGGER;
      continue;
    }
    misses = 1 << SKIP_TRIGGER;
    const start = at;
    const distance = at - from;
    at = matchEnd(view, at + MIN_MATCH, distance, lastEnd);
    const literals = start - anchor;
    size += 3 + extraLengthBytes(literals) + extraLengthBytes(at - start - MIN_MATCH) + literals;
    each?.(anchor, literals, distance, at - start);
    anchor = at;
  }
  const literals = length - anchor;
  each?.(anchor, literals, 0, 0);
  return size + 1 + extraLengthBytes(literals) + literals;
}

/** The first position from `start` on whose byte differs from the one `distance` before it; at most `limit`. */
function matchEnd(view: DataView, start: number, distance: number, limit: number): number {
  let at = start;
  while (at + 4 <= limit) {
    const difference = view.getInt32(at, true) ^ view.getInt32(at - distance, true);
    // The lowest bit set is in the first byte that differs.
    if (difference !== 0) return at + ((31 - Math.clz32(difference & -difference)) >>> 3);
    at += 4;
  }
  while (at < limit && view.getUint8(at) === view.getUint8(at - distance)) at++;
  return at;
}

/** A length of 15 or more is continued in bytes of up to 255. */
function extraLengthBytes(length: number): number {
  return length < 15 ? 0 : 1 + Math.floor((length - 15) / 255);
}

function openTable(length: number): void {
  base += reserved;
  reserved = length;
  if (base + length < 0x7fffffff) return;
  table.fill(0);
  base = 1;
}
