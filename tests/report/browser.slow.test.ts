import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderReport } from '../../src/report/index.js';
import { formatCount } from '../../src/report/numbers.js';
import { CALIBRATED, EMPTY, EXAMPLE } from './example.js';
import { hostileCopy } from './hostile.js';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);
if (!CHROMIUM) console.warn('skipped: the report in a browser needs Chromium (apt-get install chromium)');

describe.skipIf(!CHROMIUM)('the report in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'freckle-report-'));
  const files = { example: CALIBRATED, hostile: hostileCopy(CALIBRATED), empty: EMPTY };
  const pictured = join(folder, 'pictured.html');
  let browser: Browser;

  beforeAll(async () => {
    for (const [name, data] of Object.entries(files))
      writeFileSync(join(folder, `${name}.html`), renderReport(data));
    browser = await chromium.launch({
      executablePath: CHROMIUM!,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
      ],
    });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens a report from disk; `faults` collects what the console says and what the page asks of the network. */
  async function open(name: keyof typeof files, hash = '', options: BrowserContextOptions = {}) {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      acceptDownloads: true,
      ...options,
    });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('console', (message) => faults.push(`console ${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
    page.on('dialog', (dialog) => {
      faults.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    const url = pathToFileURL(join(folder, `${name}.html`)).href;
    page.on('request', (request) => {
      if (!request.url().startsWith(url) && !request.url().startsWith('blob:'))
        faults.push(`request: ${request.url()}`);
    });
    await page.goto(url + hash);
    return { page, faults, close: () => context.close() };
  }

  const column = (page: Page, table: string, index: number) =>
    page.$$eval(
      `#${table} tbody tr`,
      (rows, at) =>
        rows.map(
          (row) => (row as unknown as { cells: { dataset: { value?: string } }[] }).cells[at]!.dataset.value!,
        ),
      index,
    );

  test.each(['light', 'dark'] as const)(
    'thumbnails are seen from disk, in the %s scheme and on narrow screens',
    async (colorScheme) => {
      const webp = await sharp({ create: { width: 160, height: 90, channels: 3, background: '#c63' } })
        .webp()
        .toBuffer();
      const picture = {
        thumbnail: { webp: webp.toString('base64'), width: 160, height: 90 },
        why: null,
        width: 1600,
        height: 900,
        format: 'jpeg',
        caption: 'a sunset',
        evidence: [],
      };
      const samples = EXAMPLE.samples.map((sample) => ({ ...sample, picture }));
      writeFileSync(pictured, renderReport({ ...EXAMPLE, samples }));
      const context = await browser.newContext({ viewport: { width: 400, height: 900 }, colorScheme });
      const page = await context.newPage();
      const faults: string[] = [];
      page.on('console', (message) => faults.push(message.text()));
      await page.goto(pathToFileURL(pictured).href);
      const shown = await page.$$eval('img', (found) =>
        (found as unknown as { naturalWidth: number; alt: string; clientWidth: number }[]).map(
          ({ naturalWidth, alt, clientWidth }) => [naturalWidth, clientWidth > 100, alt.includes('a sunset')],
        ),
      );
      expect(shown.length).toBeGreaterThan(10);
      for (const one of shown) expect(one).toEqual([160, true, true]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(400);
      expect(faults).toEqual([]);
      await context.close();
    },
  );

  test.each(Object.keys(files) as (keyof typeof files)[])(
    'the %s report opens from disk without errors, requests or foreign scripts',
    async (name) => {
      const { page, faults, close } = await open(name);
      await page.waitForTimeout(200);
      expect(faults).toEqual([]);
      expect(await page.evaluate('window.pwned')).toBeUndefined();
      expect(await page.$$eval('script', (found) => found.length)).toBe(1);
      expect(await page.$$eval('img, iframe, object, embed, link, base, form', (found) => found.length)).toBe(
        0,
      );
      await close();
    },
  );

  test('a script that did get into the page would not run', async () => {
    const { page, faults, close } = await open('example');
    await page.evaluate(`document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.pwned=1">');
      document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.pwned=1' }))`);
    await page.waitForTimeout(100);
    expect(await page.evaluate('window.pwned')).toBeUndefined();
    expect(faults.some((fault) => fault.includes('Content Security Policy'))).toBe(true);
    await close();
  });

  test('tables sort by keyboard, say so, and keep the order in the URL', async () => {
    const { page, close } = await open('example');
    const header = page.locator('#table-sources th[data-key="words"]');
    await header.locator('button').focus();
    await page.keyboard.press('Enter');
    const words = (await column(page, 'table-sources', 4)).map(Number);
    expect(words).toEqual([...words].sort((a, b) => b - a));
    expect(await header.getAttribute('aria-sort')).toBe('descending');
    await page.keyboard.press('Enter');
    expect((await column(page, 'table-sources', 4)).map(Number)).toEqual(words.reverse());
    expect(page.url()).toContain('sort.table-sources=words-asc');
    await close();
  });

  test('a URL brings back the sorted table and what was unfolded', async () => {
    const { page, close } = await open(
      'example',
      '#sources?sort.table-sources=words-asc&open=signal-word-count-more',
    );
    const words = (await column(page, 'table-sources', 4)).map(Number);
    expect(words).toEqual([...words].sort((a, b) => a - b));
    expect(await page.locator('#signal-word-count-more').getAttribute('open')).not.toBeNull();
    await close();
  });

  test('a deep link unfolds what it leads to and brings it into view', async () => {
    const { page, close } = await open('example', '#signal-digit-share');
    const card = page.locator('#signal-digit-share');
    expect(await page.locator('#more-signals').getAttribute('open')).not.toBeNull();
    await expect
      .poll(() => card.evaluate((element) => Math.round(element.getBoundingClientRect().top)))
      .toBeLessThan(300);
    expect(await card.evaluate((element) => element.getBoundingClientRect().top)).toBeGreaterThanOrEqual(0);
    await page.goto(`${page.url().split('#')[0]}#rules`);
    await expect
      .poll(() => page.locator('#rules').evaluate((element) => Math.abs(element.getBoundingClientRect().top)))
      .toBeLessThan(120);
    await close();
  });

  test('a hostile hash does nothing', async () => {
    const { page, faults, close } = await open(
      'example',
      '#%E0%A4%A?sort.=x&sort.summary=a-desc&sort.table-sources=words-sideways&open=,,"><b>&%',
    );
    expect(await page.locator('h1').isVisible()).toBe(true);
    expect(faults).toEqual([]);
    await close();
  });

  test('a table is exported as CSV in which no cell is a formula', async () => {
    const { page, close } = await open('hostile');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('.table:has(#table-sources) + .tools').getByText('Export CSV').click(),
    ]);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    const csv = Buffer.concat(chunks).toString('utf8');
    expect(download.suggestedFilename()).toBe('sources.csv');
    expect(csv.split('\r\n').length).toBeGreaterThan(EXAMPLE.sources.rows.length);
    expect(csv).toContain(`'=HYPERLINK`);
    expect(csv).not.toMatch(/(?:^|,|\r\n)"?[=@+]/);
    await close();
  });

  test.each([
    ['light', '#fcfbf8'],
    ['dark', '#171614'],
  ] as const)('follows the %s scheme', async (colorScheme, paper) => {
    const { page, close } = await open('example', '', { colorScheme });
    const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
    const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(paper.slice(at, at + 2), 16));
    expect(background).toBe(`rgb(${r}, ${g}, ${b})`);
    await close();
  });

  test.each([360, 400, 768, 1280])('has no sideways scroll at %i px, whatever the data', async (width) => {
    for (const name of ['example', 'hostile'] as const) {
      const { page, close } = await open(name, '', { viewport: { width, height: 800 } });
      await page.$$eval('details', (all) => {
        for (const details of all) details.setAttribute('open', '');
      });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      await close();
    }
  });

  test.each([360, 400])('shows rules and what was planted whole at %i px', async (width) => {
    const { page, close } = await open('example', '', { viewport: { width, height: 800 } });
    for (const table of ['#table-rules', '#table-planted']) {
      expect(
        await page.$eval(table, ({ scrollWidth, parentElement }) => scrollWidth - parentElement!.clientWidth),
      ).toBeLessThanOrEqual(0);
      const tops = await page.$$eval(`${table} tbody tr`, (rows) =>
        rows.map((row) =>
          [row.lastElementChild!, row.firstElementChild!].map((cell) => cell.getBoundingClientRect().top),
        ),
      );
      for (const [prose, name] of tops) expect(prose).toBeGreaterThan(name!);
    }
    await close();
  });

  test('says everything that matters without scripts', async () => {
    const { page, close } = await open('example', '#signal-word-count', { javaScriptEnabled: false });
    expect(await page.locator('h1').textContent()).toContain(
      `${formatCount(EXAMPLE.counts.read)} records read`,
    );
    expect(await page.locator('button').count()).toBe(0);
    expect(await page.locator('#table-sources tbody tr').count()).toBe(EXAMPLE.sources.rows.length);
    expect(await page.locator('#signal-word-count svg').isVisible()).toBe(true);
    await close();
  });

  test('prints what is unfolded, so that a few pages can be had of it', async () => {
    const { page, close } = await open('example');
    const pages = async () =>
      (await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page\b/g)!.length;
    const asOpened = await pages();
    await page.$$eval('details', (all) => {
      for (const details of all) details.setAttribute('open', '');
    });
    expect(await pages()).toBeGreaterThan(asOpened + 4);
    expect(asOpened).toBeLessThan(30);
    await close();
  });

  test('every chart has a name and a description, every control can be reached by keyboard', async () => {
    const { page, close } = await open('example');
    const unnamed = await page.$$eval(
      'svg[role=img]',
      (all) =>
        all.filter((svg) => !svg.getAttribute('aria-label') && !svg.getAttribute('aria-labelledby')).length,
    );
    expect(unnamed).toBe(0);
    expect(
      await page.$$eval(
        'svg.chart',
        (all) => all.filter((svg) => !svg.querySelector('desc')?.textContent).length,
      ),
    ).toBe(0);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.className')).toBe('skip');
    expect(
      await page.$$eval(
        '[tabindex]',
        (all) => all.filter((element) => Number(element.getAttribute('tabindex')) > 0).length,
      ),
    ).toBe(0);
    await close();
  });
});
