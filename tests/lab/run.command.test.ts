import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { freckle } from '../support/cli.js';
import { temporaryFolder } from '../support/corpus.js';
import { isAlive } from '../support/processes.js';

const folder = temporaryFolder('lab-run');
const run = (out: string, ...flags: string[]) =>
  freckle(['lab', 'run', '--out', join(folder, out), '--quiet', ...flags]);

const SWEEP = [
  ...['--model', 'gmm,gaussian', '--regime', 'replace,accumulate', '--size', '30,60', '--seed', '1,2'],
  ...['--generations', '4', '--chains', '2', '--set', 'components=2,3'],
];

/** Every file below a folder with its bytes. */
function filesOf(root: string): { [path: string]: string } {
  const names = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    names.map((name) => [name.slice(root.length), readFileSync(name).toString('base64')] as const).sort(),
  );
}

const chainsOf = (out: string): string[] => readdirSync(join(folder, out, 'chains')).sort();
/** A run that several tests look at, made once in the folder `kept`. */
const SMALL = [
  ...['--model', 'gaussian', '--regime', 'replace'],
  ...['--generations', '3', '--size', '20', '--chains', '3'],
];
let small: ReturnType<typeof run> | null = null;
function smallRun(): ReturnType<typeof run> {
  small ??= run('kept', ...SMALL);
  return small;
}

/** When each chain was written: what is not run again keeps its time. */
const timesOf = (out: string): number[] =>
  chainsOf(out).map((chain) => statSync(join(folder, out, 'chains', chain, 'chain.json')).mtimeMs);

