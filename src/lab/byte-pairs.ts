/**
 * Byte-pair encoding (Sennrich et al., arXiv 1508.07909, algorithm 1) over the bytes of UTF-8: every text can be
 * written in it, so a perplexity in it is of real text and not of one with holes. A word carries the white
 * space before it; no pair crosses from one word into the next.
 */
export interface BytePairs {
  /** Number of tokens: 256 bytes and the merges. */
  readonly size: number;
  readonly encode: (text: string) => Int32Array;
  readonly decode: (tokens: ArrayLike<number>) => string;
}

/** White space other than one plain space stays a word of its own kind before the word it precedes. */
const WORD = /\s*\S+|\s+/gu;

/** Learns `size` − 256 merges, the commonest pair first, ties to the pair with the smaller ids. */
export function trainBytePairs(text: string, size: number): BytePairs {
  const counts = new Map<string, number>();
  for (const [word] of text.matchAll(WORD)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const encoder = new TextEncoder();
  const words = [...counts].map(([word, count]) => ({ tokens: Array.from(encoder.encode(word)), count }));
  const merges: (readonly [number, number])[] = [];
  const pairCounts = new Float64Array(size * size);
  while (256 + merges.length < size) {
    const pair = commonestPair(words, size, pairCounts);
    if (pair === null) break;
    for (const word of words) merge(word.tokens, pair, 256 + merges.length);
    merges.push(pair);
  }
  return bytePairs(merges);
}

export function bytePairs(merges: readonly (readonly [number, number])[]): BytePairs {
  const size = 256 + merges.length;
  const rank = new Map(merges.map(([left, right], at) => [left * size + right, at]));
  const pieces: Uint8Array[] = Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte));
  for (const [left, right] of merges) pieces.push(Uint8Array.of(...pieces[left]!, ...pieces[right]!));
  const encoder = new TextEncoder();
  const known = new Map<string, readonly number[]>();
  const encodeWord = (word: string): readonly number[] => {
    const cached = known.get(word);
    if (cached !== undefined) return cached;
    const tokens = Array.from(encoder.encode(word));
    while (true) {
      let best = Infinity;
      for (let at = 1; at < tokens.length; at++)
        best = Math.min(best, rank.get(tokens[at - 1]! * size + tokens[at]!) ?? Infinity);
      if (best === Infinity) break;
      merge(tokens, merges[best]!, 256 + best);
    }
    known.set(word, tokens);
    return tokens;
  };
  return {
    size,
    encode: (text) => Int32Array.from(Array.from(text.matchAll(WORD), ([word]) => encodeWord(word)).flat()),
    decode: (tokens) => {
      const bytes = Array.from(tokens, (token) => Array.from(pieces[token]!)).flat();
      return new TextDecoder().decode(Uint8Array.from(bytes));
    },
  };
}

interface CountedWord {
  readonly tokens: number[];
  readonly count: number;
}

/** Counts pairs of adjacent tokens over all words; `counts` is all zero before and after. */
function commonestPair(
  words: readonly CountedWord[],
  size: number,
  counts: Float64Array,
): readonly [number, number] | null {
  const seen: number[] = [];
  for (const { tokens, count } of words)
    for (let at = 1; at < tokens.length; at++) {
      const pair = tokens[at - 1]! * size + tokens[at]!;
      if (counts[pair] === 0) seen.push(pair);
      counts[pair]! += count;
    }
  let best = -1;
  let most = 1;
  for (const pair of seen) {
    const count = counts[pair]!;
    if (count > most || (count === most && pair < best)) {
      best = pair;
      most = count;
    }
    counts[pair] = 0;
  }
  return best === -1 ? null : [Math.floor(best / size), best % size];
}

/** Replaces every occurrence of the pair, left to right, in place. */
function merge(tokens: number[], [left, right]: readonly [number, number], by: number): void {
  let to = 0;
  for (let at = 0; at < tokens.length; at++) {
    const isPair = tokens[at] === left && tokens[at + 1] === right;
    tokens[to++] = isPair ? by : tokens[at]!;
    if (isPair) at++;
  }
  tokens.length = to;
}
