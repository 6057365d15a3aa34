import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { freckle } from '../support/cli.js';
import { madeRecords, temporaryFolder, toJsonl } from '../support/corpus.js';

const folder = temporaryFolder('surroundings');
const write = (name: string, seed: string, count = 20): void => {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), toJsonl(madeRecords(count, seed)));
};

async function vet(args: readonly string[], stdin?: string): Promise<void> {
  const result = await freckle(['vet', ...args, '--quiet'], { cwd: folder, stdin });
  expect(result.stderr).toBe('');
  expect(result.code).toBe(0);
}

const inputNames = (run: string): string[] =>
  (
    JSON.parse(readFileSync(join(folder, run, 'run.json'), 'utf8')) as { inputs: { name: string }[] }
  ).inputs.map(({ name }) => name);

function linesWritten(run: string): string[] {
  return ['admitted', 'quarantined', 'rejected']
    .map((decision) => join(folder, run, decision))
    .filter((path) => existsSync(path))
    .flatMap((path) => readdirSync(path).map((name) => join(path, name)))
    .flatMap((path) => readFileSync(path, 'utf8').trimEnd().split('\n'));
}

test('a run folder may be spelled and called as its user likes', async () => {
  write('a.jsonl', 'a');
  for (const out of ['./dotted', 'slashed/', 'runs/source=web', "it's [1] * 100%"]) {
    await vet(['a.jsonl', '--out', out]);
    const lines = linesWritten(out).map(
      (line) => (JSON.parse(line) as { freckle: { source: string } }).freckle,
    );
    expect(lines.length, out).toBe(20);
    expect(lines.every(({ source }) => source.startsWith('site-'))).toBe(true);
    await vet(['a.jsonl', '--out', out]);
  }
}, 300_000);

test('Parquet in folders named key=value keeps its own columns', async () => {
  write('a.jsonl', 'a');
  await vet(['a.jsonl', '--out', 'as-parquet', '--to', 'parquet']);
  mkdirSync(join(folder, 'language=xx'), { recursive: true });
  const admitted = join(folder, 'as-parquet', 'admitted', 'a.parquet');
  writeFileSync(join(folder, 'language=xx', 'a.parquet'), readFileSync(admitted));
  await vet([join('language=xx', 'a.parquet'), '--out', 'from-hive']);
  const { openDuckDb } = await import('../../src/engines/duckdb/connection.js');
  const engine = await openDuckDb();
  const written = join(folder, 'from-hive', 'admitted', 'a.parquet');
  const rows = await engine.rows(
    `SELECT DISTINCT language FROM read_parquet('${written}', hive_partitioning = false)`,
  );
  await engine.close();
  expect(rows).toEqual([{ language: null }]);
}, 120_000);

test('a run inside the folder it vets does not read what it wrote', async () => {
  write('corpus/a.jsonl', 'a');
  await vet(['corpus', '--out', 'corpus/run']);
  await vet(['corpus', '--out', 'corpus/run']);
  expect(inputNames('corpus/run')).toEqual(['corpus/a.jsonl']);
  await vet(['corpus/**/*.jsonl', '--out', 'globbed']);
  expect(inputNames('globbed')).toEqual(['corpus/a.jsonl']);
  await vet(['corpus/run/admitted', '--out', 'second']);
  expect(inputNames('second'), 'named outright, outputs are inputs').toEqual(['admitted/corpus/a.jsonl']);
}, 120_000);

test('inputs that would be written to one file keep files of their own', async () => {
  write('web.jsonl', 'plain');
  writeFileSync(join(folder, 'web.jsonl.gz'), gzipSync(toJsonl(madeRecords(20, 'packed'))));
  await vet(['web.jsonl', 'web.jsonl.gz', '--out', 'merged', '--to', 'jsonl']);
  expect(linesWritten('merged').length).toBe(40);
}, 60_000);

test('other bytes on standard input are another corpus; none take up the last', async () => {
  await vet(['-', '--out', 'stdin'], toJsonl(madeRecords(20, 'first')));
  await vet(['-', '--out', 'stdin'], toJsonl(madeRecords(7, 'second')));
  expect(linesWritten('stdin').length).toBe(7);
  await vet(['-', '--out', 'stdin']);
  expect(linesWritten('stdin').length).toBe(7);
}, 120_000);

test('memory that cannot suffice is refused before anything is written', async () => {
  write('a.jsonl', 'a');
  const { code, stderr } = await freckle(
    ['vet', 'a.jsonl', '--out', 'small', '--memory', '300MB', '--workers', '2'],
    { cwd: folder },
  );
  expect(code).toBe(2);
  expect(stderr).toContain('[invalid-setting]');
  expect(existsSync(join(folder, 'small'))).toBe(false);
});

test('the report says the command with every flag that changes what comes out', async () => {
  writeFileSync(join(folder, 'body.txt'), toJsonl(madeRecords(5, 'body')).replaceAll('"text"', '"the body"'));
  const flags = [
    '--format',
    'jsonl',
    '--text-column',
    "'the body'",
    '--signals',
    'c4',
    '--split-size',
    '1MB',
  ];
  await vet(['body.txt', '--out', 'told', ...flags.map((flag) => flag.replaceAll("'", ''))]);
  const { command } = JSON.parse(readFileSync(join(folder, 'told', 'run.json'), 'utf8')) as {
    command: string;
  };
  expect(command).toBe(`freckle vet body.txt --out told ${flags.join(' ')}`);
}, 60_000);

test('a reader that has seen enough is no fault', () => {
  const main = new URL('../../dist/cli/main.js', import.meta.url).pathname;
  const script = `"${process.execPath}" "${main}" policy --json | true; echo "\${PIPESTATUS[0]}"`;
  expect(
    execFileSync('bash', ['-c', `${script} 2>&1`])
      .toString()
      .trim(),
  ).toBe('0');
});

test('a folder that cannot be written to, or is a file, is said in a sentence', async () => {
  write('a.jsonl', 'a');
  const onFile = await freckle(['vet', 'a.jsonl', '--out', 'a.jsonl'], { cwd: folder });
  expect(onFile.code).toBe(2);
  expect(onFile.stderr).toMatch(/a\.jsonl is a file.*\[other-run\]/);
  const below = await freckle(['vet', 'a.jsonl', '--out', 'a.jsonl/run'], { cwd: folder });
  expect(below.code).toBe(3);
  expect(below.stderr).toMatch(/cannot write .*\[write-failed\]/);
});
