import { describe, expect, test } from 'vitest';
import type { NumericRows } from '../../src/core/model.js';
import { componentLength, EmPasses } from '../../src/lab/models/em-kernel.js';
import { densitiesAt, exponential, referenceSums } from '../../src/lab/models/em-reference.js';
import { type FittedMixture, gmm } from '../../src/lab/models/gmm.js';
import { randomFrom } from '../../src/math/random.js';
import { mean } from '../../src/math/statistics.js';

const random = randomFrom(11);

function normals(count: number, label: string): Float64Array {
  const values = new Float64Array(count);
  random.split(label).fillNormal(values);
  return values;
}

/** Components with means, narrow and wide triangles, and constants that make some of them hopeless. */
function parametersOf(columns: number, components: number): Float64Array {
  const length = componentLength(columns);
  const drawn = normals(components * length, `parameters ${columns} ${components}`);
  return drawn.map((value, at) => {
    const k = Math.floor(at / length);
    return at % length === 0 ? 3 * value - (k === 3 ? 2000 : 0) : k === 1 ? 30 * value : value;
  });
}

describe('the kernel gives the bits of its reference', () => {
  const shapes = [1, 2, 3, 5].flatMap((columns) => [1, 2, 3, 7].map((components) => [columns, components]));
  test.each(shapes)('%i columns, %i components', (columns, components) => {
    const parameters = parametersOf(columns!, components!);
    for (const count of [1, 2, 7, 501])
      for (const weights of [
        null,
        normals(count, 'weights').map((value, at) => (at === 3 ? 0 : value ** 2)),
      ]) {
        const values = normals(count * columns!, `values ${count}`);
        const records = { values, weights, count, columns: columns! };
        const pass = new EmPasses(records, components!);
        const ours = pass.sums(parameters);
        const theirs = referenceSums(records, parameters, components!);
        expect(ours.sums).toEqual(theirs.sums);
        expect(ours.sums.some((value) => value !== 0)).toBe(true);
        if (weights === null) expect(ours.logLikelihood).toBe(theirs.logLikelihood);
        const logs = Float64Array.from({ length: count }, (_, row) => {
          const point = values.subarray(row * columns!, (row + 1) * columns!);
          const { largest, mass } = densitiesAt(point, parameters, components!);
          return largest + Math.log(mass);
        });
        expect(pass.logDensities(parameters)).toEqual(logs);
        // The product of masses is only another order of the same sum.
        const total = logs.reduce((sum, log, row) => sum + (weights === null ? 1 : weights[row]!) * log, 0);
        expect(ours.logLikelihood / total).toBeCloseTo(1, 11);
      }
  });

  test('for more records than its memory holds at once, and whichever set was used last', () => {
    const columns = 128;
    const count = 9001;
    const records = { values: normals(count * columns, 'many'), weights: null, count, columns };
    const parameters = parametersOf(columns, 1);
    const pass = new EmPasses(records, 1);
    const first = pass.sums(parameters);
    expect(first).toEqual(referenceSums(records, parameters, 1));
    const small = { values: normals(40, 'few'), weights: null, count: 20, columns: 2 };
    const other = new EmPasses(small, 2);
    expect(other.sums(parametersOf(2, 2))).toEqual(referenceSums(small, parametersOf(2, 2), 2));
    expect(pass.sums(parameters)).toEqual(first);
  });
});

test('its exponential is that of Math.exp to two units in the last place, and 0 below −708', () => {
  for (const u of normals(20_000, 'exponents')) {
    const x = -Math.abs(u) * (u > 0 ? 1 : 200);
    const expected = x < -708 ? 0 : Math.exp(x);
    expect(Math.abs(exponential(x) - expected)).toBeLessThanOrEqual(2 ** -51 * expected);
  }
  expect(exponential(0)).toBe(1);
  expect(exponential(Number.NaN)).toBe(0);
});

/** Two clouds of 3,000 and 1,000 points. */
function clouds(): NumericRows {
  const values = normals(8000, 'clouds').map((value, at) =>
    at < 6000 ? value : at % 2 === 0 ? 6 + 0.5 * value : -4 + 2 * value,
  );
  return { kind: 'numeric', count: 4000, columns: 2, values };
}

const settings = { components: 2, tolerance: 1e-9, iterations: 500, ridge: 1e-6 };

test('finds two clouds where they are, from a start on a sample of the records', () => {
  const { mixture } = gmm.fit(clouds(), randomFrom(1), settings) as FittedMixture;
  const small = mixture.shares[0]! < mixture.shares[1]! ? 0 : 1;
  expect(mixture.shares[small]).toBeCloseTo(0.25, 2);
  // Four standard errors: 4·σ/√1000 for a mean, 4·σ²·√(2/1000) for a variance.
  expect(Math.abs(mixture.means[2 * small]! - 6)).toBeLessThan(0.07);
  expect(Math.abs(mixture.means[2 * small + 1]! + 4)).toBeLessThan(0.26);
  expect(Math.abs(mixture.covariances[4 * small]! - 0.25)).toBeLessThan(0.05);
  expect(Math.abs(mixture.covariances[4 * small + 3]! - 4)).toBeLessThan(0.72);
});

test.each([1e8, 1.7e9])('finds them equally well at %i from the origin', (offset) => {
  const near = gmm.fit(clouds(), randomFrom(1), settings) as FittedMixture;
  const data = clouds();
  const moved = { ...data, values: data.values.map((value) => value + offset) };
  const far = gmm.fit(moved, randomFrom(1), settings) as FittedMixture;
  for (const k of [0, 1]) {
    expect(far.mixture.shares[k]).toBeCloseTo(near.mixture.shares[k]!, 2);
    expect(far.mixture.means[2 * k]! - offset).toBeCloseTo(near.mixture.means[2 * k]!, 1);
  }
});

test('refuses numbers that are not finite, and names the record', () => {
  const data = clouds();
  data.values[2 * 17] = Number.NaN;
  expect(() => gmm.fit(data, randomFrom(1), settings)).toThrow('finite numbers, got NaN in record 17');
});

test('EM never loses likelihood', () => {
  const data = clouds();
  const at = (iterations: number) => {
    const fitted = gmm.fit(data, randomFrom(1), { ...settings, tolerance: 0, iterations }) as FittedMixture;
    return mean(fitted.logLikelihood!(data) as Float64Array);
  };
  const path = [1, 2, 3, 5, 10, 40].map(at);
  for (let turn = 1; turn < path.length; turn++)
    expect(path[turn]).toBeGreaterThanOrEqual(path[turn - 1]! - 1e-12);
});

test('a weight of two is a record twice', () => {
  const { values, count } = clouds();
  const rows = 900;
  const some = values.subarray(2 * (count - rows) - 800, 2 * count - 800);
  const weights = Float64Array.from({ length: rows }, (_, row) => 1 + (row % 2));
  const twice = Float64Array.from(
    [...weights.keys()].flatMap((row) => {
      const point = [some[2 * row]!, some[2 * row + 1]!];
      return weights[row] === 2 ? [...point, ...point] : point;
    }),
  );
  const of = (points: Float64Array): NumericRows => ({
    kind: 'numeric',
    count: points.length / 2,
    columns: 2,
    values: points,
  });
  const one = (gmm.fit(of(some), randomFrom(1), settings, weights) as FittedMixture).mixture;
  const two = (gmm.fit(of(twice), randomFrom(1), settings) as FittedMixture).mixture;
  const sorted = (found: typeof one) => Array.from(found.shares).sort();
  sorted(one).forEach((share, at) => {
    expect(share).toBeCloseTo(sorted(two)[at]!, 4);
  });
});
