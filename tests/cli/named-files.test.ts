import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { freckle } from '../support/cli.js';
import { temporaryFolder } from '../support/corpus.js';

const folder = temporaryFolder('named-files');
writeFileSync(join(folder, 'a.jsonl'), '{"text":"A few words that somebody wrote down once."}\n');
mkdirSync(join(folder, 'folder'));
execFileSync('mkfifo', [join(folder, 'pipe')]);

/** Every place where a user names a small file, with what is expected there. */
const COMMANDS: readonly (readonly [what: string, command: (file: string) => string[]])[] = [
  ['a policy', (file) => ['vet', 'a.jsonl', '--policy', file]],
  ['a policy', (file) => ['policy', file]],
  ['settings', (file) => ['vet', '--settings', file]],
  ['PEM certificates', (file) => ['vet', 'a.jsonl', '--trust-anchors', file]],
  ['a watermarks file', (file) => ['vet', 'a.jsonl', '--watermarks', file, '--tokens-column', 'ids']],
  ['a watermarks file', (file) => ['watermark', 'a.jsonl', '--config', file, '--tokens-column', 'ids']],
];

for (const [what, command] of COMMANDS)
  it.each([
    ['/dev/zero', 'a device or a pipe'],
    ['pipe', 'a device or a pipe'],
    ['folder', 'a folder'],
  ])(`${command('FILE').join(' ')}: %s is refused at once`, async (file, found) => {
    const { code, stderr } = await freckle(command(file), { cwd: folder });
    expect(stderr).toContain(`expected ${what}`);
    expect(stderr).toContain(`found ${found}`);
    expect(code).toBe(2);
  });

it.each([
  ['lists', `when: ${'['.repeat(5000)}${']'.repeat(5000)}`],
  ['mappings', `when: ${'{not: '.repeat(3000)}{signal: word-count, below: 3}${'}'.repeat(3000)}`],
])('a policy of %s nested thousands deep is refused with a reason', async (_, when) => {
  const policy = `policy: deep\nversion: 1\nrules:\n  - id: a\n    ${when}\n    decide: reject\n    because: Deep.\n`;
  writeFileSync(join(folder, 'deep.yaml'), policy);
  const { code, stderr } = await freckle(['policy', 'deep.yaml'], { cwd: folder });
  expect(stderr).toMatch(/^freckle: deep\.yaml.*\n?.*\[invalid-policy\]\n$/s);
  expect(stderr).not.toContain('    at ');
  expect(code).toBe(2);
});
