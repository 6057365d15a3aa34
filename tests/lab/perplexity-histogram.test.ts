import { expect, test } from 'vitest';
import { perplexityHistogram, perplexityStrip } from '../../src/lab/perplexity-histogram.js';
import { ridges } from '../../src/report/lab/ridges.js';

/** Log-likelihoods of blocks of four tokens with these perplexities per token. */
const blocksOf = (...perplexities: number[]) => perplexities.map((value) => -4 * Math.log(value));

test('a block falls into the bar of its perplexity, ten to the decade; one beyond the scale into the last', () => {
  const row = perplexityHistogram('real', blocksOf(11, 12, 150, 1e9), { blockLength: 4 });
  expect(row.shares).toHaveLength(50);
  expect(row.shares[10]).toBe(0.5);
  expect(row.shares[21]).toBe(0.25);
  expect(row.shares[49]).toBe(0.25);
  expect(row.shares.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  // Halfway between 12 and 150 in the logarithm.
  expect(row.median).toBeCloseTo(Math.sqrt(12 * 150), 6);
});

test('the ridges cover the used range, name every row and escape names', () => {
  const real = perplexityHistogram('real <text>', blocksOf(100, 200), { blockLength: 4 });
  const rows = [perplexityHistogram('generation 0', blocksOf(20, 40), { blockLength: 4 })];
  const markup = ridges(perplexityStrip('replace', real, rows)).text;
  expect(markup).toContain('real &lt;text&gt;');
  expect(markup).not.toContain('<text>');
  // One ridge for the generation, one outline behind each of the two rows.
  expect(markup.match(/lab-ridge/g)).toHaveLength(1);
  expect(markup.match(/lab-outline/g)).toHaveLength(2);
  // Ticks only where there are bars: 100, not 10 nor 1,000.
  expect(markup).toContain('>100<');
  expect(markup).not.toContain('>10<');
});
