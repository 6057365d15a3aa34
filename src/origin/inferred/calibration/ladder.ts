/**
 * Lengths in words at which texts are compared. A text is cut to the longest step it reaches, and its score is ranked
 * among known texts cut to the same length. Short texts are therefore never compared with long ones, and the promised
 * rate does not depend on the lengths of the corpus's texts.
 */
export const LADDER = [32, 40, 48, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 512] as const;

/** Index of the longest of the ascending `steps` that a text of this many words reaches; −1 if none. */
export function stepIndex(steps: readonly number[], words: number): number {
  let index = -1;
  while (index + 1 < steps.length && steps[index + 1]! <= words) index++;
  return index;
}
