// MinHash minima with SIMD: the same bits as src/text/minhash.ts. Compiled by scripts/build.mjs.
//
// Memory, in bytes from 0: multipliers (448), addends (448), minima (448), then from 4096 the words of one
// chunk (at most CHUNK_WORDS), overwritten in place by the hashes of their shingles.

const PERMUTATIONS: i32 = 112;
const A: usize = 0;
const B: usize = 448;
const MINIMA: usize = 896;
const WORDS: usize = 4096;
const P: u32 = 0x85ebca6b;
const Q: u32 = 0xc2b2ae35;

/** Begins a text. */
export function reset(): void {
  for (let at: usize = 0; at < 448; at += 16) v128.store(MINIMA + at, i32x4.splat(-1));
}

/** Takes `count` words at WORDS as `count − length + 1` shingles of `length` words into the minima. */
export function update(count: i32, length: i32): void {
  const shingles = hashShingles(count, length);
  // Sixteen permutations a turn: their multipliers, addends and minima are all that registers hold.
  for (let at: usize = 0; at < 448; at += 64) minimise(at, shingles);
}

function hashShingles(count: i32, length: i32): i32 {
  const shingles = count - length + 1;
  const p = i32x4.splat(P);
  const q = i32x4.splat(Q);
  // Lanes past the last shingle read old words and are not counted: the buffer is 32 bytes longer.
  for (let first = 0; first < shingles; first += 4) {
    const at = WORDS + (<usize>first << 2);
    let h = i32x4.splat(length);
    for (let word = 0; word < length; word++)
      h = i32x4.add(i32x4.mul(h, p), v128.load(at + (<usize>word << 2)));
    h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 16)), p);
    h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 13)), q);
    v128.store(at, v128.xor(h, i32x4.shr_u(h, 16)));
  }
  return shingles;
}

function minimise(at: usize, shingles: i32): void {
  const a0 = v128.load(A + at);
  const a1 = v128.load(A + at + 16);
  const a2 = v128.load(A + at + 32);
  const a3 = v128.load(A + at + 48);
  const b0 = v128.load(B + at);
  const b1 = v128.load(B + at + 16);
  const b2 = v128.load(B + at + 32);
  const b3 = v128.load(B + at + 48);
  let m0 = v128.load(MINIMA + at);
  let m1 = v128.load(MINIMA + at + 16);
  let m2 = v128.load(MINIMA + at + 32);
  let m3 = v128.load(MINIMA + at + 48);
  const end = WORDS + (<usize>shingles << 2);
  for (let shingle = WORDS; shingle < end; shingle += 4) {
    const h = v128.load32_splat(shingle);
    m0 = i32x4.min_u(m0, i32x4.add(i32x4.mul(a0, h), b0));
    m1 = i32x4.min_u(m1, i32x4.add(i32x4.mul(a1, h), b1));
    m2 = i32x4.min_u(m2, i32x4.add(i32x4.mul(a2, h), b2));
    m3 = i32x4.min_u(m3, i32x4.add(i32x4.mul(a3, h), b3));
  }
  v128.store(MINIMA + at, m0);
  v128.store(MINIMA + at + 16, m1);
  v128.store(MINIMA + at + 32, m2);
  v128.store(MINIMA + at + 48, m3);
}
