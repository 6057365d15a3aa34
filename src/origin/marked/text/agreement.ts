/**
 * Share of the given ids that also occur in what the tokenizer makes of the text, each as often as it occurs there. Near
 * 1 for the tokenizer that made them, even where a model wrote a word in other pieces; another vocabulary has other
 * numbers for the same pieces and comes near 0.
 */
export function agreement(given: Int32Array, made: Int32Array): number {
  if (given.length === 0) return made.length === 0 ? 1 : 0;
  const left = new Map<number, number>();
  for (const id of made) left.set(id, (left.get(id) ?? 0) + 1);
  let shared = 0;
  for (const id of given) {
    const count = left.get(id) ?? 0;
    if (count === 0) continue;
    left.set(id, count - 1);
    shared++;
  }
  return shared / Math.max(given.length, made.length);
}
