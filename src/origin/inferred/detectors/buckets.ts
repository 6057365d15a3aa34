/** The distinct hash buckets of one text, in order of first occurrence. Clearing takes nearly constant time. */
export class BucketSet {
  readonly size: number;
  /** One entry more than buckets exist, since `addAll` writes before it knows whether the bucket is new. */
  readonly buckets: Int32Array;
  count = 0;
  /** The turn in which a bucket was last seen. Bytes, so that the array fits a core's cache. */
  private readonly seenIn: Uint8Array;
  private turn = 0;
  private readonly shift: number;

  constructor(bits: number) {
    this.size = 2 ** bits;
    this.shift = 32 - bits;
    this.buckets = new Int32Array(this.size + 1);
    this.seenIn = new Uint8Array(this.size);
  }

  clear(): void {
    this.count = 0;
    if (++this.turn <= 0xff) return;
    this.seenIn.fill(0);
    this.turn = 1;
  }

  /**
   * Adds the first `length` hashes, distributed over the buckets by Fibonacci hashing. Branch-free: whether a hash is
   * new is nearly random, and a misprediction costs more than the write it saves.
   */
  addAll(hashes: Int32Array, length: number): void {
    const { buckets, seenIn, turn, shift } = this;
    let { count } = this;
    for (let at = 0; at < length; at++) {
      const hash = hashes[at]!;
      const bucket = Math.imul(hash ^ (hash >>> 15), 0x9e3779b1) >>> shift;
      buckets[count] = bucket;
      // 0 where the bucket was seen in this turn, else 1.
      count += ((seenIn[bucket]! ^ turn) + 0xff) >>> 8;
      seenIn[bucket] = turn;
    }
    this.count = count;
  }
}
