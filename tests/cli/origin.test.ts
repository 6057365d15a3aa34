import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ReportData } from '../../src/report/data.js';
import type { RecordFacts } from '../../src/report/record-facts.js';
import { freckle } from '../support/cli.js';
import { temporaryFolder } from '../support/corpus.js';

const folder = temporaryFolder('origin');
const at = (...args: string[]) => freckle(args, { cwd: folder });
const TRACE = 'As an AI language model, I cannot recall the smell of rain on a tin roof.';
const RECORDS = [
  { id: 'old', text: 'The lamplighter came at four, and the dog had one white ear.', date: '2011-05-01' },
  { id: 'belied', text: TRACE, origin: 'human' },
  {
    id: 'said',
    text: 'Rain on a tin roof, an hour of it, and nobody in the kitchen spoke.',
    origin: 'synthetic',
  },
  { id: 'silent', text: 'Nothing at all tells who wrote this one, and nobody ever asked about it.' },
];
const EXPECTED = {
  old: ['admit', 'human', ['dated/capture-date=human']],
  belied: ['quarantine', 'unknown', ['declared/columns=human', 'traces/assistant-self-reference=synthetic']],
  said: ['admit', 'synthetic', ['declared/columns=synthetic']],
  silent: ['admit', 'unknown', []],
};
let report: ReportData;

async function rowsOf(sql: string): Promise<Record<string, unknown>[]> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  return (await (await connection.runAndReadAll(sql)).getRowObjectsJson()) as Record<string, unknown>[];
}

beforeAll(async () => {
  const lines = RECORDS.map((record) => JSON.stringify({ date: null, origin: null, ...record })).join('\n');
  writeFileSync(join(folder, 'corpus.jsonl'), `${lines}\n`);
  await rowsOf(
    `COPY (SELECT * FROM read_json('${join(folder, 'corpus.jsonl')}', columns = {id: 'VARCHAR', text: 'VARCHAR', date: 'VARCHAR', origin: 'VARCHAR'})) TO '${join(folder, 'table.parquet')}' (FORMAT parquet)`,
  );
  report = JSON.parse(
    (await at('vet', 'corpus.jsonl', '--out', 'run', '--quiet', '--json', 'full')).stdout,
  ) as ReportData;
});

describe('every output carries the origin of its records with the evidence', () => {
  it('as JSON lines', () => {
    const found = ['admitted', 'quarantined'].flatMap((decision) =>
      readFileSync(join(folder, 'run', decision, 'corpus.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => {
          const { id, freckle: it } = JSON.parse(line);
          // A list is never empty in JSON lines.
          const evidence = it.evidence.join() === 'none' ? [] : it.evidence;
          return [id, [it.decision, it.origin, evidence]];
        }),
    );
    expect(Object.fromEntries(found)).toEqual(EXPECTED);
  });

  it.each([
    ['rows kept as they are', 'table.parquet', [], 'freckle_evidence'],
    ['rows of our own', 'corpus.jsonl', ['--to', 'parquet'], 'freckle_evidence'],
  ])('as Parquet, %s', async (_name, input, flags, evidence) => {
    const out = `run-${input}`;
    const { stderr } = await at('vet', input, '--out', out, '--quiet', ...flags);
    expect(stderr).toBe('');
    const rows = await rowsOf(
      `SELECT id, freckle_decision AS decision, freckle_origin AS origin, ${evidence} AS evidence FROM '${join(folder, out)}/*ed/*.parquet'`,
    );
    const found = rows.map(({ id, decision, origin, evidence: list }) => [id, [decision, origin, list]]);
    expect(Object.fromEntries(found)).toEqual(EXPECTED);
  });

  it('as decisions, with the words it rests on', async () => {
    const rows = await rowsOf(
      `SELECT id, origin_rung, origin_contradiction, origin_evidence FROM '${join(folder, 'run/decisions.parquet')}' WHERE id IN ('belied', 'silent') ORDER BY id`,
    );
    const evidence = [
      { rung: 'declared', kind: 'columns', origin: 'human', detail: 'origin: human' },
      { rung: 'traces', kind: 'assistant-self-reference', origin: 'synthetic', detail: 'as an AI' },
    ];
    expect(rows).toEqual([
      {
        id: 'belied',
        origin_rung: 'declared',
        origin_contradiction: 'traces',
        origin_evidence: JSON.stringify(evidence),
      },
      { id: 'silent', origin_rung: null, origin_contradiction: null, origin_evidence: null },
    ]);
  });
});

