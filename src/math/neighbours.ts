/** Points with the distance of each to its k-th nearest other point: an estimate of a distribution's support. */
export interface Support {
  /** count × columns. */
  readonly points: ArrayLike<number>;
  readonly columns: number;
  readonly k: number;
  /** Squared distance of each point to its k-th nearest other one; Infinity with k points or fewer. */
  readonly squaredRadii: Float64Array;
}

/** Costs count² · columns. */
export function supportOf(points: ArrayLike<number>, columns: number, k: number): Support {
  const count = points.length / columns;
  const squaredRadii = new Float64Array(count);
  const nearest = new Float64Array(k);
  for (let row = 0; row < count; row++) {
    nearest.fill(Infinity);
    for (let other = 0; other < count; other++) {
      if (other === row) continue;
      const distance = squaredDistance(points, row, points, other, columns, nearest[k - 1]!);
      if (distance >= nearest[k - 1]!) continue;
      let place = k - 1;
      while (place > 0 && nearest[place - 1]! > distance) nearest[place] = nearest[--place]!;
      nearest[place] = distance;
    }
    squaredRadii[row] = nearest[k - 1]!;
  }
  return { points, columns, k, squaredRadii };
}

/** Four measures of the overlap of generated and real points. */
export interface Overlap {
  /**
   * Share of generated points inside some real point's ball: whether samples resemble real data. In [0, 1]
   * (Kynkäänniemi et al., arXiv 1904.06991, eq. 2).
   */
  readonly precision: number;
  /** Share of real points inside some generated point's ball: whether the model covers real data. In [0, 1]. */
  readonly recall: number;
  /**
   * Mean number of real balls around a generated point, over k; robust to outliers; 1 for equal laws (Naeem et al.,
   * arXiv 2002.09797, eq. 5).
   */
  readonly density: number;
  /** Share of real points whose ball holds a generated point (ibid., eq. 6); `expectedCoverage` for equal laws. */
  readonly coverage: number;
}

/**
 * Precision, recall, density and coverage. A point on a ball's surface is outside, as in Naeem et al.'s
 * code; Kynkäänniemi et al. count it inside, which differs where points coincide. A single outlier among
 * the points that span the balls raises precision or recall. Null when either set has k points or fewer.
 */
export function overlapOf(real: Support, generated: Support): Overlap | null {
  const { columns, k } = real;
  const reals = real.squaredRadii.length;
  const fakes = generated.squaredRadii.length;
  if (reals <= k || fakes <= k) return null;
  const isCovered = new Uint8Array(reals);
  const isReached = new Uint8Array(reals);
  let inside = 0;
  let balls = 0;
  for (let fake = 0; fake < fakes; fake++) {
    const fakeRadius = generated.squaredRadii[fake]!;
    let around = 0;
    for (let row = 0; row < reals; row++) {
      const realRadius = real.squaredRadii[row]!;
      const limit = Math.max(realRadius, fakeRadius);
      const distance = squaredDistance(generated.points, fake, real.points, row, columns, limit);
      if (distance < realRadius) {
        around++;
        isCovered[row] = 1;
      }
      if (distance < fakeRadius) isReached[row] = 1;
    }
    if (around > 0) inside++;
    balls += around;
  }
  const share = (flags: Uint8Array): number => flags.reduce((sum, flag) => sum + flag, 0) / reals;
  return {
    precision: inside / fakes,
    recall: share(isReached),
    density: balls / (k * fakes),
    coverage: share(isCovered),
  };
}

/**
 * Coverage that two samples of one law have on average: 1 − Π_{i=1..k} (N−i)/(M+N−i) for N real and M generated
 * points, whatever the law (Naeem et al., arXiv 2002.09797, appendix). Below 1: plot against it.
 */
export function expectedCoverage(reals: number, fakes: number, k: number): number {
  let missed = 1;
  for (let i = 1; i <= k; i++) missed *= (reals - i) / (fakes + reals - i);
  return 1 - missed;
}

/** Squared Euclidean distance of two rows; any value of at least `limit` once it is known to reach it. */
function squaredDistance(
  a: ArrayLike<number>,
  aRow: number,
  b: ArrayLike<number>,
  bRow: number,
  columns: number,
  limit: number,
): number {
  let sum = 0;
  const aStart = aRow * columns;
  const bStart = bRow * columns;
  for (let column = 0; column < columns; column++) {
    const difference = a[aStart + column]! - b[bStart + column]!;
    sum += difference * difference;
    if (sum >= limit) return sum;
  }
  return sum;
}
