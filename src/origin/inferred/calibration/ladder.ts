/**
 * Lengths in words at which texts are compared. A text is cut to the longest step it reaches, and its score is
 * ranked among known texts cut to the same length: so a short text is never judged by what long texts score, and the
 * promise does not depend on how long the corpus's texts are.
 */
export const LADDER = [32, 40, 48, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 512] as const;

/** The longest step of `steps` (ascending) that a text of so many words reaches, as an index; −1 if none. */
export function stepIndex(steps: readonly number[], words: number): number {
  let index = -1;
  while (index + 1 < steps.length && steps[index + 1]! <= words) index++;
  return index;
}