it('counts the ladder so that every record stands on one rung, and lists what contradicts what', () => {
  expect(report.origin.ladder).toEqual([
    { rung: 'declared', human: 0, synthetic: 1, mixed: 0, unknown: 1 },
    { rung: 'dated', human: 1, synthetic: 0, mixed: 0, unknown: 0 },
    { rung: 'none', human: 0, synthetic: 0, mixed: 0, unknown: 1 },
  ]);
  expect(report.origin.contradictions).toEqual({
    records: 1,
    pairs: [
      {
        said: 'a column of the data set',
        shown: 'self-references of an assistant',
        records: 1,
      },
    ],
  });
  expect(report.origin.examples.map(({ record, origin }) => [record, origin])).toEqual([
    ['corpus.jsonl:2', 'unknown'],
    ['corpus.jsonl:3', 'synthetic'],
    ['corpus.jsonl:1', 'human'],
  ]);
  expect(report.origin.examples[0]!.excerpt.spans).toContainEqual({ start: 0, end: 23, note: 'as an AI' });
});

it('the report draws ladder, contradictions and examples', () => {
  const page = readFileSync(join(folder, 'run/report.html'), 'utf8');
  for (const part of ['id="table-ladder"', 'id="table-contradictions"', 'id="origin-examples"'])
    expect(page).toContain(part);
  expect(page).toContain('1 record (25\u00a0%) has evidence of both a human and a model.');
});

it('traces are counted by kind, a record once for each, the most frequent first', async () => {
  const plain = 'The harbour froze twice that winter, and the pilots walked home across the ice.';
  const traced = [
    plain,
    `${plain} ${TRACE} ${TRACE}`,
    `${TRACE} ${plain} <|im_start|>`,
    `${plain} And so on. :contentReference[oaicite:0]{index=0}`,
  ];
  writeFileSync(join(folder, 'traced.jsonl'), traced.map((text) => `${JSON.stringify({ text })}\n`).join(''));
  const { stdout } = await at('vet', 'traced.jsonl', '--out', 'traced', '--json', 'full');
  expect((JSON.parse(stdout) as ReportData).origin.traces).toEqual({
    records: 3,
    kinds: [
      { kind: 'as an AI', records: 2 },
      { kind: 'ChatGPT reference', records: 1 },
      { kind: 'special token', records: 1 },
    ],
  });
});

it('explain tells the verdict, the contradiction and each piece of evidence', async () => {
  const facts = JSON.parse((await at('explain', 'run', 'belied', '--json')).stdout) as RecordFacts;
  expect(facts.origin).toMatchObject({ origin: 'unknown', rung: 'declared', contradiction: 'traces' });
  const { stdout } = await at('explain', 'run', 'belied');
  expect(stdout).toMatch(/unknown, contradicted/);
  expect(stdout).toMatch(/human +declared, columns +origin: human/);
  expect(stdout).toMatch(/contradicted-origin/);
});

it('another cut-off date is refused by decide, since dates were judged by the old one', async () => {
  const policy = (await at('policy', '--yaml')).stdout.replace('2022-11-30', '2001-01-01');
  writeFileSync(join(folder, 'mine.yaml'), policy);
  const { code, stderr } = await at('decide', 'run', '--policy', 'mine.yaml');
  expect(code).toBe(2);
  expect(stderr).toContain('capture-cutoff');
});
