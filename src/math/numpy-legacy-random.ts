import { MersenneTwister } from './mersenne-twister.js';

/**
 * `numpy.random.RandomState(seed)`, or `numpy.random.seed(seed)`, and what follows it, as far as `randn`, `choice`
 * without replacement and `randint` of 64 bits. Only for reproducing draws of numpy.
 * numpy/random/mtrand.pyx, src/legacy/legacy-distributions.c, src/distributions/distributions.c.
 */
export class NumpyLegacyGenerator {
  private readonly words: MersenneTwister;
  private kept: number | null = null;

  /** `seed` in [0, 2^32). */
  constructor(seed: number) {
    this.words = new MersenneTwister(seed);
  }

  /** `randn(count)`: Marsaglia's polar method, the second of each pair kept for the next call. */
  normals(count: number): Float64Array {
    return Float64Array.from({ length: count }, () => this.normal());
  }

  /** `choice(population, size, replace=False)`: the first of a permutation. */
  choice(population: number, size: number): Int32Array {
    const values = Int32Array.from({ length: population }, (_, at) => at);
    for (let index = population - 1; index > 0; index--) {
      const other = this.upTo(index);
      const kept = values[index]!;
      values[index] = values[other]!;
      values[other] = kept;
    }
    return values.subarray(0, size);
  }

  /**
   * `randint(low, high, dtype=uint64)` for ranges beyond 32 bits: two words, the first one high, masked to the
   * bits of the range, drawn again while above it (numpy `_masked_uint64`).
   */
  uint64(low: bigint, high: bigint): bigint {
    const range = high - 1n - low;
    const mask = (1n << BigInt(range.toString(2).length)) - 1n;
    while (true) {
      const upper = BigInt(this.words.next());
      const value = ((upper << 32n) | BigInt(this.words.next())) & mask;
      if (value <= range) return low + value;
    }
  }

  private normal(): number {
    if (this.kept !== null) {
      const kept = this.kept;
      this.kept = null;
      return kept;
    }
    for (;;) {
      const x = 2 * this.double() - 1;
      const y = 2 * this.double() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      this.kept = factor * x;
      return factor * y;
    }
  }

  /** 53 bits of two words, in [0, 1). */
  private double(): number {
    const high = this.words.next() >>> 5;
    const low = this.words.next() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  /** Whole number in 0 … `most`: a word masked to the bits of `most`, drawn again while above it. */
  private upTo(most: number): number {
    const mask = 2 ** (32 - Math.clz32(most)) - 1;
    let drawn = (this.words.next() & mask) >>> 0;
    while (drawn > most) drawn = (this.words.next() & mask) >>> 0;
    return drawn;
  }
}
