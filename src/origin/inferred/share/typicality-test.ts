/** Number of bins of typicality, of equal width. */
export const TYPICALITY_BINS = 100;

export const typicalityBin = (typicality: number): number =>
  Math.max(0, Math.min(TYPICALITY_BINS - 1, Math.floor(typicality * TYPICALITY_BINS)));

export interface TypicalityFit {
  /** Excess of unusual texts over the calibration's own, 0 to 1. */
  readonly excess: number;
  /** Threshold: chance plus a tolerated drift. */
  readonly allowed: number;
}

/** Excess attributed to time and topic rather than to another domain. */
export const TOLERATED_EXCESS = 0.15;
const CHANCE = 0.5;

/**
 * Tests whether texts are as typical as the calibration's own, whose typicalities are uniform. Texts of another domain
 * have many small typicalities, though few so small that each alone would be refused. The statistic is the one-sided
 * Kolmogorov–Smirnov distance sup (F(t) − t) over the bins, against a tolerated drift plus a term for chance.
 *
 * For n texts of the domain the probability of a refusal is at most exp(−2n·allowed²) (Massart, Annals of Probability
 * 18, 1990, one-sided): 7 % of sources of 20 texts, 1 % of 50, practically none from 100 on. The term for chance is
 * small on purpose: in doubt, a refusal only costs a number, while a wrong acceptance accuses people.
 */
export function typicalityFit(counts: Float64Array): TypicalityFit {
  const texts = counts.reduce((sum, count) => sum + count, 0);
  let below = 0;
  let excess = 0;
  for (let bin = 0; bin < TYPICALITY_BINS; bin++) {
    below += counts[bin]!;
    excess = Math.max(excess, below / texts - (bin + 1) / TYPICALITY_BINS);
  }
  return { excess, allowed: TOLERATED_EXCESS + CHANCE / Math.sqrt(texts) };
}
