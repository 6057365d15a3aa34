import type { Spectrum } from './species.js';

/**
 * Entropy of a discrete distribution from counts, in nats. Zero counts are ignored. Null without any count.
 */

/**
 * Plug-in (maximum likelihood) entropy −Σ p ln p, 0 … ln S. Too low by about (S−1)/2N: compare equal sizes only.
 */
export function entropyPlugIn(counts: ArrayLike<number>): number | null {
  const total = totalOf(counts);
  if (total === 0) return null;
  let entropy = 0;
  for (let type = 0; type < counts.length; type++) {
    const share = counts[type]! / total;
    if (share > 0) entropy -= share * Math.log(share);
  }
  return entropy;
}

/**
 * Chao–Shen entropy: −Σ p̃ ln p̃ / (1 − (1−p̃)^N) with p̃ = C·y/N and coverage C = 1 − f₁/N, f₁ the number of types
 * seen once (f₁ = N−1 when all are). Corrects for unseen types. Chao and Shen, Environmental and Ecological Statistics
 * 10, 2003, eq. 8. Bias small when C > 0.5; variance grows as C falls.
 */
export function entropyChaoShen(spectrum: Spectrum): number | null {
  const { counts, types, draws } = spectrum;
  if (draws === 0) return null;
  const singletons = counts[0] === 1 ? types[0]! : 0;
  const coverage = 1 - (singletons === draws ? draws - 1 : singletons) / draws;
  let entropy = 0;
  for (let index = 0; index < counts.length; index++) {
    const share = (coverage * counts[index]!) / draws;
    // 1 − (1−p)^N computed with logarithms: the plain form loses all digits for small p.
    if (share < 1)
      entropy -= (types[index]! * share * Math.log(share)) / -Math.expm1(draws * Math.log1p(-share));
  }
  return entropy;
}

function totalOf(counts: ArrayLike<number>): number {
  let total = 0;
  for (let type = 0; type < counts.length; type++) total += counts[type]!;
  return total;
}
