import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { blockAfter, page } from '../docs/support.js';
import { freckle } from '../support/cli.js';
import { temporaryFolder, toJsonl } from '../support/corpus.js';

const folder = temporaryFolder('settings');
const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
};
const json = <T>(...path: string[]): T => JSON.parse(readFileSync(join(folder, ...path), 'utf8')) as T;

const CHAT = [1, 2, 3].map((number) => ({
  messages: [
    { role: 'user', content: `How deep is harbour number ${number}, and who measured it?` },
    { role: 'assistant', content: `Some ${number} fathoms at low water, as the pilot likes to tell.` },
  ],
}));
const FAQ = `question,site,solution
"What is two and two?",math.example,"Two and two make four, as fingers show."
"Where is the harbour?",town.example,"Behind the market, past the smaller pier."
`;

beforeAll(() => {
  file('data/chat.jsonl', toJsonl(CHAT));
  file('data/faq.csv', FAQ);
  file('data/odd.csv', 'head,when,werd\na,2020,"Wherever the ferry goes, the goats go too, slowly."\n');
  for (let part = 0; part < 5; part++) file(`data/shards/part-${part}.jsonl`, toJsonl(CHAT));
});

describe('freckle vet without inputs', () => {
  const SETTINGS = `inputs:
  - data/chat.jsonl
  - path: data/faq.csv
    text-columns: [prompt=question, answer=solution]
    source-column: site
  - path: data/odd.csv
    text-column: werd
out: nightly
policy: annotate-only
note: 'after the "new" crawl'
owner: Data team
contact: <b>data@example.org</b>
workers: 1
`;
  beforeAll(async () => {
    file('freckle.yaml', SETTINGS);
    const { code, stderr } = await freckle(['vet', '--quiet'], { cwd: folder });
    expect(code, stderr).toBe(0);
  }, 120_000);

  interface Run {
    readonly command: string;
    readonly counts: { readonly read: number; readonly admitted: number };
    readonly about: { readonly [name: string]: string };
    readonly inputs: readonly { readonly name: string; readonly columns?: object }[];
    readonly splits: readonly { readonly input: number; readonly measurements: string }[];
  }

  it('reads each input with its own columns', () => {
    const { counts, inputs } = json<Run>('nightly', 'run.json');
    expect(counts).toMatchObject({ read: 6, admitted: 6 });
    expect(inputs.map(({ columns }) => columns)).toEqual([
      undefined,
      { texts: ['prompt=question', 'answer=solution'], source: 'site' },
      { text: 'werd' },
    ]);
    const { run } = json<{ run: { readFrom: { text: { columns: string }[] } } }>('nightly', 'report.json');
    expect(run.readFrom.text.map(({ columns }) => columns)).toEqual([
      'messages',
      'question+solution',
      'werd',
    ]);
    expect(readFileSync(join(folder, 'nightly/admitted/faq.csv'), 'utf8')).toContain('math.example');
  });

  it('says in run and report what people said of it, escaped', () => {
    const { about } = json<Run>('nightly', 'run.json');
    expect(about).toEqual({
      note: 'after the "new" crawl',
      owner: 'Data team',
      contact: '<b>data@example.org</b>',
    });
    const page = readFileSync(join(folder, 'nightly/report.html'), 'utf8');
    expect(page).toContain('&lt;b&gt;data@example.org&lt;/b&gt;');
    expect(page).not.toContain('<b>data@');
    expect(page).toContain('columns of odd.csv');
  });

  it('is told in the report as a command that repeats it', async () => {
    const { command } = json<Run>('nightly', 'run.json');
    expect(command).toBe('freckle vet --settings freckle.yaml');
    const before = readFileSync(join(folder, 'nightly/report.json'));
    expect((await freckle([...command.split(' ').slice(1), '--quiet'], { cwd: folder })).code).toBe(0);
    expect(readFileSync(join(folder, 'nightly/report.json')).equals(before)).toBe(true);
  }, 120_000);

  it('lets a typed flag win, and what was said of an input stands where it is typed', async () => {
    const { code, stderr } = await freckle(
      ['vet', 'data/odd.csv', '--settings', 'freckle.yaml', '--out', 'typed', '--quiet'],
      { cwd: folder },
    );
    expect(code, stderr).toBe(0);
    expect(json<Run>('typed', 'run.json')).toMatchObject({
      command: 'freckle vet data/odd.csv --out typed --settings freckle.yaml',
      counts: { read: 1, admitted: 1 },
    });
  }, 120_000);

  it('measures an input anew when its own columns change, and no other', async () => {
    const measured = (run: string): string[] =>
      json<Run>(run, 'run.json').splits.map((one) => one.measurements);
    const before = measured('nightly');
    file('freckle.yaml', SETTINGS.replace('source-column: site', 'id-column: site'));
    expect((await freckle(['vet', '--quiet'], { cwd: folder })).code).toBe(0);
    const after = measured('nightly');
    expect(after.map((name, index) => name === before[index])).toEqual([true, false, true]);
  }, 120_000);

  it('reads one input in an encoding of its own, and says so in the report', async () => {
    file('latin/old.csv', Buffer.from('1~Die Gr\xf6\xdfe des Hafens kennt der alte Lotse.\n', 'latin1'));
    file('latin/new.jsonl', toJsonl([{ text: 'Die Größe des Hafens kennt der neue Lotse.' }]));
    file(
      'latin.yaml',
      `inputs:
  - path: latin/old.csv
    encoding: windows-1252
    delimiter: '~'
    header: [id, text]
    source-from: folder
  - latin/new.jsonl
out: latin-run
policy: annotate-only
`,
    );
    const { code, stderr } = await freckle(['vet', '--settings', 'latin.yaml', '--quiet'], { cwd: folder });
    expect(code, stderr).toBe(0);
    expect(readFileSync(join(folder, 'latin-run/admitted/old.csv'), 'utf8')).toMatch(
      /^1~Die Größe des Hafens kennt der alte Lotse\.~latin~/,
    );
    expect(json<Run>('latin-run', 'run.json').counts).toMatchObject({ read: 2, admitted: 2 });
    const { run } = json<{ run: { settings: object[] } }>('latin-run', 'report.json');
    expect(run.settings).toContainEqual({
      name: 'reading of old.csv',
      value: 'encoding windows-1252; delimiter ~; header id,text',
    });
  }, 120_000);
});

