/** Mean and variance of every column of a table, row by row in `values`; the variance is divided by n and may be 0. */
export function columnMoments(
  values: ArrayLike<number>,
  columns: number,
): { mean: Float64Array; variance: Float64Array } {
  const count = values.length / columns;
  const mean = new Float64Array(columns);
  const variance = new Float64Array(columns);
  for (let at = 0; at < values.length; at++) mean[at % columns] = mean[at % columns]! + values[at]! / count;
  for (let at = 0; at < values.length; at++) {
    const gap = values[at]! - mean[at % columns]!;
    variance[at % columns] = variance[at % columns]! + (gap * gap) / count;
  }
  return { mean, variance };
}

/** The same with variances of at least 1e-6 of the largest, so that the normal density of each column stays finite. */
export function normalColumns(
  values: ArrayLike<number>,
  columns: number,
): { mean: Float64Array; variance: Float64Array } {
  const { mean, variance } = columnMoments(values, columns);
  const floor = 1e-6 * variance.reduce((a, b) => Math.max(a, b), 1e-12);
  return { mean, variance: variance.map((value) => Math.max(value, floor)) };
}

/** log density of N(centre, variance) at x. */
export const logNormal = (x: number, centre: number, variance: number): number =>
  -0.5 * (Math.log(2 * Math.PI * variance) + (x - centre) ** 2 / variance);