describe('a run folder', () => {
  test('has the same bytes for one worker and three, and after any of its files were removed', async () => {
    expect((await run('one', ...SWEEP, '--workers', '1')).code).toBe(0);
    const bytes = filesOf(join(folder, 'one'));
    expect((await run('three', ...SWEEP, '--workers', '3')).code).toBe(0);
    expect(filesOf(join(folder, 'three'))).toEqual(bytes);
    // Components are a setting of gmm alone: two cells of it for each of gaussian.
    expect(chainsOf('one')).toHaveLength((2 * 2 * 2 + 2 * 2) * 2 * 2);

    const chains = chainsOf('three');
    rmSync(join(folder, 'three', 'chains', chains[0]!), { recursive: true });
    rmSync(join(folder, 'three', 'chains', chains[5]!, 'generations.jsonl'));
    mkdirSync(join(folder, 'three', 'chains', `${chains[0]}.partial`));
    rmSync(join(folder, 'three', 'summary.json'));
    expect((await run('three', ...SWEEP, '--workers', '2')).code).toBe(0);
    expect(filesOf(join(folder, 'three'))).toEqual(bytes);
  });

  test('a finished chain is reused; one from another program or other settings is not', async () => {
    expect((await smallRun()).code).toBe(0);
    const before = timesOf('kept');
    expect((await run('kept', ...SMALL)).code).toBe(0);
    expect(timesOf('kept')).toEqual(before);
    const stamp = join(folder, 'kept', 'chains', chainsOf('kept')[1]!, 'chain.json');
    writeFileSync(stamp, JSON.stringify({ fingerprint: 'of a program that is gone' }));
    const spoilt = timesOf('kept');
    expect((await run('kept', ...SMALL)).code).toBe(0);
    const after = timesOf('kept');
    expect([after[0], after[2]]).toEqual([before[0], before[2]]);
    expect(after[1]).toBeGreaterThan(spoilt[1]!);
    expect(readFileSync(stamp, 'utf8')).not.toContain('is gone');
  });

  test('a chain that has lost samples, or the end of them, is run again', async () => {
    const flags = ['--model', 'gaussian', '--regime', 'replace', '--generations', '2', '--chains', '4'];
    expect((await run('lost', ...flags)).code).toBe(0);
    const bytes = filesOf(join(folder, 'lost'));
    const before = timesOf('lost');
    const file = (chain: number, name: string) =>
      join(folder, 'lost', 'chains', chainsOf('lost')[chain]!, name);
    rmSync(file(0, 'samples.bin'));
    truncateSync(file(1, 'samples.bin'), 100);
    rmSync(file(2, 'samples.json'));
    expect(await run('lost', ...flags)).toMatchObject({ code: 0 });
    expect(filesOf(join(folder, 'lost'))).toEqual(bytes);
    expect(timesOf('lost').map((time, at) => time > before[at]!)).toEqual([true, true, true, false]);
  });

  test('a new build of a model runs only its chains again', async () => {
    // A copy of the built package, in which one file may change.
    const root = fileURLToPath(new URL('../..', import.meta.url));
    const copy = join(folder, 'package');
    for (const part of ['dist', 'package.json'])
      cpSync(join(root, part), join(copy, part), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    const flags = ['--model', 'gaussian,kde', '--regime', 'replace', '--generations', '2', '--size', '20'];
    const again = () =>
      freckle(['lab', 'run', '--out', join(folder, 'built'), '--quiet', ...flags], {
        main: join(copy, 'dist/cli/main.js'),
      });
    expect(await again()).toMatchObject({ code: 0 });
    const [gaussian, kde] = timesOf('built');
    const file = join(copy, 'dist/lab/models/kde.js');
    writeFileSync(file, `${readFileSync(file, 'utf8')}\n// another build\n`);
    expect(await again()).toMatchObject({ code: 0 });
    expect(timesOf('built')[0]).toBe(gaussian);
    expect(timesOf('built')[1]).toBeGreaterThan(kde!);
  });

  test('stopped by Ctrl-C in the middle, goes on to the same bytes', async () => {
    const flags = ['--model', 'gmm', '--regime', 'accumulate', '--generations', '60', '--chains', '12'];
    const args = (out: string) => ['lab', 'run', '--out', join(folder, out), '--workers', '2', ...flags];
    expect((await freckle(args('calm'))).code).toBe(0);
    let poll: ReturnType<typeof setInterval> | undefined;
    const stopped = await freckle(args('stopped'), {
      onStart: (child) => {
        const chains = join(folder, 'stopped', 'chains');
        poll = setInterval(() => {
          if (!existsSync(chains) || !readdirSync(chains).some((name) => !name.endsWith('.partial'))) return;
          clearInterval(poll);
          child.kill('SIGINT');
        }, 5);
      },
    });
    clearInterval(poll);
    expect(stopped).toMatchObject({ code: 130, stdout: '' });
    expect(stopped.stderr).toMatch(/stopped; give the same command again to resume\n$/);
    const finished = chainsOf('stopped').filter((name) => !name.endsWith('.partial')).length;
    expect(finished).toBeLessThan(12);
    const again = await freckle(args('stopped'));
    expect(again.stderr).toContain('already finished');
    expect(filesOf(join(folder, 'stopped'))).toEqual(filesOf(join(folder, 'calm')));
  });

  test('a signal also ends the programs it runs and their children', async () => {
    const texts = join(folder, 'alone.jsonl');
    writeFileSync(texts, '{"text":"one"}\n{"text":"two"}\n{"text":"three"}\n{"text":"four"}\n');
    const noted = join(folder, 'pid');
    // The program's own child: a shell that is killed leaves it alone.
    const train = `sleep 60 & echo $! > '${noted}'; wait`;
    let poll: ReturnType<typeof setInterval> | undefined;
    const { code } = await freckle(
      [
        'lab',
        'run',
        '--model',
        'command',
        '--texts',
        texts,
        '--size',
        '2',
        '--out',
        join(folder, 'alone'),
      ].concat(['--train', train, '--sample', 'true']),
      {
        onStart: (child) => {
          poll = setInterval(() => {
            if (!existsSync(noted) || !readFileSync(noted, 'utf8').endsWith('\n')) return;
            clearInterval(poll);
            child.kill('SIGTERM');
          }, 5);
        },
      },
    );
    clearInterval(poll);
    expect(code).toBe(130);
    const pid = Number(readFileSync(noted, 'utf8'));
    await expect.poll(() => isAlive(pid), { timeout: 5000 }).toBe(false);
  });

  test('keeps points in the precision they were drawn in', async () => {
    await smallRun();
    const chain = join(folder, 'kept', 'chains', chainsOf('kept')[0]!);
    expect(JSON.parse(readFileSync(join(chain, 'samples.json'), 'utf8'))).toMatchObject({
      type: 'float64',
      count: 20,
      width: 2,
      generations: 4,
    });
    expect(statSync(join(chain, 'samples.bin')).size).toBe(4 * 20 * 2 * 8);
  });

  test('with one’s own programs, keeps each chain’s models apart, and starts again when a program changed', async () => {
    const program = (name: string) => fileURLToPath(new URL(`programs/${name}`, import.meta.url));
    const train = join(folder, 'train.mjs');
    cpSync(program('train.mjs'), train);
    const texts = join(folder, 'texts.jsonl');
    writeFileSync(
      texts,
      Array.from(
        { length: 60 },
        (_, at) => `${JSON.stringify({ text: `word${at % 7} and word${at % 11}` })}\n`,
      ).join(''),
    );
    const flags = [
      ...['--model', 'command', '--regime', 'replace', '--generations', '1', '--size', '20', '--chains', '2'],
      ...['--train', `${process.execPath} ${train} {train} {model}`, '--texts', texts],
      ...['--sample', `${process.execPath} ${program('sample.mjs')} {model} {count} {samples} {seed}`],
    ];
    expect(await run('own', ...flags)).toMatchObject({ code: 0 });
    for (const chain of chainsOf('own'))
      expect(readdirSync(join(folder, 'own', 'models', chain)).sort()).toEqual([
        'generation-0000',
        'generation-0001',
      ]);
    const before = timesOf('own');
    expect(await run('own', ...flags)).toMatchObject({ code: 0 });
    expect(timesOf('own')).toEqual(before);
    writeFileSync(train, `${readFileSync(train, 'utf8')}\n// another version\n`);
    expect(await run('own', ...flags)).toMatchObject({ code: 0 });
    timesOf('own').forEach((time, at) => {
      expect(time).toBeGreaterThan(before[at]!);
    });
  });
});

describe('a run that cannot work is refused before its folder is made, with a remedy', () => {
  const plain = ['--model', 'gmm', '--regime', 'replace', '--generations', '2'];
  const cases: [string, string[], RegExp][] = [
    ['an unknown model', ['--model', 'gausian'], /no model "gausian"; there are .*did you mean "gaussian"\?/],
    ['an unknown regime', ['--regime', 'acumulate'], /no regime "acumulate".*did you mean "accumulate"\?/],
    ['an unknown data source', ['--data-source', 'mars'], /no data source "mars"; there are normal,/],
    [
      'an unknown setting',
      ['--set', 'componets=3'],
      /no model.*"componets"; they have components,.*did you mean "components"\?/,
    ],
    ['a setting named as what every object has', ['--set', 'constructor=1'], /no model.*"constructor"; they/],
    ['a setting named as the prototype', ['--set', '__proto__=1'], /no model.*"__proto__"; they have/],
    [
      'a setting out of range',
      ['--set', 'components=0'],
      /components must be a whole number from 1 to 1000, got 0/,
    ],
    ['a setting without a value', ['--set', 'components'], /--set needs name=value/],
    ['no model at all', ['--model', ','], /--model needs at least one name/],
    ['size 0', ['--size', '0'], /--size needs a whole number from 1/],
    ['generations 0', ['--generations', '0'], /--generations needs a whole number from 1/],
    ['a billion chains', ['--chains', '1000000000'], /--chains needs a whole number from 1 to 1000000/],
    ['a seed that is no number', ['--seed', 'abc'], /--seed needs a whole number/],
    ['fewer records than components', ['--size', '1'], /gmm needs at least 2 records per generation, got 1/],
    [
      'a data source of another kind',
      ['--data-source', 'zipf'],
      /gmm learns numeric data, but the data source zipf gives categorical/,
    ],
    [
      'decoding that the model lacks',
      ['--beams', '4'],
      /gmm does not support beams; it supports temperature/,
    ],
    [
      'a regime without its law',
      ['--regime', 'accumulate', '--no-sampling-error'],
      /needs the regime replace, got accumulate/,
    ],
    [
      'data that is absent',
      ['--model', 'ngram-lm', '--data-source', 'wikitext', '--data', join(folder, 'none')],
      /wikitext needs the public data set wikitext, which is not in .*none.*--data/,
    ],
    [
      'samples that no disk holds',
      ['--generations', '1000000', '--size', '100000000'],
      /at least 400,000 GB.*--no-samples/,
    ],
    [
      'one’s own programs without texts',
      ['--model', 'command', '--train', 'true'],
      /needs --train, --sample and --texts/,
    ],
  ];
  test.each(cases)('%s', async (_name, flags, message) => {
    const { code, stderr } = await run('never', ...plain, ...flags);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n {4}at /);
    expect(code).toBe(/\[no-space\]/.test(stderr) ? 3 : 2);
    expect(existsSync(join(folder, 'never'))).toBe(false);
  });

  test('one’s own programs where there is no POSIX shell', async () => {
    const windows = join(folder, 'windows.cjs');
    writeFileSync(windows, "Object.defineProperty(process, 'platform', { value: 'win32' });");
    const { code, stderr } = await freckle(
      ['lab', 'run', '--model', 'command', '--texts', 'a', '--train', 'b', '--sample', 'c'],
      { env: { NODE_OPTIONS: `--require ${windows}` }, cwd: folder },
    );
    expect(stderr).toMatch(/needs a POSIX shell.*\[invalid-setting\]/);
    expect(code).toBe(2);
  });

  test('samples that exceed the disk, none of them written yet', async () => {
    const flags = ['--model', 'gaussian', '--generations', '1000000', '--size', '100000000', '--chains', '3'];
    const chain = join(folder, 'vast', 'chains', 'gaussian+replace+n100000000+seed1+chain0001');
    mkdirSync(chain, { recursive: true });
    expect((await run('vast', ...flags)).stderr).toMatch(/at least 800,000 GB/);
    for (const other of ['0', '2']) mkdirSync(chain.replace(/1$/, other));
    // All the chains have their space: what is wrong with the folder is said instead.
    expect((await run('vast', ...flags)).stderr).toMatch(/holds no lab run/);
  });

  test('a folder that holds a different run, with the differences', async () => {
    expect((await run('first', ...plain)).code).toBe(0);
    const other = await run('first', ...plain, '--generations', '3', '--set', 'components=5');
    expect(other.code).toBe(2);
    expect(other.stderr).toMatch(
      /holds a different run: sweep\.generations is 2 in the folder and 3 in this command; sweep\.settings\.components is absent in the folder and 5 in this command; name another folder/,
    );
  });

  test('a folder with a broken run.json, but not one of a run killed before it wrote run.json', async () => {
    const killed = join(folder, 'killed');
    mkdirSync(killed);
    writeFileSync(join(killed, 'run.json.partial'), '{"swe');
    expect(await run('killed', ...plain)).toMatchObject({ code: 0, stderr: '' });
    writeFileSync(join(killed, 'run.json'), '{"swe');
    expect((await run('killed', ...plain)).stderr).toMatch(
      /expected a JSON object in .*run\.json.*\[other-run\]/,
    );
  });

  test('a file and a folder with other contents, which stay unchanged', async () => {
    writeFileSync(join(folder, 'file'), 'mine');
    expect((await run('file', ...plain)).stderr).toMatch(/is a file; name a new folder/);
    mkdirSync(join(folder, 'photos'));
    writeFileSync(join(folder, 'photos', 'a.jpg'), 'mine');
    expect((await run('photos', ...plain)).stderr).toMatch(/not empty and holds no lab run/);
    expect(readdirSync(join(folder, 'photos'))).toEqual(['a.jpg']);
  });
});

describe('output', () => {
  const flags = [
    '--model',
    'gaussian',
    '--regime',
    'replace,accumulate',
    '--size',
    '20',
    '--generations',
    '3',
  ];
  const say = (out: string, ...more: string[]) =>
    freckle(['lab', 'run', '--out', join(folder, out), ...flags, ...more]);

  test('outside a terminal it has no control characters and no line over 80 columns', async () => {
    const { stdout, stderr, code } = await say('printed', '--chains', '5');
    expect(code).toBe(0);
    expect(stderr).toBe('Running 10 chains, 40 generations in all…\n');
    expect(stdout).toMatch(/closed form/);
    expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
    for (const line of stdout.split('\n'))
      if (!line.includes(folder)) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('--json prints only the summary, --quiet nothing', async () => {
    const { stdout } = await say('json', '--json');
    expect(JSON.parse(stdout).cells).toHaveLength(2);
    expect(await smallRun()).toMatchObject({ stdout: '', stderr: '', code: 0 });
  });
});
