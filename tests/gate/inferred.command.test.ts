import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { randomFrom } from '../../src/math/random.js';
import type { ReportData } from '../../src/report/data.js';
import { madeUpText, madeUpTexts } from '../origin/calibration/texts.js';
import { freckle } from '../support/cli.js';
import { temporaryFolder, toJsonl } from '../support/corpus.js';

const folder = temporaryFolder('inferred');
const FOREIGN = 'Der alte Mann ging langsam über die Brücke und dachte an seine Kindheit im Dorf am Fluss. ';

const run = async (...args: string[]) => {
  const result = await freckle(args, { cwd: folder });
  expect(result.code, result.stderr).toBeLessThan(2);
  return result;
};
const reportOf = (name: string): ReportData =>
  JSON.parse(readFileSync(join(folder, name, 'report.json'), 'utf8')) as ReportData;
const inferredOf = ({ origin: { inferred, inferredShare } }: ReportData) => ({ inferred, inferredShare });

beforeAll(async () => {
  const known = madeUpTexts(120, 'known');
  for (const label of ['human', 'synthetic'] as const)
    writeFileSync(join(folder, `${label}.jsonl`), toJsonl(known.filter((text) => text.label === label)));
  const fresh = madeUpTexts(60, 'corpus').map(({ text, label }, at) => ({
    id: `${label}-${at}`,
    text,
    source: "people’s 'own'",
    date: at % 4 === 0 && label === 'human' ? '2019-05-06' : '2024-03-01',
    place: at % 2 === 0 ? 'north' : 'south',
  }));
  const other = Array.from({ length: 40 }, (_, at) => ({
    id: `other-${at}`,
    text: `${madeUpText('synthetic', randomFrom('other').split(at), 60)} ${FOREIGN.repeat(3 + (at % 4))}`,
    source: 'elsewhere',
    date: '2024-03-02',
    place: 'north',
  }));
  writeFileSync(join(folder, 'corpus.jsonl'), toJsonl([...fresh, ...other]));
  await run(...'calibrate --human human.jsonl --synthetic synthetic.jsonl --name toy --out toy'.split(' '));
  cpSync(join(folder, 'toy'), join(folder, 'kept'), { recursive: true });
  await run('vet', 'corpus.jsonl', '--calibration', 'toy', '--facet', 'place', '--out', 'run');
}, 120_000);

test('a calibration gives shares by source and month, and flags nothing in a source it does not know', () => {
  const { inferred, inferredShare } = reportOf('run').origin;
  expect(inferred).toMatchObject({ calibration: 'toy', promisedRate: 0.01, refusal: null });
  expect(inferred!.bySource.map(({ key }) => key)).toEqual(["people’s 'own'", 'elsewhere']);
  expect(inferred!.bySource.map(({ flagged }) => flagged)).toEqual([inferred!.flagged.texts, 0]);
  const page = readFileSync(join(folder, 'run', 'report.html'), 'utf8');
  const rows = page.slice(page.indexOf('id="table-synthetic-sources"')).match(/<tbody>.*?<\/tbody>/s)![0];
  const last = [...rows.matchAll(/data-value="(\d+)">\d+<\/td>\s*<\/tr>/g)].map(([, value]) => Number(value));
  expect(last).toEqual([inferred!.flagged.texts, 0]);
  const [own, elsewhere] = inferred!.bySource.map(({ share }) => share);
  expect(own!.value).toBeGreaterThan(0.35);
  expect(own!.value).toBeLessThan(0.65);
  expect(elsewhere).toMatchObject({ value: null, why: expect.stringContaining('outside') });
  expect(inferred!.refused).toMatchObject({ sources: 1, records: 40 });
  expect(inferred!.refused.largest[0]).toMatchObject({ key: 'elsewhere' });
  expect(inferred!.flagged.texts).toBeGreaterThan(30);
  expect(inferred!.flagged.texts).toBeLessThanOrEqual(61);
  const rung = reportOf('run').origin.ladder.find((one) => one.rung === 'inferred')!;
  expect(rung).toMatchObject({ human: 0, synthetic: inferred!.flagged.texts });
  expect(inferred!.byMonth.map(({ key }) => key)).toEqual(['2019-05', '2024-03']);
  expect(inferred!.byMonth[0]!.share).toMatchObject({ value: 0 });
  expect(inferredShare.value, 'a quarter of the corpus is outside').toBeNull();
  expect(inferred!.flagRates.map(({ by, group }) => `${by} ${group}`)).toContain('all all');
});

test('the default policy lets flagged texts stay, strict quarantines them, and the share is kept when deciding again', async () => {
  const before = reportOf('run');
  expect(before.rules.map(({ id }) => id)).not.toContain('inferred-synthetic');
  // The calibration may be gone by then.
  rmSync(join(folder, 'toy'), { recursive: true });
  await run('decide', 'run', '--policy', 'strict');
  const after = reportOf('run');
  expect(inferredOf(after)).toEqual(inferredOf(before));
  const rule = after.rules.find(({ id }) => id === 'inferred-synthetic')!;
  expect(rule.fired).toBe(before.origin.inferred!.flagged.texts);

  const changed = readFileSync(join(folder, 'run', 'policy.yaml'), 'utf8').replace(
    'near-duplicate-threshold: 0.7',
    'near-duplicate-threshold: 0.8',
  );
  writeFileSync(join(folder, 'changed.yaml'), changed);
  await run('decide', 'run', '--policy', 'changed.yaml');
  expect(inferredOf(reportOf('run')), 'found anew from the stored measurements').toEqual(inferredOf(before));
}, 120_000);

test('explain says why a record is flagged, or why nothing of its source is', async () => {
  const { stdout } = await run('explain', 'run', 'synthetic-60');
  expect(stdout).toContain('inferred-synthetic: flagged');
  expect(stdout).toMatch(/synthetic +inferred/);
  const other = await run('explain', 'run', 'other-3');
  expect(other.stdout).toContain('inferred-synthetic: not flagged');
  expect(other.stdout.replaceAll(/\s+/g, ' ')).toContain('Nothing in this source is flagged: outside');
}, 120_000);

test('a corpus without texts is asked nothing that was not measured', async () => {
  writeFileSync(join(folder, 'empty.jsonl'), '');
  await run('vet', 'empty.jsonl', '--calibration', 'kept', '--out', 'empty');
  expect(reportOf('empty').origin).toMatchObject({
    inferredShare: { value: null },
    inferred: { flagged: { texts: 0, judged: 0 }, bySource: [] },
  });
}, 120_000);
