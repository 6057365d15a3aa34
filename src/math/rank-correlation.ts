/**
 * Kendall's τ-b of paired values, in [−1, 1]: (concordant − discordant) / √((pairs − ties in x)(pairs − ties in y))
 * (Kendall, Biometrika 33, 1945). Null when either side is constant or there are fewer than two pairs.
 */
export function kendallTau(x: ArrayLike<number>, y: ArrayLike<number>): number | null {
  let balance = 0;
  let untiedX = 0;
  let untiedY = 0;
  for (let i = 0; i < x.length; i++)
    for (let j = 0; j < i; j++) {
      const dx = Math.sign(x[i]! - x[j]!);
      const dy = Math.sign(y[i]! - y[j]!);
      balance += dx * dy;
      untiedX += Math.abs(dx);
      untiedY += Math.abs(dy);
    }
  return untiedX === 0 || untiedY === 0 ? null : balance / Math.sqrt(untiedX * untiedY);
}
