import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import type { Origin } from '../../src/core/origin.js';
import { frontMatterOf } from '../../src/origin/declared/aigc/front-matter.js';
import { card } from '../../src/origin/declared/data-sets/card.js';
import { joinClaims } from '../../src/origin/declared/data-sets/claim.js';
import { croissant } from '../../src/origin/declared/data-sets/croissant.js';
import type { ReportData } from '../../src/report/data.js';
import { dataSetStatements } from '../../src/wiring/data-set-claims.js';
import { freckle } from '../support/cli.js';
import { temporaryFolder } from '../support/corpus.js';

const cardOf = (matter: string) => joinClaims(card.read(`---\n${matter}\n---\n\n# Dataset card\n`));
const CONTEXT = {
  '@vocab': 'https://schema.org/',
  cr: 'http://mlcommons.org/croissant/',
  rai: 'http://mlcommons.org/croissant/RAI/',
};
const croissantOf = (facts: object) =>
  joinClaims(croissant.read(JSON.stringify({ '@context': CONTEXT, '@type': 'Dataset', ...facts })));

describe('a data set’s card', () => {
  test.each<[string, Origin | null]>([
    ['language_creators:\n- machine-generated', 'synthetic'],
    ['language_creators: machine-generated', 'synthetic'],
    ['language_creators:\n- crowdsourced\nannotations_creators:\n- expert-generated', 'human'],
    ['language_creators:\n- found', null],
    ['language_creators:\n- crowdsourced\n- machine-generated', 'mixed'],
    ['annotations_creators:\n- machine-generated\nlanguage_creators:\n- found', 'unknown'],
    ['annotations_creators:\n- machine-generated\nlanguage_creators:\n- crowdsourced', 'human'],
    ['tags:\n- biology\n- synthetic', 'synthetic'],
    ['tags: [Synthetic-Data, distilabel]', 'synthetic'],
    ['tags:\n- synthetic-annotations\n- synthetic-biology\n- not-synthetic', null],
    ['tags:\n- human-written', 'human'],
    ['tags: [synthetic]\nlanguage_creators: [expert-generated]', 'mixed'],
    ['synthetic: true', 'synthetic'],
    ['synthetic: false', 'human'],
    ['provenance:\n  generation-method: human', 'human'],
    ['generated_by: gpt-4o', 'synthetic'],
    ['source_datasets:\n- extended|gpt4all', 'mixed'],
    ['source_datasets:\n- original\n- extended|wikipedia', null],
    ['model: gpt-4\nsource: gpt-4\nlabel: synthetic', null],
    ['pretty_name: Synthetic hip joints', null],
  ])('%j', (matter, origin) => expect(cardOf(matter)?.origin ?? null).toBe(origin));

  it('keeps the words', () =>
    expect(cardOf('tags: [synthetic]\nlanguage_creators: [machine-generated]')?.words).toBe(
      'language_creators: machine-generated; tags: synthetic',
    ));

  it('is read where Windows wrote it, behind a byte order mark, and not where a rule of dashes opens a text', () => {
    expect(card.read('\ufeff---\r\ntags:\r\n- synthetic\r\n---\r\ntext')).toHaveLength(1);
    expect(frontMatterOf('---------\nA heading\n---\n')).toBeNull();
    expect(frontMatterOf('--- a dash\n---\n')).toBeNull();
    expect(frontMatterOf('---\nnever closed')).toBeNull();
  });

  it('claims nothing where it is hostile', () => {
    const bomb = ['a: &a [x, x]', ...Array.from({ length: 30 }, (_, i) => `b${i}: &b${i} [*a, *a]`)].join(
      '\n',
    );
    for (const matter of [
      bomb,
      `tags: ${'['.repeat(100_000)}`,
      'tags: !!js/function "x"',
      'tags: {a: [1]}',
      '\0',
      '- a list',
    ])
      expect(cardOf(matter)).toBeNull();
    expect(cardOf(`tags: [${'synthetic, '.repeat(10_000)}synthetic]`)?.words.length).toBeLessThan(500);
    expect(cardOf('__proto__: {synthetic: true}\ntags: [synthetic]')?.origin).toBe('synthetic');
  });
});

