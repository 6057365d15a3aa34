import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import type { ReportData } from '../../src/report/data.js';
import type { RecordFacts } from '../../src/report/record-facts.js';
import { markedTexts } from '../origin/watermarks/data.js';
import { freckle } from '../support/cli.js';
import { fingerprintRun, temporaryFolder } from '../support/corpus.js';

const folder = temporaryFolder('watermarks');
const at = (...args: string[]) => freckle(args, { cwd: folder });
const watermarks = (keys = '') =>
  `false-positive-rate: 0.01\nwatermarks:\n  - published: synthid-huggingface-public\n${keys}`;
writeFileSync(join(folder, 'watermarks.yaml'), watermarks());

interface Made {
  readonly id: string;
  readonly text: string;
  readonly ids?: unknown;
  readonly origin?: string;
}
const write = (name: string, records: readonly Made[]): void =>
  writeFileSync(
    join(folder, name),
    records.map((record) => `${JSON.stringify({ origin: 'unknown', ...record })}\n`).join(''),
  );
async function run(name: string, out: string, ...flags: string[]): Promise<ReportData> {
  const { stdout, stderr } = await at('vet', name, '--out', out, '--quiet', '--json', 'full', ...flags);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as ReportData;
}
const asked = ['--watermarks', 'watermarks.yaml', '--tokens-column', 'ids'];
const onRung = (report: ReportData, rung: string) =>
  report.origin.ladder.find((step) => step.rung === rung) ?? null;

const texts = markedTexts() ?? [];
/** What a data set has: ids of the first hundred tokens; every third record is said to be a person's. */
const marked = texts.map(
  ({ id, text, opt_ids }, index): Made => ({
    id,
    text,
    ids: opt_ids.slice(0, 100),
    origin: index % 3 === 0 ? 'human' : 'unknown',
  }),
);

describe.skipIf(texts.length === 0)('300 texts of OPT marked with SynthID-Text', () => {
  it('at least 98 % are found at one false alarm in a hundred, labelled, or quarantined where said to be human', async () => {
    write('marked.jsonl', marked);
    const report = await run('marked.jsonl', 'run', ...asked);
    const { synthetic } = onRung(report, 'watermarked')!;
    expect(synthetic / texts.length).toBeGreaterThanOrEqual(0.98);
    const fired = Object.fromEntries(report.rules.map(({ id, fired }) => [id, fired]));
    expect(fired['proven-synthetic']).toBe(synthetic);
    expect(fired['contradicted-origin']).toBeGreaterThanOrEqual(98);
    expect(report.origin.contradictions.pairs).toEqual([
      { said: 'a column of the data set', shown: 'text watermarks', records: fired['contradicted-origin'] },
    ]);
    expect(report.run.command).toBe(
      'freckle vet marked.jsonl --out run --tokens-column ids --watermarks watermarks.yaml',
    );
    const explained = JSON.parse((await at('explain', 'run', marked[1]!.id, '--json')).stdout) as RecordFacts;
    expect(explained.origin.evidence[0]).toMatchObject({ rung: 'watermarked', kind: 'text-watermark' });
    expect(explained.origin.evidence[0]!.detail).toMatch(
      /^synthid-huggingface-public \(cuda\), p [\d.e-]+ over \d+ tokens$/,
    );
  });

  it('Parquet gives the same verdicts as JSON lines, from lists of 32 and of 64 bits', async () => {
    write('few.jsonl', marked.slice(0, 40));
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    for (const type of ['INTEGER', 'BIGINT'])
      await connection.run(
        `COPY (SELECT id, text, origin, ids::${type}[] AS ids FROM read_json('${join(folder, 'few.jsonl')}')) TO '${join(folder, `few.${type}.parquet`)}' (FORMAT parquet)`,
      );
    const reports = [
      await run('few.jsonl', 'run-few', ...asked),
      await run('few.INTEGER.parquet', 'run-32', ...asked),
      await run('few.BIGINT.parquet', 'run-64', ...asked),
    ];
    const [ladder] = reports.map(({ origin }) => origin.ladder);
    for (const { origin } of reports) expect(origin.ladder).toEqual(ladder);
  });

  it('another key is another measurement: nothing is found, and nothing of the run before is kept', async () => {
    write('few.jsonl', marked.slice(0, 40));
    writeFileSync(
      join(folder, 'other.yaml'),
      watermarks(`    keys: [${Array.from({ length: 30 }, (_, key) => 7919 * (key + 1)).join(', ')}]\n`),
    );
    await run('few.jsonl', 'run-key', ...asked);
    const before = fingerprintRun(join(folder, 'run-key'));
    const other = await run('few.jsonl', 'run-key', '--watermarks', 'other.yaml', '--tokens-column', 'ids');
    expect(onRung(other, 'watermarked')?.synthetic ?? 0).toBeLessThanOrEqual(3);
    // The keys stay in their file.
    for (const name of ['run.json', '.freckle/plan.json', 'report.json'])
      expect(readFileSync(join(folder, 'run-key', name), 'utf8')).not.toContain(String(7919 * 17));
    await run('few.jsonl', 'run-key', ...asked);
    expect(fingerprintRun(join(folder, 'run-key'))).toEqual(before);
  });
});

describe('records without a verdict', () => {
  it('say why: no ids, too few, none of the vocabulary', async () => {
    const text = 'The lamplighter came at four, and the dog that followed him had one white ear.';
    writeFileSync(
      join(folder, 'small.yaml'),
      'watermarks:\n  - { name: ours, scheme: unigram, key: 7, vocabulary: 100, green-share: 0.5 }\n',
    );
    write('odd.jsonl', [
      { id: 'none', text: `${text} One.` },
      { id: 'words', text: `${text} Two.`, ids: 'no list' },
      { id: 'negative', text: `${text} Three.`, ids: [1, -2] },
      { id: 'few', text: `${text} Four.`, ids: [1, 2, 3] },
      { id: 'large', text: `${text} Five.`, ids: [1, 2, 100] },
      { id: 'written', text: `${text} Six.`, ids: JSON.stringify(Array.from({ length: 60 }, (_, id) => id)) },
    ]);
    await run('odd.jsonl', 'run-odd', '--watermarks', 'small.yaml', '--tokens-column', 'ids');
    const why = async (id: string) => {
      const facts = JSON.parse((await at('explain', 'run-odd', id, '--json')).stdout) as RecordFacts;
      const measured = facts.measurements.find((measurement) => measurement.id === 'text-watermark')!;
      return measured.value === null ? measured.why : measured.value;
    };
    expect(await why('none')).toBe('token ids: no value');
    expect(await why('words')).toBe('token ids: expected a list of token ids, found a text');
    expect(await why('negative')).toBe('token ids: expected whole numbers from 0, found -2 at index 1');
    expect(await why('few')).toMatch(/^too-few-tokens: /);
    expect(await why('large')).toMatch(/^ids-outside-vocabulary: id 100 /);
    expect(await why('written')).toMatch(/^(not-found|watermarked)$/);
  });

  it.each([
    [['--tokens-column', 'ids'], 'need --watermarks'],
    [['--watermarks', 'watermarks.yaml'], 'give their column'],
    [['--watermarks', 'missing.yaml', '--tokens-column', 'ids'], 'found no such file'],
  ])('%j is refused before anything is read', async (flags, message) => {
    write('one.jsonl', [{ id: 'a', text: 'A text of a few words.' }]);
    const { code, stderr } = await at('vet', 'one.jsonl', '--out', 'run-refused', ...flags);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
