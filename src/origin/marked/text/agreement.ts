/**
 * Share of the given ids that the tokenizer also produces from the text, counted with multiplicity. The share is near 1
 * for the right tokenizer, even where the model split a word differently. It is near 0 for another vocabulary, which
 * numbers the same pieces differently.
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
