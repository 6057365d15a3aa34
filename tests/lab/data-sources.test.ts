import { describe, expect, test } from 'vitest';
import type { Data, ImageStack, NumericRows, TokenBlocks } from '../../src/core/model.js';
import { DATA_SOURCES } from '../../src/lab/data-sources/index.js';
import { leastSquares } from '../../src/lab/models/linear-regression.js';
import { logisticRegression } from '../../src/lab/models/logistic-regression.js';
import { columnMoments } from '../../src/lab/moments.js';
import { type LabData, NO_DATA } from '../../src/lab/preset.js';
import { randomFrom } from '../../src/math/random.js';

const open = <D extends Data>(
  id: string,
  size: number,
  settings: { [id: string]: number | string } = {},
  data: LabData = NO_DATA,
) => {
  const { initial, heldOut, fresh } = DATA_SOURCES.find((dataSource) => dataSource.id === id)!.open(
    size,
    randomFrom(1),
    settings,
    data,
  );
  return { initial: initial as D, heldOut: heldOut as D, fresh: fresh as (count: number) => D };
};

describe('laws', () => {
  test('two moons are the half circles of scikit-learn’s make_moons', () => {
    const { values } = open<NumericRows>('moons', 400, { noise: 0 }).initial;
    let upper = 0;
    for (let row = 0; row < 400; row++) {
      const [x, y] = [values[2 * row]!, values[2 * row + 1]!];
      const isUpper = Math.abs(x * x + y * y - 1) < 1e-12 && y >= 0;
      const isLower = Math.abs((x - 1) ** 2 + (y - 0.5) ** 2 - 1) < 1e-12 && y <= 0.5;
      expect(isUpper || isLower).toBe(true);
      if (isUpper) upper++;
    }
    expect(Math.abs(upper - 200)).toBeLessThan(45);
  });

  test('a grid’s modes stand one apart around the middle, each as wide as stated', () => {
    const { values } = open<NumericRows>('grid', 5000, { side: 3, deviation: 0.05 }).initial;
    const modes = new Set(Array.from(values, Math.round));
    expect([...modes].sort((a, b) => a - b)).toEqual([-1, 0, 1]);
    const off = columnMoments(
      values.map((value) => value - Math.round(value)),
      1,
    );
    expect(Math.abs(off.variance[0]! / 0.0025 - 1)).toBeLessThan(0.06);
  });

  test('the linear law has equal coefficients of length one, and the noise it is given', () => {
    const data = open<NumericRows>('linear', 20_000, { columns: 4, noise: 0.5 }).initial;
    const w = leastSquares(data, null, 0);
    for (const one of w) expect(Math.abs(one - 0.5)).toBeLessThan(4.5 * (0.5 / Math.sqrt(20_000)));
    const errors = Float64Array.from({ length: data.count }, (_, row) => {
      const x = data.values.subarray(5 * row, 5 * row + 5);
      return x[4]! - 0.5 * (x[0]! + x[1]! + x[2]! + x[3]!);
    });
    expect(Math.abs(columnMoments(errors, 1).variance[0]! / 0.25 - 1)).toBeLessThan(0.05);
  });

  test('the logistic law has coefficients of length two', async () => {
    const data = open<NumericRows>('logistic', 20_000, { columns: 4 }).initial;
    const fitted = await logisticRegression.fit(data, randomFrom(2), {});
    for (const one of fitted.parameters()['coefficients'] as Float64Array)
      expect(Math.abs(one - 1)).toBeLessThan(0.1);
  });
});

describe('finite data sources never give a record twice', () => {
  const words = Array.from({ length: 103 }, (_, at) => `w${at}`);
  const text: LabData = {
    ...NO_DATA,
    wikitext: { train: words.join(' '), valid: '', test: 'w0 w1 w102 w0 w5 w3' },
  };
  /** Each picture is one grey of its own. */
  const pictures: LabData = {
    ...NO_DATA,
    mnist: {
      pixels: Uint8Array.from({ length: 40 * 784 }, (_, at) => Math.floor(at / 784)),
      labels: new Uint8Array(40),
    },
  };

  test('text: the first blocks train, later ones are fresh, words outside the first are <unk>', () => {
    const reality = open<TokenBlocks>('wikitext', 10, { 'block-length': 2 }, text);
    expect(Array.from(reality.initial.tokens)).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
    expect(Array.from(reality.heldOut.tokens)).toEqual([1, 2, 0, 1, 6, 4]);
    // Of 51 blocks ten are given: 41 are left, all of words that the first ten do not have.
    expect(Array.from(reality.fresh(41).tokens)).toEqual(new Array(82).fill(0));
    expect(() => reality.fresh(1)).toThrow(/used up/);
    expect(() => open('wikitext', 60, { 'block-length': 2 }, text)).toThrow(
      /needs 60 blocks of 2 words, but the text holds 51/,
    );
  });

  test('pictures: held-out, training and fresh pictures differ', () => {
    const reality = open<ImageStack>('mnist', 12, { 'held-out': 10 }, pictures);
    const greys = (data: ImageStack) =>
      Array.from({ length: data.count }, (_, at) => Math.round(data.pixels[at * 784]! * 255));
    const all = [reality.heldOut, reality.initial, reality.fresh(10), reality.fresh(8)].flatMap(greys);
    expect(all.sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, at) => at));
    expect(() => reality.fresh(1)).toThrow(/used up/);
  });

  test.each(['wikitext', 'mnist', 'quickdraw'])(
    '%s names the option for its folder when its data is missing',
    (id) => {
      expect(() => open(id, 10)).toThrow(/--data/);
    },
  );
});
