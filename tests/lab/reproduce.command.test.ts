import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { PresetResult } from '../../src/lab/reproduction.js';
import { digestLabData, openLabData } from '../../src/lab-runs/lab-data.js';
import { fileOfMember, programDigest } from '../../src/lab-runs/program-digest.js';
import { freckle } from '../support/cli.js';
import { temporaryFolder } from '../support/corpus.js';

const folder = temporaryFolder('reproduce');

describe('lab reproduce --out', () => {
  const out = join(folder, 'out');
  const keptFile = join(out, 'presets', 'quick-seed1', 'error-sources.json');
  const run = async (...flags: string[]): Promise<PresetResult> => {
    const { stdout, code } = await freckle(
      ['lab', 'reproduce', '--only', 'error-sources', '--quick', '--out', out, '--json', ...flags],
      { cwd: folder },
    );
    expect(code).toBe(0);
    return JSON.parse(stdout).results[0];
  };
  /** Makes what is kept tell on itself. */
  const mark = (change: (kept: { fingerprint: string; seconds: number }) => void): void => {
    const kept = JSON.parse(readFileSync(keptFile, 'utf8'));
    change(kept);
    writeFileSync(keptFile, JSON.stringify(kept));
  };

  test('reuses results only for the same program, settings and data', async () => {
    const first = await run();
    mark((kept) => {
      kept.seconds = 12345;
    });
    const again = await run();
    expect(again.seconds).toBe(12345);
    expect(again.comparisons).toEqual(first.comparisons);
    expect((await run('--seed', '2')).seconds).not.toBe(12345);
    expect((await run()).seconds).toBe(12345);
    mark((kept) => {
      kept.fingerprint = `${kept.fingerprint.slice(1)}0`;
    });
    expect((await run()).seconds).not.toBe(12345);
  });

  test.each(['null', '{"fingerprint":'])(
    'runs again what was kept in a file that holds %j',
    async (broken) => {
      mkdirSync(dirname(keptFile), { recursive: true });
      writeFileSync(keptFile, broken);
      expect((await run()).verdict).toBe('reproduced');
      expect(JSON.parse(readFileSync(keptFile, 'utf8'))).toHaveProperty('fingerprint');
    },
  );
});

test('a disk error is reported once, not for every experiment that it stopped', async () => {
  // Where the result of one would go, something stands that no file replaces.
  const out = join(folder, 'spoilt');
  mkdirSync(join(out, 'presets', 'quick-seed1', 'error-sources.json', 'deep'), { recursive: true });
  const { code, stdout, stderr } = await freckle(
    ['lab', 'reproduce', '--only', 'anchors,error-sources', '--workers', '2', '--quick', '--out', out],
    { cwd: folder },
  );
  expect(stderr).toMatch(/cannot write .*error-sources\.json.*\[write-failed\]\n$/);
  expect(stdout).toBe('');
  expect(code).toBe(3);
});

describe('lab reproduce refuses', () => {
  const refused = async (...flags: string[]): Promise<string> => {
    const { code, stdout, stderr } = await freckle(['lab', 'reproduce', '--quick', ...flags], {
      cwd: folder,
    });
    expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: '' });
    return stderr;
  };

  test('a folder with other contents, which stays unchanged', async () => {
    const other = join(folder, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'report.html'), 'mine');
    const stderr = await refused('--only', 'error-sources', '--out', other);
    expect(stderr).toMatch(/other is not empty and holds no reproduction;.*\[other-run\]/);
    expect(readdirSync(other)).toEqual(['report.html']);
    expect(readFileSync(join(other, 'report.html'), 'utf8')).toBe('mine');
    const file = join(other, 'report.html');
    expect(await refused('--only', 'error-sources', '--out', file)).toMatch(/is a file/);
  });

  test('a folder in which another reproduction is at work', async () => {
    const shared = join(folder, 'shared');
    const lock = join(shared, 'lock');
    let second: Promise<string> | null = null;
    const first = await freckle(
      ['lab', 'reproduce', '--only', 'anchors', '--quick', '--out', shared, '--quiet'],
      {
        cwd: folder,
        onStart: (child) => {
          const poll = setInterval(() => {
            if (!existsSync(lock)) return;
            clearInterval(poll);
            // Moments after it takes the lock, it listens to signals.
            setTimeout(() => {
              child.kill('SIGSTOP');
              second = refused('--only', 'error-sources', '--out', shared).finally(() => {
                child.kill('SIGCONT');
                child.kill('SIGTERM');
              });
            }, 200);
          }, 5);
        },
      },
    );
    expect(first.code).toBe(130);
    expect(await second).toMatch(/process \d+ is working in .*\[run-locked\]/);
    // The lock of one that was stopped holds nobody up.
    const again = ['lab', 'reproduce', '--only', 'error-sources', '--quick', '--out', shared, '--quiet'];
    expect(await freckle(again, { cwd: folder })).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(lock)).toBe(false);
  });

  test('a choice that matches no experiment', async () => {
    expect(await refused('--only', ',')).toMatch(/--only needs at least one name/);
    expect(await refused('--kind', '')).toMatch(/--kind needs at least one name/);
    expect(await refused('--only', 'absorption', '--kind', 'neural')).toMatch(
      /no experiment matches both --only absorption and --kind neural; freckle lab reproduce --list shows all experiments/,
    );
    expect(existsSync(join(folder, 'lab-reproduction'))).toBe(false);
  });
});

