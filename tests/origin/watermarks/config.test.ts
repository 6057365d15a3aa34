import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { addVerb } from '../../../src/cli/verb.js';
import { watermarkVerb } from '../../../src/cli/watermark.js';
import type { Random } from '../../../src/core/random.js';
import { randomFrom } from '../../../src/math/random.js';
import { agreement } from '../../../src/origin/marked/text/agreement.js';
import {
  PUBLISHED_WATERMARKS,
  publishedWatermarks,
  readWatermarks,
} from '../../../src/origin/marked/text/config.js';
import { WATERMARK_SCHEMES } from '../../../src/origin/marked/text/index.js';
import { judgeRecord } from '../../../src/origin/marked/text/judge.js';
import type { RecordJudgement } from '../../../src/origin/marked/text/judgement.js';
import { readTokenizer } from '../../../src/origin/marked/text/tokenizer.js';
import { type UnmarkedReference, unmarkedReference } from '../../../src/origin/marked/text/unmarked.js';
import { randomIds, write } from './writer.js';

const mistakes: readonly (readonly [yaml: string, told: RegExp])[] = [
  ['watermarks: []', /watermarks\.yaml:1:\d+: watermarks: /],
  [
    'watermarks:\n  - scheme: kwg',
    /watermarks\.yaml:2:\d+: watermarks\.0\.scheme: expected one of synthid-huggingface/,
  ],
  ['watermarks:\n  - published: kgw-selfhash', /kgw needs the size of the vocabulary/],
  ['watermarks:\n  - scheme: kgw\n    published: unigram', /exactly one of scheme and published/],
  [
    'watermarks:\n  - scheme: kgw\n    vocabulary: 100\n    seeding: rigthhash',
    /watermarks\.yaml:4:\d+: watermarks\.0\.seeding: expected lefthash/,
  ],
  ['watermarks:\n  - scheme: kgw\n    vocabulary: 100\n    device: cuda', /lists drawn on a GPU differ/],
  ['watermarks:\n  - scheme: synthid\n    score: bayesian', /bayesian\.beta/],
  ['watermarks:\n  - scheme: synthid\n    keys: [1.5]', /watermarks\.yaml:3:\d+/],
  [
    'watermarks:\n  - published: synthid-public\n  - published: synthid-public',
    /the name "synthid-public" is used twice/,
  ],
  ['false-positive-rate: 2\nwatermarks: [{published: synthid-public}]', /false-positive-rate/],
  ['watermarks: [', /watermarks\.yaml:1:/],
  ['marks: [{published: synthid-public}]', /watermarks\.yaml:1:\d+: marks: unknown key marks: .* watermarks/],
  ['colour: green\nwatermarks: [{published: synthid-public}]', /colour/],
];

describe('watermarks files', () => {
  test.each(mistakes)('%j is refused, with its place', (yaml, told) => {
    expect(() => readWatermarks(yaml, 'watermarks.yaml')).toThrow(told);
  });

  test('every published watermark opens, and those without a vocabulary open without one', () => {
    expect(publishedWatermarks([401]).watermarks.map(({ name }) => name)).toEqual(PUBLISHED_WATERMARKS);
    const bare = publishedWatermarks(null).watermarks.map(({ scheme }) => scheme.id);
    expect(new Set(bare)).toEqual(new Set(['synthid', 'synthid-huggingface']));
  });

  test('keys beyond 2^53 are kept whole in quotes', () => {
    const [watermark] = readWatermarks(
      "vocabulary: 101\nwatermarks: [{scheme: kgw, key: '9007199254740993'}]",
      'x',
    ).watermarks;
    const [near] = readWatermarks(
      "vocabulary: 101\nwatermarks: [{scheme: kgw, key: '9007199254740992'}]",
      'x',
    ).watermarks;
    const ids = randomIds(60, 101, randomFrom('keys'));
    expect(watermark!.readers[0]!.score(ids)).not.toEqual(near!.readers[0]!.score(ids));
  });

  test('several sizes of a vocabulary are each a reading, and the p-value pays for all of them', () => {
    const config = readWatermarks('watermarks: [{published: unigram, vocabulary: [401, 409]}]', 'x');
    const ids = write(config.watermarks[0]!.readers[1]!, 150, 401, randomFrom('sizes'));
    const [judged] = judgeRecord({ tokens: ids, agreement: null }, config).watermarks;
    expect(judged!.verdict).toBe('watermarked');
    expect(judged!.best!.reading).toBe('vocabulary 409');
    expect(judged!.pValue).toBeCloseTo(2 * judged!.best!.pValue.value!, 12);
  });
});

