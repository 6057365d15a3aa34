import { execFileSync, spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CODECS, type Codec } from '../../src/formats/compression/index.js';
import type { ByteChunks, Fault } from '../../src/formats/fault.js';
import { COMPRESSORS } from './compressors.js';
import { randomFrom } from './fuzzer.js';

/** The levels and kinds of stream that each program writes differently. */
const LEVELS: { readonly [codec: string]: readonly string[] } = {
  gzip: ['-1', '-9'],
  zstd: ['-1', '-19'],
  bzip2: ['-1', '-9'],
  xz: ['-0', '-6', '--check=none', '--check=crc32', '--block-size=100000'],
  lz4: ['-1', '-9', '-BD', '-B4', '-BX', '--no-frame-crc', '--content-size'],
};

async function* chunksOf(bytes: Uint8Array, chunkBytes: number): ByteChunks {
  // One buffer for all chunks, as files are read.
  const buffer = Buffer.alloc(chunkBytes);
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    const chunk = bytes.subarray(at, at + chunkBytes);
    buffer.set(chunk);
    yield buffer.subarray(0, chunk.length);
  }
  return null;
}

async function decompressed(codec: Codec, bytes: Uint8Array, chunkBytes = 65_536) {
  const pieces: Buffer[] = [];
  const chunks = codec.decompress(chunksOf(bytes, chunkBytes));
  for (;;) {
    const step = await chunks.next();
    if (step.done === true) return { bytes: Buffer.concat(pieces), fault: step.value satisfies Fault | null };
    pieces.push(Buffer.from(step.value));
  }
}

const words = Array.from({ length: 40_000 }, (_, at) => `word${(at * at) % 9973} ${'ab'.repeat(at % 5)}\n`);
/** Words, runs longer than any code, and bytes without a pattern. */
const SAMPLE = Buffer.concat([
  Buffer.from(words.join('')),
  Buffer.alloc(300_000, 'x'),
  Buffer.from(Array.from({ length: 70_000 }, (_, at) => (Math.imul(at, 2654435761) >>> 13) & 0xff)),
]);

describe.each(CODECS)('$id', (codec) => {
  const { compress, program } = COMPRESSORS[codec.id]!;

  it('gives any bytes as they were', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 3000 }).map((bytes) => (bytes.length % 3 === 0 ? bytes.fill(7) : bytes)),
        fc.integer({ min: 1, max: 4000 }),
        async (bytes, chunkBytes) => {
          const compressed = compress(bytes);
          expect(codec.isAtStart(compressed)).toBe(true);
          const back = await decompressed(codec, compressed, chunkBytes);
          expect(back).toEqual({ bytes: Buffer.from(bytes), fault: null });
        },
      ),
      { numRuns: 60, seed: 5 },
    );
  });

  it.skipIf(spawnSync(program, ['--version'], { input: '' }).error !== undefined).each(LEVELS[codec.id]!)(
    'reads what its own program writes with %s',
    async (level) => {
      const compressed = execFileSync(program, [level, '-q', '-c'], { input: SAMPLE, maxBuffer: 1 << 26 });
      const { bytes, fault } = await decompressed(codec, compressed);
      expect([bytes.equals(SAMPLE), fault]).toEqual([true, null]);
    },
  );

  it('reads streams one after another', async () => {
    const parts = ['first\n', 'second\n', ''].map((text) => Buffer.from(text));
    const back = await decompressed(codec, Buffer.concat(parts.map((part) => compress(part))), 5);
    expect(back).toEqual({ bytes: Buffer.concat(parts), fault: null });
  });

  it('gives what stands before a cut, and says that there is one', async () => {
    const whole = Buffer.from('a line of text\n'.repeat(400));
    const compressed = compress(whole);
    // Not in the middle, where the second frame of the Zstandard compressor starts.
    for (const length of [1, 3, 9, 40, Math.floor(compressed.length / 3), compressed.length - 1]) {
      const { bytes, fault } = await decompressed(codec, compressed.subarray(0, length), 50);
      expect(whole.subarray(0, bytes.length).equals(bytes)).toBe(true);
      expect(fault?.code).toMatch(/truncated-input|corrupt-compression/);
    }
  });

  it('notices any damaged byte, and ends', async () => {
    const whole = Buffer.from(words.slice(0, 300).join(''));
    const compressed = compress(whole);
    const random = randomFrom(3);
    for (let count = 0; count < 150; count++) {
      const broken = Buffer.from(compressed);
      const at = Math.floor(random() * broken.length);
      broken[at] = broken[at]! ^ (1 + Math.floor(random() * 255));
      const { bytes, fault } = await decompressed(codec, broken, 777);
      // Some bytes say nothing of the content, such as the time in a header.
      if (fault === null) expect(bytes.equals(whole)).toBe(true);
      if (fault !== null) expect(fault.message).toMatch(/byte \d+|first bytes/);
    }
  });

  it('other bytes after a stream are a fault, and cost nothing before them', async () => {
    const compressed = Buffer.concat([compress(Buffer.from('text\n')), Buffer.from('other bytes')]);
    const { bytes, fault } = await decompressed(codec, compressed);
    expect(bytes.toString()).toBe('text\n');
    expect(fault).not.toBeNull();
  });

  it('gives its source back when it is left in the middle', async () => {
    const chunks = codec.decompress(chunksOf(compress(SAMPLE.subarray(0, 20_000)), 1000));
    await chunks.next();
    await chunks.return(null);
    expect((await decompressed(codec, compress(Buffer.from('again')))).bytes.toString()).toBe('again');
  });
});

describe.skipIf(spawnSync('xz', ['--version']).error !== undefined)('xz', () => {
  const xz = CODECS.find(({ id }) => id === 'xz')!;
  const compressed = (flag: string) => execFileSync('xz', [flag, '-q', '-c'], { input: 'text\n' });

  it('reads the dictionaries of its own levels', async () => {
    expect((await decompressed(xz, compressed('-9e'))).bytes.toString()).toBe('text\n');
    expect((await decompressed(xz, compressed('--lzma2=dict=64MiB'))).bytes.toString()).toBe('text\n');
  });

  it.each([
    ['--lzma2=dict=96MiB', /dictionary needs more memory/],
    ['--lzma2=dict=1GiB', /dictionary needs more memory/],
    ['--check=sha256', /SHA-256/],
  ])('refuses %s with a reason', async (flag, message) => {
    const { bytes, fault } = await decompressed(xz, compressed(flag));
    expect(bytes).toHaveLength(0);
    expect(fault?.message).toMatch(message);
  });
});
