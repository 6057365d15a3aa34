import { describe, expect, test } from 'vitest';
import { sweepLines } from '../../src/cli/lab-progress.js';
import type { CellSummary } from '../../src/lab/cell-summary.js';
import type { ChainGeneration } from '../../src/lab/chain-result.js';
import { cellsOf, chainsOf, type SweepText } from '../../src/lab/sweep.js';
import { SweepProgress } from '../../src/lab-runs/sweep-progress.js';
import { renderRunEnd } from '../../src/report/lab/terminal.js';
import { columnsOf } from '../../src/report/terminal-text.js';

const sweep: SweepText = {
  models: ['gaussian'],
  regimes: ['replace', 'accumulate'],
  generations: 100,
  sizes: [500],
  seeds: [1],
  chains: 10,
  settings: {},
  decoding: {},
  hasSamplingError: true,
};
const cells = cellsOf(sweep);
const span = (count: number) => Array.from({ length: count }, (_, at) => at);

function summary(label: string, at: (generation: number) => number | null, law: boolean): CellSummary {
  const mean = span(31).map(at);
  const moved = (by: number) => mean.map((value) => (value === null ? null : value + by));
  const series = {
    mean,
    low: moved(-0.1),
    high: moved(0.1),
    median: mean,
    undefinedCount: mean.map(() => 0),
  };
  return {
    id: cells[0]!.id,
    plan: cells[0]!.text,
    label,
    chains: 10,
    counts: [],
    series: [{ measure: 'variance-kept', ...series, why: null }],
    law: law
      ? {
          name: 'a law',
          formula: 'x = y',
          assumptions: [],
          measure: 'variance-kept',
          values: span(31).map((g) => 0.97 ** g),
        }
      : null,
  };
}

const falling = (g: number) => 0.97 ** g + 0.02 * Math.sin(g);
const end = (count: number, width: number, unicode = true) =>
  renderRunEnd(
    {
      cells: span(count).map((at) =>
        summary(at === 0 ? 'replace' : `cell ${at}`, at === 1 ? () => 0.98 : falling, at === 0),
      ),
      resumedChains: 0,
      out: 'lab-run',
    },
    { color: false, width, unicode },
  );

describe('the chart at the end', () => {
  test('draws mean, interval and closed form on labelled axes', () => {
    expect(end(2, 80)).toMatchInlineSnapshot(`
      "Variance kept: total variance of the samples (n − 1) over that of held-out real
      records; 1 is all

            replace                              cell 1
        1.1┤⢄┄⡀░░                               │⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀
           │░░⠈⠑┄⣀⣀⡀░░░░                        │░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░
           │    ░░░┄⠉⠑┄⢄⣀┄░░░░░                 │
           │          ░░░⠉⠉⠉┄⠒⠤┄⣀⣀⣀⡀░░░░░░░     │
       0.55┤                 ░░░░░┄⠈⠑┄⠤⠤┄⠤⠤┄░░  │
           │                         ░░░░░░░⠉⠉  │
           │                                    │
          0┤                                    │
           └──────────────────────────────────  └──────────────────────────────────
            0           generation          30   0           generation          30
            1 → 0.3812                           0.98 → 0.98
            [0.2812, 0.4812]                     [0.88, 1.08]
            closed form 0.401
      ⠤⠒ mean of 10 chains   ░ its 95 % interval   ┄ closed form

      a law: x = y
      lab-run/report.html shows the generations; lab-run/summary.json has every number
      "
    `);
  });

  test.each([40, 60, 80, 100])('fits %i columns, with few cells and with many', (width) => {
    for (const count of [1, 2, 3, 4, 5, 40])
      for (const line of end(count, width).split('\n'))
        if (!line.startsWith('lab-run/')) expect(columnsOf(line), line).toBeLessThanOrEqual(width);
  });

  test('uses ASCII where asked', () => {
    const lines = end(2, 80, false)
      .split('\n')
      .filter((line) => /^ *[\d.]*[|+]/.test(line));
    expect(lines.length).toBeGreaterThan(8);
    expect(lines.join('')).toMatch(/^[\x20-\x7e]*$/);
  });

  test('leaves a gap where no chain has a value, and draws constants', () => {
    const ragged = (at: (g: number) => number | null) =>
      renderRunEnd(
        { cells: [summary('one', at, false)], resumedChains: 1, out: 'lab-run' },
        { color: false, width: 80 },
      );
    expect(ragged((g) => (g > 10 ? null : 1))).toContain('1 → –');
    expect(ragged(() => 1)).toContain('1 → 1');
    expect(ragged(() => 0)).toContain('0 → 0');
    for (const constant of [2 ** 54, 1e300]) expect(ragged(() => constant)).toMatch(/[┤│][⠁-⣿]{30}/);
    expect(ragged((g) => (g === 3 ? 2.8385469572952893 : 2.838546957295289))).toContain('2.839 → 2.839');
    expect(ragged((g) => 10 ** -g)).toContain('1 → 1.00e-30');
  });
});

