import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createImageReading, isDecoded } from '../../src/image/index.js';
import { type LumaPlane, lumaOf } from '../../src/image/luma.js';
import { perceptualHash } from '../../src/image/perceptual-hash.js';
import { laplacianVariance } from '../../src/image/sharpness.js';
import { highFrequencyShare, spectralPower, transformOf } from '../../src/image/spectrum.js';
import { createHammingIndex, hammingDistance, MAX_RADIUS } from '../../src/math/hamming-index.js';
import { randomFrom } from '../../src/math/random.js';

const plane = (width: number, height: number, level: (x: number, y: number) => number): LumaPlane =>
  lumaOf({
    width,
    height,
    channels: 1,
    data: Uint8Array.from({ length: width * height }, (_, at) => level(at % width, Math.floor(at / width))),
  });

/** A picture with structure at all scales: sums of waves of random direction, weaker as they get finer. */
function scene(seed: string, width: number, height: number): Uint8Array {
  const random = randomFrom(seed);
  const waves = Array.from({ length: 24 }, (_, index) => ({
    u: (random.uniform() - 0.5) * (index + 1) * 0.6,
    v: (random.uniform() - 0.5) * (index + 1) * 0.6,
    phase: random.uniform() * 7,
    strength: 60 / (index + 1),
  }));
  return Uint8Array.from({ length: width * height * 3 }, (_, at) => {
    const pixel = Math.floor(at / 3);
    const [x, y] = [((pixel % width) / width) * 7, (Math.floor(pixel / width) / height) * 7];
    let level = 128;
    for (const { u, v, phase, strength } of waves)
      level += strength * Math.cos(u * x + v * y + phase + (at % 3));
    return Math.max(0, Math.min(255, level));
  });
}

describe('the high-frequency share', () => {
  // Reference values of numpy.fft.fft2 on 64 × 64 grids, mean removed, no window.
  const N = 64;
  const cases: [string, (x: number, y: number) => number, number][] = [
    ['a checkerboard', (x, y) => (x + y) % 2, 1],
    ['a wave of 1/8 cycle per pixel', (x) => Math.cos((2 * Math.PI * x) / 8), 0],
    ['a wave of 3/8 cycle per pixel', (x) => Math.cos((2 * Math.PI * 3 * x) / 8), 1],
    ['a point', (x, y) => (x === 20 && y === 30 ? 1 : 0), 0.806593],
    [
      'a point blurred by a 3 × 3 mean',
      (x, y) => (Math.abs(x - 20) < 2 && Math.abs(y - 30) < 2 ? 1 / 9 : 0),
      0.1901,
    ],
  ];
  it.each(cases)('of %s is the reference value', (_, level, expected) => {
    const transform = transformOf(N);
    for (let at = 0; at < N * N; at++) transform.real[at] = level(at % N, Math.floor(at / N));
    transform.imaginary.fill(0);
    const { high, total } = spectralPower(transform);
    expect(high / total).toBeCloseTo(expected, 5);
  });

  it('of two tiles in one transform is that of their powers together', () => {
    const transform = transformOf(N);
    const random = randomFrom('tiles');
    const tiles = [0, 1].map((tile) =>
      Float64Array.from({ length: N * N }, (_, at) => random.uniform() * (tile + 1) + (at % N < 9 ? 3 : 0)),
    );
    const alone = tiles.map((tile) => {
      transform.real.set(tile);
      transform.imaginary.fill(0);
      return { ...spectralPower(transform), mean: tile.reduce((sum, value) => sum + value, 0) };
    });
    transform.real.set(tiles[0]!);
    transform.imaginary.set(tiles[1]!);
    const both = spectralPower(transform);
    expect(both.high / (alone[0]!.high + alone[1]!.high)).toBeCloseTo(1, 10);
    expect(both.total / (alone[0]!.total + alone[1]!.total)).toBeCloseTo(1, 10);
  });

  it('of a picture falls when it is blurred and rises with noise', async () => {
    const raw = { width: 300, height: 200, channels: 3 } as const;
    const data = scene('one', raw.width, raw.height);
    const random = randomFrom('noise');
    const noisy = data.map((level) => Math.max(0, Math.min(255, level + random.integer(41) - 20)));
    const blurred = await sharp(noisy, { raw }).blur(2).raw().toBuffer();
    const share = (samples: Uint8Array) => highFrequencyShare(lumaOf({ ...raw, data: samples }))!;
    expect(share(noisy)).toBeGreaterThan(share(data));
    expect(share(blurred)).toBeLessThan(share(noisy) / 2);
  });

  it('is refused for flat and for tiny pictures', () => {
    expect(highFrequencyShare(plane(100, 100, () => 77))).toBeNull();
    expect(highFrequencyShare(plane(100, 7, (x) => x))).toBeNull();
  });
});

