import type { TokenBlocks } from '../core/model.js';

/**
 * Type-token ratio: distinct n-grams over n-grams, counted within blocks. In (0, 1], 0 where no block holds n tokens;
 * it falls with the size of a text, so only sets of one size compare. Guo et al., arXiv 2311.09807.
 */
export function typeTokenRatio({ tokens, blockLength, vocabulary }: TokenBlocks, n: number): number {
  const types = new Set<number>();
  let count = 0;
  for (let start = 0; start + n <= tokens.length; start++) {
    if ((start % blockLength) + n > blockLength) continue;
    let key = 0;
    for (let at = start; at < start + n; at++) key = key * vocabulary + tokens[at]!;
    types.add(key);
    count++;
  }
  return count === 0 ? 0 : types.size / count;
}
