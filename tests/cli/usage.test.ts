import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { freckle } from '../support/cli.js';
import { temporaryFolder } from '../support/corpus.js';

const folder = temporaryFolder('usage');
const file = (name: string, content: string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const corpus = file('corpus.jsonl', '{"text":"A few words that somebody wrote down once."}\n');

/** The names that a help text lists under `Commands:`. */
const commandsIn = (help: string): string[] =>
  [...(/\nCommands:\n([\s\S]*?)(?:\n\n|$)/.exec(help)?.[1] ?? '').matchAll(/^ {2}([a-z][\w-]*)/gm)]
    .map((match) => match[1]!)
    .filter((name) => name !== 'help');

test('every command and subcommand has help with arguments, options and examples', async () => {
  const waiting: string[][] = [[]];
  const leaves: string[][] = [];
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    const help = await freckle([...path, '--help']);
    expect(help.code, path.join(' ')).toBe(0);
    expect(help.stderr).toBe('');
    expect(help.stdout).toContain(`Usage: freckle ${path.join(' ')}`.trim());
    const below = commandsIn(help.stdout);
    if (below.length > 0) waiting.push(...below.map((name) => [...path, name]));
    else {
      leaves.push(path);
      expect(help.stdout, `${path.join(' ')} shows how it is used`).toMatch(
        /\nExamples?:\n {2}(?:\S+ \| )?(?:freckle|cp) /,
      );
    }
  }
  expect(leaves.map((path) => path[0])).toEqual(
    expect.arrayContaining(['vet', 'decide', 'explain', 'policy', 'demo']),
  );
});

test('a usage error points to the help of its command', async () => {
  expect((await freckle(['vet', '--to', 'xml'])).stderr).toContain('(see freckle vet --help)');
  expect((await freckle(['lab', 'run', '--nonsense'])).stderr).toContain('(see freckle lab run --help)');
  expect((await freckle(['nonsense'])).stderr).toContain('(see freckle --help)');
});

test('the version is that of the package', async () => {
  const { stdout, code } = await freckle(['--version']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

describe('wrong use ends with exit code 2 and a remedy', () => {
  const out = join(folder, 'never');
  const broken = file(
    'broken.yaml',
    'policy: mine\nversion: 1\nrules:\n  - id: a\n    when: { signal: word-cont, below: 3 }\n    decide: reject\n    because: Short.\n',
  );
  const impossible = file(
    'impossible.yaml',
    'policy: mine\nversion: 1\nrules:\n  - id: a\n    when: { signal: digit-share, above: 3 }\n    decide: reject\n    because: Digits.\n',
  );
  const noYaml = file('no.yaml', 'rules: [\n');
  const foreign = join(folder, 'foreign');
  mkdirSync(foreign);
  writeFileSync(join(foreign, 'thesis.txt'), 'mine');
  const barren = join(folder, 'barren');
  mkdirSync(barren);
  writeFileSync(join(barren, 'picture.xyz'), 'x');
  mkdirSync(join(folder, 'empty'));

  it.each<[string, string[], RegExp]>([
    ['no command', [], /Usage: freckle/],
    ['an unknown command', ['wet', 'x'], /unknown command 'wet'/],
    ['an unknown flag', ['vet', corpus, '--polices', 'strict'], /unknown option '--polices'/],
    ['no input', ['vet', '--out', out], /no input given\. Name a file, folder or glob/],
    [
      'an input that is not there',
      ['vet', join(folder, 'lost.jsonl'), '--out', out],
      /lost\.jsonl.*\[input-not-found\]/s,
    ],
    [
      'a glob that matches nothing',
      ['vet', join(folder, '*.parquet'), '--out', out],
      /No file matches.*\[input-not-found\]/s,
    ],
    [
      'a folder without readable files',
      ['vet', barren, '--out', out],
      /none in a known format.*\[no-readable-files\]/s,
    ],
    ['an empty folder', ['vet', join(folder, 'empty'), '--out', out], /\[no-readable-files\]/],
    [
      'a file of no known format',
      ['vet', join(barren, 'picture.xyz'), '--out', out],
      /--format.*\[unknown-format\]/s,
    ],
    [
      'a format that does not exist',
      ['vet', corpus, '--format', 'jsonlines', '--out', out],
      /jsonlines.*\[unknown-format\]/s,
    ],
    [
      'empty standard input',
      ['vet', '-', '--out', join(folder, 'silent')],
      /standard input is empty.*\[no-input\]/s,
    ],
    [
      'a policy that is not there',
      ['vet', corpus, '-p', 'strikt', '--out', out],
      /strikt.*default, strict, annotate-only.*\[invalid-policy\]/s,
    ],
    [
      'a policy that is no YAML',
      ['vet', corpus, '-p', noYaml, '--out', out],
      /no\.yaml.*\[invalid-policy\]/s,
    ],
    [
      'a rule on an unknown signal',
      ['vet', corpus, '-p', broken, '--out', out],
      /broken\.yaml.*word-cont.*word-count.*\[unknown-signal\]/s,
    ],
    [
      'an impossible threshold',
      ['vet', corpus, '-p', impossible, '--out', out],
      /impossible\.yaml.*digit-share.*\[invalid-policy\]/s,
    ],
    [
      'an unknown signal',
      ['vet', corpus, '--signals', 'goffer-dolma', '--out', out],
      /goffer-dolma.*did you mean "gopher-dolma".*\[unknown-signal\]/s,
    ],
    [
      'signals without a name',
      ['vet', corpus, '--signals', ' , ', '--out', out],
      /--signals needs at least one name.*\[invalid-setting\]/s,
    ],
    [
      'an unknown choice',
      ['vet', corpus, '--to', 'avro', '--out', out],
      /Allowed choices are jsonl, parquet/,
    ],
    [
      'workers that are not a number',
      ['vet', corpus, '-w', 'many', '--out', out],
      /--workers needs a whole number.*\[invalid-setting\]/s,
    ],
    [
      'memory that is not a size',
      ['vet', corpus, '--memory', 'lots', '--out', out],
      /--memory needs a size.*\[invalid-setting\]/s,
    ],
    [
      'memory that is too small',
      ['vet', corpus, '--memory', '100MB', '--out', join(folder, 'small')],
      /expected --memory of at least .*\[invalid-setting\]/s,
    ],
    [
      'a folder that holds something else',
      ['vet', corpus, '--out', foreign],
      /holds no Freckle run.*\[other-run\]/s,
    ],
    ['explain without a run', ['explain', barren, 'x'], /\[not-a-run\]/],
    ['decide without a run', ['decide', out, '--policy', 'strict'], /\[not-a-run\]/],
    ['decide without a policy', ['decide', out], /required option '-p, --policy/],
    ['policy of a broken file', ['policy', broken], /\[unknown-signal\]/],
  ])('%s', async (_name, args, message) => {
    const result = await freckle(args);
    expect(result.stderr).toMatch(message);
    expect(result.stderr).not.toMatch(/\n {4}at /);
    expect(result.stdout).toBe('');
    expect(result.code).toBe(2);
  });
});

test('policy prints rules and signals as text, as YAML to edit and as JSON', async () => {
  const text = await freckle(['policy', 'strict']);
  expect(text.stdout).toContain('near-copy: reject');
  const yaml = await freckle(['policy', '--yaml']);
  const copy = file('copy.yaml', yaml.stdout);
  const json = await freckle(['policy', copy, '--json']);
  expect(json.code).toBe(0);
  const description = JSON.parse(json.stdout) as { policy: string };
  expect(description.policy).toBe('default');
});
