import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { unzstd } from '../../src/formats/compression/zstd.js';
import { decompressPage } from '../../src/formats/parquet-codec.js';
import { mutate, randomFrom } from './fuzzer.js';

const hasZstd = spawnSync('zstd', ['--version']).status === 0;

/** What `zstd -19` makes of `SENTENCES`. */
const FRAME = Buffer.from(
  'KLUv/QRonQMAsgMLDtDnhMiXzVKgJAucEFFaBMKcrKhY9TW+C3OqvnpyZkPwwv6YsOQ4zKvAkgsnqBEHY3P/DNAkmNs4EBhLSmgyCg84fJG9JkXt' +
    'JJWkx1cQ1ifeRY7skRs6XcCUYcni0D+C/LUIDJKMULbCl+619gCsAtqnGxA=',
  'base64',
);
const SENTENCES = ['cat', 'stone', 'river']
  .flatMap((one) =>
    ['house', 'north', 'sea', 'word'].map((two) => `the ${one} of the ${two} is ${one}${two}. `),
  )
  .join('');

function startOf(path: string, count: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(count);
    return bytes.subarray(0, readSync(file, bytes));
  } finally {
    closeSync(file);
  }
}

/** The bytes of a stream that arrives `pieceBytes` at a time, and the message of its fault. */
async function streamed(
  compressed: Buffer,
  pieceBytes = 7,
): Promise<{ bytes: Buffer; fault: string | null }> {
  const chunks = unzstd(
    (async function* () {
      for (let at = 0; at < compressed.length; at += pieceBytes)
        yield compressed.subarray(at, at + pieceBytes);
      return null;
    })(),
  );
  const parts: Buffer[] = [];
  while (true) {
    const step = await chunks.next();
    if (step.done === true) return { bytes: Buffer.concat(parts), fault: step.value?.message ?? null };
    parts.push(Buffer.from(step.value));
  }
}

/** A frame of one compressed block, with the content size in one byte. */
const frameOf = (contentBytes: number, block: readonly number[]): Buffer =>
  Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, contentBytes, (block.length << 3) | 5, 0, 0, ...block]);

/** Ten literals whose Huffman weights come from a table with one symbol: each step takes no bits. */
const ENDLESS_WEIGHTS = frameOf(10, [0xa2, 0xc0, 0x01, 0x05, 0xf0, 0x03, 0xff, 0xff, 0x01, 0x01, 0x00]);

/** 98,047 sequences, each of which repeats 65,539 bytes and more, with one literal. */
const ENDLESS_SEQUENCES = frameOf(
  255,
  [0x09, 0x61, 0xff, 0xff, 0xff, 0x54, 0x01, 0x00, 0x34, 0xff, 0xff, 0x01],
);

describe('zstd', () => {
  it('decompresses what the zstd program wrote, however the bytes arrive', async () => {
    for (const pieceBytes of [1, 2, 100, 1000])
      expect(await streamed(FRAME, pieceBytes)).toEqual({ bytes: Buffer.from(SENTENCES), fault: null });
    expect(Buffer.from(decompressPage(FRAME, SENTENCES.length, 'ZSTD')).toString()).toBe(SENTENCES);
  });

  it('decompresses frames that are shorter than a block header and a checksum', async () => {
    const one = Buffer.from('28b52ffd04580900007823110483', 'hex');
    expect(await streamed(Buffer.concat([one, one]))).toEqual({ bytes: Buffer.from('xx'), fault: null });
  });

  it('ends on Huffman weights that take no bits', async () => {
    expect(await streamed(ENDLESS_WEIGHTS)).toMatchObject({
      fault: expect.stringContaining('a Huffman table has too many symbols'),
    });
    expect(() => decompressPage(ENDLESS_WEIGHTS, 10, 'ZSTD')).toThrow('too many symbols');
  });

  it('ends on sequences that repeat more bytes than a block may have', async () => {
    expect(await streamed(ENDLESS_SEQUENCES)).toMatchObject({
      fault: expect.stringContaining('larger than'),
    });
  });

  it('refuses a frame whose length is not what its header says', async () => {
    const frame = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, 5, 0x19, 0, 0, 0x61, 0x62, 0x63]);
    expect(await streamed(frame)).toMatchObject({
      bytes: Buffer.from('abc'),
      fault: expect.stringContaining('has 3 bytes, and its header says 5'),
    });
  });

  it('gives the right bytes or a fault for each damaged frame with a checksum', async () => {
    const random = randomFrom(3);
    const cut = { whole: 0, damaged: 0 };
    for (let index = 0; index < 3000; index++) {
      const { bytes, fault } = await streamed(mutate(FRAME, random), 50);
      if (fault !== null) cut.damaged++;
      else {
        cut.whole++;
        // Copies and skipped frames may come twice or not at all.
        expect(bytes.toString().replaceAll(SENTENCES, '')).toBe('');
      }
    }
    expect(cut.damaged).toBeGreaterThan(2000);
  });

  it('gives a page of the claimed length or one plain error for each damaged Parquet page', () => {
    expect(() => decompressPage(FRAME, SENTENCES.length - 1, 'ZSTD')).toThrow('more than the expected');
    const random = randomFrom(4);
    let damaged = 0;
    for (let index = 0; index < 20_000; index++) {
      try {
        decompressPage(mutate(FRAME, random), SENTENCES.length, 'ZSTD');
      } catch (error) {
        damaged++;
        expect(error).not.toBeInstanceOf(RangeError);
        expect(error).not.toBeInstanceOf(TypeError);
      }
    }
    expect(damaged).toBeGreaterThan(10_000);
  });

  it.skipIf(!hasZstd)(
    'reads every level of the zstd program, and windows larger than the blocks',
    async () => {
      const random = randomFrom(9);
      const noise = Buffer.from(Array.from({ length: 2_000_000 }, () => Math.floor(random() * 256)));
      const samples = {
        nothing: Buffer.alloc(0),
        zeros: Buffer.alloc(1_000_000),
        words: readFileSync('package-lock.json'),
        program: startOf(process.execPath, 1_500_000),
        skewed: noise.subarray(0, 300_000).map((byte) => (byte ** 3) >> 18),
        distant: Buffer.concat([noise, noise, noise.subarray(0, 1000)]),
      };
      for (const [name, bytes] of Object.entries(samples))
        for (const options of [
          ['--fast=5'],
          ['-1'],
          ['-3'],
          ['-9', '--no-check'],
          ['-19'],
          ['-3', '--long=27'],
        ]) {
          const compressed = execFileSync('zstd', ['-q', '-c', ...options], {
            input: bytes,
            maxBuffer: 2 ** 26,
          });
          const read = await streamed(compressed, 65_536);
          expect(read.fault, `${name} ${options}`).toBeNull();
          expect(read.bytes.equals(bytes), `${name} ${options}`).toBe(true);
        }
    },
    60_000,
  );
});
