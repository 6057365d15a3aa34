import { expect, test } from 'vitest';
import type { Figure } from '../../src/lab/preset.js';
import { extent } from '../../src/math/extent.js';
import { encodeGreyBitmap } from '../../src/report/lab/bitmap.js';
import { lineChart, scaleOf } from '../../src/report/lab/chart.js';
import { facets } from '../../src/report/lab/facets.js';
import { thin } from '../../src/report/lab/thin.js';

const figure = (y: readonly number[]): Figure => ({
  title: 'Loss',
  xLabel: 'generation',
  yLabel: 'loss',
  curves: [{ name: 'ours', kind: 'ours', x: y.map((_, at) => at), y }],
});

test('values that differ by rounding alone, and constants of any size, have a scale with a few ticks', () => {
  for (const values of [
    [2.838546957295289, 2.8385469572952893],
    [2 ** 53, 2 ** 53],
    [-(2 ** 60), -(2 ** 60)],
    [1e300, 1e300],
    [0, 0],
    [5e-324, 5e-324],
    [0, 5e-324],
    [3, 3],
  ]) {
    const { at, ticks } = scaleOf(values, 200, 10, false, true);
    expect(ticks.length, String(values)).toBeGreaterThanOrEqual(2);
    expect(ticks.length, String(values)).toBeLessThanOrEqual(7);
    for (const place of [...values, ...ticks].map(at)) {
      expect(place, String(values)).toBeGreaterThanOrEqual(9.9);
      expect(place, String(values)).toBeLessThanOrEqual(200.1);
    }
    expect(lineChart(figure(values)).text).not.toMatch(/NaN|Infinity/);
  }
  expect(scaleOf([0, 1], 0, 1, false, true).ticks).toEqual([0, 0.5, 1]);
  expect(scaleOf([0, 1.1], 0, 1, false, true).ticks).toEqual([0, 0.5, 1]);
  expect(scaleOf([0.1, 0.7], 0, 1, false, false).ticks).toEqual([0.2, 0.4, 0.6]);
});

test('a value that is not a number is no point at zero', () => {
  // What was kept as JSON has null for it.
  const { curves, ...rest } = figure([5, 6, JSON.parse('null'), 7, Number.NaN]);
  const curve = { ...curves[0]!, low: [4, JSON.parse('null'), 4, 4, 4], high: [9, 9, 9, 9, 9] };
  const markup = lineChart({ ...rest, curves: [curve] }).text;
  expect(markup.match(/class="lab-dot"/g)).toHaveLength(3);
  expect(markup.match(/class="whisker"/g)).toHaveLength(2);
  expect(/lab-ours"[^>]* d="([^"]*)"/.exec(markup)![1]!.match(/[ML]/g)).toHaveLength(3);
});

test('a line of a million generations is drawn, thinned, and keeps its peaks', () => {
  const values = Array.from({ length: 1_000_000 }, (_, at) => (at === 654_321 ? 99 : at === 123 ? -50 : 1));
  expect(extent(values)).toEqual([-50, 99]);
  const line = values.map((y, x) => ({ x, y }));
  const kept = thin(line);
  expect(kept.length).toBeLessThanOrEqual(300);
  expect(kept[0]).toBe(line[0]);
  expect(kept.at(-1)).toBe(line.at(-1));
  expect(kept).toContain(line[123]);
  expect(kept).toContain(line[654_321]);
  expect(kept.map(({ x }) => x)).toEqual(kept.map(({ x }) => x).sort((a, b) => a - b));
  const panel = facets('loss', 'Loss', [{ label: 'one', mean: values, low: [], high: [], law: null }]).text;
  expect(panel.length).toBeLessThan(10_000);
  expect(lineChart(figure(values)).text.length).toBeLessThan(30_000);
  const short = line.slice(0, 300);
  expect(thin(short)).toBe(short);
});

test('a picture is scaled down to 64 pixels a side by means, and a small one stays as it is', () => {
  const decode = (url: string) => {
    const bytes = Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
    const [width, height] = [bytes.readInt32LE(18), -bytes.readInt32LE(22)];
    const stride = Math.ceil(width / 4) * 4;
    return { width, height, at: (row: number, column: number) => bytes[1078 + row * stride + column]! };
  };
  // Stripes of one pixel beside a black half: grey, and black.
  const large = Float32Array.from({ length: 256 * 128 }, (_, at) => (at % 256 < 128 ? at % 2 : 1));
  const small = decode(encodeGreyBitmap(large, 256, 128));
  expect([small.width, small.height]).toEqual([64, 32]);
  expect(small.at(31, 31)).toBe(127);
  expect(small.at(31, 32)).toBe(0);
  // A strip keeps a pixel of its short side.
  const strip = decode(encodeGreyBitmap(new Float32Array(1000).fill(1), 1000, 1));
  expect([strip.width, strip.height, strip.at(0, 63)]).toEqual([64, 1, 0]);
  const kept = decode(encodeGreyBitmap(Float32Array.from([0, 1, 0.5, 0]), 2, 2));
  expect([kept.width, kept.height, kept.at(0, 0), kept.at(0, 1), kept.at(1, 0)]).toEqual([2, 2, 255, 0, 127]);
});