describe('a fault in a settings file has its place and a remedy', () => {
  it.each([
    ['polcy: strict', ':1:1: unknown setting "polcy"; did you mean "policy"?'],
    ['inputs: [a]\nmemory: lots', ':2:9: --memory needs a size such as 1.5GB'],
    ['to: xml', ':1:5: expected to: jsonl or parquet, found "xml"'],
    ['inputs:\n  - file: x', ':2:5: unknown setting "file"; expected one of path, format,'],
    ['inputs:\n  - text-column: x', ':2:5: expected path: the file, folder or glob of this input'],
    ['inputs: data', ':1:9: expected a list'],
    ['quiet: 3', ':1:8: expected quiet: true or false'],
    ['json: 3', ':1:7: expected --json or --json full'],
    ['policy: {a: 1}', ':1:9: expected policy as text or a number'],
    ['- a', ':1:1: expected settings as a mapping'],
    ['a: [', ':1:5: not valid YAML'],
    ['policy: !!js/function "f"', 'not valid YAML'],
    ['out: x\nout: y', 'not valid YAML'],
    ['out:', ':1:5: expected out as text or a number'],
    [`a: ${'['.repeat(20_000)}`, 'settings'],
    [`# ${'x'.repeat(300_000)}`, 'more than the limit of 262144'],
    [
      `note: ${'x'.repeat(501)}\ninputs: [data/chat.jsonl]`,
      'expected --note of at most 500 characters, found 501',
    ],
  ])('%j', async (text, expected) => {
    file('settings-bad.yaml', text.slice(0, 400_000));
    const { code, stderr } = await freckle(['vet', '--settings', 'settings-bad.yaml', '--out', 'never'], {
      cwd: folder,
    });
    expect(stderr).toContain(expected);
    expect(stderr).toContain('[invalid-setting]');
    expect(code).toBe(2);
    expect(existsSync(join(folder, 'never'))).toBe(false);
  });

  it('names a file that is missing', async () => {
    const { code, stderr } = await freckle(['vet', '--settings', 'none.yaml'], { cwd: folder });
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('expected settings in none.yaml, found no such file'),
    ]);
  });
});

describe('freckle init', () => {
  it('writes settings that run as they are, with a guess where no text was found', async () => {
    const { code, stdout } = await freckle(['init', 'data'], { cwd: folder });
    expect(code).toBe(0);
    expect(stdout).toContain('freckle vet --settings data/freckle.yaml');
    const text = readFileSync(join(folder, 'data/freckle.yaml'), 'utf8');
    expect(parse(text)).toMatchObject({
      inputs: ['chat.jsonl', 'faq.csv', { path: 'odd.csv', 'text-column': 'werd' }, 'shards/*.jsonl'],
      policy: 'default',
    });
    expect(text).toContain('text read from messages');
    const run = await freckle(['vet', '--settings', 'data/freckle.yaml', '--quiet'], { cwd: folder });
    expect(run.code, run.stderr).toBeLessThan(2);
    expect(json<{ counts: { read: number } }>('data/freckle-run', 'run.json').counts.read).toBe(21);
  }, 120_000);

  it('overwrites nothing unless told to', async () => {
    const again = await freckle(['init', 'data'], { cwd: folder });
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('--force')]);
    expect((await freckle(['init', 'data', '--force'], { cwd: folder })).code).toBe(0);
  });

  it('only looks with --json', async () => {
    file('seen/a.jsonl', toJsonl(CHAT));
    const { stdout } = await freckle(['init', 'seen', '--json'], { cwd: folder });
    expect(JSON.parse(stdout)).toMatchObject({ inputs: [{ path: 'a.jsonl', format: 'jsonl', items: 3 }] });
    expect(existsSync(join(folder, 'seen/freckle.yaml'))).toBe(false);
  });
});

test('the settings in docs/settings.md run', async () => {
  file('shown/freckle.yaml', blockAfter(page('docs/settings.md'), 'freckle.yaml'));
  file('shown/data/chat.jsonl', toJsonl(CHAT));
  file('shown/data/faq.csv', FAQ);
  file('shown/shards/1.jsonl.gz', gzipSync(toJsonl(CHAT)));
  const { code, stderr } = await freckle(['vet', '--quiet'], { cwd: join(folder, 'shown') });
  expect(code, stderr).toBeLessThan(2);
  expect(json<{ counts: { read: number } }>('shown/nightly', 'run.json').counts.read).toBe(8);
}, 120_000);

test('a hostile file name stays on its line of the settings', async () => {
  file('hostile/a\n  - path: evil.jsonl.jsonl', toJsonl(CHAT));
  await freckle(['init', 'hostile'], { cwd: folder });
  const { inputs } = parse(readFileSync(join(folder, 'hostile/freckle.yaml'), 'utf8')) as {
    inputs: string[];
  };
  expect(inputs).toEqual(['a\n  - path: evil.jsonl.jsonl']);
});
