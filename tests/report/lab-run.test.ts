import { describe, expect, test } from 'vitest';
import type { CellSummary } from '../../src/lab/cell-summary.js';
import type { SweepText } from '../../src/lab/sweep.js';
import { randomFrom } from '../../src/math/random.js';
import { densityContours } from '../../src/report/lab/contours.js';
import { facets } from '../../src/report/lab/facets.js';
import { type LabPicture, renderLabReport } from '../../src/report/lab/index.js';

const HOSTILE = '<img src=x onerror=alert(1)> "quoted" \u202eevil';

const sweep: SweepText = {
  models: ['gaussian'],
  regimes: ['replace', 'accumulate'],
  generations: 2,
  sizes: [10],
  seeds: [1],
  chains: 3,
  settings: {},
  decoding: {},
  hasSamplingError: true,
};

const cell = (label: string, mean: (number | null)[], law: CellSummary['law']): CellSummary => ({
  id: label,
  label,
  plan: { model: 'gaussian', regime: label, generations: 2, size: 10, decoding: {}, hasSamplingError: true },
  chains: 3,
  counts: mean.map(() => ({ total: 10, real: 10, freshReal: 10, synthetic: 0, refused: 0 })) as never,
  series: [
    {
      measure: 'variance-kept',
      mean,
      low: mean.map((value) => (value === null ? null : value - 5)),
      high: mean.map((value) => (value === null ? null : value + 5)),
      median: mean,
      why: mean.includes(null) ? 'real records do not vary' : null,
    },
  ] as never,
  law,
});

const LAW: CellSummary['law'] = {
  name: 'replace law',
  formula: '(1 − 1/n)^g',
  assumptions: ['exact fits'],
  measure: 'variance-kept',
  values: [0.9, 0.81, 0.73],
};

const page = (pictures: (LabPicture | null)[]) =>
  renderLabReport({
    sweep,
    cells: [cell('replace', [0.9, 0.8, 0.7], LAW), cell('accumulate', [0.9, 0.88, null], null)],
    pictures,
  });

