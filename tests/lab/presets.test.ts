import { describe, expect, test } from 'vitest';
import type { Comparison } from '../../src/lab/preset.js';
import { PRESETS } from '../../src/lab/presets/index.js';
import { squaredL2 } from '../../src/lab/presets/mixtures.js';
import { crossing } from '../../src/lab/presets/verifier.js';
import { presetResult, reproductionMarkdown } from '../../src/lab/reproduction.js';
import { failuresOf, keptNumbers } from './kept-numbers.js';
import { changed, frozen, type Plain, placesIn } from './plain.js';

describe('every preset', () => {
  test('has an id, a paper, a protocol and a definition of collapse of its own', () => {
    expect(new Set(PRESETS.map(({ id }) => id)).size).toBe(PRESETS.length);
    for (const { id, protocol, paper } of PRESETS) {
      expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(protocol.length).toBeGreaterThan(80);
      expect(paper.length).toBeGreaterThan(20);
    }
  });
});

describe.each(PRESETS.map((preset) => ({ id: preset.id, preset })))('the judge of $id', ({ preset }) => {
  const { isQuick, parts } = keptNumbers(preset);
  const judge = (numbers: readonly Plain[]) => preset.judge(numbers, isQuick);

  test('gives the same numbers the same verdict, and does not change them', () => {
    const outcome = judge(frozen(parts));
    expect(judge(frozen(structuredClone(parts)))).toEqual(outcome);
    expect(failuresOf(outcome.comparisons)).toEqual([]);
    expect(outcome.comparisons.some(({ verdict }) => verdict === 'reproduced')).toBe(true);
  });

  test('fails each comparison for some other numbers', () => {
    const { comparisons } = judge(parts);
    const steadfast = new Set(
      comparisons.flatMap(({ verdict }, at) => (verdict === 'reproduced' ? [at] : [])),
    );
    for (const place of placesIn(parts))
      for (const change of [(x: number) => 10 * x + 1, (x: number) => x / 10, (x: number) => -x, () => 1]) {
        if (steadfast.size === 0) return;
        const other = judge(changed(parts, place, change));
        for (const at of steadfast) if (other.comparisons[at]?.verdict === 'failed') steadfast.delete(at);
      }
    expect([...steadfast].map((at) => comparisons[at]!.quantity)).toEqual([]);
  });
});

describe('judging', () => {
  const comparison = (verdict: Comparison['verdict']): Comparison => ({
    quantity: 'a | b',
    printed: null,
    expected: 1,
    ours: 2,
    interval: null,
    rule: 'r',
    verdict,
  });
  const outcome = (...verdicts: Comparison['verdict'][]) =>
    presetResult(PRESETS[0]!, {
      outcome: { comparisons: verdicts.map(comparison), figures: [] },
      seconds: 1,
    });

  test('one failed comparison fails the experiment; shown numbers do not count', () => {
    expect(outcome('reproduced', 'failed', 'shown').verdict).toBe('failed');
    expect(outcome('reproduced', 'shown').verdict).toBe('reproduced');
    expect(outcome('shown').verdict).toBe('not-run');
  });

  test('an experiment without its data is not run; an error is a failure', () => {
    expect(presetResult(PRESETS[0]!, { missing: 'no wikitext' }).verdict).toBe('not-run');
    expect(presetResult(PRESETS[0]!, { missing: 'it broke', isFault: true }).verdict).toBe('failed');
  });

  test('the committed table prints a failure and keeps its columns', () => {
    const markdown = reproductionMarkdown([outcome('failed')], {
      seed: 1,
      isQuick: false,
      command: 'freckle lab reproduce',
    });
    expect(markdown).toContain('0 reproduced, 1 failed');
    const row = markdown.split('\n').find((line) => line.startsWith('| a \\| b'))!;
    expect(row).toContain('FAILED');
    expect(row.replaceAll('\\|', '').split('|').length).toBe(9);
  });
});

test('the squared L2 distance of a mixture to itself is 0, and of far ones the sum of their own squares', () => {
  const at = (x: number) => ({
    columns: 2,
    shares: Float64Array.of(0.5, 0.5),
    means: Float64Array.of(x, 0, x, 0),
    covariances: Float64Array.of(1, 0, 0, 1, 1, 0, 0, 1),
    iterations: 0,
  });
  expect(squaredL2(at(0), at(0))).toBeCloseTo(0, 14);
  // ∫N(0, I)² = 1/(4π) in the plane.
  expect(squaredL2(at(0), at(1000))).toBeCloseTo(2 / (4 * Math.PI), 12);
});

test('a polyline crosses where a line between its points would', () => {
  expect(crossing([0, 1, 2], [1, 0.75, 0.25], 0.5)).toBeCloseTo(1.5, 12);
  expect(crossing([0, 1], [1, 0.9], 0.5)).toBeNaN();
});
