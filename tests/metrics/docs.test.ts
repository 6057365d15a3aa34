import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { metricRef } from '../../src/core/metric.js';
import { FIGURES } from '../../src/metrics/diversity/diversity.js';
import { FINDING_METRICS, METRICS } from '../../src/metrics/index.js';
import { candidateProbability, shapeFor } from '../../src/text/lsh-shape.js';
import { PERMUTATIONS } from '../../src/text/minhash.js';

const page = readFileSync(resolve(import.meta.dirname, '../../docs/metrics.md'), 'utf8');

describe('docs/metrics.md', () => {
  it.each([...METRICS, ...FINDING_METRICS].map(metricRef))('has a section on %s', (ref) => {
    expect(page).toContain(`\n### ${ref}\n`);
    expect(page).toContain(`| [\`${ref}\`](#`);
  });

  it('names every role and every figure of diversity', () => {
    for (const name of [...FINDING_METRICS.flatMap(({ roles }) => roles), ...Object.keys(FIGURES)])
      expect(page).toContain(`\`${name}\``);
  });

  it('states the probabilities that the formula gives', () => {
    const [, similarities, , rows] =
      /\| threshold \| bands \|(.*)\|\n(.*)\n((?:\| [\d.]+ \| \d+ bands.*\n)+)/.exec(page)!;
    const columns = similarities!.split('|').map((cell) => Number(/[\d.]+$/.exec(cell.trim())![0]));
    for (const row of rows!.trim().split('\n')) {
      const [threshold, bands, ...found] = row
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim());
      const shape = shapeFor(Number(threshold), PERMUTATIONS);
      expect(bands).toBe(`${shape.bands} bands of ${shape.rows}`);
      found.forEach((stated, index) => {
        const digits = stated.split('.')[1]!.length;
        expect(candidateProbability(columns[index]!, shape).toFixed(digits)).toBe(stated);
      });
    }
  });
});
