import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { randomFrom } from '../../src/math/random.js';
import { type CliResult, freckle } from '../support/cli.js';
import { fingerprintRun, madeRecords, temporaryFolder, toJsonl } from '../support/corpus.js';

const folder = temporaryFolder('redecide');
const KILLS = 6;

const decide = (run: string, killAfterMs?: number): Promise<CliResult> =>
  freckle(['decide', run, '--policy', 'strict', '--workers', '2', '--json', 'full'], {
    cwd: folder,
    alone: true,
    onStart: (child) => {
      if (killAfterMs !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    },
  });

const changedOf = (stdout: string): unknown => (JSON.parse(stdout) as { changed: unknown }).changed;

test('deciding again, killed at any moment, leaves a whole run or none, and ends as if undisturbed', async () => {
  writeFileSync(join(folder, 'a.jsonl'), toJsonl(madeRecords(60, 'redecide')));
  const vet = ['vet', 'a.jsonl', '--out', 'run', '--split-size', '20kB', '--workers', '2', '--quiet'];
  expect((await freckle(vet, { cwd: folder })).code).toBe(0);
  cpSync(join(folder, 'run'), join(folder, 'calm'), { recursive: true });
  const started = performance.now();
  const calm = await decide('calm');
  const wholeMs = performance.now() - started;
  expect(calm.code, calm.stderr).toBeLessThan(2);
  const before = fingerprintRun(join(folder, 'run'));
  const expected = fingerprintRun(join(folder, 'calm'));
  expect(expected).not.toEqual(before);

  const random = randomFrom('redecide kills');
  let left = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const run = `killed-${kill}`;
    cpSync(join(folder, 'run'), join(folder, run), { recursive: true });
    const { signal } = await decide(run, wholeMs * (0.2 + 0.8 * ((kill + random.uniform()) / KILLS)));
    if (signal !== 'SIGKILL') continue;
    const after = fingerprintRun(join(folder, run));
    if (existsSync(join(folder, run, 'run.json'))) expect([before, expected]).toContainEqual(after);
    else {
      left++;
      const refused = await freckle(['explain', run, 'r1'], { cwd: folder });
      expect(refused.stderr).toContain('[run-incomplete]');
      const again = await decide(run);
      expect(again.code, again.stderr).toBe(calm.code);
      expect(fingerprintRun(join(folder, run))).toEqual(expected);
      expect(changedOf(again.stdout), 'compared with the finished run before').toEqual(
        changedOf(calm.stdout),
      );
    }
  }
  expect(left, 'some kills fell between the old run and the new one').toBeGreaterThan(0);
}, 600_000);

test('vetting goes on from a run that was being decided again', async () => {
  const run = join(folder, 'run');
  const before = fingerprintRun(run);
  expect((await decide('run')).code).toBeLessThan(2);
  // As a kill just before the end leaves it.
  cpSync(join(run, 'decisions.parquet'), join(run, '.freckle', 'decisions-before.parquet'));
  const vet = ['vet', 'a.jsonl', '--out', 'run', '--split-size', '20kB', '--workers', '2', '--quiet'];
  expect((await freckle(vet, { cwd: folder })).code).toBe(0);
  expect(fingerprintRun(run)).toEqual(before);
  expect(existsSync(join(run, '.freckle', 'decisions-before.parquet'))).toBe(false);
  expect(JSON.parse(readFileSync(join(run, 'run.json'), 'utf8'))).toHaveProperty('policy.name', 'default');
}, 120_000);
