import { expect, test } from 'vitest';
import { typeTokenRatio } from '../../src/lab/type-token-ratio.js';

test('distinct n-grams over n-grams, none across blocks', () => {
  const blocks = {
    kind: 'tokens' as const,
    count: 2,
    blockLength: 4,
    vocabulary: 3,
    tokens: Int32Array.of(0, 1, 0, 1, 0, 1, 0, 2),
  };
  expect(typeTokenRatio(blocks, 1)).toBeCloseTo(3 / 8, 12);
  // 01 10 01 and 01 10 02; 1→0 across the boundary would be a seventh pair.
  expect(typeTokenRatio(blocks, 2)).toBeCloseTo(3 / 6, 12);
  // 010 101 and 010 102.
  expect(typeTokenRatio(blocks, 3)).toBeCloseTo(3 / 4, 12);
  expect(() => typeTokenRatio(blocks, 5)).toThrow('no block holds 5 tokens');
});
