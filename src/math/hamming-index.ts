/** Hashes of 64 bits as two words each: `words[2i]` the first four bytes, `words[2i + 1]` the others. */
export type HashWords = Uint32Array;

const CHUNKS = 4;
const CHUNK_BITS = 16;
const BUCKETS = 2 ** CHUNK_BITS;
/** Up to this radius a query is much cheaper than a full scan. */
export const MAX_RADIUS = 15;

export const hammingDistance = (words: HashWords, a: number, b: number): number =>
  bitCount(words[2 * a]! ^ words[2 * b]!) + bitCount(words[2 * a + 1]! ^ words[2 * b + 1]!);

/** Set bits of 32 (Warren, Hacker's Delight, figure 5-2). */
function bitCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

export interface HammingIndex {
  /** Calls back once for every hash within the radius of hash `query`, including itself, in no order. */
  readonly within: (query: number, found: (index: number, distance: number) => void) => void;
  /** Number of distances computed so far. */
  readonly compared: () => number;
}

/**
 * Multi-index hashing: exact search by Hamming distance without comparing all pairs. The bits are divided into four
 * chunks. Two hashes at distance ≤ r = 4k + a differ in at most k bits in one of the first a + 1 chunks, or in at most
 * k − 1 bits in one of the others. Each chunk has a table from its values to hashes; a query probes the values within
 * that distance. Norouzi, Punjani and Fleet, CVPR 2012, proposition 2.
 */
export function createHammingIndex(words: HashWords, radius: number): HammingIndex {
  if (!Number.isInteger(radius) || radius < 0 || radius > MAX_RADIUS)
    throw new RangeError(`radius ${radius}: expected a whole number from 0 to ${MAX_RADIUS}`);
  const count = words.length / 2;
  const keys = Array.from({ length: CHUNKS }, (_, chunk) => chunkKeys(words, chunk));
  const tables = keys.map(bucketTable);
  const masks = keys.map((_, chunk) =>
    masksUpTo(chunk <= radius % CHUNKS ? Math.floor(radius / CHUNKS) : Math.floor(radius / CHUNKS) - 1),
  );
  const seen = new Uint32Array(count);
  let round = 0;
  let compared = 0;
  const within: HammingIndex['within'] = (query, found) => {
    round++;
    for (let chunk = 0; chunk < CHUNKS; chunk++) {
      const key = keys[chunk]![query]!;
      const { starts, members } = tables[chunk]!;
      for (const mask of masks[chunk]!) {
        const bucket = key ^ mask;
        for (let at = starts[bucket]!; at < starts[bucket + 1]!; at++) {
          const index = members[at]!;
          if (seen[index] === round) continue;
          seen[index] = round;
          compared++;
          const distance = hammingDistance(words, query, index);
          if (distance <= radius) found(index, distance);
        }
      }
    }
  };
  return { within, compared: () => compared };
}

/**
 * Every fourth bit of a hash. Neighbouring DCT coefficients are correlated, so contiguous chunks would have a few
 * crowded buckets.
 */
function chunkKeys(words: HashWords, chunk: number): Uint16Array {
  const keys = new Uint16Array(words.length / 2);
  for (let index = 0; index < keys.length; index++)
    keys[index] =
      (everyFourth(words[2 * index]! >>> chunk) << 8) | everyFourth(words[2 * index + 1]! >>> chunk);
  return keys;
}

/** Bits 0, 4, 8 … 28 moved together. */
function everyFourth(word: number): number {
  const bits = word & 0x11111111;
  const pairs = (bits | (bits >>> 3)) & 0x03030303;
  const nibbles = (pairs | (pairs >>> 6)) & 0x000f000f;
  return (nibbles | (nibbles >>> 12)) & 0xff;
}

interface BucketTable {
  /** Start of each bucket's members; one entry more than buckets. */
  readonly starts: Uint32Array;
  readonly members: Uint32Array;
}

/** Counting sort of the hashes by their key. */
function bucketTable(keys: Uint16Array): BucketTable {
  const starts = new Uint32Array(BUCKETS + 1);
  for (const key of keys) starts[key + 1]!++;
  for (let bucket = 0; bucket < BUCKETS; bucket++) starts[bucket + 1]! += starts[bucket]!;
  const next = starts.slice(0, BUCKETS);
  const members = new Uint32Array(keys.length);
  for (let index = 0; index < keys.length; index++) members[next[keys[index]!]!++] = index;
  return { starts, members };
}

/** All patterns of at most `radius` set bits out of 16; none where the radius is negative. */
function masksUpTo(radius: number): Uint16Array {
  const masks: number[] = [];
  for (let mask = 0; mask < BUCKETS; mask++) if (bitCount(mask) <= radius) masks.push(mask);
  return Uint16Array.from(masks);
}
