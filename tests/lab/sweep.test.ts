import { describe, expect, test } from 'vitest';
import { summarise, tableOf } from '../../src/lab/cell-summary.js';
import type { ChainResult } from '../../src/lab/chain-result.js';
import { replaceDiversity } from '../../src/lab/closed-forms.js';
import { type Cell, cellsOf, chainsOf, type SweepText } from '../../src/lab/sweep.js';

const sweep = (over: Partial<SweepText> = {}): SweepText => ({
  models: ['gaussian'],
  regimes: ['replace'],
  generations: 1,
  sizes: [50],
  seeds: [1],
  chains: 1,
  settings: {},
  decoding: {},
  hasSamplingError: true,
  ...over,
});

describe('a sweep', () => {
  test('has a cell for every combination of model, regime, size and setting that both have', () => {
    const cells = cellsOf(
      sweep({
        models: ['gaussian', 'kde'],
        regimes: ['replace', 'fresh-mix'],
        sizes: [50, 100],
        settings: { share: [0.1, 0.2, 0.3], bandwidth: [1, 2] },
      }),
    );
    // Replace knows no share, gaussian no bandwidth: (1 + 3) · (1 + 2) · 2.
    expect(cells).toHaveLength(24);
    expect(new Set(cells.map(({ id }) => id)).size).toBe(24);
    expect(cells.map(({ label }) => label)).toContain('kde, fresh-mix, n = 100, bandwidth = 2, share = 0.3');
    expect(new Set(cells.map(({ text }) => JSON.stringify(text))).size).toBe(24);
  });

  test('a prefix gives a setting only to the model or only to the data source', () => {
    const settings = { 'data-source.noise': [0.5], 'model.noise': [2] };
    const [cell] = cellsOf(sweep({ models: ['linear-regression'], settings }));
    const given = { modelSettings: { noise: 2 }, dataSourceSettings: { noise: 0.5 } };
    expect(cell!.text).toMatchObject(given);
    expect(cell!.plan).toMatchObject(given);
  });

  test('refuses an unknown setting and a value out of range before anything runs', () => {
    expect(() => cellsOf(sweep({ settings: { shares: [1] } }))).toThrow(/no model, regime or data source/);
    expect(() => cellsOf(sweep({ regimes: ['fresh-mix'], settings: { share: [2] } }))).toThrow(/from 0 to 1/);
  });

  test('has seeds × chains chains of every cell, each with a folder of its own', () => {
    const text = sweep({ regimes: ['replace', 'accumulate'], seeds: [3, 4], chains: 5 });
    const folders = chainsOf(text, cellsOf(text)).map(({ folder }) => folder);
    expect(new Set(folders).size).toBe(20);
  });
});

describe('a summary', () => {
  const counts = { total: 50, real: 50, synthetic: 0, freshReal: 50, refused: 0 };
  const chain = (measure: string, ...values: (number | null)[]): ChainResult => ({
    generations: values.map((value, generation) => ({
      generation,
      counts,
      measurements: { [measure]: value === null ? { value, why: 'too few' } : { value } },
    })),
  });
  const summaryOf = (cell: Cell, chains: readonly ChainResult[], order = [...chains.keys()]) => {
    const table = tableOf(cell, chains.length);
    for (const at of order) table.add(at, chains[at]!);
    return summarise(cell, table);
  };
  const series = (measure: string, chains: ChainResult[], models = ['gaussian']) => {
    const summary = summaryOf(cellsOf(sweep({ models }))[0]!, chains);
    return { ...summary.series.find((one) => one.measure === measure)!, law: summary.law };
  };

  test('has Student’s interval of the mean: of 1, 2, 3 it is 2 ± 4.303/√3, as R’s t.test gives it', () => {
    const chains = [1, 2, 3].map((value) => chain('variance-kept', value, value));
    const { mean, low, high, median } = series('variance-kept', chains);
    expect(mean).toEqual([2, 2]);
    expect(median).toEqual([2, 2]);
    expect(low[0]).toBeCloseTo(-0.4841377, 6);
    expect(high[0]).toBeCloseTo(4.4841377, 6);
  });

  test('counts chains without a value, keeps their reason, and gives one chain no interval', () => {
    const { mean, low, undefinedCount, why } = series('variance-kept', [
      chain('variance-kept', 1, 0.5),
      chain('variance-kept', null, null),
    ]);
    expect({ mean, low, undefinedCount, why }).toEqual({
      mean: [1, 0.5],
      low: [null, null],
      undefinedCount: [1, 1],
      why: 'too few',
    });
  });

  test('is the same for any order of the chains', () => {
    const [first, second, third] = [
      chain('drift', 0.1, null),
      chain('drift', 1e16, 3),
      chain('drift', null, 5),
    ];
    const late = { ...second!.generations[1]!, measurements: { drift: { value: null, why: 'too late' } } };
    const chains = [first!, { generations: [second!.generations[0]!, late] }, third!];
    const [cell] = cellsOf(sweep());
    const summary = summaryOf(cell!, chains);
    expect(summary.series.find(({ measure }) => measure === 'drift')!.why).toBe('too few');
    for (const order of [
      [2, 1, 0],
      [2, 0, 1],
    ])
      expect(summaryOf(cell!, chains, order)).toEqual(summary);
  });

  test('gives the law in the measure’s own unit', () => {
    const of = (measure: string, model: string) =>
      series(measure, [chain(measure, 0.9, 0.8)], [model]).law!.values;
    expect(of('variance-kept', 'gaussian')).toEqual([replaceDiversity(50, 1), replaceDiversity(50, 2)]);
    const cool = summaryOf(cellsOf(sweep({ decoding: { temperature: 0.5 } }))[0]!, [
      chain('variance-kept', 0.5, 0.2),
    ]);
    // Samples of generation 0 have half the variance of a model that has 49/50 of the real one.
    expect(cool.law!.values[0]).toBeCloseTo(0.49, 12);
    expect(cool.law!.values[1]).toBeCloseTo(0.49 * 0.49, 12);
    // The real Gini-Simpson index is not 1: the law begins where generation 0 is.
    expect(of('gini-simpson', 'categorical')[0]).toBe(0.9);
    expect(of('gini-simpson', 'categorical')[1]).toBeCloseTo(0.9 * 0.98, 12);
  });
});
