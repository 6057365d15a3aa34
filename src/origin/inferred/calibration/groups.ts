import { randomFrom } from '../../../math/random.js';
import type { Reading } from '../../../text/reading.js';
import { FOLDS } from '../detectors/detector.js';

/** Texts with the same opening words count as continuations of one prompt. */
const OPENING_WORDS = 8;

/** Key of the prompt that a text continues: its first eight words. Texts with one opening share a fold. */
export function openingOf({ wordHash, wordCount }: Reading): string {
  return wordHash.subarray(0, Math.min(OPENING_WORDS, wordCount)).join(' ');
}

/**
 * Assigns whole groups of texts to folds, each to the fold with the fewest texts of its label so far. Depends only on
 * the groups' names and the seed, not on the order of the texts.
 */
export function assignFolds(groups: readonly string[], labels: Uint8Array, seed = 0): Uint8Array {
  const members = new Map<string, number[]>();
  for (const [row, group] of groups.entries()) {
    const rows = members.get(group);
    if (rows === undefined) members.set(group, [row]);
    else rows.push(row);
  }
  const names = [...members.keys()].sort();
  const order = randomFrom('folds').split(seed).permutation(names.length);
  const shuffled = Array.from(order, (at) => names[at]!);
  shuffled.sort((a, b) => members.get(b)!.length - members.get(a)!.length);
  const sizes = [new Float64Array(FOLDS), new Float64Array(FOLDS)] as const;
  const folds = new Uint8Array(groups.length);
  for (const name of shuffled) {
    const rows = members.get(name)!;
    const load = (fold: number): number =>
      rows.reduce((sum, row) => sum + sizes[labels[row] === 1 ? 1 : 0][fold]!, 0);
    let best = 0;
    for (let fold = 1; fold < FOLDS; fold++) if (load(fold) < load(best)) best = fold;
    for (const row of rows) {
      const side = sizes[labels[row] === 1 ? 1 : 0];
      side[best] = side[best]! + 1;
      folds[row] = best;
    }
  }
  return folds;
}
