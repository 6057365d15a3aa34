/**
 * Estimates about types (such as words or species) from a sample of N draws. All start from the frequency spectrum: the
 * number of types drawn once, twice and so on.
 */
export interface Spectrum {
  /** Distinct counts, ascending: shape (k). */
  readonly counts: Float64Array;
  /** Number of types with that count: shape (k). */
  readonly types: Float64Array;
  /** Σ counts·types: the draws N. */
  readonly draws: number;
  /** Σ types: the types S. */
  readonly total: number;
}

export function spectrumOf(counts: ArrayLike<number>): Spectrum {
  const frequency = new Map<number, number>();
  // Nearly all counts are small: an array holds these, a map the others.
  const small = new Float64Array(SMALL_COUNT);
  for (let type = 0; type < counts.length; type++) {
    const count = counts[type]!;
    if (count < SMALL_COUNT) small[count]!++;
    else frequency.set(count, (frequency.get(count) ?? 0) + 1);
  }
  for (let count = 1; count < SMALL_COUNT; count++)
    if (small[count]! > 0) frequency.set(count, small[count]!);
  const distinct = Float64Array.from(frequency.keys()).sort();
  const types = distinct.map((count) => frequency.get(count)!);
  const draws = distinct.reduce((sum, count, index) => sum + count * types[index]!, 0);
  return { counts: distinct, types, draws, total: types.reduce((sum, one) => sum + one, 0) };
}

const SMALL_COUNT = 256;

/**
 * From the number of types with each count: `frequencies[y]` types were drawn y times. Types drawn 0 times do not
 * count.
 */
export function spectrumOfFrequencies(frequencies: Int32Array): Spectrum {
  const distinct: number[] = [];
  for (let count = 1; count < frequencies.length; count++) if (frequencies[count]! > 0) distinct.push(count);
  const counts = Float64Array.from(distinct);
  const types = counts.map((count) => frequencies[count]!);
  const draws = counts.reduce((sum, count, index) => sum + count * types[index]!, 0);
  return { counts, types, draws, total: types.reduce((sum, one) => sum + one, 0) };
}

/**
 * Expected types in m draws without return: E[S_m] = Σ 1 − C(N−y, m)/C(N, m), exact. Hurlbert, Ecology 52, 1971.
 * Needs 0 ≤ m ≤ N. Makes the vocabularies of samples of different size comparable.
 */
export function rarefiedTypes({ counts, types, draws }: Spectrum, m: number): number {
  let expected = 0;
  eachMissProbability(counts, draws, m, (index, missed) => {
    expected += types[index]! * (1 - missed);
  });
  return expected;
}

/**
 * Expected types drawn exactly once in m draws: Σ y·C(N−y, m−1)/C(N, m), exact. Needs 1 ≤ m ≤ N.
 * Divided by m, it is the expected Good–Turing estimate in a sample of m.
 */
export function rarefiedSingletons({ counts, types, draws }: Spectrum, m: number): number {
  let expected = 0;
  // C(N−y, m−1)/C(N, m) = m/(N−m+1) · C(N−y, m−1)/C(N, m−1).
  eachMissProbability(counts, draws, m - 1, (index, missed) => {
    expected += (types[index]! * counts[index]! * missed * m) / (draws - m + 1);
  });
  return expected;
}

/** Probability that m of N draws miss all y of a type, for each count y: Π (N−m−j)/(N−j) over j < y. */
function eachMissProbability(
  counts: Float64Array,
  draws: number,
  m: number,
  visit: (index: number, missed: number) => void,
): void {
  let missed = 1;
  let j = 0;
  for (let index = 0; index < counts.length; index++) {
    for (; j < counts[index]! && missed > 0; j++) missed *= Math.max(0, draws - m - j) / (draws - j);
    visit(index, missed);
  }
}

/**
 * Good–Turing missing mass f₁/N: the probability that the next draw is an unseen type, 0 … 1. Null without
 * draws. Good, Biometrika 40, 1953. Depends on N: compare at equal size.
 */
export const missingMass = (spectrum: Spectrum): number | null =>
  spectrum.draws === 0 ? null : typesSeen(spectrum, 1) / spectrum.draws;

/**
 * Chao1 lower bound of the number of types, bias-corrected: S + f₁(f₁−1) / 2(f₂+1). Chao, Scandinavian Journal of
 * Statistics 11, 1984; correction as in scikit-bio `chao1`.
 */
export function chao1(spectrum: Spectrum): number {
  const [f1, f2] = [typesSeen(spectrum, 1), typesSeen(spectrum, 2)];
  return spectrum.total + (f1 * (f1 - 1)) / (2 * (f2 + 1));
}

function typesSeen({ counts, types }: Spectrum, count: number): number {
  const index = counts.indexOf(count);
  return index < 0 ? 0 : types[index]!;
}
