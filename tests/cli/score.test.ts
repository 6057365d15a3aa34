import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LmClient } from '../../src/lm/client.js';
import { readTokenLogs } from '../../src/lm/completions.js';
import type { Card } from '../../src/origin/inferred/calibration/card.js';
import { CRITERIA, computeCriteria } from '../../src/origin/inferred/scores/criteria.js';
import type { ReportData } from '../../src/report/data.js';
import { type CliOptions, freckle } from '../support/cli.js';
import { realParagraphs, temporaryFolder, toJsonl } from '../support/corpus.js';
import { type LmServer, PieceModel, startLmServer } from '../support/lm-server.js';

const folder = temporaryFolder('score');
const paragraphs = realParagraphs().map((text) => text.replaceAll(/\s+/g, ' '));
const isLong = (text: string): boolean => text.split(' ').length > 50;
const human = [...new Set(paragraphs.filter(isLong))].slice(0, 60).map((text) => text.slice(0, 600));
/** The models have not read the texts that they are asked about. */
const learned = paragraphs.filter((text) => !human.includes(text.slice(0, 600)));
const observer = new PieceModel(learned, 2);
const performer = new PieceModel(learned, 3);
/** The same language in other pieces. */
const stranger = new PieceModel(learned, 2, 400);
const synthetic = human.map((_, at) => performer.write(220, `text ${at}`));
const asking = { key: null, timeoutMs: 60_000, concurrency: 8 };
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const at = (args: readonly string[], options: CliOptions = {}) => freckle(args, { cwd: folder, ...options });
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const rows = (name: string) =>
  read(name)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { content_hash: string; [name: string]: number | string });

let server: LmServer;
let several: LmServer;
beforeAll(async () => {
  server = await startLmServer({ tiny: performer });
  several = await startLmServer({ tiny: performer, observer, stranger });
  const texts = human.slice(0, 8).map((text, index) => ({ id: String(index), text }));
  writeFileSync(
    join(folder, 'texts.jsonl'),
    toJsonl([...texts, { id: 'copy', text: human[0] }, { id: 'short', text: 'Too short to be judged.' }]),
  );
  writeFileSync(join(folder, 'human.jsonl'), toJsonl(human.map((text) => ({ text }))));
  writeFileSync(join(folder, 'synthetic.jsonl'), toJsonl(synthetic.map((text) => ({ text }))));
});
afterAll(async () => {
  await server.close();
  await several.close();
});

