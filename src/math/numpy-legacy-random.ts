import { TorchCpuGenerator } from './torch-random.js';

/**
 * `numpy.random.seed(seed)` and what follows it, as far as `randn` and `choice` without replacement: MT19937, which
 * PyTorch seeds alike. For reproducing what peers draw with numpy, and for nothing else.
 * numpy/random/mtrand.pyx, src/legacy/legacy-distributions.c, src/distributions/distributions.c.
 */
export class NumpyLegacyGenerator {
  private readonly words: TorchCpuGenerator;
  private kept: number | null = null;

  /** `seed` in [0, 2^32). */
  constructor(seed: number) {
    this.words = new TorchCpuGenerator(seed);
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