test('public data are read only from the folder data of the working directory', async () => {
  const home = join(folder, 'deep', 'home');
  mkdirSync(home, { recursive: true });
  mkdirSync(join(folder, 'deep', 'shared', 'data', 'wikitext-2'), { recursive: true });
  for (const part of ['train', 'valid', 'test'])
    writeFileSync(join(folder, 'deep', 'shared', 'data', 'wikitext-2', `wiki.${part}.txt`), 'a b c d e f');
  const flags = ['--only', 'surviving-words', '--quick', '--out', 'out', '--json'];
  const { stdout } = await freckle(['lab', 'reproduce', ...flags], { cwd: home });
  expect(JSON.parse(stdout).results[0]).toMatchObject({
    verdict: 'not-run',
    why: 'its data is not in data: wikitext; name the folder with --data',
  });
});

test('the digest of a program changes with every file it imports, and with no other', () => {
  const home = join(folder, 'program');
  mkdirSync(join(home, 'deep'), { recursive: true });
  const write = (name: string, text: string): void => writeFileSync(join(home, name), text);
  const digest = (): string => programDigest([pathToFileURL(join(home, 'main.js'))]);
  write('main.js', "import { b } from './deep/b.js';\nimport fs from 'node:fs';\n");
  write('deep/b.js', "export { c } from '../c.js';\nexport const later = () => import('./d.js');\n");
  write('c.js', "import './main.js';\nexport const c = 1;\n");
  write('deep/d.js', 'export const d = 1;\n');
  write('other.js', 'export const other = 1;\n');
  const before = digest();
  write('other.js', 'export const other = 2;\n');
  expect(digest()).toBe(before);
  write('c.js', "import './main.js';\nexport const c = 2;\n");
  const between = digest();
  expect(between).not.toBe(before);
  write('deep/d.js', 'export const d = 2;\n');
  expect(digest()).not.toBe(between);
});

test('the file of a list’s member is found among the list’s imports', async () => {
  const home = join(folder, 'list');
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'a.mjs'), 'export const a = { id: "a" };\n');
  writeFileSync(join(home, 'b.mjs'), 'export const b = { id: "b" };\n');
  const list = pathToFileURL(join(home, 'index.mjs'));
  writeFileSync(
    list,
    "import { a } from './a.mjs';\nimport { b } from './b.mjs';\nexport const LIST = [a, b];\n",
  );
  const { LIST } = (await import(list.href)) as { LIST: readonly unknown[] };
  expect((await fileOfMember(list, LIST[1]))?.href).toBe(pathToFileURL(join(home, 'b.mjs')).href);
  expect(await fileOfMember(list, {})).toBeNull();
});

test('the digest of a data set covers its contents, not their compression', () => {
  const write = (home: string, ending: string, pack: (text: string) => string | Uint8Array, test: string) => {
    mkdirSync(join(folder, home, 'wikitext-2'), { recursive: true });
    for (const [part, text] of Object.entries({ train: 'one two', valid: 'three', test }))
      writeFileSync(join(folder, home, 'wikitext-2', `wiki.${part}.txt${ending}`), pack(text));
    return digestLabData(openLabData(join(folder, home)), 'wikitext');
  };
  const plain = write('plain', '', (text) => text, 'four');
  expect(write('packed', '.gz', gzipSync, 'four')).toBe(plain);
  expect(write('other', '', (text) => text, 'five')).not.toBe(plain);
  expect(digestLabData(openLabData(join(folder, 'absent')), 'wikitext')).toBeNull();
});
