import { snappyCompress } from 'hyparquet-writer/src/snappy.js';
import { expect, it } from 'vitest';
import { checkSnappy } from '../../src/formats/snappy-check.js';

const text = Buffer.from('a lamp, a lamp, a lamp and a ship; '.repeat(400));

it('accepts what the compressor writes', () => {
  for (const length of [0, 1, 59, 60, 61, 300, 70_000])
    expect(() => {
      const bytes = Buffer.alloc(length, text);
      checkSnappy(snappyCompress(bytes), length);
    }).not.toThrow();
});

it.each([
  ['a cut', [5, 0x10, 0x61]],
  ['a copy from before the start', [4, 0x01, 0x01]],
  ['a copy from nowhere', [5, 0x00, 0x61, 0x01, 0x00]],
  ['too many bytes', [1, 0x04, 0x61, 0x62]],
  ['too few bytes', [9, 0x00, 0x61]],
  ['nothing', []],
])('refuses %s', (_, bytes) =>
  expect(() => checkSnappy(Uint8Array.from(bytes), bytes[0] ?? 0)).toThrow(/damaged/),
);
