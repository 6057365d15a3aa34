import { Word64 } from '../../../math/word64.js';

/** The multiplier and the increment of both code bases' linear congruential hash. */
const MULTIPLIER = Word64.from(6364136223846793005n);
const INCREMENT = 1;

/** f(h, d) = (h + d)·6364136223846793005 + 1 with wrap-around, in place. `d` in [0, 2^32). */
export const hashToken = (hash: Word64, token: number): Word64 =>
  hash.addWord(token).multiply(MULTIPLIER).addWord(INCREMENT);

/** f(h, key) for a key of 64 bits, in place. */
export const hashKey = (hash: Word64, key: Word64): Word64 =>
  hash.add(key).multiply(MULTIPLIER).addWord(INCREMENT);

/** A source of g-values: one bit per tournament layer for each n-gram. */
export interface GValues {
  /** Number of tournament layers. */
  readonly depth: number;
  readonly initial: Word64;
  /** Writes the g-values of an n-gram's hash to `bits[at … at + depth)`. Leaves `hash` as it is. */
  readonly write: (hash: Word64, bits: Uint8Array, at: number) => void;
}

export interface ReadingRules {
  /** Length of context and token together. */
  readonly ngramLength: number;
  /** Number of positions within which the generator skips a repeated context. */
  readonly contextHistory: number;
  /** Id of the end-of-text token; scoring stops at the first one. Null without such a token. */
  readonly endToken: number | null;
}

/** The g-values of the scored tokens. */
export interface ReadBits {
  /** [count × depth], one byte each. */
  readonly bits: Uint8Array;
  readonly count: number;
  /** Tokens skipped because their context or n-gram occurred before. */
  readonly repeated: number;
  /** One flag per n-gram of the text: 1 where it is scored. */
  readonly counts: Uint8Array;
}

/**
 * The g-values of a text. Skips a token whose context occurred within the last `contextHistory` positions, since the
 * generator does not mark it. Skips an n-gram that occurred anywhere before, since it adds no evidence.
 */
export function readBits(tokens: Int32Array, values: GValues, rules: ReadingRules): ReadBits {
  const { depth, initial } = values;
  const context = rules.ngramLength - 1;
  const end = endOf(tokens, rules.endToken);
  const ngrams = Math.max(0, end - context);
  const bits = new Uint8Array(ngrams * depth);
  const counts = new Uint8Array(ngrams);
  const lastSeen = new Map<number, number>();
  const seen = new Set<number>();
  const hash = new Word64();
  let count = 0;
  for (let at = 0; at < ngrams; at++) {
    hash.set(initial);
    for (let index = at; index < at + context; index++) hashToken(hash, tokens[index]!);
    const contextKey = hash.asKey();
    const before = lastSeen.get(contextKey);
    lastSeen.set(contextKey, at);
    if (before !== undefined && at - before <= rules.contextHistory) continue;
    const ngramKey = hashToken(hash, tokens[at + context]!).asKey();
    if (seen.has(ngramKey)) continue;
    seen.add(ngramKey);
    values.write(hash, bits, count * depth);
    counts[at] = 1;
    count++;
  }
  return { bits: bits.subarray(0, count * depth), count, repeated: ngrams - count, counts };
}

function endOf(tokens: Int32Array, endToken: number | null): number {
  const at = endToken === null ? -1 : tokens.indexOf(endToken);
  return at < 0 ? tokens.length : at;
}

/** Whether the generator marks the token after `context`: only where the context is not a repeated one. */
export function isContextNew(context: Int32Array, { ngramLength, contextHistory }: ReadingRules): boolean {
  const width = ngramLength - 1;
  if (context.length < width) return false;
  const last = context.length - width;
  for (let at = Math.max(0, last - contextHistory); at < last; at++) {
    let same = 0;
    while (same < width && context[at + same] === context[last + same]) same++;
    if (same === width) return false;
  }
  return true;
}
