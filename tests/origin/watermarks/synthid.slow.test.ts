import { describe, expect, test } from 'vitest';
import { wilsonInterval } from '../../../src/math/intervals.js';
import { randomFrom } from '../../../src/math/random.js';
import {
  publishedWatermarks,
  readWatermarks,
  type WatermarkConfig,
} from '../../../src/origin/marked/text/config.js';
import { judgeRecord } from '../../../src/origin/marked/text/judge.js';
import { WatermarkTally } from '../../../src/origin/marked/text/summary.js';
import { fitBayesian } from '../../../src/origin/marked/text/synthid-bayes.js';
import { readBits } from '../../../src/origin/marked/text/synthid-hash.js';
import {
  samplingTable,
  synthIdHuggingFace,
  tableGValues,
} from '../../../src/origin/marked/text/synthid-huggingface.js';
import { PUBLIC_KEYS } from '../../../src/origin/marked/text/synthid-reader.js';
import { humanIds, markedTexts } from './data.js';

const texts = markedTexts() ?? [];
const human = humanIds();
const open = (settings: object) => {
  const readers = synthIdHuggingFace.open(synthIdHuggingFace.settings.parse(settings));
  return Object.fromEntries(readers.map((reader) => [reader.reading, reader]));
};
const opened = new Map<string, WatermarkConfig>();
/** Opening a scheme works out its law: once per setting. */
function config(device: string, score = 'weighted-mean'): WatermarkConfig {
  const yaml = `watermarks: [{ published: synthid-huggingface-public, device: ${device}, score: ${score} }]`;
  const known = opened.get(yaml) ?? readWatermarks(yaml, 'test');
  opened.set(yaml, known);
  return known;
}

describe.skipIf(texts.length === 0)('300 texts of OPT marked with SynthID-Text on a GPU', () => {
  test.each(['mean', 'weighted-mean'] as const)(
    'the %s score of every text is the published one',
    (score) => {
      const { cuda } = open({ score });
      for (const { opt_ids, expected } of texts) {
        const got = cuda!.score(Int32Array.from(opt_ids));
        expect(got.scored).toBe(expected.n);
        expect(got.statistic.value).toBeCloseTo(
          score === 'mean' ? expected.mean_g : expected.weighted_mean_g,
          5.5,
        );
      }
    },
  );

  test('at 100 tokens at least 98 % are found at one false alarm in a hundred', () => {
    for (const score of ['mean', 'weighted-mean']) {
      const found = texts.filter(({ opt_ids }) => {
        const tokens = Int32Array.from(opt_ids.slice(0, 100));
        return judgeRecord({ tokens, agreement: null }, config('any', score)).verdict === 'watermarked';
      }).length;
      expect(found / texts.length).toBeGreaterThanOrEqual(0.98);
    }
  });

  test('under 20 other keys the same texts are unmarked: false alarms keep the promise', () => {
    const random = randomFrom('other synthid keys');
    let found = 0;
    let judged = 0;
    for (let round = 0; round < 20; round++) {
      const keys = Array.from({ length: 30 }, () => random.integer(2 ** 31));
      const { cpu, cuda } = open({ keys });
      for (const { opt_ids } of texts.slice(0, 100)) {
        const tokens = Int32Array.from(opt_ids.slice(0, 100));
        for (const reader of [cpu!, cuda!]) {
          judged++;
          if (reader.score(tokens).pValue.value! <= 0.01) found++;
        }
      }
    }
    const [low] = wilsonInterval(found, judged, 0.999);
    expect(judged).toBe(4000);
    expect(low).toBeLessThanOrEqual(0.01);
  });

  test('with the wrong device none of them is found, and the summary says which is right', () => {
    const wrong = config('cpu');
    const tally = new WatermarkTally(wrong);
    for (const { opt_ids } of texts.slice(0, 30)) {
      const source = { tokens: Int32Array.from(opt_ids), agreement: null };
      tally.add(source, judgeRecord(source, wrong));
    }
    const { verdicts, warnings } = tally.finish();
    expect(verdicts.watermarked).toBeLessThanOrEqual(2);
    expect(warnings.join('\n')).toContain('wrong device');
    expect(warnings.join('\n')).toContain('device: cuda');
  });

  test('with the right device nothing is warned of', () => {
    const tally = new WatermarkTally(config('cuda'));
    for (const { opt_ids } of texts.slice(0, 10)) {
      const source = { tokens: Int32Array.from(opt_ids), agreement: null };
      tally.add(source, judgeRecord(source, config('cuda')));
    }
    expect(tally.finish().warnings).toEqual([]);
  });

  test('ids of another tokenizer show no watermark, and the summary does not call that unmarked', () => {
    // The same texts under a vocabulary in which every id is another one.
    const order = randomFrom('another tokenizer').permutation(50_272);
    const tally = new WatermarkTally(config('any'));
    for (const { opt_ids } of texts.slice(0, 100)) {
      const source = { tokens: Int32Array.from(opt_ids, (id) => order[id]!), agreement: null };
      tally.add(source, judgeRecord(source, config('any')));
    }
    const { verdicts, warnings } = tally.finish();
    expect(verdicts.watermarked).toBeLessThanOrEqual(5);
    if (verdicts.watermarked === 0) expect(warnings.join()).toContain('looks the same as an unmarked text');
  });

  test('a Bayesian detector fitted on half of the texts finds the other half in 50 tokens', () => {
    const values = tableGValues(samplingTable('cuda', 0), PUBLIC_KEYS.map(BigInt));
    const rules = { ngramLength: 5, contextHistory: 1024, endToken: null };
    const rows = texts
      .slice(0, 150)
      .flatMap(({ opt_ids }) => [...readBits(Int32Array.from(opt_ids), values, rules).bits]);
    const { beta } = fitBayesian(Uint8Array.from(rows), 30);
    const { cuda } = open({ score: 'bayesian', bayesian: { beta } });
    const held = texts.slice(150).map(({ opt_ids }) => cuda!.score(Int32Array.from(opt_ids.slice(0, 50))));
    expect(held.filter(({ pValue }) => pValue.value! <= 0.01).length / held.length).toBeGreaterThan(0.8);
    expect(held.filter(({ statistic }) => statistic.value! > 0.5).length / held.length).toBeGreaterThan(0.95);
  });
});

describe.skipIf(human === null)('SynthID-Text on 2,400 human texts of 100 words', () => {
  test('the public key, on both tables and in the reference, keeps the promised false-positive rate', () => {
    const published = publishedWatermarks(null);
    const count = Math.floor(human!.length / 100);
    let found = 0;
    for (let at = 0; at < count; at++) {
      const source = { tokens: human!.subarray(at * 100, at * 100 + 100), agreement: null };
      if (judgeRecord(source, published).verdict === 'watermarked') found++;
    }
    const [low] = wilsonInterval(found, count, 0.99);
    expect(count).toBeGreaterThan(2000);
    expect(low).toBeLessThanOrEqual(0.01);
  });
});
