import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { freckle } from '../support/cli.js';
import { fingerprintRun, madeRecords, temporaryFolder, toJsonl } from '../support/corpus.js';

const folder = temporaryFolder('full');
const disk = join(folder, 'disk');

/** A disk of its own, small enough to fill. */
function mountDisk(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return 'needs root on Linux to mount a small disk';
  mkdirSync(disk);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk], { stdio: 'pipe' });
  } catch (error) {
    return `cannot mount a small disk here: ${String(error)}`;
  }
  onTestFinished(() => void execFileSync('umount', [disk]));
  return null;
}

test('a full disk ends the run with a reason at any step, and the same command resumes once the disk has space', async ({
  skip,
}) => {
  const problem = mountDisk();
  if (problem !== null) skip(problem);
  const corpus = join(folder, 'corpus.jsonl');
  writeFileSync(corpus, toJsonl(madeRecords(300, 'full')));
  const args = ['vet', corpus, '--out', 'run', '--split-size', '60kB', '--workers', '1', '--quiet'];
  // A process that uses the disk prevents unmounting it.
  const run = (cwd: string) => freckle(args, { cwd, alone: true });
  const calm = join(folder, 'calm');
  mkdirSync(calm);
  expect((await run(calm)).code).toBe(0);
  const expected = fingerprintRun(join(calm, 'run'));

  const ballast = join(disk, 'ballast');
  const kilobytes = [4060, 3800, 3300, 2600, 1600, 0];
  const codes: (number | null)[] = [];
  for (const size of kilobytes) {
    rmSync(ballast, { force: true });
    if (size > 0) writeFileSync(ballast, Buffer.alloc(size * 1024, 1));
    const result = await run(disk);
    codes.push(result.code);
    if (result.code === 0) break;
    expect(result.code, result.stderr).toBe(3);
    expect(result.stderr).toMatch(/no space left to write .*\[no-space\]/s);
    expect(result.stderr).not.toMatch(/\n {4}at /);
  }
  rmSync(ballast, { force: true });
  expect(codes.filter((code) => code === 3).length, 'the disk was full more than once').toBeGreaterThan(1);
  expect((await run(disk)).code).toBe(0);
  expect(fingerprintRun(join(disk, 'run'))).toEqual(expected);
}, 600_000);
