/** A step function that never falls: `values[i]` from `starts[i]` on, up to the next start. */
export interface StepFunction {
  readonly starts: Float64Array;
  readonly values: Float64Array;
}

/**
 * Isotonic regression: the never falling function of x with the least weighted squared error, by pooling adjacent
 * violators (Ayer et al., Annals of Mathematical Statistics 26, 1955). For labels 0 and 1 it is the maximum
 * likelihood estimate of a never falling probability. Equal x are pooled first, so the answer does not depend on
 * their order. Needs at least one point.
 */
export function isotonicRegression(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  weights?: ArrayLike<number>,
): StepFunction {
  const order = Array.from({ length: x.length }, (_, at) => at).sort((a, b) => x[a]! - x[b]!);
  const starts: number[] = [];
  const sums: number[] = [];
  const masses: number[] = [];
  for (const at of order) {
    const weight = weights?.[at] ?? 1;
    const last = starts.length - 1;
    if (last >= 0 && starts[last] === x[at]) {
      sums[last] = sums[last]! + weight * y[at]!;
      masses[last] = masses[last]! + weight;
    } else {
      // The block before this point is complete now that no equal x can join it.
      pool(starts, sums, masses);
      starts.push(x[at]!);
      sums.push(weight * y[at]!);
      masses.push(weight);
    }
  }
  pool(starts, sums, masses);
  return {
    starts: Float64Array.from(starts),
    values: Float64Array.from(sums, (sum, at) => sum / masses[at]!),
  };
}

/** Merges the last block into the one before it while their means fall. */
function pool(starts: number[], sums: number[], masses: number[]): void {
  for (let last = starts.length - 1; last > 0; last--) {
    if (sums[last - 1]! * masses[last]! < sums[last]! * masses[last - 1]!) return;
    sums[last - 1] = sums[last - 1]! + sums[last]!;
    masses[last - 1] = masses[last - 1]! + masses[last]!;
    starts.pop();
    sums.pop();
    masses.pop();
  }
}

/** The step that holds x; the first one for x before it. */
export function stepAt({ starts, values }: StepFunction, x: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= x) low = middle;
    else high = middle - 1;
  }
  return values[low]!;
}
