import { execFile, execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { describe, expect, it, test } from 'vitest';
import { randomFrom } from '../../src/math/random.js';
import type { ReportData } from '../../src/report/data.js';
import { freckle } from '../support/cli.js';
import { temporaryFolder } from '../support/corpus.js';
import { blockAfter, page, root } from './support.js';

const run = promisify(execFile);
const readme = page('README.md');

/** A project that has Freckle installed. */
function project(): string {
  const folder = temporaryFolder('project');
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules', 'freckle'));
  return folder;
}

test('the first screen has one sentence, one command, its output and a picture', () => {
  const screen = readme.slice(0, readme.indexOf('## Install'));
  expect(screen).toContain('npm run demo');
  const image = /!\[[^\]]+\]\(([^)]+)\)/.exec(screen)![1]!;
  expect(existsSync(join(root, image))).toBe(true);
  expect(statSync(join(root, image)).size).toBeLessThan(300_000);
});

test('the demo does what the README shows, and catches what it planted', async () => {
  const folder = temporaryFolder('demo');
  const { code, stdout, stderr } = await freckle(['demo', '--out', 'freckle-demo', '--json', 'full'], {
    cwd: folder,
  });
  expect(code).toBe(0);
  const report = JSON.parse(stdout) as ReportData;
  const planted = report.planted!;
  // Settings files of packages are no records.
  expect(report.counts.unreadable).toBeLessThan(5);
  expect(planted.reduce((sum, { planted: count }) => sum + count, 0)).toBe(48);
  expect(planted.reduce((sum, { caught }) => sum + caught, 0)).toBeGreaterThanOrEqual(44);
  expect(planted.map(({ originalsLost }) => originalsLost)).toEqual(planted.map(() => 0));
  expect(existsSync(join(folder, 'freckle-demo/run/report.html'))).toBe(true);
  // The documents are those of the installed packages, so figures change with them and words do not.
  const shown = blockAfter(readme, 'output of npm run demo');
  const said = (text: string): string => text.replace(/\d+/g, '#').replace(/\s+/g, ' ');
  const announced = /^Planted among them.*\n(?: {2}.*\n)+/m.exec(stderr)![0];
  expect(said(shown)).toContain(said(announced));
  for (const label of [
    'admitted',
    'quarantined',
    'rejected',
    'unreadable',
    'Why',
    'Copies',
    'Planted',
    'Report',
  ])
    expect(shown).toContain(label);
  expect(shown).toContain('48 contaminations');
});

