/** The distinct hash buckets of one text, in order of first sight; emptied in constant time. */
export class BucketSet {
  readonly size: number;
  readonly buckets: Int32Array;
  count = 0;
  private readonly seenIn: Uint32Array;
  private turn = 0;
  private readonly shift: number;

  constructor(bits: number) {
    this.size = 2 ** bits;
    this.shift = 32 - bits;
    this.buckets = new Int32Array(this.size);
    this.seenIn = new Uint32Array(this.size);
  }

  clear(): void {
    this.count = 0;
    if (++this.turn > 0xffffffff) {
      this.seenIn.fill(0);
      this.turn = 1;
    }
  }

  /** Fibonacci hashing spreads the low bits of the hash over the buckets. */
  add(hash: number): void {
    const bucket = Math.imul(hash ^ (hash >>> 15), 0x9e3779b1) >>> this.shift;
    if (this.seenIn[bucket] === this.turn) return;
    this.seenIn[bucket] = this.turn;
    this.buckets[this.count++] = bucket;
  }
}
