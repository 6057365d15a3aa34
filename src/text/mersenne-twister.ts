const WORDS = 624;
const SHIFT = 397;

/**
 * MT19937 as `numpy.random.RandomState(seed)` seeds and reads it: for reproducing constants that peers draw with
 * numpy, and for nothing else. Matsumoto and Nishimura, ACM TOMACS 8 (1), 1998.
 */
export class NumpyRandomState {
  private readonly state = new Uint32Array(WORDS);
  private at = WORDS;

  constructor(seed: number) {
    this.state[0] = seed;
    for (let index = 1; index < WORDS; index++) {
      const before = this.state[index - 1]!;
      this.state[index] = Math.imul(1812433253, before ^ (before >>> 30)) + index;
    }
  }

  nextUint32(): number {
    if (this.at === WORDS) this.twist();
    let y = this.state[this.at++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  /**
   * `randint(low, high, dtype=uint64)` for ranges beyond 32 bits: two words, the first one high, masked to the
   * bits of the range, drawn again while above it (numpy `_masked_uint64`).
   */
  nextUint64(low: bigint, high: bigint): bigint {
    const range = high - 1n - low;
    const mask = (1n << BigInt(range.toString(2).length)) - 1n;
    while (true) {
      const upper = BigInt(this.nextUint32());
      const value = ((upper << 32n) | BigInt(this.nextUint32())) & mask;
      if (value <= range) return low + value;
    }
  }

  private twist(): void {
    const { state } = this;
    for (let index = 0; index < WORDS; index++) {
      const y = (state[index]! & 0x80000000) | (state[(index + 1) % WORDS]! & 0x7fffffff);
      state[index] = state[(index + SHIFT) % WORDS]! ^ (y >>> 1) ^ ((y & 1) === 0 ? 0 : 0x9908b0df);
    }
    this.at = 0;
  }
}
