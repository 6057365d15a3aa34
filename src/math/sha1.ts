/**
 * SHA-1 (FIPS 180-4), for compatibility with tools that hash shingles with it. Collisions are known since 2017: never
 * use it where an attacker gains from a collision. Returns five 32-bit words in big-endian order.
 */
export function sha1(bytes: Uint8Array): Uint32Array {
  const state = Uint32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);
  const padded = pad(bytes);
  const schedule = new Uint32Array(80);
  for (let block = 0; block < padded.byteLength; block += 64) compress(state, padded, block, schedule);
  return state;
}

function pad(bytes: Uint8Array): DataView {
  const padded = new Uint8Array((bytes.length + 9 + 63) & ~63);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(padded.length - 4, bytes.length << 3);
  return view;
}

function compress(state: Uint32Array, message: DataView, block: number, schedule: Uint32Array): void {
  for (let t = 0; t < 16; t++) schedule[t] = message.getUint32(block + t * 4);
  for (let t = 16; t < 80; t++)
    schedule[t] = rotate(schedule[t - 3]! ^ schedule[t - 8]! ^ schedule[t - 14]! ^ schedule[t - 16]!, 1);
  let [a, b, c, d, e] = state as unknown as [number, number, number, number, number];
  for (let t = 0; t < 80; t++) {
    const next = (rotate(a, 5) + choose(t, b, c, d) + e + ROUND_CONSTANTS[(t / 20) | 0]! + schedule[t]!) | 0;
    e = d;
    d = c;
    c = rotate(b, 30);
    b = a;
    a = next;
  }
  state[0]! += a;
  state[1]! += b;
  state[2]! += c;
  state[3]! += d;
  state[4]! += e;
}

const ROUND_CONSTANTS = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6];
const rotate = (x: number, bits: number): number => (x << bits) | (x >>> (32 - bits));

function choose(t: number, b: number, c: number, d: number): number {
  if (t < 20) return (b & c) | (~b & d);
  if (t >= 40 && t < 60) return (b & c) | (b & d) | (c & d);
  return b ^ c ^ d;
}
