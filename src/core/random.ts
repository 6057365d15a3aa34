/** Names of a stream within its parent: `random.split('chain', 3)`. */
export type StreamLabel = string | number;

/**
 * A source of random numbers: a value that is passed and split, never global. A split's stream depends only on the seed
 * and the labels, not on earlier draws or on the order in which streams are opened, so the same work gives the same
 * bytes on any number of workers.
 */
export interface Random {
  /** An independent stream. Does not advance this one; the same labels give the same stream again. */
  readonly split: (...labels: readonly StreamLabel[]) => Random;
  /** The stream's key as 16 hexadecimal digits: for logs, and to seed other generators from. */
  readonly key: string;
  /** Whole number in [0, 2^32). */
  readonly bits: () => number;
  /** In [0, 1), 53 bits. */
  readonly uniform: () => number;
  /** Standard normal. */
  readonly normal: () => number;
  /** Whole number in [0, bound), without modulo bias. `bound` in [1, 2^32]. */
  readonly integer: (bound: number) => number;
  /** A uniformly random order of 0 … count − 1. */
  readonly permutation: (count: number) => Int32Array;
  readonly fillUniform: (target: Float64Array | Float32Array) => void;
  readonly fillNormal: (target: Float64Array | Float32Array) => void;
}
