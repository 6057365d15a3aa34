import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { vet as vetByLibrary } from '../../src/wiring/vet.js';
import { freckle } from '../support/cli.js';
import { temporaryFolder, toJsonl } from '../support/corpus.js';

const folder = temporaryFolder('limit');
const rows = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    id: `${name}${index}`,
    text: `Keeper ${name} ${index} counted ${index * index + 7} ships before the fog came in.`,
  }));
writeFileSync(join(folder, 'a.jsonl'), toJsonl(rows('a', 300)));
writeFileSync(join(folder, 'b.jsonl.gz'), gzipSync(toJsonl(rows('b', 50))));
writeFileSync(
  join(folder, 'bad.jsonl'),
  `{"text":"first of all these lines"}\n{broken\n${toJsonl(rows('c', 20))}`,
);
mkdirSync(join(folder, 'texts'));
for (let at = 0; at < 20; at++)
  writeFileSync(join(folder, 'texts', `${at + 10}.txt`), `The text number ${at} is here.`);

async function vet(inputs: readonly string[], out: string, ...flags: string[]) {
  const { code, stdout, stderr } = await freckle(
    ['vet', ...inputs, '--out', out, '--policy', 'annotate-only', ...flags],
    { cwd: folder },
  );
  expect(code, stderr).toBe(0);
  const { counts } = JSON.parse(readFileSync(join(folder, out, 'run.json'), 'utf8')) as {
    counts: { read: number; unreadable: number };
  };
  return { counts, said: stdout };
}

/** Ids of what was admitted, in order. */
function admitted(out: string): string[] {
  const root = join(folder, out, 'admitted');
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .flatMap((name) => readFileSync(join(root, name), 'utf8').trim().split('\n'))
    .map((line) => (JSON.parse(line) as { id: string }).id);
}

describe('a limit', () => {
  it.each([
    ['within the first split', ['a.jsonl'], 7],
    ['over several splits', ['a.jsonl', '--split-size', '2kB'], 77],
    ['to the last record', ['a.jsonl'], 300],
  ] as const)('%s takes the first records', async (name, inputs, limit) => {
    const out = name.replaceAll(' ', '-');
    const { counts, said } = await vet(inputs, out, '--limit', `${limit}`);
    expect(counts.read).toBe(limit);
    expect(admitted(out)).toEqual(rows('a', limit).map(({ id }) => id));
    expect(said).toContain(`the first ${limit} records`);
    expect(said).toContain('Only the first');
  });

  it('goes on in the next input, and is the same for any number of workers', async () => {
    const files = ['a.jsonl', 'b.jsonl.gz', 'texts'];
    const { counts } = await vet(files, 'next', '--limit', '312', '--workers', '1');
    expect(counts.read).toBe(312);
    await vet(files, 'two', '--limit', '312', '--workers', '2');
    const decisions = ['next', 'two'].map((out) => readFileSync(join(folder, out, 'decisions.parquet')));
    expect(decisions[0]!.equals(decisions[1]!)).toBe(true);
  });

  it('above the number of records takes all', async () => {
    expect((await vet(['a.jsonl', 'texts'], 'all', '--limit', '1000')).counts.read).toBe(320);
  });

  it('counts items that cannot be read, and files of a folder', async () => {
    expect((await vet(['bad.jsonl'], 'bad', '--limit', '3')).counts).toMatchObject({
      read: 3,
      unreadable: 1,
    });
    await vet(['texts'], 'files', '--limit', '4');
    expect(admitted('files')).toEqual(['10.txt', '11.txt', '12.txt', '13.txt']);
  });

  it('is sampled where both are asked for, and is read again by explain and decide', async () => {
    const { counts, said } = await vet(['a.jsonl'], 'both', '--limit', '100', '--sample', '50%');
    expect(said).toMatch(/records, a sample of 50\s% of the first 100, from/);
    expect(counts.read).toBeLessThan(100);
    const { code, stderr } = await freckle(['decide', 'files', '--policy', 'strict'], { cwd: folder });
    expect(code, stderr).toBeLessThan(2);
    const { stdout } = await freckle(['explain', 'next', 'a.jsonl:3'], { cwd: folder });
    expect(stdout).toContain('a.jsonl:3');
  });

  it('has to be a whole number above 0', async () => {
    const { code, stderr } = await freckle(['vet', 'a.jsonl', '--limit', '0'], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toContain('--limit needs a whole number from 1');
    const asked = vetByLibrary({ inputs: [join(folder, 'a.jsonl')], out: join(folder, 'none'), limit: 1.5 });
    await expect(asked).rejects.toThrow('expected a limit of 1 or more records, got 1.5');
  });
});
