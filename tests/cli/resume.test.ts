import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freckle } from '../support/cli.js';
import { fingerprintRun, madeRecords, temporaryFolder, toJsonl } from '../support/corpus.js';

const folder = temporaryFolder('resume');
const write = (name: string, seed: string): void =>
  writeFileSync(join(folder, name), toJsonl(madeRecords(60, seed)));

interface Timings {
  readonly measuredSplits: number;
  readonly splits: number;
}

async function vet(run: string, ...flags: string[]): Promise<Timings> {
  const result = await freckle(
    ['vet', 'a.jsonl', 'b.jsonl', '--out', run, '--split-size', '20kB', '--quiet', ...flags],
    { cwd: folder },
  );
  expect(result.stderr).toBe('');
  expect(result.code).toBe(0);
  return JSON.parse(readFileSync(join(folder, run, 'timings.json'), 'utf8')) as Timings;
}

test('a repeated run measures only what changed inputs, signals and settings require', async () => {
  write('a.jsonl', 'a');
  write('b.jsonl', 'b');
  const first = await vet('run');
  expect(first.splits).toBeGreaterThan(3);
  expect(first.measuredSplits).toBe(first.splits);
  const before = fingerprintRun(join(folder, 'run'));

  expect((await vet('run')).measuredSplits).toBe(0);
  expect(fingerprintRun(join(folder, 'run'))).toEqual(before);

  expect((await vet('run', '--policy', 'strict')).measuredSplits, 'another policy measures nothing').toBe(0);
  expect(fingerprintRun(join(folder, 'run'))).not.toEqual(before);
  await vet('run');
  expect(fingerprintRun(join(folder, 'run')), 'and back').toEqual(before);

  write('b.jsonl', 'b changed');
  const changed = await vet('run');
  const { splits } = JSON.parse(readFileSync(join(folder, 'run', 'run.json'), 'utf8')) as {
    splits: { input: number }[];
  };
  expect(changed.measuredSplits).toBe(splits.filter(({ input }) => input === 1).length);
  expect(changed.measuredSplits).toBeGreaterThan(0);
  await vet('fresh');
  const [resumed, fresh] = [fingerprintRun(join(folder, 'run')), fingerprintRun(join(folder, 'fresh'))];
  // These contain the command line, which names the folder.
  for (const file of ['run.json', 'report.json', 'report.html']) {
    delete resumed[file];
    delete fresh[file];
  }
  expect(resumed).toEqual(fresh);

  const more = await vet('run', '--signals', 'c4');
  expect(more.measuredSplits, 'more signals measure everything').toBe(more.splits);
}, 600_000);

test('a folder with a run over other inputs, or with something else, is refused and left alone', async () => {
  write('c.jsonl', 'c');
  await freckle(['vet', 'c.jsonl', '--out', 'other', '--quiet'], { cwd: folder });
  const before = fingerprintRun(join(folder, 'other'));
  const refused = await freckle(['vet', 'a.jsonl', '--out', 'other'], { cwd: folder });
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(/other holds a run over .*c\.jsonl.*\[other-run\]/s);
  expect(fingerprintRun(join(folder, 'other'))).toEqual(before);
});

test('a run is locked while a process works in it, and an unfinished run cannot be used', async () => {
  write('d.jsonl', 'd');
  let second: Promise<{ code: number | null; stderr: string }> | null = null;
  await freckle(['vet', 'd.jsonl', '--out', 'busy'], {
    cwd: folder,
    onStart: (child) =>
      child.stderr?.on('data', () => {
        second ??= freckle(['vet', 'd.jsonl', '--out', 'busy'], {
          cwd: folder,
          onStart: () => child.kill('SIGSTOP'),
        }).finally(() => child.kill('SIGCONT'));
      }),
  });
  const locked = await second!;
  expect(locked.code).toBe(2);
  expect(locked.stderr).toMatch(/process \d+ is working in busy.*\[run-locked\]/s);

  for (const signal of ['SIGTERM', 'SIGHUP'] as const)
    await freckle(['vet', 'd.jsonl', '--out', 'half'], {
      cwd: folder,
      onStart: (child) => child.stderr?.once('data', () => child.kill(signal)),
    }).then(({ code, stderr }) => {
      expect(code, signal).toBe(130);
      expect(stderr).toContain('give the same command again');
    });
  expect(existsSync(join(folder, 'half', 'run.json'))).toBe(false);
  const early = await freckle(['explain', 'half', 'r1'], { cwd: folder });
  expect(early.code).toBe(2);
  expect(early.stderr).toContain('[run-incomplete]');
});
