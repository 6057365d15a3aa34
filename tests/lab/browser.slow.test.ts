import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as Lab from '../../src/lab/index.js';
import { type LoopTrace, traceLoop } from './browser-loops.js';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);
if (!CHROMIUM) console.warn('skipped: the lab in a browser needs Chromium (apt-get install chromium)');

/** The built library, as it is published: the browser is given these files and no others, unbundled. */
const dist = join(import.meta.dirname, '../../dist');
const SITE = 'http://freckle.test/';
const ROOMS = ['core', 'math', 'text', 'kernels', 'metrics', 'lab', 'report'];

describe.skipIf(!CHROMIUM)('the built lab runs unchanged in Chromium', () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM!, args: ['--no-sandbox', '--disable-gpu'] });
    page = await browser.newPage();
    await page.route(`${SITE}**`, (route) => {
      const path = join(dist, new URL(route.request().url()).pathname);
      if (path.endsWith('/')) return route.fulfill({ body: '<!doctype html>', contentType: 'text/html' });
      if (!existsSync(path)) return route.fulfill({ status: 404 });
      return route.fulfill({ body: readFileSync(path), contentType: 'text/javascript' });
    });
    await page.goto(SITE);
  });
  afterAll(() => browser?.close());

  /** A module's names, or the error it was loaded with. */
  const load = (path: string): Promise<string> =>
    page.evaluate(`import('/${path}').then((it) => Object.keys(it).join(), (error) => 'ERROR ' + error)`);

  it.each(ROOMS)('every module of %s/ loads', async (room) => {
    const modules = readdirSync(join(dist, room), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.js'))
      .map((name) => relative(dist, join(dist, room, name)));
    expect(modules.length).toBeGreaterThan(0);
    const failed: string[] = [];
    for (const path of modules) {
      const answer = await load(path);
      if (answer.startsWith('ERROR')) failed.push(`${path}: ${answer}`);
    }
    expect(failed).toEqual([]);
  });

  const traceThere = (id: string, settings: { [id: string]: number }): Promise<LoopTrace> =>
    page.evaluate(
      `import('/lab/index.js').then((lab) => (${traceLoop})(lab, ${JSON.stringify(id)}, ${JSON.stringify(settings)}))`,
    );
  const traceHere = async (id: string, settings: { [id: string]: number }): Promise<LoopTrace> =>
    traceLoop((await import(pathToFileURL(join(dist, 'lab/index.js')).href)) as typeof Lab, id, settings);

  it.each([
    ['vae', { steps: 30, hidden: 32, latent: 4, batch: 16 }],
    ['diffusion', { steps: 5, hidden: 16, batch: 8, channels: 4, 'sampling-steps': 4 }],
    ['transformer-lm', { steps: 5, width: 16, heads: 2, batch: 4 }],
    ['categorical', {}],
  ] as [string, { [id: string]: number }][])(
    '%s: four generations have the bytes that Node gives them',
    async (id, settings) => {
      const there = await traceThere(id, settings);
      const here = await traceHere(id, settings);
      expect(there.samples.length).toBe(4);
      expect(there.samples).toEqual(here.samples);
      expectNear(there.measurements, here.measurements);
    },
  );

  it('gmm: four generations agree to nine digits', async () => {
    // Not to the bit: engines of different age round Math.log differently in the last place.
    const there = await traceThere('gmm', {});
    const here = await traceHere('gmm', {});
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
