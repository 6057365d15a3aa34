import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chromaLowBand } from '../../src/image/chroma.js';
import type { DecodedPixels } from '../../src/image/decode.js';
import { lumaOf } from '../../src/image/luma.js';
import { blockMagnitudes } from '../../src/image/magnitudes.js';
import { columnSumsOf, perceptualHash } from '../../src/image/perceptual-hash.js';
import { laplacianVariance } from '../../src/image/sharpness.js';
import { imageKernel } from '../../src/image/simd.js';
import { randomFrom } from '../../src/math/random.js';

const kernel = imageKernel();

/** Noise, extremes and flat stretches. */
function picture(seed: string, width: number, height: number, channels: number): DecodedPixels {
  const random = randomFrom(seed);
  const kind = random.integer(3);
  const level = () => (kind === 0 ? random.integer(256) : kind === 1 ? random.integer(2) * 255 : 200);
  return { width, height, channels, data: Uint8Array.from({ length: width * height * channels }, level) };
}

/** Arrays by their hashes: to compare a million numbers one by one takes seconds. */
function digested(value: object | null): unknown {
  if (value === null) return null;
  if (!ArrayBuffer.isView(value))
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => [name, typeof part === 'object' ? digested(part) : part]),
    );
  const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return `${value.constructor.name} ${createHash('sha256').update(bytes).digest('hex')}`;
}

function expectSame(pixels: DecodedPixels): void {
  const luma = lumaOf(pixels);
  expect(digested(kernel.lumaOf(pixels))).toEqual(digested(luma));
  expect(kernel.laplacianVariance(luma)).toEqual(laplacianVariance(luma));
  const band = chromaLowBand(pixels, luma);
  expect(digested(kernel.chromaLowBand(pixels, luma))).toEqual(digested(band));
  if (band !== null) expect(digested(kernel.blockMagnitudes(band))).toEqual(digested(blockMagnitudes(band)));
  const [top, bottom] = [Math.floor(luma.height / 3), luma.height];
  expect(Array.from(kernel.columnSumsOf(luma, top, bottom))).toEqual(
    Array.from(columnSumsOf(luma, top, bottom)),
  );
  expect(perceptualHash(luma, kernel.columnSumsOf)).toEqual(perceptualHash(luma));
}

describe('the image kernel gives the references’ numbers', () => {
  it('for pictures of any size and channels', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.integer({ min: 1, max: 70 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 4 }),
        (seed, width, height, channels) => expectSame(picture(seed, width, height, channels)),
      ),
      { numRuns: 300 },
    );
  });

  it.each([
    ['many bands', 1100, 1300, 3],
    ['many bands with alpha', 700, 900, 4],
    ['rows so long that 32 bits would overflow', 32_768, 5, 3],
    ['the longest rows with alpha', 32_768, 9, 4],
  ])('for pictures of %s', (_, width, height, channels) => {
    const random = randomFrom('large');
    // Checkered black and white has the largest squares there are.
    const data = Uint8Array.from({ length: width * height * channels }, (_value, at) => {
      const pixel = Math.floor(at / channels);
      const isWhite = (pixel + Math.floor(pixel / width)) % 2 === 0;
      return random.uniform() < 0.1 ? random.integer(256) : isWhite ? 255 : 0;
    });
    expectSame({ width, height, channels, data });
  });
});