describe('sharpness', () => {
  it('is the variance of the Laplacian', () => {
    // One bright pixel in the middle of 5 × 5: inner Laplacians −400, 100 four times, 0 four times.
    const value = laplacianVariance(plane(5, 5, (x, y) => (x === 2 && y === 2 ? 100 : 0)));
    expect(value).toBeCloseTo((400 ** 2 + 4 * 100 ** 2) / 9, 9);
    expect(laplacianVariance(plane(9, 9, (x, y) => 10 * x + 3 * y))).toBe(0);
    expect(laplacianVariance(plane(2, 9, (x) => x))).toBeNull();
  });
});

describe('the perceptual hash', () => {
  const hashOf = async (bytes: Uint8Array) => {
    const luma = await createImageReading(bytes).luma();
    return 'histogram' in luma ? perceptualHash(luma) : null;
  };
  const distance = (a: Uint8Array, b: Uint8Array) =>
    a.reduce((sum, byte, at) => sum + ((byte ^ b[at]!).toString(2).match(/1/g)?.length ?? 0), 0);

  it('survives resizing, recompression and light, and tells pictures apart', async () => {
    const raw = { width: 200, height: 150, channels: 3 } as const;
    const pictures = ['one', 'two', 'three', 'four', 'five'].map((seed) =>
      sharp(scene(seed, raw.width, raw.height), { raw }),
    );
    const hashes = await Promise.all(
      pictures.map(async (one) => (await hashOf(await one.clone().png().toBuffer()))!),
    );
    for (const [index, picture] of pictures.entries()) {
      const copies = [
        await picture.clone().resize(133, 100).jpeg({ quality: 60 }).toBuffer(),
        await picture.clone().modulate({ brightness: 1.1 }).webp({ quality: 70 }).toBuffer(),
      ];
      for (const copy of copies)
        expect(distance((await hashOf(copy))!, hashes[index]!)).toBeLessThanOrEqual(8);
      for (const [other, hash] of hashes.entries())
        if (other !== index) expect(distance(hash, hashes[index]!)).toBeGreaterThan(16);
    }
  });

  it('has as many ones as zeros, and none for a flat picture', () => {
    const hash = perceptualHash(plane(64, 48, (x, y) => (x * y) % 251))!;
    expect(distance(hash, new Uint8Array(8))).toBe(32);
    expect(perceptualHash(plane(64, 64, () => 3))).toBeNull();
  });
});

describe('the Hamming index', () => {
  const random = randomFrom('hashes');
  const word = () => random.integer(2 ** 32);
  /** Hashes with near copies planted. */
  const made = (count: number): Uint32Array => {
    const words = new Uint32Array(2 * count);
    for (let index = 0; index < count; index++) {
      const from = index > 10 && random.uniform() < 0.3 ? random.integer(index) : -1;
      words[2 * index] = from < 0 ? word() : words[2 * from]!;
      words[2 * index + 1] = from < 0 ? word() : words[2 * from + 1]!;
      if (from >= 0)
        for (let flip = random.integer(14); flip > 0; flip--) {
          const bit = random.integer(64);
          words[2 * index + (bit >> 5)]! ^= 1 << (bit & 31);
        }
    }
    return words;
  };

  it('finds exactly what comparing all pairs finds, at every radius', () => {
    const words = made(600);
    for (let radius = 0; radius <= MAX_RADIUS; radius++) {
      const index = createHammingIndex(words, radius);
      for (let query = 0; query < 600; query += 7) {
        const found: [number, number][] = [];
        index.within(query, (other, distance) => found.push([other, distance]));
        const expected: [number, number][] = [];
        for (let other = 0; other < 600; other++) {
          const distance = hammingDistance(words, query, other);
          if (distance <= radius) expected.push([other, distance]);
        }
        expect(found.sort((a, b) => a[0] - b[0])).toEqual(expected);
      }
    }
  });

  it('compares 100,000 hashes with a small part of the five thousand million pairs', () => {
    const count = 100_000;
    const words = made(count);
    const index = createHammingIndex(words, 8);
    let pairs = 0;
    for (let query = 0; query < count; query++)
      index.within(query, (other) => (pairs += other > query ? 1 : 0));
    expect(pairs).toBeGreaterThan(10_000);
    expect(index.compared() / (count * (count - 1))).toBeLessThan(0.01);
  });
});

it('pictures of one grey channel decode too', async () => {
  const grey = await sharp({ create: { width: 9, height: 9, channels: 3, background: '#777' } })
    .greyscale()
    .toColourspace('b-w')
    .png()
    .toBuffer();
  const pixels = await createImageReading(grey).pixels();
  expect(isDecoded(pixels)).toBe(true);
});
