import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import type { Model, TextList } from '../../src/core/model.js';
import type { DataSource } from '../../src/lab/data-source.js';
import { LAB_LISTS, planOf } from '../../src/lab/plan.js';
import { type GenerationOutcome, runLoop } from '../../src/lab/run.js';
import { commandModel, type Programs } from '../../src/lab-runs/command-model.js';
import { runProgram } from '../../src/lab-runs/run-program.js';
import { textDataSource } from '../../src/lab-runs/text-data-source.js';
import { randomFrom } from '../../src/math/random.js';
import { readTextList } from '../../src/wiring/texts.js';
import { isAlive } from '../support/processes.js';

const folder = mkdtempSync(join(tmpdir(), 'freckle-command-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const program = (name: string) => fileURLToPath(new URL(`programs/${name}`, import.meta.url));
const node = JSON.stringify(process.execPath);
const PROGRAMS: Programs = {
  train: `${node} '${program('train.mjs')}' {train} {model}`,
  sample: `${node} '${program('sample.mjs')}' {model} {count} {samples} {seed}`,
};

/** Texts of eight words, word w with frequency falling in w. */
function writeCorpus(count: number): string {
  const path = join(folder, 'texts.jsonl');
  const random = randomFrom(1);
  const word = () => `w${Math.floor(200 * random.uniform() ** 3)}`;
  const lines = Array.from({ length: count }, () =>
    JSON.stringify({ text: Array.from({ length: 8 }, word).join(' ') }),
  );
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

async function run(programs: Programs, texts: string, home: string, size: number, generations = 3) {
  const model = commandModel(programs, join(folder, home)) as unknown as Model;
  const dataSource = textDataSource(texts, await readTextList(texts, () => {})) as unknown as DataSource;
  const plan = planOf(
    { model: 'command', regime: 'replace', generations, size },
    { ...LAB_LISTS, models: [model], dataSources: [dataSource] },
  );
  const outcomes: GenerationOutcome[] = [];
  for await (const outcome of runLoop(plan, randomFrom(5))) outcomes.push(outcome);
  return outcomes;
}

describe('a loop of the user’s own programs', () => {
  const texts = writeCorpus(400);

  test('trains, samples and trains again, loses types, and gives the same texts for the same seed', async () => {
    const first = await run(PROGRAMS, texts, 'a', 50);
    const types = first.map(({ measurements }) => measurements['types']!.value as number);
    expect(types.at(-1)).toBeLessThan(types[0]!);
    const again = await run(PROGRAMS, texts, 'b', 50);
    expect(again.map(({ samples }) => (samples as TextList).texts)).toEqual(
      first.map(({ samples }) => (samples as TextList).texts),
    );
  });

  test('shows the error stream of a program that fails', async () => {
    const failing = {
      ...PROGRAMS,
      train: `${node} -e 'console.error("no such optimiser"); process.exit(3)'`,
    };
    await expect(run(failing, texts, 'c', 50)).rejects.toThrow(/code 3[\s\S]*no such optimiser/);
  });

  test('refuses a sampler that writes too few texts or none', async () => {
    await expect(run({ ...PROGRAMS, sample: 'true' }, texts, 'd', 50)).rejects.toThrow(/did not write/);
    const short = { ...PROGRAMS, sample: `${node} '${program('sample.mjs')}' {model} 7 {samples} {seed}` };
    await expect(run(short, texts, 'e', 50)).rejects.toThrow(/expected 50 texts in .*, got 7 from/);
  });

  test('goes on when a program has ended, and ends the processes it left running', async () => {
    const noted = join(folder, 'left');
    const note = `echo $! >> '${noted}'; `;
    // One that ends when asked and holds nothing; then one that does not end and holds the stream.
    await runProgram(`sleep 60 2> /dev/null & ${note}`, {});
    await runProgram(`trap "" TERM; sleep 60 & ${note}`, {});
    const pids = readFileSync(noted, 'utf8').trim().split('\n').map(Number);
    expect(pids).toHaveLength(2);
    await expect.poll(() => pids.some(isAlive), { timeout: 5000 }).toBe(false);
  });

  test('goes on when a program has ended, though a detached process holds its error stream', async () => {
    const listening = process.listenerCount('exit');
    const noted = join(folder, 'free');
    const spawnFree = `require('child_process').spawn('sleep', ['60'], { detached: true, stdio: 'inherit' })`;
    writeFileSync(
      join(folder, 'free.cjs'),
      `const free = ${spawnFree}; free.unref(); require('fs').writeFileSync(${JSON.stringify(noted)}, String(free.pid));`,
    );
    await runProgram(`${node} '${join(folder, 'free.cjs')}'`, {});
    const pid = Number(readFileSync(noted, 'utf8'));
    expect(isAlive(pid)).toBe(true);
    process.kill(pid);
    expect(process.listenerCount('exit')).toBe(listening);
  });

  test('gives absolute paths, so that a command may change its working directory', async () => {
    const home = relative(process.cwd(), join(folder, 'whole'));
    const model = commandModel(
      { train: `cd {model} && test -s {train} && echo x > {model}/x`, sample: 'true' },
      home,
    );
    await model.fit({ kind: 'texts', count: 1, texts: ['one'] }, randomFrom(1), {});
    expect(readFileSync(join(home, 'generation-0000', 'model', 'x'), 'utf8')).toBe('x\n');
  });

  test('names the line that is not a score, with its content', async () => {
    const data: TextList = { kind: 'texts', count: 2, texts: ['one', 'two'] };
    const score = `printf -- '-1\\n\\nnan\\n' > {scores}`;
    const model = commandModel({ train: 'true', sample: 'true', score }, join(folder, 'scores'));
    const fitted = await model.fit(data, randomFrom(1), {});
    await expect(fitted.logLikelihood!(data)).rejects.toThrow(
      /scores\.txt:3: expected a finite number, got nan/,
    );
  });

  test('passes on more text than one string can hold', async () => {
    const text = 'x'.repeat(1 << 20);
    const data: TextList = { kind: 'texts', count: 513, texts: Array.from({ length: 513 }, () => text) };
    const model = commandModel({ train: 'true', sample: 'mv {train} {samples}' }, join(folder, 'long'));
    const { texts: back } = await (await model.fit(data, randomFrom(1), {})).sample(513, randomFrom(2), {});
    expect(back.every((one) => one === text)).toBe(true);
    rmSync(join(folder, 'long'), { recursive: true });
  });

  test('quotes paths, so that a folder’s name is never part of a command', async () => {
    await expect(run(PROGRAMS, texts, "it's; exit 9", 50)).resolves.toHaveLength(4);
  });
});

const python = process.env['FRECKLE_PYTHON'] ?? 'python3';
const hasTorch = (() => {
  try {
    execFileSync(python, ['-c', 'import torch, transformers'], { stdio: 'ignore', timeout: 60_000 });
    return true;
  } catch {
    return false;
  }
})();

describe('the OPT example', () => {
  if (!hasTorch) console.info('skipped: PyTorch and transformers are not installed (set FRECKLE_PYTHON)');
  const home = fileURLToPath(new URL('../../examples/opt-125m', import.meta.url));
  const example = (name: string) => `${python} '${join(home, name)}' --tiny`;
  const here = (name: string) => join(folder, name);
  const shell = (command: string): string =>
    execFileSync('sh', ['-c', command], { cwd: home, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

  /** English of a kind: words in random order, so that a model of bytes has something to learn. */
  function writeBlocks(name: string, words: number): number {
    const random = randomFrom(1).split(name);
    const list = ['the', 'freckle', 'of', 'a', 'model', 'tail', 'is', 'kept'];
    const text = Array.from({ length: words }, () => list[random.integer(list.length)]!).join(' ');
    writeFileSync(here(`${name}.txt`), text);
    shell(`${example('blocks.py')} '${here(`${name}.txt`)}' '${here(`${name}.jsonl`)}'`);
    const lines = readFileSync(here(`${name}.jsonl`), 'utf8')
      .trimEnd()
      .split('\n');
    const blocks = lines.map((line) => (JSON.parse(line) as { text: string }).text);
    expect(blocks.join('')).toBe(text.slice(0, Math.floor(text.length / 64) * 64));
    return blocks.length;
  }

  test.skipIf(!hasTorch)(
    'goes round with a tiny randomly initialised OPT, which learns',
    async () => {
      expect(writeBlocks('train', 500)).toBeGreaterThan(30);
      writeBlocks('valid', 100);
      const outcomes = await run(
        {
          train: `${example('train.py')} --train {train} --model {model} --seed {seed} --epochs 4 --batch 2 --valid '${here('valid.jsonl')}'`,
          sample: `${example('sample.py')} --model {model} --train {train} --count {count} --out {samples} --seed {seed} --beams 2`,
          score: `${example('score.py')} --model {model} --texts {texts} --out {scores}`,
        },
        here('train.jsonl'),
        'opt',
        24,
        1,
      );
      expect(outcomes).toHaveLength(2);
      const [first, second] = outcomes.map(
        ({ measurements }) => (measurements['held-out-loss']!.value as number) / 64,
      );
      // Guessing one of 259 bytes costs ln 259 = 5.56 nats; a model that has seen English bytes pays far less.
      expect(first).toBeLessThan(4);
      expect(first).toBeGreaterThan(0.5);
      expect(second).toBeGreaterThan(first!);
      // Twelve programs, each of which loads PyTorch.
    },
    600_000,
  );

  test.skipIf(!hasTorch)(
    'keeps the epoch with the least loss on the validation text, not the last',
    () => {
      writeBlocks('few', 200);
      const files = `--train '${here('few.jsonl')}' --valid '${here('few.jsonl')}' --model '${here('best')}'`;
      const said = shell(`${example('train.py')} ${files} --epochs 3 --batch 4 --learning-rate 0.8`);
      const losses = [...said.matchAll(/validation loss ([\d.]+)/g)].map(([, loss]) => Number(loss));
      const least = Math.min(...losses);
      expect(losses).toHaveLength(3);
      // A rate so high that training makes it worse: otherwise the last epoch would be the best one.
      expect(losses.at(-1)).toBeGreaterThan(least);
      const script = `from common import *; from transformers import OPTForCausalLM as M; print(mean_loss(M.from_pretrained(r"${here('best')}"), *blocks_of(read_texts(r"${here('few.jsonl')}"), ByteTokens())))`;
      expect(Number(shell(`${python} -c '${script}'`)) / least).toBeCloseTo(1, 4);
    },
    600_000,
  );
});