test('many loops of many generations take one line each, and the folder is named as it would be typed', () => {
  const long = Array.from({ length: 30_000 }, (_, g) => 1 + (g % 7));
  const all = span(5).map((at) => {
    const one = summary(`cell ${at}`, falling, false);
    return { ...one, series: [{ ...one.series[0]!, mean: long }] };
  });
  const text = renderRunEnd({ cells: all, resumedChains: 0, out: 'runs/one/' }, { color: false, width: 80 });
  expect(text).toContain('bars from 0 to 7, generation 0 to 29999');
  expect(text).toContain('runs/one/report.html shows the generations; runs/one/summary.json has');
});

describe('time left', () => {
  const keys = chainsOf(sweep, cells);
  const result = (generation: number): ChainGeneration => ({
    generation,
    counts: { total: 500, real: 0, synthetic: 500, freshReal: 0, refused: 0 },
    measurements: { 'tail-kept': { value: 0.5 } },
  });

  /** Runs chains one after another on a made clock, by what a generation costs; what is said after each chain. */
  function rehearse(cost: (regime: string, generation: number) => number) {
    let timeMs = 0;
    const progress = new SweepProgress(keys, 1, () => timeMs);
    const said: { left: number; at: number }[] = [];
    const turns = span(sweep.chains).flatMap((chain) => keys.filter((key) => key.chain === chain));
    for (const key of turns) {
      progress.start(key);
      for (const generation of span(sweep.generations + 1)) {
        timeMs += cost(key.cell.text.regime, generation);
        progress.generation(key, result(generation));
        if (progress.secondsLeft !== null) said.push({ left: progress.secondsLeft, at: timeMs / 1000 });
      }
      progress.finish(key);
    }
    return { progress, said, total: timeMs / 1000 };
  }

  test('is right within a tenth once each cell has finished a chain, though accumulating costs more with each generation', () => {
    const { said, total } = rehearse((regime, g) => (regime === 'replace' ? 2 : 1 + 0.9 * g));
    const after = said.filter(({ at }) => at > total / 10);
    expect(after.length).toBeGreaterThan(1000);
    for (const { left, at } of after) expect(Math.abs(left - (total - at))).toBeLessThan(0.1 * total);
    expect(said.at(-1)!.left).toBeCloseTo(0, 6);
  });

  test('is within a factor of two while the first expensive chain has just begun', () => {
    const { said, total } = rehearse((regime, g) => (regime === 'replace' ? 2 : 1 + 0.9 * g));
    // The first chain of replace takes 202 ms; twenty generations of accumulate later it is known what those cost.
    const early = said.find(({ at }) => at > 0.202 + 0.2)!;
    expect(early.left / (total - early.at)).toBeGreaterThan(0.5);
    expect(early.left / (total - early.at)).toBeLessThan(2);
  });

  test('counts chains finished before, and fits the unfinished cells into the columns', () => {
    let timeMs = 0;
    const progress = new SweepProgress(keys, 2, () => timeMs);
    const finished = { generations: span(sweep.generations + 1).map(result) };
    progress.resume(keys[0]!, finished);
    expect(progress.chains).toEqual({ done: 1, total: 20 });
    expect(progress.generations).toEqual({ done: 101, total: 2020 });
    expect(progress.secondsLeft).toBeNull();
    progress.start(keys[1]!);
    for (const g of [0, 1, 2]) {
      timeMs += 100;
      progress.generation(keys[1]!, result(g));
    }
    const lines = sweepLines('Running', progress, 10, 79);
    expect(lines).toEqual([
      'Running  1 of 20 chains · 22 min 38 s left · 104 of 2,020 generations · 10/s',
      '  replace     chains 1/10 · generation 2 · tail kept 0.500',
      '  accumulate  chains 0/10 · waiting',
    ]);
    for (const line of sweepLines('Running', progress, 10, 40)) expect(line.length).toBeLessThanOrEqual(40);
  });
});
