import { deltaBinaryUnpack } from 'hyparquet/src/delta.js';

/** DuckDB writes pages of 100 MB; others of 1 MB. */
export const MAX_PAGE_BYTES = 256 * 1024 * 1024;

/** Checks runs of the RLE and bit-packed hybrid. @throws Error if a run claims more values than are left */
export function checkRuns(
  bytes: Uint8Array,
  start: number,
  end: number,
  bits: number,
  count: number,
  /** Nulls have no value, so values may be fewer than they and the nulls together. */
  mayBeFewer = false,
): void {
  let at = start;
  let seen = 0;
  while (seen < count && !(mayBeFewer && at === end)) {
    let head = 0;
    for (let shift = 0; ; shift += 7) {
      if (at >= end || shift > 28) throw new Error('a run of values is cut off');
      const byte = bytes[at++]!;
      head += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    const length = Math.floor(head / 2);
    if (head % 2 === 1) {
      // The last group may be shorter than a full one.
      if (length === 0 || (length - 1) * bits > end - at)
        throw new Error('a run of values goes beyond its page');
      seen += length * 8;
      at += length * bits;
    } else {
      if (length === 0 || length > count - seen) throw new Error(`a run claims ${length} values`);
      seen += length;
      at += Math.ceil(bits / 8);
    }
  }
}

/** Checks the block sizes that deltas claim, and the total length of values with prefixes. */
export function checkDelta(bytes: Uint8Array, start: number, encoding: string, count: number): void {
  const blocks = [readVarint(bytes, start)];
  blocks.push(readVarint(bytes, blocks[0]!.end));
  const [size, parts] = blocks.map(({ value }) => value) as [number, number];
  if (!(size > 0 && size <= 65_536 && parts > 0 && parts <= 512 && size % parts === 0))
    throw new Error(`a page claims blocks of ${size} deltas in ${parts} parts`);
  if (encoding === 'DELTA_BYTE_ARRAY')
    checkPrefixes(bytes, start, Math.min(count, claimedCount(bytes, blocks[1]!.end)));
}

const claimedCount = (bytes: Uint8Array, at: number): number => readVarint(bytes, at).value;

/** Each value may repeat the previous one, so a few bytes could become gigabytes. */
function checkPrefixes(bytes: Uint8Array, start: number, count: number): void {
  const reader = { view: new DataView(bytes.buffer), offset: start };
  let total = 0;
  for (let part = 0; part < 2; part++) {
    const lengths = new Int32Array(count);
    deltaBinaryUnpack(reader, count, lengths);
    for (const length of lengths) {
      total += length;
      if (length < 0 || total > MAX_PAGE_BYTES) throw new Error('the values of a page are too long');
    }
  }
}

function readVarint(bytes: Uint8Array, start: number): { value: number; end: number } {
  let value = 0;
  for (let index = 0; index < 5; index++) {
    const byte = bytes[start + index];
    if (byte === undefined) break;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, end: start + index + 1 };
  }
  throw new Error('the deltas are cut off');
}
