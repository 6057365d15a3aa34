import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lz4Size } from '../../src/math/lz4.js';

/** Writes the block that `lz4Size` has sized, by the format description. */
function lz4Block(bytes: Uint8Array): number[] {
  const block: number[] = [];
  const putLength = (length: number): void => {
    let rest = length - 15;
    for (; rest >= 255; rest -= 255) block.push(255);
    if (rest >= 0) block.push(rest);
  };
  lz4Size(bytes, bytes.length, (literalStart, literalLength, distance, matchLength) => {
    const extra = matchLength === 0 ? 0 : matchLength - 4;
    block.push((Math.min(literalLength, 15) << 4) | Math.min(extra, 15));
    putLength(literalLength);
    block.push(...bytes.subarray(literalStart, literalStart + literalLength));
    if (matchLength === 0) return;
    block.push(distance & 0xff, distance >>> 8);
    putLength(extra);
  });
  return block;
}

/** Decodes a block by the format description, knowing nothing of how it was made. */
function decode(block: readonly number[]): number[] {
  const bytes: number[] = [];
  let at = 0;
  const longer = (start: number): number => {
    let length = start;
    if (start < 15) return length;
    let next: number;
    do {
      next = block[at++]!;
      length += next;
    } while (next === 255);
    return length;
  };
  while (at < block.length) {
    const token = block[at++]!;
    const literals = longer(token >>> 4);
    for (let literal = 0; literal < literals; literal++) bytes.push(block[at++]!);
    if (at === block.length) break;
    const distance = block[at++]! | (block[at++]! << 8);
    const length = longer(token & 15) + 4;
    for (let copied = 0; copied < length; copied++) bytes.push(bytes[bytes.length - distance]!);
  }
  return bytes;
}

const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 600 }),
  fc
    .array(fc.constantFrom('the ', 'cat ', 'sat on ', 'a mat. ', 'x'), { maxLength: 400 })
    .map((words) => new TextEncoder().encode(words.join(''))),
  fc
    .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 1, max: 3000 }))
    .map(([byte, times]) => new Uint8Array(times).fill(byte)),
);

describe('the LZ4 size', () => {
  it('is that of a block which decodes to the same bytes', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const block = lz4Block(bytes);
        expect(lz4Size(bytes, bytes.length)).toBe(block.length);
        expect(decode(block)).toEqual([...bytes]);
      }),
      { numRuns: 300 },
    );
  });

  it('refers no further back than the format can', () => {
    const far = new Uint8Array(70_000).map((_, at) => (at * 2654435761) >>> 13);
    far.copyWithin(69_000, 0, 500);
    lz4Size(far, far.length, (_, __, distance) => expect(distance).toBeLessThanOrEqual(0xffff));
    expect(decode(lz4Block(far))).toEqual([...far]);
  });

  it('keeps the last five bytes literal, as decoders rely on', () => {
    let lastLiterals = 0;
    lz4Size(new Uint8Array(1000), 1000, (_, literals) => {
      lastLiterals = literals;
    });
    expect(lastLiterals).toBeGreaterThanOrEqual(5);
  });

  it('is small for repetition and a little above the length for noise', () => {
    expect(lz4Size(new Uint8Array(10_000), 10_000)).toBeLessThan(60);
    const noise = new Uint8Array(1000).map((_, at) => (at * 2654435761) >>> 11);
    expect(lz4Size(noise, 1000)).toBeLessThanOrEqual(1000 + 1 + 4 + 1);
  });
});
