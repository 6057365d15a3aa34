const MULTIPLIERS = [0xd2511f53, 0xcd9e8d57] as const;
const WEYL = [0x9e3779b9, 0xbb67ae85] as const;

/**
 * Philox4x32 with 10 rounds (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011):
 * encrypts a counter of four 32-bit words under a key of two. It is the generator of CUDA's cuRAND and of PyTorch on
 * GPUs. Returns a new array and leaves the counter unchanged.
 */
export function philox4x32(key0: number, key1: number, counter: ArrayLike<number>): Uint32Array {
  const x = Uint32Array.from(counter);
  let k0 = key0 >>> 0;
  let k1 = key1 >>> 0;
  for (let round = 0; round < 10; round++) {
    const [a, b, c, d] = [x[0]!, x[1]!, x[2]!, x[3]!];
    x[0] = highProduct(MULTIPLIERS[1], c) ^ b ^ k0;
    x[1] = Math.imul(MULTIPLIERS[1], c);
    x[2] = highProduct(MULTIPLIERS[0], a) ^ d ^ k1;
    x[3] = Math.imul(MULTIPLIERS[0], a);
    k0 = (k0 + WEYL[0]) >>> 0;
    k1 = (k1 + WEYL[1]) >>> 0;
  }
  return x;
}

/** Upper 32 bits of the product of two unsigned 32-bit words. */
function highProduct(a: number, b: number): number {
  const low = (a & 0xffff) * (b & 0xffff);
  const middle = (a >>> 16) * (b & 0xffff) + (low >>> 16);
  const other = (a & 0xffff) * (b >>> 16) + (middle & 0xffff);
  return (a >>> 16) * (b >>> 16) + (middle >>> 16) + (other >>> 16);
}
