import { NumpyLegacyGenerator } from '../math/numpy-legacy-random.js';
import { sha1 } from '../math/sha1.js';
import { PERMUTATIONS } from './minhash.js';

/** The peer's defaults. */
const SHINGLE_WORDS = 5;
const BANDS = 14;
const ROWS_PER_BAND = 8;

/**
 * The `datatrove` dialect of MinHash: exactly the numbers of huggingface/datatrove (a649de7) with sha1 and default
 * settings, for comparison with corpora deduplicated by it (FineWeb). Its normalisation makes all numbers equal and
 * strips the vowel signs of Thai and Hindi and the dakuten of Japanese, so Freckle's own dialect differs. Words are
 * split at spaces here; datatrove's default is spaCy, which differs on contractions.
 */
export interface DatatroveSketch {
  /** Minima by band: shape (14)(8). */
  readonly signature: readonly (readonly bigint[])[];
}

const MERSENNE_PRIME = (1n << 61n) - 1n;

/** The peer's constants: a from [1, 2^61−1), then b from [0, 2^61−1), by `RandomState(1).randint`. Shape (112). */
export function datatroveConstants(): { readonly a: readonly bigint[]; readonly b: readonly bigint[] } {
  const random = new NumpyLegacyGenerator(1);
  const draw = (low: bigint) =>
    Array.from({ length: PERMUTATIONS }, () => random.uint64(low, MERSENNE_PRIME));
  return { a: draw(1n), b: draw(0n) };
}

// PUNCTUATION of datatrove utils/text.py, with the control characters it appends.
const PUNCTUATION = new RegExp(
  '[!/—”:％１〈&(、━\\\\【#%「」，】；+^\\]~“《„\';’{|∶´\\[=\\-`*．（–？！：$～«〉,><》)?）。…@_."}►»' +
    '\\u0000-\\u0008\\u000b\\u000c\\u000d-\\u001f\\u007f-\\u009f]',
  'gu',
);
const NUMBER = /\p{Nd}+(?:[.,،٫⎖⎗⎘]\p{Nd}+)?/gu;
// What Python's \s matches: JavaScript's \s less U+FEFF, with the information separators and NEL.
const WHITE_SPACE = /[\t-\r\x1c-\x20\x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/gu;

/** `simplify_text`: lower case, numbers to 0, punctuation to spaces, one space between words, no marks. */
export function simplifyAsDatatrove(text: string): string {
  return text
    .toLowerCase()
    .replace(NUMBER, '0')
    .replace(PUNCTUATION, ' ')
    .replace(WHITE_SPACE, ' ')
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .replace(/^ +| +$/g, '');
}

/** Hashes of the 5-word shingles: the first 8 (or 4) bytes of sha1 of the words joined by a space, little-endian. */
export function datatroveShingles(text: string, bits: 32 | 64 = 64): bigint[] {
  const simplified = simplifyAsDatatrove(text);
  const words = simplified === '' ? [] : simplified.split(' ');
  const encoder = new TextEncoder();
  const hashes: bigint[] = [];
  for (let start = 0; start + SHINGLE_WORDS <= words.length; start++) {
    const digest = sha1(encoder.encode(words.slice(start, start + SHINGLE_WORDS).join(' ')));
    const low = BigInt(swapBytes(digest[0]!));
    hashes.push(bits === 32 ? low : (BigInt(swapBytes(digest[1]!)) << 32n) | low);
  }
  return hashes;
}

const swapBytes = (x: number): number =>
  ((x >>> 24) | ((x >>> 8) & 0xff00) | ((x & 0xff00) << 8) | (x << 24)) >>> 0;

/**
 * The signature: min over shingles of ((h·a + b) mod 2^64) mod (2^61 − 1), the wrap being the peer's own; with 32 bits
 * the value is cut to its low 32 bits before the minimum. Null for texts of fewer than five words, which datatrove
 * never deduplicates. About 0.3 MB/s: exact, not fast.
 */
export function sketchAsDatatrove(text: string, bits: 32 | 64 = 64): DatatroveSketch | null {
  const hashes = datatroveShingles(text, bits);
  if (hashes.length === 0) return null;
  constants ??= datatroveConstants();
  const { a, b } = constants;
  const minimum = (_: unknown, permutation: number): bigint => {
    let least = (1n << 64n) - 1n;
    for (const hash of hashes) {
      const value = BigInt.asUintN(64, hash * a[permutation]! + b[permutation]!) % MERSENNE_PRIME;
      const kept = bits === 32 ? value & 0xffffffffn : value;
      if (kept < least) least = kept;
    }
    return least;
  };
  const minima = Array.from({ length: PERMUTATIONS }, minimum);
  return {
    signature: Array.from({ length: BANDS }, (_, band) =>
      minima.slice(band * ROWS_PER_BAND, (band + 1) * ROWS_PER_BAND),
    ),
  };
}

let constants: ReturnType<typeof datatroveConstants> | undefined;