describe('score', () => {
  it('writes what the model makes of each text, in the order of the texts, a copy once', async () => {
    const { code, stdout, stderr } = await at([
      'score',
      'texts.jsonl',
      '--lm',
      server.url(),
      '--out',
      'a.jsonl',
    ]);
    expect([code, stderr]).toEqual([0, 'Asking the language model…\n']);
    expect(stdout).toContain('8 different texts: 8 scored now, 0 before; left out: 1 too short');
    expect(stdout).toMatch(/[\d.]+ % of the probability lies beyond the listed tokens/);
    const found = rows('a.jsonl');
    expect(found.map((row) => row.content_hash)).toEqual(human.slice(0, 8).map(sha256));
    const client = new LmClient({ baseUrl: server.url(), ...asking });
    for (const [index, row] of found.entries()) {
      const score = await readTokenLogs(client, 'echo', 'tiny', human[index]!, 20);
      const { values } = computeCriteria({ reference: score, score }, CRITERIA);
      expect(row['fast-detect-gpt@1/tiny/top-20']).toBe(values[0]);
      expect(row['log-likelihood@1/tiny/top-20']).toBe(values[2]);
      expect(row['entropy@1/tiny/top-20']).toBe(values[3]);
    }
  });

  it('is exact where the server lists the whole vocabulary, by echo as by prompt_logprobs', async () => {
    const text = human[3]!;
    const tokens = performer.encode(text);
    let [log, mean, variance] = [0, 0, 0];
    for (let place = 1; place < tokens.length; place++) {
      const q = performer.logsAt(tokens, place);
      const mu = q.reduce((sum, value) => sum + Math.exp(value) * value, 0);
      log += q[tokens[place]!]!;
      mean += mu;
      variance += q.reduce((sum, value) => sum + Math.exp(value) * value * value, 0) - mu * mu;
    }
    for (const way of ['echo', 'prompt'] as const) {
      const client = new LmClient({ baseUrl: server.url(way), ...asking, concurrency: 1 });
      const dialect = way === 'echo' ? 'echo' : 'prompt-logprobs';
      const score = await readTokenLogs(client, dialect, 'tiny', text, performer.pieces.length);
      const { values } = computeCriteria({ reference: score, score }, CRITERIA);
      expect(values[0]).toBeCloseTo((log - mean) / Math.sqrt(variance), 6);
    }
  });

  it('finds out that a server has prompt_logprobs alone, and gives the same scores', async () => {
    const { code } = await at([
      'score',
      'texts.jsonl',
      '--lm',
      server.url('prompt'),
      '--out',
      'b.jsonl',
      '--quiet',
    ]);
    expect(code).toBe(0);
    const name = 'fast-detect-gpt@1/tiny/top-20';
    for (const [index, row] of rows('b.jsonl').entries())
      expect(row[name]).toBeCloseTo(Number(rows('a.jsonl')[index]![name]), 9);
  });

  it('asks two models for Binoculars', async () => {
    const args = ['--lm', several.url(), '--lm-model', 'tiny', '--lm-observer', 'observer', '--lm-top', '10'];
    const { code, stdout } = await at(['score', 'texts.jsonl', ...args, '--out', 'two.jsonl', '--json']);
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as { names: string[] }).names).toEqual([
      'fast-detect-gpt@1/observer + tiny/top-10',
      'binoculars@1/observer + tiny/top-10',
      'log-likelihood@1/tiny/top-10',
      'entropy@1/tiny/top-10',
    ]);
    const client = new LmClient({ baseUrl: several.url(), ...asking });
    const [reference, score] = [
      await readTokenLogs(client, 'echo', 'observer', human[0]!, 10),
      await readTokenLogs(client, 'echo', 'tiny', human[0]!, 10),
    ];
    const { values } = computeCriteria({ reference, score }, CRITERIA);
    expect(rows('two.jsonl')[0]).toMatchObject({
      'fast-detect-gpt@1/observer + tiny/top-10': values[0],
      'binoculars@1/observer + tiny/top-10': values[1],
    });
  });

  it('ends with the same bytes after it was killed, and asks for nothing twice', async () => {
    const args = ['score', 'human.jsonl', '--lm', server.url(), '--lm-concurrency', '3', '--quiet', '--out'];
    await at([...args, 'whole.jsonl']);
    const whole = read('whole.jsonl');
    const before = server.prompts.length;
    for (const signal of ['SIGKILL', 'SIGINT'] as const) {
      const has = existsSync(join(folder, 'part.jsonl')) ? read('part.jsonl').length : 0;
      const { code } = await at([...args, 'part.jsonl'], {
        onStart: (child) => {
          const watch = setInterval(() => {
            if (!existsSync(join(folder, 'part.jsonl')) || read('part.jsonl').length <= has + 500) return;
            clearInterval(watch);
            child.kill(signal);
          }, 2);
          child.on('close', () => clearInterval(watch));
        },
      });
      expect(code).not.toBe(0);
      expect(whole.startsWith(read('part.jsonl'))).toBe(true);
    }
    // As where the disk was cut off in the middle of a line.
    writeFileSync(join(folder, 'part.jsonl'), read('part.jsonl').slice(0, -40));
    expect((await at([...args, 'part.jsonl'])).code).toBe(0);
    expect(read('part.jsonl')).toBe(whole);
    // Three probes, what was under way at two stops, and the line that was cut off come on top.
    expect(server.prompts.length - before).toBeLessThanOrEqual(human.length + 3 + 2 * 3 + 1);
    const again = server.prompts.length;
    await at([...args, 'part.jsonl', '--lm-model', 'tiny']);
    expect(server.prompts.length).toBe(again);
  });

  it('keeps the key to the header', async () => {
    const env = { FRECKLE_LM_KEY: 'sesame' };
    const args = ['score', 'texts.jsonl', '--lm', server.url('keyed'), '--out', 'keyed.jsonl'];
    const without = await at(args);
    expect([without.code, without.stderr]).toEqual([3, expect.stringContaining('FRECKLE_LM_KEY')]);
    const { code } = await at(args, { env });
    expect(code).toBe(0);
    expect(server.keys).toContain('Bearer sesame');
    expect(read('keyed.jsonl')).toBe(read('a.jsonl'));
  });

  it('tries again what fails for a moment, and leaves out what the server refuses', async () => {
    const flaky = await at(['score', 'texts.jsonl', '--lm', server.url('flaky'), '--out', 'flaky.jsonl']);
    expect(flaky.code).toBe(0);
    expect(read('flaky.jsonl')).toBe(read('a.jsonl'));
    const rude = { text: `${human[1]} refuse me` };
    writeFileSync(join(folder, 'rude.jsonl'), toJsonl([{ text: human[2] }, rude, { text: human[4] }]));
    const picky = await at(['score', 'rude.jsonl', '--lm', server.url('picky'), '--out', 'picky.jsonl']);
    expect(picky.code).toBe(0);
    expect(picky.stderr).toContain('1 texts have no scores: the server refused them (first: the text ');
    expect(rows('picky.jsonl').map((row) => row.content_hash)).toEqual([
      sha256(human[2]!),
      sha256(human[4]!),
    ]);
  });

  it('gives no score to a text that the server never answers, and goes on; a server that answers nobody ends the run', async () => {
    const broken = { text: `${human[1]} break me` };
    writeFileSync(join(folder, 'broken.jsonl'), toJsonl([{ text: human[2] }, broken, { text: human[4] }]));
    const args = (way: string) => [
      'score',
      'broken.jsonl',
      '--lm',
      server.url(way),
      '--out',
      `broken-${way}.jsonl`,
    ];
    const found = await at(args('picky'));
    expect([found.code, found.stderr]).toEqual([
      0,
      expect.stringContaining(
        `1 texts have no scores: the server answered others but not these (first: the text ${sha256(broken.text).slice(0, 12)}…: ${server.url('picky')}/completions: HTTP 500: CUDA error; tried 6 times)`,
      ),
    ]);
    expect(found.stdout).toContain(
      '3 different texts: 2 scored now, 0 before; left out: 1 not answered by it',
    );
    const hashes = [human[2]!, human[4]!].map(sha256);
    expect(rows('broken-picky.jsonl').map((row) => row.content_hash)).toEqual(hashes);
    const asked = server.prompts.length;
    expect((await at(args('picky'))).code).toBe(0);
    expect(
      server.prompts.slice(asked).filter((prompt) => prompt === human[2] || prompt === human[4]),
      'what has scores is not asked for again',
    ).toEqual([]);
    const dying = await at([...args('dying'), '--lm-concurrency', '1']);
    expect([dying.code, dying.stderr]).toEqual([
      3,
      expect.stringContaining('HTTP 500: CUDA error; tried 6 times'),
    ]);
    expect(rows('broken-dying.jsonl').map((row) => row.content_hash)).toEqual([hashes[0]]);
  });

  it('writes over nothing that is not its own', async () => {
    writeFileSync(join(folder, 'mine.txt'), 'my own notes\n');
    const mine = await at(['score', 'texts.jsonl', '--lm', server.url(), '--out', 'mine.txt']);
    expect([mine.code, mine.stderr]).toEqual([2, expect.stringContaining('[other-run]')]);
    expect(read('mine.txt')).toBe('my own notes\n');
    mkdirSync(join(folder, 'theirs'));
    writeFileSync(join(folder, 'theirs', 'notes.txt'), 'my own notes\n');
    const asked = server.prompts.length;
    const calibrate = await at([
      ...['calibrate', '--human', 'human.jsonl', '--synthetic', 'synthetic.jsonl', '--name', 'tiny'],
      ...['--lm', server.url(), '--out', 'theirs'],
    ]);
    expect([calibrate.code, calibrate.stderr]).toEqual([
      2,
      expect.stringContaining('theirs is not empty and holds no calibration'),
    ]);
    expect([readdirSync(join(folder, 'theirs')), server.prompts.length]).toEqual([['notes.txt'], asked]);
    const other = await at([
      'score',
      'texts.jsonl',
      '--lm',
      server.url(),
      '--lm-top',
      '5',
      '--out',
      'a.jsonl',
    ]);
    expect([other.code, other.stderr]).toEqual([
      2,
      expect.stringContaining('scores of other models or settings'),
    ]);
  });
});