describe('the first corpus', () => {
  const folder = temporaryFolder('notes');
  const commandOf = (line: string): string[] => line.split('#')[0]!.trim().split(/\s+/).slice(1);

  it('is vetted as shown', async () => {
    writeFileSync(join(folder, 'notes.jsonl'), blockAfter(readme, 'notes.jsonl'));
    const { code, stdout } = await freckle(commandOf(blockAfter(readme, 'command')), { cwd: folder });
    expect(code).toBe(1);
    expect(stdout.slice(0, stdout.lastIndexOf('\n\n') + 1)).toBe(blockAfter(readme, 'output'));
  });

  it('leaves the run folder that is described', () => {
    const table = /\| in the run folder \|[^\n]*\n([\s\S]*?)\n\n/.exec(readme)![1]!;
    const names = [...table.matchAll(/^\| ((?:`[^`]+` ?)+)\|/gm)].flatMap((row) =>
      [...row[1]!.matchAll(/`([^`]+)`/g)].map((name) => name[1]!),
    );
    expect(names.length).toBeGreaterThan(8);
    for (const name of names) expect(existsSync(join(folder, 'run', name)), name).toBe(true);
  });

  it('serves the commands that follow', async () => {
    const lines = /\nThen:\n\n```sh\n([\s\S]*?)```/.exec(readme)![1]!.trim().split('\n');
    expect(lines.length).toBe(4);
    for (const line of lines) {
      const { code, stderr } = await freckle(commandOf(line.replace('> mine.yaml', '')), { cwd: folder });
      expect([0, 1], `${line}: ${stderr}`).toContain(code);
      expect(stderr).not.toMatch(/\[[a-z-]+\]\n/);
    }
  });
});

test('the chat set is vetted as shown', async () => {
  const folder = temporaryFolder('chat');
  writeFileSync(join(folder, 'support.jsonl'), blockAfter(readme, 'support.jsonl'));
  const command = blockAfter(readme, 'chat command').trim().split(/\s+/).slice(1);
  const { code, stdout } = await freckle(command, { cwd: folder });
  expect(code).toBe(0);
  expect(stdout.slice(0, stdout.lastIndexOf('\n\n') + 1)).toBe(blockAfter(readme, 'chat output'));
});

test('the captions of the LoRA folder go where their pictures go', async () => {
  const folder = temporaryFolder('lora');
  const [first, , ...moves] = blockAfter(readme, 'LoRA folder').trim().split('\n');
  const pairs = moves.map((line) => line.split(/ +→ +/) as [string, string]);
  const [fox, owl] = await Promise.all([0, 1].map(picture));
  for (const [from] of pairs) {
    mkdirSync(dirname(join(folder, from)), { recursive: true });
    const words = `a photo of ${from.includes('fox') ? 'a fox in the snow' : 'an owl on a fence'}`;
    const isPicture = /\.(?:png|jpg)$/.test(from);
    writeFileSync(join(folder, from), isPicture ? (from.includes('fox') ? fox! : owl!) : words);
  }
  const { code, stderr } = await freckle(first!.split(' ').slice(1), { cwd: folder });
  expect(code, stderr).toBeLessThan(2);
  for (const [from, to] of pairs)
    expect(readFileSync(join(folder, to)).equals(readFileSync(join(folder, from))), to).toBe(true);
});

/** A picture of soft spots; different for each number. */
async function picture(number: number): Promise<Buffer> {
  const random = randomFrom(`picture ${number}`);
  const pixels = Uint8Array.from({ length: 16 * 16 * 3 }, () => random.integer(256));
  const small = sharp(pixels, { raw: { width: 16, height: 16, channels: 3 } });
  const large = small.resize(256, 256, { kernel: 'cubic' });
  return number === 0 ? large.png().toBuffer() : large.jpeg().toBuffer();
}

test('the lab runs as shown', async () => {
  const folder = temporaryFolder('loop');
  const command = blockAfter(readme, 'lab command').trim().split(/\s+/).slice(1);
  const { code, stdout } = await freckle(command, { cwd: folder });
  expect(code).toBe(0);
  expect(stdout.replace(/ +$/gm, '')).toContain(blockAfter(readme, 'part of its output'));
  expect(existsSync(join(folder, 'lab-run/report.html'))).toBe(true);
});

test('the library example runs, with the output shown', async () => {
  const code = page('examples/library.ts');
  for (const where of ['README.md', 'docs/library.md']) {
    expect(blockAfter(page(where), 'examples/library.ts'), where).toBe(code);
    expect(blockAfter(page(where), 'output of examples/library.ts')).toBe(
      blockAfter(readme, 'output of examples/library.ts'),
    );
  }
  const folder = project();
  // The example contains no types, so it runs as JavaScript.
  copyFileSync(join(root, 'examples/library.ts'), join(folder, 'library.mjs'));
  const { stdout } = await run(process.execPath, ['library.mjs'], { cwd: folder });
  expect(stdout).toBe(blockAfter(readme, 'output of examples/library.ts'));
});

test('the lab example, a model and a regime of one’s own, runs with the output shown', async () => {
  const guide = page('docs/library.md');
  expect(blockAfter(guide, 'examples/lab.ts')).toBe(page('examples/lab.ts'));
  const folder = project();
  copyFileSync(join(root, 'examples/lab.ts'), join(folder, 'lab.mjs'));
  const { stdout } = await run(process.execPath, ['lab.mjs'], { cwd: folder });
  expect(stdout).toBe(blockAfter(guide, 'output of examples/lab.ts'));
});

test('the signal example, a signal of one’s own in a run, runs with the output shown', async () => {
  for (const where of ['README.md', 'docs/library.md']) {
    expect(blockAfter(page(where), 'examples/signal.ts'), where).toBe(page('examples/signal.ts'));
    expect(blockAfter(page(where), 'output of examples/signal.ts')).toBe(
      blockAfter(readme, 'output of examples/signal.ts'),
    );
  }
  const folder = project();
  copyFileSync(join(root, 'examples/signal.ts'), join(folder, 'signal.mjs'));
  const { stdout } = await run(process.execPath, ['signal.mjs'], { cwd: folder });
  expect(stdout).toBe(blockAfter(readme, 'output of examples/signal.ts'));
  const report = JSON.parse(readFileSync(join(folder, 'logs-run/report.json'), 'utf8')) as ReportData;
  expect(report.signals.map(({ id }) => id)).toContain('ruler-share');
});

test('the rule shown is a rule of the default policy', () => {
  const rule = /```yaml\n([\s\S]*?)```/.exec(readme)![1]!;
  const policy = readFileSync(join(root, 'src/gate/policy/builtin/default.ts'), 'utf8');
  for (const line of rule.trim().split('\n')) expect(policy).toContain(line.trim());
});

test('commands that the support table calls absent are absent', async () => {
  const row = readme.split('\n').find((line) => line.endsWith('| not there yet |'))!;
  const names = [...row.matchAll(/`([a-z]+)`/g)].map((match) => match[1]!);
  expect(names.length).toBeGreaterThan(4);
  const { stdout } = await freckle(['--help']);
  for (const name of names) expect(stdout).not.toMatch(new RegExp(`^ {2}${name}\\b`, 'm'));
});

test('every npm script in the pages exists', () => {
  const { scripts } = JSON.parse(page('package.json')) as { scripts: { [name: string]: string } };
  const pages = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' }).trim().split('\n');
  for (const name of pages.filter((path) => existsSync(join(root, path))))
    for (const [, script] of page(name).matchAll(/npm run ([a-z]+(?::[a-z]+)*)/g))
      expect(Object.keys(scripts), name).toContain(script);
});
