import { describe, expect, test } from 'vitest';
import { randomFrom, step } from '../../src/math/random.js';
import { threefry2x32 } from '../../src/math/threefry.js';

describe('the generators', () => {
  test('Threefry-2x32-20 gives the known answers of Random123', () => {
    const words = (pair: number[]) => pair.map((word) => (word >>> 0).toString(16).padStart(8, '0'));
    expect(words(threefry2x32(0, 0, 0, 0))).toEqual(['6b200159', '99ba4efe']);
    expect(words(threefry2x32(-1, -1, -1, -1))).toEqual(['1cb996fc', 'bb002be7']);
    expect(words(threefry2x32(0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3))).toEqual([
      'c4923a9c',
      '483df7a0',
    ]);
  });

  test('xoshiro128** gives the outputs of the reference implementation from state 1 2 3 4', () => {
    const state = Int32Array.of(1, 2, 3, 4);
    // rand_xoshiro 0.6, tests of xoshiro128starstar.rs, from the authors' C code.
    const expected = [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849];
    expect(expected.map(() => step(state) >>> 0)).toEqual(expected);
  });
});

describe('a stream', () => {
  test('gives the same numbers for the same labels, whatever was drawn before', () => {
    const one = randomFrom(7);
    const expected = one.split('chain', 3).normal();
    one.uniform();
    one.split('chain', 4).bits();
    expect(one.split('chain', 3).normal()).toBe(expected);
    expect(randomFrom(7).split('chain').split(3).normal()).toBe(expected);
  });

  test('differs for other labels, other seeds and for the number and the word 1', () => {
    const first = [
      randomFrom(1),
      randomFrom(2),
      randomFrom('1'),
      randomFrom(1).split(0),
      randomFrom(1).split('0'),
      randomFrom(1).split(2 ** 40),
      randomFrom(1).split(0, 0),
    ].map((random) => random.bits());
    expect(new Set(first).size).toBe(first.length);
  });

  test('filling gives what drawing one by one gives', () => {
    // Enough for some hundred numbers beyond the last layer, and more than a thousand near its edge.
    const filled = new Float64Array(300_000);
    const random = randomFrom(5);
    random.fillNormal(filled);
    const one = randomFrom(5);
    expect(filled.every((value) => value === one.normal())).toBe(true);
    expect(random.bits()).toBe(one.bits());
  });

  test('normal numbers have the moments and the tail of a normal law', () => {
    const count = 2_000_000;
    const x = new Float64Array(count);
    randomFrom(11).fillNormal(x);
    let sum = 0;
    let squares = 0;
    let fourth = 0;
    let beyond2 = 0;
    let beyond37 = 0;
    for (const value of x) {
      sum += value;
      squares += value ** 2;
      fourth += value ** 4;
      if (value > 2) beyond2++;
      if (Math.abs(value) > 3.7) beyond37++;
    }
    // Five standard errors each; the false-alarm rate of all six is below 4e-6.
    expect(Math.abs(sum / count)).toBeLessThan(5 / Math.sqrt(count));
    expect(Math.abs(squares / count - 1)).toBeLessThan(5 * Math.sqrt(2 / count));
    expect(Math.abs(fourth / count - 3)).toBeLessThan(5 * Math.sqrt(96 / count));
    const tail2 = 0.02275013194817921; // scipy.stats.norm.sf(2)
    expect(Math.abs(beyond2 / count - tail2)).toBeLessThan(5 * Math.sqrt(tail2 / count));
    const tail37 = 2.1559e-4; // 2 * scipy.stats.norm.sf(3.7): beyond the ziggurat's last layer
    expect(Math.abs(beyond37 / count - tail37)).toBeLessThan(5 * Math.sqrt(tail37 / count));
  });

  test('a normal law passes a chi-squared test over 64 cells of equal probability', () => {
    const count = 1 << 20;
    const cells = new Int32Array(64);
    const random = randomFrom(13);
    for (let at = 0; at < count; at++) cells[Math.min(63, Math.floor(normalCdf(random.normal()) * 64))]!++;
    const expected = count / 64;
    const statistic = cells.reduce((total, seen) => total + (seen - expected) ** 2 / expected, 0);
    // scipy.stats.chi2.isf(1e-6, 63) = 131.4
    expect(statistic).toBeLessThan(131.4);
  });

  test('whole numbers are uniform and permutations are permutations', () => {
    const random = randomFrom(3);
    const seen = new Int32Array(7);
    for (let at = 0; at < 70_000; at++) seen[random.integer(7)]!++;
    const statistic = seen.reduce((total, count) => total + (count - 10_000) ** 2 / 10_000, 0);
    // scipy.stats.chi2.isf(1e-6, 6) = 38.3
    expect(statistic).toBeLessThan(38.3);
    expect([...random.permutation(50)].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 50 }, (_, at) => at),
    );
  });
});

/** Φ by Simpson's rule, so that the generator is judged by something that shares no code with it. */
function normalCdf(x: number): number {
  const end = Math.abs(x);
  const steps = 2 * Math.ceil(8 * end + 1);
  const h = end / steps;
  let sum = 0;
  for (let at = 0; at <= steps; at++)
    sum += (at === 0 || at === steps ? 1 : at % 2 === 1 ? 4 : 2) * Math.exp(-0.5 * (at * h) ** 2);
  const half = (sum * h) / 3 / Math.sqrt(2 * Math.PI);
  return x < 0 ? 0.5 - half : 0.5 + half;
}
