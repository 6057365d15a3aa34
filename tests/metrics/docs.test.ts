import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { metricRef } from '../../src/core/metric.js';
import { FIGURES } from '../../src/metrics/diversity/diversity.js';
import { FINDING_METRICS, METRICS } from '../../src/metrics/index.js';
import { candidateProbability } from '../../src/text/lsh-shape.js';

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
    const [, similarities, found] = /\| similarity \|(.*)\|\n.*\n\| found \|(.*)\|/.exec(page)!;
    const numbers = (cells: string) => cells.split('|').map(Number);
    numbers(similarities!).forEach((similarity, index) => {
      const stated = found!.split('|')[index]!.trim();
      const digits = stated.split('.')[1]!.length;
      expect(candidateProbability(similarity, { bands: 14, rows: 8 }).toFixed(digits)).toBe(stated);
    });
  });
});
