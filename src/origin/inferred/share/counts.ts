/** The sum of the counts. */
export const total = (counts: Float64Array): number => counts.reduce((sum, count) => sum + count, 0);

/** Adds counts of equal shape, times `weight`, to a sum. */
export function accumulate(sum: Float64Array, counts: Float64Array, weight = 1): void {
  for (let at = 0; at < counts.length; at++) sum[at]! += weight * counts[at]!;
}
