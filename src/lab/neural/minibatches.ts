import type { Random } from '../../core/random.js';

/**
 * Rows of a set in random order; every row comes once before any repeats. A set smaller than a batch fills it with
 * several rounds.
 */
export function minibatches(count: number, size: number, random: Random): { next: () => Int32Array } {
  let order = random.permutation(count);
  let at = 0;
  return {
    next: () => {
      const rows = new Int32Array(size);
      for (let row = 0; row < size; row++) {
        if (at === count) {
          order = random.permutation(count);
          at = 0;
        }
        rows[row] = order[at++]!;
      }
      return rows;
    },
  };
}
