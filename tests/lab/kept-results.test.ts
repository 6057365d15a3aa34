import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from '../../src/disk/atomic.js';
import { KeptResults } from '../../src/lab-runs/kept-results.js';
import { temporaryFolder } from '../support/corpus.js';

const folder = join(temporaryFolder('kept-results'), 'kept');
makeFolder(folder);

test('a kept result comes back as measured, including numbers that JSON cannot write', async () => {
  const kept = new KeptResults(folder);
  const result = { mean: Number.NaN, range: [-Infinity, 0.1 + 0.2], pixels: Float32Array.of(0.5, Infinity) };
  const run = async () => ({ result, seconds: 3 });
  expect(await kept.of('one', { seed: 1 }, run)).toEqual({ result, seconds: 3, wasKept: false });
  const again = await kept.of<unknown>('one', { seed: 1 }, async () => {
    throw new Error('it was kept');
  });
  // Typed arrays are lists now.
  expect(again).toMatchObject({ result: { ...result, pixels: [0.5, Infinity] }, seconds: 3, wasKept: true });
  expect((await kept.of('one', { seed: 2 }, run)).wasKept).toBe(false);
});
