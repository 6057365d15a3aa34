import { MersenneTwister } from '../../../math/mersenne-twister.js';
import { torchRandperm } from '../../../math/torch-random.js';

/** Turns the ids of a context into a seed. Wraps around at int64 where PyTorch multiplies tensors. */
export type Prf = (context: Int32Array, key: bigint, hash: TokenHash) => bigint;

/** H(x) = T[x mod 1000003] + 1 with T a fixed permutation. */
export type TokenHash = (value: bigint) => bigint;

const TABLE_SIZE = 1_000_003;
/** Seed of the authors' own table: a Fibonacci prime. Hugging Face seeds the table with the key instead. */
export const AUTHORS_TABLE_SEED = 2971215073;

/**
 * PyTorch's remainder has the sign of the divisor, so it is never negative here. The table is built at first use, since
 * some functions never read it.
 */
export function createTokenHash(tableSeed: number): TokenHash {
  let table: Int32Array | null = null;
  return (value) => {
    table ??= torchRandperm(TABLE_SIZE, new MersenneTwister(tableSeed));
    const remainder = Number(value % BigInt(TABLE_SIZE));
    return BigInt(table[remainder < 0 ? remainder + TABLE_SIZE : remainder]! + 1);
  };
}

/** `seed % (2**64 - 1)` in Python, which is never negative. */
export function pythonSeed(value: bigint): bigint {
  const remainder = value % SEED_MODULUS;
  return remainder < 0n ? remainder + SEED_MODULUS : remainder;
}
const SEED_MODULUS = (1n << 64n) - 1n;

const int64 = (value: bigint): bigint => BigInt.asIntN(64, value);
const least = (values: readonly bigint[]): bigint => {
  let smallest = values[0]!;
  for (const value of values) if (value < smallest) smallest = value;
  return smallest;
};
const product = (values: readonly bigint[]): bigint => values.reduce((a, b) => int64(a * b), 1n);
const words = (context: Int32Array): bigint[] => Array.from(context, BigInt);

/**
 * The pseudorandom functions of Kirchenbauer et al., "On the reliability of watermarks" (2023), appendix A.2, by the
 * names of the authors' code: jwkirchenbauer/lm-watermarking, `alternative_prf_schemes.py`.
 */
export const PRFS = {
  multiplicative_prf: (context, key) => key * product(words(context)),
  additive_prf: (context, key) => key * BigInt(context.reduce((sum, token) => sum + token, 0)),
  minfunc_prf: (context, key) => key * BigInt(Math.min(...context)),
  simple_skip_prf: (context, key, hash) =>
    product(
      words(context)
        .filter((_, index) => index % 2 === 0)
        .map((x) => hash(int64(key * x))),
    ),
  skipgram_prf: (context, key, hash) => hash(int64(key * BigInt(context[0]!))),
  anchored_skipgram_prf: (context, key, hash) =>
    hash(int64(key * BigInt(context[0]!))) * hash(int64(key * BigInt(context.at(-1)!))),
  minhash_prf: (context, key, hash) => least(words(context).map((x) => hash(int64(key * x)))),
  anchored_minhash_prf: (context, key, hash) => {
    const anchor = hash(BigInt(context.at(-1)!));
    return least(words(context).map((x) => int64(key * hash(x) * anchor)));
  },
  minskipgram_prf: (context, key, hash) => {
    const hashed = words(context).map((x) => hash(int64(key * x)));
    return least(hashed.flatMap((a, index) => hashed.slice(index + 1).map((b) => a * b)));
  },
  noncomm_prf: (context, key, hash) =>
    words(context).reduce((seed, x) => BigInt.asUintN(32, seed * hash(int64(seed * x))), key),
  position_prf: (context, key) =>
    words(context).reduce((sum, x, index) => int64(sum + key * x * BigInt(index + 1)), 0n),
} satisfies { [name: string]: Prf };

export type PrfName = keyof typeof PRFS;

/** How a seed follows from a context. */
export interface Seeding {
  readonly prf: PrfName;
  /** Number of tokens that the seed depends on. With `selfSalt` the scored token is the last of them. */
  readonly width: number;
  readonly selfSalt: boolean;
  /** A key that is part of the name. */
  readonly key?: bigint;
}

/** The named schemes of the authors' code, old names included. */
const NAMED: { readonly [name: string]: Seeding } = {
  lefthash: { prf: 'additive_prf', width: 1, selfSalt: false },
  simple_1: { prf: 'additive_prf', width: 1, selfSalt: false },
  selfhash: { prf: 'anchored_minhash_prf', width: 4, selfSalt: true },
  'algorithm-3': { prf: 'anchored_minhash_prf', width: 4, selfSalt: true },
  minhash: { prf: 'minhash_prf', width: 4, selfSalt: false },
  skipgram: { prf: 'skipgram_prf', width: 5, selfSalt: false },
};
export const SEEDING_NAMES = Object.keys(NAMED);

/** `selfhash`, or the free form `ff-anchored_minhash_prf-4-True-15485863`; null for any other name. */
export function seedingOf(name: string): Seeding | null {
  if (Object.hasOwn(NAMED, name)) return NAMED[name]!;
  const parts = /^ff-([a-z_]+)-([1-9]\d?)-(True|False)(?:-(\d{1,18}))?$/.exec(name);
  if (parts === null || !Object.hasOwn(PRFS, parts[1]!)) return null;
  const [, prf, width, selfSalt, key] = parts;
  if (prf === 'minskipgram_prf' && width === '1') return null;
  return {
    prf: prf as PrfName,
    width: Number(width),
    selfSalt: selfSalt === 'True',
    ...(key === undefined ? {} : { key: BigInt(key) }),
  };
}
