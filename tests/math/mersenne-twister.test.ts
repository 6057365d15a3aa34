import { expect, test } from 'vitest';
import { MersenneTwister } from '../../src/math/mersenne-twister.js';
import { NumpyLegacyGenerator } from '../../src/math/numpy-legacy-random.js';

test('MT19937 gives the reference sequence of seed 5489', () => {
  // 4123659995 is the 10000th output that the C++ standard requires of std::mt19937 (26.6.5).
  const drawn = new MersenneTwister(5489);
  let last = 0;
  for (let draw = 0; draw < 10_000; draw++) last = drawn.next();
  expect(last).toBe(4123659995);
  const skipped = new MersenneTwister(0);
  skipped.seed(5489);
  skipped.skip(9999);
  expect(skipped.next()).toBe(4123659995);
});

test('the legacy generator draws what NumPy draws', () => {
  // r = numpy.random.RandomState(42); r.randn(111)[[0, 1, 2, 110]]; r.choice(10, 5, replace=False); r.randn(2)
  const numpy = new NumpyLegacyGenerator(42);
  const normals = numpy.normals(111);
  [0.4967141530112327, -0.13826430117118466, 0.6476885381006925].forEach((value, at) => {
    expect(normals[at]).toBeCloseTo(value, 14);
  });
  expect(normals[110]).toBeCloseTo(-1.9187712152990415, 14);
  expect([...numpy.choice(10, 5)]).toEqual([6, 5, 3, 4, 1]);
  expect(numpy.normals(1)[0]).toBeCloseTo(-0.026513875449216878, 14);
  // RandomState(9999): an odd count of normals leaves one for after the choice.
  const other = new NumpyLegacyGenerator(9999);
  expect(other.normals(3)[2]).toBeCloseTo(0.0478734, 7);
  expect([...other.choice(10, 5)]).toEqual([4, 1, 7, 9, 2]);
  expect(other.normals(1)[0]).toBeCloseTo(-0.48840469, 8);
});
