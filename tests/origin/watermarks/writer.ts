import type { Random } from '../../../src/core/random.js';
import type { WatermarkReader } from '../../../src/origin/marked/text/index.js';

/**
 * A language model as far as watermarks care: after every context a random law over `vocabulary` ids with about `choices`
 * likely ones. Draws each token from what the reader's marking side makes of it; from the law itself without a reader.
 */
export function write(
  reader: WatermarkReader | null,
  length: number,
  vocabulary: number,
  random: Random,
  choices = 24,
): Int32Array {
  const tokens = new Int32Array(length);
  for (let at = 0; at < length; at++) {
    const p = new Float64Array(vocabulary);
    let total = 0;
    for (let choice = 0; choice < choices; choice++) {
      const weight = -Math.log(1 - random.uniform());
      p[random.integer(vocabulary)]! += weight;
      total += weight;
    }
    for (let id = 0; id < vocabulary; id++) p[id]! /= total;
    const law = reader === null ? p : reader.reweigh(tokens.subarray(0, at), p);
    tokens[at] = drawn(law, random.uniform());
  }
  return tokens;
}

/** Ids drawn evenly: text that no key has anything to do with. */
export const randomIds = (length: number, vocabulary: number, random: Random): Int32Array =>
  Int32Array.from({ length }, () => random.integer(vocabulary));

function drawn(law: Float64Array, uniform: number): number {
  let left = uniform * law.reduce((sum, p) => sum + p, 0);
  let last = 0;
  for (const [id, p] of law.entries()) {
    if (p === 0) continue;
    last = id;
    left -= p;
    if (left < 0) break;
  }
  return last;
}
