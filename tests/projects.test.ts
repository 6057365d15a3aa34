import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import glob from 'fast-glob';
import { describe, expect, it } from 'vitest';
import config from '../vitest.config.js';

const root = resolve(import.meta.dirname, '..');

/** What only the build or a browser gives. */
const BUILT = /^playwright-core$|^dist\//;

const projects = config.test!.projects!.map((project) => {
  if (typeof project !== 'object' || !('test' in project)) throw new Error('a project is an object');
  const { name, include, exclude } = project.test!;
  return { name: String(name), files: glob.sync(include!, { cwd: root, ignore: exclude! }) };
});
const filesOf = (wanted: string): string[] => projects.find(({ name }) => name === wanted)!.files;

/** What a test file, and every file of the tests that it imports, says of the build or a browser; by the file that says it. */
function builtThings(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const code = readFileSync(join(root, file), 'utf8');
  const said = [...code.matchAll(/(['"`])((?:(?!\1)[^\\\n])*)\1/g)].map(([, , text]) => text!);
  const ours = said.filter((text) => text.startsWith('.')).map((text) => join(dirname(file), text));
  const imported = ours.map((path) => path.replace(/\.js$/, '.ts')).filter((path) => isOfTests(path));
  return [
    ...[...said, ...ours].filter((one) => BUILT.test(one)).map((one) => `${file}: ${one}`),
    ...imported.flatMap((one) => builtThings(one, seen)),
  ];
}

const isOfTests = (path: string): boolean => /^tests\/.*\.ts$/.test(path) && existsSync(join(root, path));

describe('the sets of tests', () => {
  it('hold every test file once', () => {
    const all = glob.sync('tests/**/*.test.ts', { cwd: root });
    expect(projects.flatMap(({ files }) => files).sort()).toEqual(all.sort());
    for (const { name, files } of projects) expect(files.length, name).toBeGreaterThan(5);
  });

  it.each(filesOf('unit'))('%s needs neither the built command nor a browser', (file) => {
    expect(builtThings(file), 'call it *.command.test.ts or *.slow.test.ts').toEqual([]);
  });

  it('see what a test needs through what it imports', () => {
    expect(builtThings('tests/cli/inputs.test.ts')).toEqual(['tests/support/cli.ts: dist/cli/main.js']);
    expect(builtThings('tests/report/browser.slow.test.ts').join()).toContain('playwright');
  });
});
