import { assert } from '../core/errors.js';
import type { TokenBlocks } from '../core/model.js';

/**
 * Type-token ratio: distinct n-grams over n-grams, counted within blocks. In (0, 1]. It falls with the size of a text, so
 * only sets of equal size are comparable. Guo et al., arXiv 2311.09807. Needs blocks of n
 * tokens, and a vocabulary whose n-th power is below 2⁵³.
 */
export function typeTokenRatio({ tokens, blockLength, vocabulary }: TokenBlocks, n: number): number {
  assert(blockLength >= n && tokens.length >= n, `no block holds ${n} tokens`);
  assert(vocabulary ** n <= Number.MAX_SAFE_INTEGER, `${n}-grams of so large a vocabulary have no exact key`);
  const types = new Set<number>();
  let count = 0;
  for (let start = 0; start + n <= tokens.length; start++) {
    if ((start % blockLength) + n > blockLength) continue;
    let key = 0;
    for (let at = start; at < start + n; at++) key = key * vocabulary + tokens[at]!;
    types.add(key);
    count++;
  }
  return types.size / count;
}
