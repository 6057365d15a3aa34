import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TextRecord } from '../../src/core/record.js';
import type * as CoreSignal from '../../src/core/signal.js';
import type * as TextSignals from '../../src/signals/text/index.js';
import type * as TextReading from '../../src/text/reading.js';
import { CHROMIUM, DIST, openSite } from '../support/built-site.js';
import { textRecord } from './text-record.js';

if (!CHROMIUM) console.warn('skipped: signals in a browser need Chromium (apt-get install chromium)');

interface Modules {
  readonly core: typeof CoreSignal;
  readonly signals: typeof TextSignals;
  readonly reading: typeof TextReading;
}

const TEXTS = [
  'The lamplighter came at four, and the dog that followed him had one white ear.\n\n'.repeat(6),
  'As an AI language model, I cannot see pictures.\u200b See https://example.org/?utm_source=chatgpt.com …\n- a\n- b\n',
  '---\nAIGC:\n  Label: "1"\n  ContentProducer: maker\n---\n\nDer alte Mann ging langsam über die Brücke.',
  '日本語の文章です。とても短い。',
  '',
];

/** What every signal says of a text, in plain values; run in both worlds, so it can name nothing outside itself. */
async function measureAll({ core, signals, reading }: Modules, record: TextRecord) {
  await core.prepareSignals(signals.BROWSER_TEXT_SIGNALS);
  const read = reading.readText(record.text);
  return signals.BROWSER_TEXT_SIGNALS.map(({ id, measure }) => {
    const found = measure(read, record, core.DEFAULT_SIGNAL_SETTINGS);
    const value = found.value instanceof Uint8Array ? [...found.value] : found.value;
    return { ...found, value, id };
  });
}
type Answer = Awaited<ReturnType<typeof measureAll>>;

describe.skipIf(!CHROMIUM)('the built text signals run unchanged in Chromium', () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    ({ browser, page } = await openSite({ yaml: 'yaml/browser/index.js' }));
  });
  afterAll(() => browser?.close());

  it('every module of signals/text/ loads', async () => {
    const names = readdirSync(join(DIST, 'signals/text')).filter((name) => name.endsWith('.js'));
    expect(names.length).toBeGreaterThan(20);
    const failed: string[] = [];
    for (const name of names) {
      const path = JSON.stringify(`/signals/text/${name}`);
      const answer: string = await page.evaluate(`import(${path}).then(() => '', (error) => String(error))`);
      if (answer !== '') failed.push(`${name}: ${answer}`);
    }
    expect(failed).toEqual([]);
  });

  const there = (record: TextRecord): Promise<Answer> =>
    page.evaluate(
      `Promise.all(['core/signal', 'signals/text/index', 'text/reading'].map((path) => import('/' + path + '.js'))).then(
         ([core, signals, reading]) => (${measureAll})({ core, signals, reading }, ${JSON.stringify(record)}))`,
    );
  const built = <M>(path: string) => import(pathToFileURL(join(DIST, path)).href) as Promise<M>;
  const here = async (record: TextRecord): Promise<Answer> =>
    measureAll(
      {
        core: await built('core/signal.js'),
        signals: await built('signals/text/index.js'),
        reading: await built('text/reading.js'),
      },
      record,
    );

  it.each(TEXTS.map((text, at) => [at, text] as const))('text %i is measured as in Node', async (_, text) => {
    const record = { ...textRecord(text), date: '2019-05-01' };
    const [browsers, nodes] = [await there(record), await here(record)];
    expect(browsers.map(({ id }) => id)).toEqual(nodes.map(({ id }) => id));
    for (const [at, expected] of nodes.entries()) {
      const found = browsers[at]!;
      // Not to the bit: engines of different age round Math.log differently in the last place.
      if (typeof expected.value === 'number') {
        expect(found.value, expected.id).toBeCloseTo(expected.value, 9);
        expect({ ...found, value: 0 }).toEqual({ ...expected, value: 0 });
      } else expect(found).toEqual(expected);
    }
    expect(nodes.filter(({ value }) => value !== null).length).toBeGreaterThan(20);
  });
});
