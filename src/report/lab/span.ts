/** Moves ends apart that differ only by rounding, so that a scale between them has a length. */
export function openSpan(low: number, high: number): [low: number, high: number] {
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (high - low > 1e-12 * size + 1e-300) return [low, high];
  const half = Math.max(0.5, 1e-6 * size);
  return [low - half, high + half];
}
