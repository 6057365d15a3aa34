const WORDS = 624;
const SHIFT = 397;

/**
 * MT19937, only for reproducing draws of NumPy and PyTorch. Both seed and read it in the same way:
 * `numpy.random.RandomState(seed)` and `torch.Generator('cpu').manual_seed(seed)`, which uses only the low 32 of 64
 * bits. Matsumoto and Nishimura, ACM TOMACS 8 (1), 1998; aten/src/ATen/core/MT19937RNGEngine.h.
 */
export class MersenneTwister {
  private readonly state = new Int32Array(WORDS);
  private at = WORDS;

  /** `seed` in [0, 2^32). */
  constructor(seed: number) {
    this.seed(seed);
  }

  /** Reseeds without a new object: watermarks seed once per token. */
  seed(seed: number): void {
    const { state } = this;
    state[0] = seed;
    for (let index = 1; index < WORDS; index++) {
      const before = state[index - 1]!;
      state[index] = Math.imul(1812433253, before ^ (before >>> 30)) + index;
    }
    this.at = WORDS;
  }

  /** Whole number in [0, 2^32). */
  next(): number {
    if (this.at === WORDS) this.twist();
    let y = this.state[this.at++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  /** Skips `count` draws, block by block, which is much cheaper than drawing them. */
  skip(count: number): void {
    let left = count;
    while (left > WORDS - this.at) {
      left -= WORDS - this.at;
      this.twist();
    }
    this.at += left;
  }

  private twist(): void {
    const { state } = this;
    for (let index = 0; index < WORDS - SHIFT; index++)
      state[index] = state[index + SHIFT]! ^ mixed(state[index]!, state[index + 1]!);
    for (let index = WORDS - SHIFT; index < WORDS - 1; index++)
      state[index] = state[index + SHIFT - WORDS]! ^ mixed(state[index]!, state[index + 1]!);
    state[WORDS - 1] = state[SHIFT - 1]! ^ mixed(state[WORDS - 1]!, state[0]!);
    this.at = 0;
  }
}

function mixed(upper: number, lower: number): number {
  const y = (upper & 0x80000000) | (lower & 0x7fffffff);
  return (y >>> 1) ^ (-(y & 1) & 0x9908b0df);
}
