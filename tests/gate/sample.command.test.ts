import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { isSampled } from '../../src/core/sample.js';
import { freckle } from '../support/cli.js';
import { temporaryFolder, toJsonl } from '../support/corpus.js';

const folder = temporaryFolder('sample');
const COUNT = 3000;
const records = Array.from({ length: COUNT }, (_, index) => ({
  id: `r${index}`,
  text: `Keeper number ${index} counted ${index * index + 7} ships before the fog came in.`,
}));
writeFileSync(join(folder, 'a.jsonl'), toJsonl(records));
writeFileSync(
  join(folder, 'a.csv'),
  `id,text\n${records.map(({ id, text }) => `${id},"${text}"\n`).join('')}`,
);
writeFileSync(join(folder, 'cut.jsonl.gz'), gzipSync(toJsonl(records)).subarray(0, 20_000));

interface Run {
  readonly counts: { readonly read: number; readonly admitted: number; readonly unreadable: number };
}

async function vet(
  input: string,
  out: string,
  ...flags: string[]
): Promise<Run & { ids: string[]; said: string }> {
  const { code, stdout, stderr } = await freckle(
    ['vet', input, '--out', out, '--policy', 'annotate-only', ...flags],
    { cwd: folder },
  );
  expect(code, stderr).toBe(0);
  const run = JSON.parse(readFileSync(join(folder, out, 'run.json'), 'utf8')) as Run;
  const admitted = join(folder, out, 'admitted');
  const ids = readdirSync(admitted)
    .sort()
    .flatMap((name) => readFileSync(join(admitted, name), 'latin1').match(/\br\d+\b/g) ?? []);
  return { ...run, ids, said: stdout };
}

describe('a sample', () => {
  it('has about its share of the records, all accounted for, and says so', async () => {
    const { counts, ids, said } = await vet('a.jsonl', 'tenth', '--sample', '10%');
    // Five standard deviations of a binomial count.
    expect(Math.abs(counts.read - COUNT / 10)).toBeLessThan(5 * Math.sqrt(COUNT * 0.1 * 0.9));
    expect(ids.length).toBe(counts.read);
    expect(said).toMatch(/records, a sample of 10\s%, from 1 input/);
    expect(said).toContain('This is a sample of 10');
    expect(readFileSync(join(folder, 'tenth/report.html'), 'utf8')).toContain('copies of them are not seen');
    const { command } = JSON.parse(readFileSync(join(folder, 'tenth/run.json'), 'utf8')) as {
      command: string;
    };
    expect(command).toContain("--sample '10%'");
  }, 60_000);

  it('is the same for any number of workers, and another for another seed', async () => {
    const flags = ['--sample', '0.1', '--split-size', '20kB'];
    const [one, two, other] = [
      await vet('a.jsonl', 'one', ...flags, '--workers', '1'),
      await vet('a.jsonl', 'two', ...flags, '--workers', '2'),
      await vet('a.jsonl', 'other', ...flags, '--sample-seed', '1'),
    ];
    expect(two.ids).toEqual(one.ids);
    expect(other.ids).not.toEqual(one.ids);
    const shared = other.ids.filter((id) => one.ids.includes(id)).length;
    expect(shared).toBeLessThan(one.ids.length / 2);
  }, 60_000);

  it('is measured anew when it grows to the whole', async () => {
    await vet('a.csv', 'grown', '--sample', '5%');
    const { counts } = await vet('a.csv', 'grown');
    expect(counts).toMatchObject({ read: COUNT, admitted: COUNT });
  }, 60_000);

  it('does not hide that a file is cut off', async () => {
    const { counts } = await vet('cut.jsonl.gz', 'cut', '--sample', '1%');
    expect(counts.unreadable).toBe(1);
    expect(readFileSync(join(folder, 'cut/unreadable.jsonl'), 'utf8')).toContain('truncated-input');
  }, 60_000);

  it.each(['0', '1', '100%', '-1%', 'x', '1e-400'])('of %s is refused', async (share) => {
    const { code, stderr } = await freckle(['vet', 'a.jsonl', '--sample', share], { cwd: folder });
    expect([code, stderr]).toEqual([2, expect.stringContaining('--sample needs a share such as 1% or 0.01')]);
  });

  it('takes records of different places independently', () => {
    const sample = { share: 0.3, seed: 7 };
    const taken = (input: string, start: number) =>
      Array.from({ length: 20_000 }, (_, ordinal) => isSampled(sample, input, start, ordinal));
    const lists = [taken('a', 0), taken('b', 0), taken('a', 2 ** 33), taken('a', 100)];
    for (const [index, list] of lists.entries()) {
      const share = list.filter(Boolean).length / list.length;
      expect(share).toBeCloseTo(0.3, 1);
      for (const other of lists.slice(index + 1))
        expect(list.filter((one, at) => one && other[at]).length / list.length).toBeCloseTo(0.09, 1);
      // Neighbours are independent too.
      expect(list.filter((one, at) => one && list[at + 1]).length / list.length).toBeCloseTo(0.09, 1);
    }
  });
});
