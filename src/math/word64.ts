/**
 * A 64-bit integer with wrap-around, like PyTorch's int64 tensors: two signed halves, changed in place. Hashing
 * millions of tokens with BigInt would take thirty times as long.
 */
export class Word64 {
  constructor(
    public high = 0,
    public low = 0,
  ) {}

  static from(value: bigint): Word64 {
    return new Word64(Number(BigInt.asIntN(32, value >> 32n)), Number(BigInt.asIntN(32, value)));
  }

  set(from: Word64): this {
    this.high = from.high;
    this.low = from.low;
    return this;
  }

  /** Adds a whole number in [0, 2^32). */
  addWord(word: number): this {
    const sum = (this.low >>> 0) + word;
    this.low = sum | 0;
    if (sum >= 2 ** 32) this.high = (this.high + 1) | 0;
    return this;
  }

  add({ high, low }: Word64): this {
    this.high = (this.high + high) | 0;
    return this.addWord(low >>> 0);
  }

  multiply({ high, low }: Word64): this {
    const a = this.low;
    const lowest = (a & 0xffff) * (low & 0xffff);
    const middle = (a >>> 16) * (low & 0xffff) + (lowest >>> 16);
    const other = (a & 0xffff) * (low >>> 16) + (middle & 0xffff);
    const carried = (a >>> 16) * (low >>> 16) + (middle >>> 16) + (other >>> 16);
    this.high = (Math.imul(this.high, low) + Math.imul(a, high) + carried) | 0;
    this.low = Math.imul(a, low);
    return this;
  }

  /** Arithmetic shift: the sign is kept. By 1 to 31 bits. */
  shiftRight(bits: number): this {
    this.low = (this.low >>> bits) | (this.high << (32 - bits));
    this.high >>= bits;
    return this;
  }

  /** The upper 53 bits as a double; two different words collide with probability 2^-53. */
  asKey(): number {
    return this.high * 2 ** 32 + (this.low >>> 0);
  }

  asBigInt(): bigint {
    return (BigInt(this.high) << 32n) | BigInt(this.low >>> 0);
  }
}
