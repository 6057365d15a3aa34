import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSketcher } from '../../src/kernels/minhash.js';
import { jaccard, shingleSet } from '../../src/text/jaccard.js';
import { candidateProbability, optimalShape, shapeFor } from '../../src/text/lsh-shape.js';
import {
  createReferenceSketcher,
  estimateJaccard,
  hashShingles,
  LARGEST_NGRAM,
  PERMUTATION_A,
  PERMUTATIONS,
  shingleCount,
  sketchToBytes,
} from '../../src/text/minhash.js';
import {
  datatroveConstants,
  datatroveShingles,
  simplifyAsDatatrove,
  sketchAsDatatrove,
} from '../../src/text/minhash-datatrove.js';
import { readText } from '../../src/text/reading.js';

const golden = (name: string) => {
  const path = resolve(import.meta.dirname, '../../../shared/data/golden', name);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
};

const sketch = createSketcher();
const reference = createReferenceSketcher();
const sketchOf = (text: string) => {
  const { wordHash, wordCount } = readText(text);
  const found = reference(wordHash, wordCount);
  return found === null ? null : sketchToBytes(found);
};

describe('the fast dialect of MinHash', () => {
  it('gives the same bits in SIMD as in TypeScript, for any words', () => {
    const words = fc.uint32Array({ maxLength: 300 });
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: LARGEST_NGRAM }), (hashes, size) => {
        const expected = reference(hashes, hashes.length, size);
        const found = sketch(hashes, hashes.length, size);
        return expected === null ? found === null : found!.every((value, index) => value === expected[index]);
      }),
      { seed: 1, numRuns: 5000 },
    );
  });

  it.each([1, 4, 5, 6, 4095, 4096, 4097, 4100, 8188, 8192, 8193, 50_000])(
    'gives the same bits for %i words, around the borders of its chunks',
    (count) => {
      const words = Uint32Array.from({ length: count }, (_, index) => Math.imul(index + 1, 0x9e3779b1));
      expect([...sketch(words, count)!]).toEqual([...reference(words, count)!]);
    },
  );

  it('does not read words beyond the count it is given', () => {
    const words = Uint32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
    const expected = [...sketch(words.slice(0, 6), 6)!];
    sketch(
      Uint32Array.from({ length: 3000 }, (_, index) => index),
      3000,
    );
    expect([...sketch(words, 6)!]).toEqual(expected);
  });

  it('is pinned: stored sketches stay comparable', () => {
    const digest = createHash('sha256')
      .update(sketchOf('The quick brown fox jumps over the lazy dog near the river bank.')!)
      .digest('hex');
    expect(digest).toBe('763814a20ba4c5bdb51965a74685a977ffc3097501cf3e021c31447b7cfc5f32');
  });

  it('has odd multipliers only, so that each permutation is one', () => {
    expect(PERMUTATION_A.every((a) => a % 2 === 1)).toBe(true);
    expect(new Set(PERMUTATION_A).size).toBe(PERMUTATIONS);
  });

  it('has one shingle for one to five words, and none for none', () => {
    expect([0, 1, 4, 5, 6].map((words) => shingleCount(words))).toEqual([0, 1, 1, 1, 2]);
    expect(sketchOf('')).toBeNull();
    expect(sketchOf('too short')).toEqual(sketchOf('Too  SHORT!'));
    expect(sketchOf('too short')).not.toEqual(sketchOf('short too'));
  });

  it('tells apart short texts that are prefixes of one another', () => {
    const out = new Uint32Array(8);
    const seen = [1, 2, 3, 4, 5].map((count) => {
      hashShingles(new Uint32Array(count), count, out);
      return out[0];
    });
    expect(new Set(seen).size).toBe(5);
  });

  it('estimates Jaccard similarity without bias and with the binomial spread', () => {
    // 200 pairs at each similarity, of 400 shingles each: mean error within 4 standard errors of 0.
    for (const shift of [20, 60, 150]) {
      const errors = Array.from({ length: 200 }, (_, pair) => {
        const words = (from: number) =>
          Uint32Array.from({ length: 404 }, (_, index) =>
            Math.imul(pair * 10_007 + from + index + 1, 0x9e3779b1),
          );
        const [a, b] = [words(0), words(shift)];
        const estimate = estimateJaccard(
          sketchToBytes(reference(a, a.length)!),
          sketchToBytes(reference(b, b.length)!),
        );
        return estimate - jaccard(shingleSet(a), shingleSet(b));
      });
      const similarity = (400 - shift) / (400 + shift);
      const standardError = Math.sqrt((similarity * (1 - similarity)) / PERMUTATIONS);
      const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
      const spread = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length);
      expect(Math.abs(mean)).toBeLessThan((4 * standardError) / Math.sqrt(200));
      expect(spread).toBeGreaterThan(standardError * 0.8);
      expect(spread).toBeLessThan(standardError * 1.25);
    }
  });
});

