/** Typicalities are counted in this many bins of equal width. */
export const TYPICALITY_BINS = 100;

export const typicalityBin = (typicality: number): number =>
  Math.max(0, Math.min(TYPICALITY_BINS - 1, Math.floor(typicality * TYPICALITY_BINS)));

export interface TypicalityFit {
  /** How far more unusual texts there are than the calibration's own, 0 to 1. */
  readonly excess: number;
  /** What chance and a tolerated drift allow. */
  readonly allowed: number;
}

/** Excess that is put down to time and topic rather than to another domain. */
export const TOLERATED_EXCESS = 0.15;
const CHANCE = 0.5;

/**
 * Are texts as typical of a calibration as its own are? Then their typicalities are uniform; of texts of another domain
 * many are small, though few so small that each alone would be refused. The one-sided Kolmogorov–Smirnov distance
 * sup (F(t) − t) over the bins, against a tolerated drift and a term for chance.
 *
 * Of n texts of the domain, exp(−2n·allowed²) are refused at most (Massart, Annals of Probability 18, 1990, one-sided):
 * 7 % of sources of 20 texts, 1 % of 50, none to speak of from 100 on. The term for chance is small on purpose: where
 * few texts leave it open, refusing costs a number and accepting accuses people.
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
