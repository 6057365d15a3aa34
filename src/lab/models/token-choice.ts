import type { Random } from '../../core/random.js';

/** Sets all but the k largest to 0; among equal ones the first are kept. */
export function keepLargest(weights: Float32Array | Float64Array, k: number): void {
  const kept = new Set(largest(weights, k));
  for (let at = 0; at < weights.length; at++) if (!kept.has(at)) weights[at] = 0;
}

/** Indices of the k largest values, largest first, ties by index. */
export function largest(values: ArrayLike<number>, k: number): number[] {
  const best: number[] = [];
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    if (best.length === k && value <= values[best[k - 1]!]!) continue;
    let place = Math.min(best.length, k - 1);
    while (place > 0 && values[best[place - 1]!]! < value) {
      best[place] = best[place - 1]!;
      place--;
    }
    best[place] = at;
  }
  return best;
}

/** An index with probability in proportion to its weight. */
export function drawFrom(weights: Float32Array | Float64Array, random: Random): number {
  let total = 0;
  for (let at = 0; at < weights.length; at++) total += weights[at]!;
  let left = random.uniform() * total;
  let last = 0;
  for (let at = 0; at < weights.length; at++) {
    if (weights[at] === 0) continue;
    last = at;
    left -= weights[at]!;
    if (left < 0) return at;
  }
  return last;
}