describe('a server that will not do', () => {
  const refused = (url: string, ...args: string[]) =>
    at(['score', 'texts.jsonl', '--lm', url, '--out', 'none.jsonl', ...args]);

  it.each([
    [
      'plain',
      2,
      /no log-probabilities of a prompt.*echo: .*the server ignored echo.*prompt-logprobs: .*no prompt_logprobs/,
    ],
    ['five', 2, /expected 20 alternatives per token, the server gives 5\. Use --lm-top 5,/],
    ['wrong', 2, /the probabilities of token 0 sum to 2\.\d+/],
    ['html', 3, /expected JSON, found <!doctype html>/],
    [
      'huge',
      3,
      /the response exceeds 8388608 bytes, the limit with 8 concurrent requests\. Try a smaller --lm-top/,
    ],
    ['away', 3, /redirects to another host, http:\/\/localhost:\d+, which is not followed/],
  ] as const)('%s', async (way, exit, message) => {
    const { code, stderr } = await refused(server.url(way), '--lm-model', 'tiny');
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('\u001b');
    expect(code).toBe(exit);
    expect(existsSync(join(folder, 'none.jsonl'))).toBe(false);
    expect(readdirSync(folder).filter((name) => name.endsWith('.lock'))).toEqual([]);
  });

  it('gives up after some tries and says how to go on', async () => {
    const client = (way: string, timeoutMs = 300) =>
      new LmClient({ baseUrl: server.url(way), ...asking, timeoutMs }, { tries: 2, firstWaitMs: 1 });
    const ask = (way: string) => readTokenLogs(client(way), 'echo', 'tiny', human[0]!, 20);
    await expect(ask('down')).rejects.toThrow(/HTTP 500: out of \[31m memory; tried 2 times/);
    await expect(ask('slow')).rejects.toThrow(/no answer in 0\.3 s; tried 2 times/);
    await expect(ask('gone')).rejects.toThrow(/tried 2 times/);
    await expect(ask('moved').then((places) => places.length)).resolves.toBeGreaterThan(20);
    await server.close();
    await expect(ask('echo')).rejects.toThrow(
      /connection refused \(ECONNREFUSED\): check that the server is running/,
    );
    server = await startLmServer({ tiny: performer });
  });

  it('is told apart from a wrong command', async () => {
    expect((await refused('localhost:8000')).stderr).toContain(
      'expected a base URL such as http://127.0.0.1:8000/v1',
    );
    expect((await refused('http://127.0.0.1:9/v1')).stderr).toContain('reserved for another protocol');
    expect((await refused('http://me:secret@127.0.0.1/v1')).stderr).toContain('FRECKLE_LM_KEY');
    const foreign = (await refused('ftp://me:secret@127.0.0.1/v1')).stderr;
    expect(foreign).toContain('got a URL with the protocol ftp:');
    expect(foreign).not.toContain('secret');
    expect((await refused(several.url())).stderr).toContain(
      '3 models (tiny, observer, stranger): give one with --lm-model',
    );
    const unlike = await refused(several.url(), '--lm-model', 'tiny', '--lm-observer', 'stranger');
    expect(unlike.stderr).toContain('both models must share one vocabulary');
  });
});

describe('calibrate --lm and vet --lm', () => {
  it('score the known texts, and the corpus as the known ones were', async () => {
    const fit = await at([
      ...['calibrate', '--human', 'human.jsonl', '--synthetic', 'synthetic.jsonl', '--name', 'tiny'],
      ...['--lm', server.url(), '--no-attacks', '--json', '--false-positive-rate', '0.05'],
    ]);
    expect([fit.code, fit.stderr]).toEqual([
      0,
      expect.stringContaining('texts with scores (fast-detect-gpt@1/tiny/top-20, '),
    ]);
    const card = JSON.parse(fit.stdout) as Card;
    expect(card.external).toEqual([
      'fast-detect-gpt@1/tiny/top-20',
      'log-likelihood@1/tiny/top-20',
      'entropy@1/tiny/top-20',
    ]);
    expect(card.externalQuality!.area!.value).toBeGreaterThan(0.95);
    const vet = (...args: string[]) =>
      at([
        'vet',
        'texts.jsonl',
        '--calibration',
        'tiny.calibration',
        '--policy',
        'annotate-only',
        '--json',
        'full',
        ...args,
      ]);
    const run = await vet('--out', 'run', '--lm', server.url());
    expect(run.code).toBe(0);
    const report = JSON.parse(run.stdout) as ReportData;
    const basis = report.signals.find(({ id }) => id === 'score-basis')!;
    expect(basis.categories!.map(({ value }) => value)).toEqual(['text-and-scores']);
    expect(read('run/run.json')).not.toContain('sesame');
    const asked = server.prompts.length;
    expect((await vet('--out', 'run', '--lm', server.url())).code).toBe(0);
    expect(server.prompts.length).toBe(asked);
    writeFileSync(join(folder, 'brief.jsonl'), toJsonl([{ text: 'Too short to be judged, as they say.' }]));
    const brief = await at([
      ...['vet', 'brief.jsonl', '--calibration', 'tiny.calibration', '--lm', server.url()],
      ...['--out', 'brief', '--json', 'full'],
    ]);
    expect([brief.code, (JSON.parse(brief.stdout) as ReportData).counts.read]).toEqual([0, 1]);
    const file = await vet('--out', 'run2', '--scores', 'run/.freckle/lm.scores.jsonl');
    expect(JSON.parse(file.stdout)).toMatchObject({ signals: expect.arrayContaining([basis]) });
  });
});