describe('exact Jaccard similarity of shingle sets', () => {
  it('equals the definition on sets', () => {
    const words = fc.uint32Array({ maxLength: 60, max: 3 });
    fc.assert(
      fc.property(words, words, (left, right) => {
        const [a, b] = [new Set(shingleSet(left)), new Set(shingleSet(right))];
        const both = [...a].filter((shingle) => b.has(shingle)).length;
        const either = new Set([...a, ...b]).size;
        return jaccard(shingleSet(left), shingleSet(right)) === (either === 0 ? 1 : both / either);
      }),
      { seed: 2, numRuns: 1000 },
    );
  });
});

describe('the datatrove dialect of MinHash', () => {
  const sixtyFour = golden('datatrove_minhash_sha1_64.json');
  const thirtyTwo = golden('datatrove_minhash_sha1_32.json');

  it.skipIf(sixtyFour === null)(
    'draws the constants of numpy RandomState(1) (skipped without golden data)',
    () => {
      const { a, b } = datatroveConstants();
      expect(a.map(String)).toEqual(sixtyFour.a);
      expect(b.map(String)).toEqual(sixtyFour.b);
    },
  );

  it.skipIf(sixtyFour === null)(
    'equals datatrove with 64 bits on every text (skipped without golden data)',
    () => {
      expect(sixtyFour.docs.length).toBeGreaterThan(10);
      for (const doc of sixtyFour.docs) {
        expect(simplifyAsDatatrove(doc.text)).toBe(doc.simplified);
        const shingles = datatroveShingles(doc.text);
        expect(shingles.length).toBe(doc.n_shingles);
        if (doc.n_shingles > 0) expect(String(shingles[0])).toBe(doc.first_shingle_hash);
        const found = sketchAsDatatrove(doc.text);
        expect(found?.signature.map((band) => band.map(String)) ?? null).toEqual(doc.signature ?? null);
      }
    },
  );

  it.skipIf(thirtyTwo === null)(
    'equals datatrove with 32 bits on every text (skipped without golden data)',
    () => {
      for (const doc of thirtyTwo.docs) {
        const found = sketchAsDatatrove(doc.text, 32);
        expect(found?.signature.map((band) => band.map(Number))).toEqual(doc.signature);
      }
    },
  );

  it('keeps two of datatrove’s published numbers even without the golden files', () => {
    const { a, b } = datatroveConstants();
    expect([a[0], a[111], b[0]].map(String)).toEqual([
      '775169054918279404',
      '223865076026037746',
      '1062448801025099917',
    ]);
  });
});

describe('what the dialects are made of', () => {
  it('a pair at the threshold of 14 bands of 8 rows is a candidate in two of three cases', () => {
    const shape = { bands: 14, rows: 8 };
    expect(candidateProbability((1 / 14) ** (1 / 8), shape)).toBeCloseTo(1 - (13 / 14) ** 14, 12);
    expect(candidateProbability(0, shape)).toBe(0);
    expect(candidateProbability(1, shape)).toBe(1);
  });

  it('finds 95 % of the pairs at any threshold, with as many rows and as few bands as do', () => {
    for (let threshold = 0.5; threshold <= 1; threshold += 0.01) {
      const shape = shapeFor(threshold, PERMUTATIONS);
      const { bands, rows } = shape;
      expect(bands * rows).toBeLessThanOrEqual(PERMUTATIONS);
      expect(candidateProbability(threshold, shape)).toBeGreaterThanOrEqual(0.95);
      expect(candidateProbability(threshold, { bands: bands - 1, rows })).toBeLessThan(0.95);
      const steeper = { bands: Math.floor(PERMUTATIONS / (rows + 1)), rows: rows + 1 };
      expect(candidateProbability(threshold, steeper)).toBeLessThan(0.95);
    }
    expect(shapeFor(0.7, PERMUTATIONS)).toEqual({ bands: 17, rows: 5 });
  });

  const shapes = golden('optimal_param.json');
  it.skipIf(shapes === null)(
    'chooses bands and rows as text-dedup does (skipped without golden data)',
    () => {
      for (const { threshold, num_perm, bands, rows } of shapes)
        expect([threshold, num_perm, optimalShape(threshold, num_perm)]).toEqual([
          threshold,
          num_perm,
          { bands, rows },
        ]);
    },
  );
});