describe('the page of a run', () => {
  const images: LabPicture = {
    kind: 'images',
    real: ['data:image/bmp;base64,AA'],
    panels: [{ generation: 0, images: ['data:image/bmp;base64,BB'] }],
  };
  const ranks: LabPicture = {
    kind: 'ranks',
    types: 2,
    real: [
      { rank: 0, count: 9 },
      { rank: 1, count: 1 },
    ],
    realText: HOSTILE,
    panels: [
      {
        generation: 0,
        counts: [
          { rank: 0, count: 10 },
          { rank: 1, count: 0 },
        ],
        text: HOSTILE,
      },
    ],
  };
  const texts: LabPicture = {
    kind: 'texts',
    real: ['as it was'],
    panels: [{ generation: 3, texts: [HOSTILE] }],
  };
  const random = randomFrom(3);
  const cloud = Array.from({ length: 40 }, () => [random.normal(), random.normal()]);
  const points: LabPicture = {
    kind: 'points',
    columns: 2,
    real: cloud,
    panels: [{ generation: 0, points: cloud }],
  };

  test('explains the marks that are there and no others', () => {
    expect(page([images, images])).not.toMatch(/Filled dot|hollow dot/i);
    expect(page([images, images])).toContain('<span class="c-real">real</span>');
    expect(page([points, points])).toContain('densest regions that hold 50 % and 95 %');
    expect(page([ranks, null])).toContain('logarithmic scales');
    expect(page([ranks, null])).toContain('No samples were kept');
  });

  test('shows what models wrote as text, its markup escaped and its hidden characters spelt out', () => {
    for (const picture of [ranks, texts]) {
      const markup = page([picture, null]);
      expect(markup).not.toContain('<img src=x');
      expect(markup).toContain('&lt;img src=x onerror=alert(1)&gt;');
      expect(markup).not.toContain('\u202e');
      expect(markup).toContain('U+202E');
      expect(markup).not.toContain('<script');
      expect(markup).not.toMatch(/ style="/);
    }
    expect(page([texts, null])).toContain('then the first texts of each generation');
  });

  test('draws every loop of a measure beside the others, a closed form through the one that has it', () => {
    const markup = page([points, points]);
    const lines = [...markup.matchAll(/<g class="lab-mean"><path id="([^"]+)"/g)].map(([, id]) => id);
    expect(lines).toEqual(['mean-variance-kept-0', 'mean-variance-kept-1']);
    const behind = [...markup.matchAll(/<use class="lab-other" href="#([^"]+)"/g)].map(([, id]) => id);
    expect(behind).toEqual([lines[1], lines[0]]);
    expect(markup).toContain('Undefined for some generations of accumulate: real records do not vary.');
    expect(markup).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('says of each loop how many symbols its own records have', () => {
    const markup = page([ranks, { ...ranks, types: 4321 }]);
    expect(markup).toContain('All 2 symbols are drawn.');
    expect(markup).toContain('2 of 4,321 symbols are drawn, spread evenly by rank.');
  });

  test('grows with the number of loops, not with its square, and leaves out what many loops would bury', () => {
    const many = (count: number) =>
      renderLabReport({
        sweep,
        cells: Array.from({ length: count }, (_, at) =>
          cell(
            `loop ${at}`,
            Array.from({ length: 1000 }, (_, g) => 0.9 ** at + Math.sin(g) / 9),
            null,
          ),
        ),
        pictures: Array.from({ length: count }, () => texts),
      });
    const [few, more, most] = [many(2), many(12), many(48)];
    const perCell = (more.length - few.length) / 10;
    expect((most.length - few.length) / 46).toBeLessThan(1.1 * perCell);
    // Mean and both edges of the band, 300 points of up to a dozen characters each, and the table beneath.
    expect(perCell).toBeLessThan(20_000);
    expect(more.match(/class="lab-other" href/g)).toHaveLength(12 * 11);
    expect(most).not.toContain('class="lab-other" href');
    expect(most).toContain('48 loops are too many to draw the others behind each');
    expect(more).not.toContain('have no picture here');
    expect(most.match(/as it was/g)).toHaveLength(12);
    expect(most).toContain(
      '36 more loops have no picture here; their samples, if kept, are in <code>chains/</code>.',
    );
  });

  test('its headline says in words what became of the model', () => {
    expect(page([null, null])).toContain('<h1>How a model changes when it trains on its own output</h1>');
    const both = [cell('replace', [0.9, 0.8, 0.7], LAW), cell('accumulate', [0.9, 0.88, 0.87], null)];
    const headlineOf = (cells: readonly CellSummary[]) =>
      /<h1>(.*)<\/h1>/.exec(renderLabReport({ sweep, cells, pictures: [null, null] }))![1];
    expect(headlineOf(both)).toBe(
      'Trained only on its own output, the model kept 70\u00a0% of the real variety; on all data so far, 87\u00a0%',
    );
    const bySize = [10, 50].map((n) => ({
      ...cell('replace', [0.9, n === 10 ? 0.314 : 1.04], LAW),
      label: `n = ${n}`,
    }));
    expect(headlineOf(bySize)).toBe(
      'Under n = 10, the model kept 31\u00a0% of the real variety; under n = 50, it has 104\u00a0% of the real variety',
    );
    const symbols = both.map((one) => ({ ...one, series: [{ ...one.series[0]!, measure: 'types' }] }));
    expect(headlineOf([{ ...symbols[0]!, series: [{ ...symbols[0]!.series[0]!, mean: [500, 12] }] }])).toBe(
      'Trained only on its own output, the model went from 500 different symbols to 12',
    );
  });
});

test('dots of one column and the two densities stand on one scale', () => {
  const random = randomFrom(5);
  const column = (count: number, centre: number) =>
    Array.from({ length: count }, () => [centre + random.normal()]);
  const markup = page([
    {
      kind: 'points',
      columns: 1,
      real: column(400, 0),
      panels: [{ generation: 0, points: column(400, 0) }],
    },
    null,
  ]);
  const tops = (pattern: RegExp) => Math.min(...[...markup.matchAll(pattern)].map(([, y]) => Number(y)));
  const dots = tops(/lab-freckle" cx="[\d.]+" cy="([\d.]+)"/g);
  const curve = (name: string) =>
    Math.min(
      ...new RegExp(`class="${name}" d="([^"]+)"`)
        .exec(markup)![1]!
        .split(/[ML]/)
        .slice(1)
        .map((point) => Number(point.split(' ')[1])),
    );
  // The tallest stack of 400 normal draws is at most half as high again as their density, and no lower than it.
  const foot = 164;
  for (const name of ['lab-outline', 'lab-density'])
    expect((foot - dots) / (foot - curve(name))).toSatisfy((ratio: number) => ratio > 0.95 && ratio < 1.6);
  expect(markup).toContain('with a line of their density');
});

test('an interval of two chains may leave the frame and does not press the line flat', () => {
  const markup = facets('drift', 'Drift', [
    { label: 'replace', mean: [1, 2], low: [-100, -200], high: [100, 200], law: null },
  ]).text;
  const line = /class="lab-mean"><path id="mean-drift-0" d="M[\d.]+ ([\d.]+)L[\d.]+ ([\d.]+)"/.exec(markup)!;
  expect(Number(line[1]) - Number(line[2])).toBeGreaterThan(40);
  expect(
    facets('drift', 'Drift', [{ label: 'x', mean: [null], low: [null], high: [null], law: null }]).text,
  ).toContain('Nothing to draw');
});

test('a density line crosses the axis where the normal density says', () => {
  const random = randomFrom(4);
  const points = Array.from(
    { length: 4000 },
    () => [100 + 20 * random.normal(), 100 + 20 * random.normal()] as const,
  );
  const radii = [...densityContours(points, 200, [0.5]).matchAll(/M([\d.]+) ([\d.]+)/g)].map(([, x, y]) =>
    Math.hypot(Number(x) - 100, Number(y) - 100),
  );
  // Half of a bivariate normal lies within √(2 ln 2) standard deviations.
  const mean = radii.reduce((a, b) => a + b) / radii.length;
  expect(Math.abs(mean - 20 * Math.sqrt(2 * Math.LN2))).toBeLessThan(1.5);
  expect(densityContours([[1, 1]], 200, [0.5])).toBe('');
});
