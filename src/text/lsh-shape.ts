/** Shape of a MinHash signature for locality-sensitive hashing. */
export interface LshShape {
  readonly bands: number;
  readonly rows: number;
}

/**
 * Probability that two texts of Jaccard similarity s share at least one band: 1 − (1 − s^r)^b, 0 … 1.
 * Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, 3.4.2.
 */
export const candidateProbability = (similarity: number, { bands, rows }: LshShape): number =>
  1 - (1 - similarity ** rows) ** bands;

/** Least share of the pairs at the threshold that become candidates. */
export const RECALL_AT_THRESHOLD = 0.95;

/**
 * The bands and rows by which pairs of at least this similarity are found with probability 0.95 or more: as many rows as
 * the permutations allow, since each row more spares comparisons of unlike texts, and then the fewest bands. For 112
 * permutations: 17 bands of 5 at 0.7, 18 of 6 at 0.75, 23 of 3 at 0.5.
 */
export function shapeFor(threshold: number, permutations: number): LshShape {
  for (let rows = permutations; rows > 1; rows--)
    for (let bands = 1; bands * rows <= permutations; bands++)
      if (candidateProbability(threshold, { bands, rows }) >= RECALL_AT_THRESHOLD) return { bands, rows };
  return { bands: permutations, rows: 1 };
}

/**
 * Bands and rows (bands · rows ≤ permutations) with the smallest error around a threshold t, both kinds weighted
 * equally: ½ ∫₀ᵗ 1 − (1 − s^r)^b ds + ½ ∫ₜ¹ (1 − s^r)^b ds, the first of equal shapes by bands, then rows. The
 * `optimal_param` of datasketch, text-dedup and data-juicer; the integrals are Simpson sums here, QUADPACK there.
 */
export function optimalShape(threshold: number, permutations: number): LshShape {
  let best: LshShape = { bands: 1, rows: 1 };
  let least = Number.POSITIVE_INFINITY;
  for (let bands = 1; bands <= permutations; bands++)
    for (let rows = 1; rows <= Math.floor(permutations / bands); rows++) {
      const shape = { bands, rows };
      const found = (s: number) => candidateProbability(s, shape);
      const error = 0.5 * simpson(found, 0, threshold) + 0.5 * simpson((s) => 1 - found(s), threshold, 1);
      if (error < least) {
        least = error;
        best = shape;
      }
    }
  return best;
}

const INTERVALS = 200;

function simpson(f: (x: number) => number, from: number, to: number): number {
  const step = (to - from) / INTERVALS;
  let sum = f(from) + f(to);
  for (let index = 1; index < INTERVALS; index++) sum += f(from + index * step) * (index % 2 === 1 ? 4 : 2);
  return (sum * step) / 3;
}
