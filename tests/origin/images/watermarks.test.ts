import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { chromaLowBand } from '../../../src/image/chroma.js';
import { createImageReading, isDecoded } from '../../../src/image/index.js';
import { lumaOf } from '../../../src/image/luma.js';
import { randomFrom } from '../../../src/math/random.js';
import { hasDallE2Squares } from '../../../src/origin/marked/image/dall-e-2.js';
import { blockRemainders, matchingBits, readBits } from '../../../src/origin/marked/image/decode.js';
import { bitsOfDigits, KNOWN_PAYLOADS } from '../../../src/origin/marked/image/payloads.js';
import { manifestOf, openFile, signalValue } from './open-data.js';

interface Marked {
  readonly files: readonly {
    readonly file: string;
    readonly embedded: 'dwtDct' | 'dwtDctSvd' | null;
    readonly payload: string | null;
    readonly matches: { readonly [name: string]: string };
  }[];
}
const manifest = manifestOf<Marked>('invisible-watermark');
const PAYLOADS: { readonly [name: string]: string } = {
  SDXL48: 'stable-diffusion-xl',
  StableDiffusionV1: 'stable-diffusion-1',
  SDV2: 'stable-diffusion-2',
  'FLUX(46)': 'flux',
};
/** With the two zeros that the program drops: what a reader who takes the constant at its word looks for. */
const FLUX_48 = bitsOfDigits('001010101111111010000111100111001111010100101110');

describe.skipIf(manifest === null)('marked photos', () => {
  it.each((manifest?.files ?? []).map((entry) => [entry.file, entry] as const))(
    '%s matches every payload by as many bits as its manifest says',
    async (file, entry) => {
      const bytes = openFile('invisible-watermark', file);
      const pixels = await createImageReading(bytes).pixels();
      if (!isDecoded(pixels)) throw new Error(pixels.why);
      const band = chromaLowBand(pixels, lumaOf(pixels))!;
      const found: { [name: string]: string } = {};
      // By dwtDctSvd only what was embedded is compared: the singular values of the photo's flat blocks lie within a
      // hundredth of the middle of a step, where two implementations need not agree, and do not on the clean photo.
      const isCompared = (name: string) =>
        !name.endsWith('/svd') || (entry.embedded === 'dwtDctSvd' && name.startsWith(`${entry.payload}/`));
      const compared = Object.keys(entry.matches).filter(isCompared);
      for (const name of compared) {
        const [payload, isSvd] = name.split('/') as [string, string?];
        const bits =
          payload === 'FLUX48' ? FLUX_48 : KNOWN_PAYLOADS.find(({ id }) => id === PAYLOADS[payload])!.bits;
        const remainders = blockRemainders(band, isSvd === undefined ? 'dwtDct' : 'dwtDctSvd');
        found[name] = `${matchingBits(readBits(remainders, bits.length), bits)}/${bits.length}`;
      }
      expect(found).toEqual(Object.fromEntries(compared.map((name) => [name, entry.matches[name]])));
      const expected = entry.payload === null ? 'none' : PAYLOADS[entry.payload];
      expect(await signalValue('invisible-watermark', bytes)).toBe(expected);
      expect(await signalValue('invisible-watermark-match', bytes)).toBe(
        entry.payload === null ? 19 / 32 : 1,
      );
    },
  );
});

it('the largest singular value is that of the block, whatever its cosine transform', () => {
  const random = randomFrom('blocks');
  for (let round = 0; round < 200; round++) {
    const data = Float32Array.from({ length: 16 }, () =>
      round % 2 === 0 ? 256 + random.integer(40) : random.integer(511),
    );
    const [remainder] = blockRemainders({ width: 4, height: 4, data }, 'dwtDctSvd');
    const expected = slowSingularValue(data) % 36;
    // Near a multiple of 36 the remainder may stand on its other side.
    const difference = Math.abs(remainder! - expected);
    expect(Math.min(difference, 36 - difference)).toBeLessThan(0.02);
  }
});

/** σ₁ by Jacobi rotations of AᵀA. */
function slowSingularValue(a: Float32Array): number {
  const g = Array.from({ length: 4 }, (_, row) =>
    Array.from({ length: 4 }, (_, column) =>
      [0, 1, 2, 3].reduce((sum, k) => sum + a[k * 4 + row]! * a[k * 4 + column]!, 0),
    ),
  );
  for (let sweep = 0; sweep < 60; sweep++)
    for (let p = 0; p < 3; p++)
      for (let q = p + 1; q < 4; q++) {
        if (Math.abs(g[p]![q]!) < 1e-12) continue;
        const angle = 0.5 * Math.atan2(2 * g[p]![q]!, g[q]![q]! - g[p]![p]!);
        const [c, s] = [Math.cos(angle), Math.sin(angle)];
        for (let k = 0; k < 4; k++) {
          const [x, y] = [g[k]![p]!, g[k]![q]!];
          g[k]![p] = c * x - s * y;
          g[k]![q] = s * x + c * y;
        }
        for (let k = 0; k < 4; k++) {
          const [x, y] = [g[p]![k]!, g[q]![k]!];
          g[p]![k] = c * x - s * y;
          g[q]![k] = s * x + c * y;
        }
      }
  return Math.sqrt(Math.max(...g.map((row, index) => row[index]!)));
}

it('small and grey pictures are refused, not called unmarked', async () => {
  const picture = (width: number, channels: 3 | 1) =>
    sharp({ create: { width, height: 255, channels: 3, background: '#123456' } })
      .toColourspace(channels === 1 ? 'b-w' : 'srgb')
      .png()
      .toBuffer();
  expect(await signalValue('invisible-watermark', await picture(256, 3))).toBeNull();
  expect(await signalValue('invisible-watermark', await picture(300, 3))).toBe('none');
});

describe('DALL·E 2’s squares', () => {
  const COLOURS = ['#ffff66', '#42ffff', '#51da4c', '#ff6e3c', '#3c46ff'];
  const signed = (side: number) =>
    sharp({ create: { width: side, height: side, channels: 3, background: '#607080' } }).composite(
      COLOURS.map((background, index) => {
        const square = Math.round(side / 64);
        return {
          input: { create: { width: square, height: square, channels: 3 as const, background } },
          left: side - (5 - index) * square,
          top: side - square,
        };
      }),
    );

  it('are seen at full and half size, in PNG and in JPEG', async () => {
    for (const side of [1024, 512]) {
      expect(await signalValue('dall-e-2-signature', await signed(side).png().toBuffer())).toBe('present');
      expect(
        await signalValue(
          'dall-e-2-signature',
          await signed(side).jpeg({ quality: 80, chromaSubsampling: '4:4:4' }).toBuffer(),
        ),
      ).toBe('present');
    }
  });

  it('are not seen without the last one, in another order, or in pictures that are not square', async () => {
    const { data, info } = await signed(1024).raw().toBuffer({ resolveWithObject: true });
    const blank = Uint8Array.from(data);
    for (let y = 1008; y < 1024; y++)
      for (let x = 1008; x < 1024; x++) blank.set([96, 112, 128], (y * 1024 + x) * info.channels);
    expect(hasDallE2Squares({ width: 1024, height: 1024, channels: info.channels, data })).toBe(true);
    expect(hasDallE2Squares({ width: 1024, height: 1024, channels: info.channels, data: blank })).toBe(false);
    expect(hasDallE2Squares({ width: 1024, height: 1000, channels: 3, data })).toBeNull();
  });
});
