import { undefinedBecause } from '../../../core/measurement.js';
import { binomialTail } from '../../../math/tails.js';
import { nothingScored, type WatermarkScore } from './scheme.js';

/**
 * The unit that is counted once. `draws`: a (seed, token) pair, which is one draw of the key's random numbers
 * regardless of its n-gram and its frequency. `ngrams`: an n-gram, as the authors count. `all`: every token counts.
 */
export const REPEATS = ['draws', 'ngrams', 'all'] as const;
export type Repeats = (typeof REPEATS)[number];

/** How tokens map to green lists. */
export interface GreenQuestion {
  /** Length of the n-gram that ends with the scored token. */
  readonly window: number;
  /** Seed of the list for the n-gram that ends at `end` (exclusive). */
  readonly seedOf: (tokens: Int32Array, end: number) => bigint;
  readonly isGreen: (seed: bigint, token: number) => boolean;
  /** Exact share of green ids. */
  readonly greenShare: number;
  readonly repeats: Repeats;
}

/** Counts the green tokens of a text: z = (G − γT) / √(Tγ(1−γ)), p = P(Binomial(T, γ) ≥ G). */
export function scoreGreen(tokens: Int32Array, question: GreenQuestion): WatermarkScore {
  const { window, repeats, greenShare } = question;
  if (tokens.length < window)
    return nothingScored(
      tokens.length,
      greenShare,
      `fewer than ${window} tokens: no token has a full context`,
    );
  const seen = new Set<string>();
  let green = 0;
  let scored = 0;
  for (let end = window; end <= tokens.length; end++) {
    if (repeats === 'ngrams' && !isNew(seen, tokens.subarray(end - window, end).join())) continue;
    const token = tokens[end - 1]!;
    const seed = question.seedOf(tokens, end);
    if (repeats === 'draws' && !isNew(seen, `${seed},${token}`)) continue;
    scored++;
    if (question.isGreen(seed, token)) green++;
  }
  return {
    tokens: tokens.length,
    scored,
    repeated: tokens.length - window + 1 - scored,
    statistic: { value: green / scored },
    expected: greenShare,
    z: { value: (green - greenShare * scored) / Math.sqrt(scored * greenShare * (1 - greenShare)) },
    pValue:
      repeats === 'all'
        ? undefinedBecause('repeats: all counts repeated n-grams again, so the binomial law does not hold')
        : { value: binomialTail(green, scored, greenShare) },
  };
}

function isNew(seen: Set<string>, key: string): boolean {
  const before = seen.size;
  seen.add(key);
  return seen.size > before;
}
