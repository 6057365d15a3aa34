import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LoopTrace, traceLoop } from './browser-loops.js';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);
if (!CHROMIUM) console.warn('skipped: the lab in a browser needs Chromium (apt-get install chromium)');

/** The lab's sources as one script, bundled for a browser: an import of node: anywhere would fail here. */
async function bundled(): Promise<string> {
  const build = await rolldown({
    input: fileURLToPath(new URL('./browser-loops.ts', import.meta.url)),
    platform: 'browser',
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
  });
  const { output } = await build.generate({ format: 'iife', name: 'freckleLab' });
  await build.close();
  return output[0].code;
}

describe.skipIf(!CHROMIUM)('the lab runs unchanged in Chromium', () => {
  let browser: Browser;
  let script: string;

  beforeAll(async () => {
    script = await bundled();
    browser = await chromium.launch({ executablePath: CHROMIUM!, args: ['--no-sandbox', '--disable-gpu'] });
  });
  afterAll(() => browser?.close());

  async function traceThere(id: string, settings: { [id: string]: number }): Promise<LoopTrace> {
    const page = await browser.newPage();
    await page.addScriptTag({ content: script });
    const trace = await page.evaluate(
      ([model, given]) =>
        (globalThis as unknown as { traceLoop: typeof traceLoop }).traceLoop(
          model as string,
          given as { [id: string]: number },
        ),
      [id, settings],
    );
    await page.close();
    return trace;
  }

  it.each([
    ['vae', { steps: 30, hidden: 32, latent: 4, batch: 16 }],
    ['diffusion', { steps: 5, hidden: 16, batch: 8, channels: 4, 'sampling-steps': 4 }],
    ['transformer-lm', { steps: 5, width: 16, heads: 2, batch: 4 }],
  ] as [string, { [id: string]: number }][])(
    '%s: four generations have the bytes that Node gives them',
    async (id, settings) => {
      const there = await traceThere(id, settings);
      const here = await traceLoop(id, settings);
      expect(there.samples.length).toBe(4);
      expect(there.samples).toEqual(here.samples);
      expectNear(there.measurements, here.measurements);
    },
  );

  it('gmm: four generations agree to nine digits', async () => {
    // Not to the bit: engines of different age round Math.log differently in the last place.
    const there = await traceThere('gmm', {});
    const here = await traceLoop('gmm', {});
    expect(there.samples.length).toBe(4);
    expectNear(there.samples, here.samples);
    expectNear(there.measurements, here.measurements);
  });
});

/** Every number within 1e-9 of the other's, relative to the larger of it and 1. */
function expectNear(there: number[][], here: number[][]): void {
  expect(there.map((row) => row.length)).toEqual(here.map((row) => row.length));
  const largest = here.reduce(
    (worst, row, generation) =>
      row.reduce(
        (most, value, at) =>
          Math.max(most, Math.abs(there[generation]![at]! - value) / Math.max(1, Math.abs(value))),
        worst,
      ),
    0,
  );
  expect(largest).toBeLessThan(1e-9);
}