describe('verdicts', () => {
  const config = readWatermarks(
    'vocabulary: 401\nwatermarks: [{published: kgw-lefthash}, {published: unigram}]',
    'x',
  );
  const judge = (tokens: Int32Array, agrees: number | null = null) =>
    judgeRecord({ tokens, agreement: agrees }, config);
  const ids = randomIds(100, 401, randomFrom('verdicts'));

  test('what cannot be judged is refused, with the reason', () => {
    expect(judge(new Int32Array(0)).refusal).toBe('no-tokens');
    expect(judge(ids.subarray(0, 10)).refusal).toBe('too-few-tokens');
    expect(judge(ids, 0.3).refusal).toBe('wrong-tokenizer');
    expect(judge(Int32Array.of(...ids, 401)).refusal).toBe('ids-outside-vocabulary');
    expect(judge(ids).verdict).toBe('not-found');
    const counted = readWatermarks(
      'watermarks: [{published: kgw-lefthash, vocabulary: 401, repeats: all}]',
      'x',
    );
    expect(judgeRecord({ tokens: ids, agreement: null }, counted).refusal).toBe('no-p-value');
  });

  test('by all published watermarks together, random texts are called marked at the promised rate', () => {
    const published = publishedWatermarks([401]);
    const texts = 300;
    let found = 0;
    for (let index = 0; index < texts; index++) {
      const tokens = randomIds(60, 401, randomFrom('all watermarks').split(index));
      if (judgeRecord({ tokens, agreement: null }, published).verdict === 'watermarked') found++;
    }
    expect(found / texts).toBeLessThanOrEqual(0.01 + 4 * Math.sqrt((0.01 * 0.99) / texts));
  });
});

describe('texts known to be unmarked', () => {
  const config = readWatermarks(
    'false-positive-rate: 0.05\nwatermarks: [{ scheme: unigram, vocabulary: 401, key: 4 }]',
    'x',
  );
  const reader = config.watermarks[0]!.readers[0]!;
  const green = Array.from({ length: 401 }, (_, id) => id).filter(
    (id) => reader.score(Int32Array.of(id)).statistic.value === 1,
  );
  /** A language three quarters of whose common words happen to be green. */
  const common = [
    ...green.slice(0, 60),
    ...Array.from({ length: 401 }, (_, id) => id)
      .filter((id) => !green.includes(id))
      .slice(0, 20),
  ];
  const text = (random: Random): Int32Array =>
    Int32Array.from({ length: 50 }, () => common[random.integer(80)]!);
  const judged = (name: string, count: number, reference?: UnmarkedReference) =>
    Array.from({ length: count }, (_, index) =>
      judgeRecord({ tokens: text(randomFrom(name).split(index)), agreement: null }, config, reference),
    );

  test('an unlucky key breaks the promise of the law, and their ranks keep it', () => {
    const share = (judgements: readonly RecordJudgement[]) =>
      judgements.filter(({ verdict }) => verdict === 'watermarked').length / judgements.length;
    expect(share(judged('new', 400))).toBeGreaterThan(0.3);
    const reference = unmarkedReference(judged('reference', 400), config);
    expect(share(judged('new', 400, reference))).toBeLessThanOrEqual(
      0.05 + 4 * Math.sqrt((0.05 * 0.95 * 2) / 400),
    );
  });

  test('too few of them are refused with the number that is needed', () => {
    expect(() => unmarkedReference(judged('few', 10), config)).toThrow(/over 1 watermarks needs 19/);
  });
});

