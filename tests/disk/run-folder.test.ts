import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RunFolder } from '../../src/disk/run-folder.js';
import { temporaryFolder } from '../support/corpus.js';

const folder = temporaryFolder('run-folder');
/** A run folder with what its lock file holds. */
function withLock(name: string, lock: string): RunFolder {
  mkdirSync(join(folder, name, '.freckle'), { recursive: true });
  writeFileSync(join(folder, name, '.freckle', 'lock'), lock);
  return new RunFolder(join(folder, name));
}

test('a run in a place where nothing can be made says so and ends', () => {
  // The kernel answers that the folder above is not there, although it is.
  if (!existsSync('/proc/self')) return;
  expect(() => new RunFolder('/proc/freckle-run').open()).toThrow(/cannot write \/proc\/freckle-run/);
  writeFileSync(join(folder, 'a file'), '');
  expect(() => new RunFolder(join(folder, 'a file', 'run')).open()).toThrow(/cannot write .*ENOTDIR/);
});

describe('a lock', () => {
  test('is taken once, in the same process too, and again when it was released', () => {
    const run = new RunFolder(join(folder, 'once'));
    run.open();
    expect(() => new RunFolder(run.root).open()).toThrow(/process \d+ is working/);
    run.release();
    run.open();
    expect(readFileSync(run.state('lock'), 'utf8')).toContain(String(process.pid));
  });

  test('that a full disk left empty is nobody’s', () => {
    withLock('empty', '').open();
  });

  test('of a process that is gone is taken over', () => {
    // Above the highest process number of Linux.
    withLock('gone', '4194305').open();
  });

  test('of a process whose number another has now is taken over', () => {
    // The first process is always there, and it did not start at tick 1.
    if (!existsSync('/proc/1/stat')) return;
    withLock('recycled', '1 1').open();
    withLock('own number', `${process.pid} 1`).open();
    expect(() => withLock('at work', '1').open()).toThrow(/process 1 is working/);
  });

  test('leaves nothing beside it', () => {
    const run = withLock('tidy', '4194305');
    run.open();
    run.release();
    expect(existsSync(run.state(`lock.${process.pid}`))).toBe(false);
    expect(existsSync(run.state(`lock.${process.pid}.stale`))).toBe(false);
  });
});

test('sweeping keeps the files of the plan however the folder is spelled', () => {
  for (const [index, spell] of [
    (path: string) => path,
    (path: string) => `${path}/`,
    (path: string) => `./${relative('.', path)}`,
    (path: string) => `${path}/../${path.split('/').at(-1)}`,
  ].entries()) {
    const root = join(folder, `sweep-${index}`);
    mkdirSync(join(root, 'admitted', 'web'), { recursive: true });
    for (const name of ['web/kept.jsonl', 'web/old.jsonl', 'kept.jsonl.partial'])
      writeFileSync(join(root, 'admitted', name), name);
    new RunFolder(spell(root)).sweep('admitted', new Set(['admitted/web/kept.jsonl']));
    expect(existsSync(join(root, 'admitted/web/kept.jsonl')), spell(root)).toBe(true);
    expect(existsSync(join(root, 'admitted/web/old.jsonl'))).toBe(false);
    expect(existsSync(join(root, 'admitted/kept.jsonl.partial'))).toBe(false);
  }
});

test('a step whose files are being written over is not done', () => {
  const run = new RunFolder(join(folder, 'marked'));
  run.open();
  writeFileSync(run.path('made'), 'a');
  run.mark('step', 'of a', { made: 1 }, ['made']);
  expect(run.marker('step', 'of a')).toEqual({ made: 1 });
  run.unmark('step');
  writeFileSync(run.path('made'), 'b');
  expect(run.marker('step', 'of a'), 'same size, other content').toBe(null);
});