describe('a Croissant description', () => {
  test.each<[object, Origin | null]>([
    [{ 'rai:hasSyntheticData': true }, 'mixed'],
    [{ 'rai:hasSyntheticData': false }, 'human'],
    [{ hasSyntheticData: 'false' }, 'human'],
    [{ 'rai:hasSyntheticData': { '@type': 'sc:Boolean', '@value': 'true' } }, 'mixed'],
    [{ 'rai:dataCollectionType': ['Synthetic'] }, 'synthetic'],
    [{ 'rai:dataCollectionType': ['Web Scraping', 'Surveys'] }, null],
    [{ keywords: ['news', 'synthetic'] }, 'synthetic'],
    [{ keywords: 'news, human-written' }, 'human'],
    [
      { digitalSourceType: 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia' },
      'synthetic',
    ],
    [
      { digitalSourceType: { '@id': 'https://schema.org/TrainedAlgorithmicMediaDigitalSource' } },
      'synthetic',
    ],
    [{ 'rai:dataCollection': 'Nothing here was written by a model.' }, null],
    [{}, null],
  ])('%j', (facts, origin) => expect(croissantOf(facts)?.origin ?? null).toBe(origin));

  it('is known by its vocabulary: other JSON and broken JSON claim nothing', () => {
    expect(croissant.read(JSON.stringify({ 'rai:hasSyntheticData': true }))).toEqual([]);
    for (const text of ['', '{', '[]', 'null', '['.repeat(1e6)]) expect(croissant.read(text)).toEqual([]);
  });
});

const root = temporaryFolder('data-sets');
function write(path: string, content: string): string {
  const whole = join(root, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, content);
  return whole;
}
const HUMAN = JSON.stringify({ '@context': CONTEXT, name: 'answers', 'rai:hasSyntheticData': false });
const line = (id: string, text: string, more = {}) => `${JSON.stringify({ id, text, ...more })}\n`;

it('files beside an input speak for it, those above it only where it lies in their data folder', () => {
  write('set/README.md', '---\ntags: [synthetic]\n---\n');
  const inputs = ['set/a.jsonl', 'set/data/train/b.jsonl', 'set/other/c.jsonl'].map((name) => {
    const path = write(name, '{}\n');
    return { path, name, source: name, sizeBytes: 3 };
  });
  expect(dataSetStatements(inputs).map((found) => found?.file ?? null)).toEqual([
    'set/README.md',
    'set/README.md',
    null,
  ]);
  // A folder of that name, a link to nowhere: nothing is claimed, nothing breaks.
  mkdirSync(join(root, 'odd/README.md'), { recursive: true });
  symlinkSync('nowhere', join(root, 'odd/croissant.json'));
  const path = write('odd/d.jsonl', '{}\n');
  expect(dataSetStatements([{ path, name: 'd', source: 'd', sizeBytes: 3 }])).toEqual([null]);
});

it('a data set that says that no model wrote it, and whose answers one wrote, is contradicted', async () => {
  write('trap/croissant.json', HUMAN);
  write(
    'trap/data/train.jsonl',
    line('clean', 'The lamplighter came at four, and the dog had one white ear.') +
      line('trace', 'As an AI language model, I cannot recall the smell of rain on a tin roof.') +
      line('column', 'Rain on a tin roof, an hour of it, and nobody in the kitchen spoke.', {
        model: 'gpt-4o',
      }),
  );
  const vet = async () => {
    const { stdout, stderr } = await freckle(['vet', 'trap', '--out', 'run', '--quiet', '--json', 'full'], {
      cwd: root,
    });
    expect(stderr).toBe('');
    return JSON.parse(stdout) as ReportData;
  };
  const { origin, rules } = await vet();
  expect(origin.dataSets).toEqual([
    { file: 'trap/croissant.json', origin: 'human', words: 'rai:hasSyntheticData: false', records: 3 },
  ]);
  expect(origin.ladder).toEqual([{ rung: 'declared', human: 1, synthetic: 0, mixed: 0, unknown: 2 }]);
  const said = 'the data set’s card or description';
  expect(origin.contradictions.pairs.map((pair) => [pair.said, pair.shown])).toEqual([
    [said, 'a column of the data set'],
    [said, 'self-references of an assistant'],
  ]);
  expect(rules.find(({ id }) => id === 'contradicted-origin')!.fired).toBe(2);
  // Another statement decides anew, and measures nothing.
  write('trap/croissant.json', HUMAN.replace('false', 'true'));
  const again = await vet();
  expect(again.origin.contradictions.records).toBe(0);
  expect((again as unknown as { timings: { measuredSplits: number } }).timings.measuredSplits).toBe(0);
});
