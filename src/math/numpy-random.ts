/**
 * `numpy.random.default_rng(seed)`, as far as `Generator.shuffle` of an array needs it: SeedSequence (O'Neill's
 * seed_seq_fe) and PCG64 (PCG XSL RR 128/64). Only for reproducing draws of numpy.
 * numpy/random/bit_generator.pyx, src/pcg64/pcg64.h, src/distributions/distributions.c.
 */
export class NumpyGenerator {
  private state = 0n;
  private readonly increment: bigint;
  private kept: number | null = null;

  /** `seed` in [0, 2^32). */
  constructor(seed: number) {
    const [a, b, c, d] = seedWords(seed);
    this.increment = (((c! << 64n) | d!) << 1n) | 1n;
    this.step();
    this.state = (this.state + ((a! << 64n) | b!)) & MASK128;
    this.step();
  }

  /** Shuffles in place: Fisher–Yates from the end. */
  shuffle(values: Uint8Array): void {
    for (let index = values.length - 1; index > 0; index--) {
      const other = this.upTo(index);
      const kept = values[index]!;
      values[index] = values[other]!;
      values[other] = kept;
    }
  }

  /** Whole number in 0 … `most`: a word masked to the bits of `most`, drawn again while above it. */
  private upTo(most: number): number {
    const mask = 2 ** (32 - Math.clz32(most)) - 1;
    let drawn = (this.word() & mask) >>> 0;
    while (drawn > most) drawn = (this.word() & mask) >>> 0;
    return drawn;
  }

  /** 32 bits: the lower half of a draw first, the upper half kept for the next. */
  private word(): number {
    if (this.kept !== null) {
      const kept = this.kept;
      this.kept = null;
      return kept;
    }
    this.step();
    const mixed = (this.state >> 64n) ^ (this.state & MASK64);
    const turn = this.state >> 122n;
    const drawn = ((mixed >> turn) | (mixed << (64n - turn))) & MASK64;
    this.kept = Number(drawn >> 32n);
    return Number(drawn & MASK32);
  }

  private step(): void {
    this.state = (this.state * MULTIPLIER + this.increment) & MASK128;
  }
}

const MULTIPLIER = (2549297995355413924n << 64n) | 4865540595714422341n;
const MASK32 = 0xffffffffn;
const MASK64 = (1n << 64n) - 1n;
const MASK128 = (1n << 128n) - 1n;
const POOL = 4;

/** Four 64-bit words of `SeedSequence(seed).generate_state(4, uint64)`. */
function seedWords(seed: number): bigint[] {
  const hashed = createHash(0x43b0d7e5, 0x931e8875);
  const pool = Uint32Array.from({ length: POOL }, (_, index) => hashed(index === 0 ? seed : 0));
  for (let from = 0; from < POOL; from++)
    for (let to = 0; to < POOL; to++) if (from !== to) pool[to] = mix(pool[to]!, hashed(pool[from]!));
  const drawn = createHash(0x8b51f9dd, 0x58f38ded);
  const words = Array.from({ length: 8 }, (_, index) => BigInt(drawn(pool[index % POOL]!)));
  return [0, 2, 4, 6].map((at) => (words[at + 1]! << 32n) | words[at]!);
}

/** SeedSequence's hash, whose constant moves with every use. */
function createHash(start: number, multiplier: number): (value: number) => number {
  let constant = start;
  return (value) => {
    const mixed = value ^ constant;
    constant = Math.imul(constant, multiplier);
    const product = Math.imul(mixed, constant);
    return (product ^ (product >>> 16)) >>> 0;
  };
}

function mix(x: number, y: number): number {
  const result = Math.imul(0xca01f9dd, x) - Math.imul(0x4973f715, y);
  return (result ^ (result >>> 16)) >>> 0;
}