const vocab = { '[UNK]': 0, the: 1, cat: 2, sat: 3, mat: 4 };
const tokenizerJson = JSON.stringify({
  version: '1.0',
  added_tokens: [],
  normalizer: { type: 'Lowercase' },
  pre_tokenizer: { type: 'Whitespace' },
  post_processor: null,
  decoder: null,
  model: { type: 'WordLevel', vocab, unk_token: '[UNK]' },
});

describe('tokenizer.json', () => {
  test('gives the ids of a text', () => {
    const { encode, size } = readTokenizer(tokenizerJson, 'tokenizer.json');
    expect([...encode('The cat sat')]).toEqual([1, 2, 3]);
    expect(size).toBe(5);
  });

  test('another file is refused by name', () => {
    expect(() => readTokenizer('{"a":1}', 'a.json')).toThrow(/a\.json: expected a tokenizer\.json/);
    expect(() => readTokenizer('no', 'a.json')).toThrow(/a\.json/);
  });

  test('agreement is 1 for its own ids, and near 0 for those of another', () => {
    const own = Int32Array.of(1, 2, 3, 1);
    expect(agreement(own, own)).toBe(1);
    expect(agreement(own, Int32Array.of(11, 12, 13))).toBe(0);
    expect(agreement(own, Int32Array.of(1, 2, 9, 9))).toBe(0.5);
  });
});

describe('freckle watermark', () => {
  const folder = mkdtempSync(join(tmpdir(), 'freckle-watermark-'));
  afterEach(() => vi.restoreAllMocks());
  const [reader] = WATERMARK_SCHEMES.find(({ id }) => id === 'unigram')!.open({
    key: 7n,
    'green-share': 0.5,
    vocabulary: [401],
    count: 'unique',
    bias: 2,
  });
  const marked = Array.from({ length: 5 }, (_, index) => [
    ...write(reader!, 150, 401, randomFrom('cli').split(index)),
  ]);
  const file = (name: string, lines: readonly unknown[]): string => {
    const path = join(folder, name);
    writeFileSync(
      path,
      lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'),
    );
    return path;
  };
  async function run(...args: string[]): Promise<{ out: string; code: unknown }> {
    let out = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      out += text;
      return true;
    });
    const before = process.exitCode;
    const program = new Command().exitOverride();
    addVerb(program, watermarkVerb);
    await program.parseAsync(['watermark', ...args], { from: 'user' });
    const code = process.exitCode;
    process.exitCode = before;
    vi.restoreAllMocks();
    return { out, code };
  }

  test('prints one object per record and a summary, and a bad line costs only itself', async () => {
    const texts = file('texts.jsonl', [
      ...marked.map((ids, id) => ({ id, ids })),
      '{"ids": [1',
      { ids: ['a'] },
    ]);
    const config = file('watermarks.yaml', [
      'watermarks: [{ name: ours, scheme: unigram, key: 7, vocabulary: 401 }]',
    ]);
    const { out, code } = await run(texts, '--tokens-column', 'ids', '--config', config, '--json');
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ verdict }) => verdict)).toEqual([
      ...Array(5).fill('watermarked'),
      'refused',
      'refused',
      undefined,
    ]);
    expect(lines[5].why).toContain('expected a JSON object');
    expect(lines[6].why).toContain('"a" at index 0');
    expect(lines[7]).toMatchObject({ kind: 'summary', records: 7, verdicts: { watermarked: 5, refused: 2 } });
    expect(code).toBe(0);
  });

  test('a control that is not found says that the settings are wrong, and exits with 1', async () => {
    const texts = file(
      'control.jsonl',
      marked.map((ids) => ({ ids })),
    );
    const config = file('wrong.yaml', ['watermarks: [{ scheme: unigram, key: 8, vocabulary: 401 }]']);
    const { out, code } = await run(texts, '--tokens-column', 'ids', '--config', config, '--control', texts);
    expect(out).toContain('the verdicts above mean nothing');
    expect(out).toContain('gives the same result');
    expect(code).toBe(1);
    rmSync(folder, { recursive: true });
  });
});
