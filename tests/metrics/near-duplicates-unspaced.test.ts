import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/core/engine.js';
import { openDuckDb } from '../../src/engines/duckdb/connection.js';
import { randomFrom } from '../../src/math/random.js';
import { jaccard, shingleSet } from '../../src/text/jaccard.js';
import { readText } from '../../src/text/reading.js';
import { findNearDuplicates } from './corpus.js';

let engine: Engine;
beforeAll(async () => {
  engine = await openDuckDb({ threads: 2 });
});
afterAll(() => engine.close());

const DATA = resolve(import.meta.dirname, '../../../shared/data/origin-text/multilingual.jsonl.gz');
const shinglesOf = (text: string) => {
  const { wordHash, wordCount } = readText(text);
  return shingleSet(wordHash.slice(0, wordCount));
};

/** Sentences of made-up words of `letters`, joined as the script does. */
function vocabulary(letters: string, glue: string, stop: string): string[] {
  const random = randomFrom(letters);
  const alphabet = [...letters];
  const word = () => Array.from({ length: 2 }, () => alphabet[random.integer(alphabet.length)]!).join('');
  const words = Array.from({ length: 3000 }, word);
  return Array.from(
    { length: 6000 },
    () => Array.from({ length: 9 }, () => words[random.integer(words.length)]!).join(glue) + stop,
  );
}

const range = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => String.fromCodePoint(from + index)).join('');

const SCRIPTS = {
  Chinese: vocabulary(range(0x4e00, 900), '', '。'),
  Japanese: vocabulary(range(0x3042, 80) + range(0x6000, 300), '', '。'),
  Thai: vocabulary(range(0xe01, 46), '', ' '),
  Khmer: vocabulary(range(0x1780, 34), '', '។'),
  English: vocabulary('abcdefghijklmnopqrstuvwxyz', ' ', '. '),
};

interface Pair {
  readonly texts: readonly [string, string];
  readonly similarity: number;
}

/** Texts of 30 sentences and copies with some of them replaced: pairs of a similarity within 0.02 of the target. */
function pairsOf(sentences: readonly string[], target: number, count: number): Pair[] {
  const kept = Math.round((30 * 2 * target) / (1 + target));
  const pairs: Pair[] = [];
  for (let at = 0; pairs.length < count && at + 60 - kept <= sentences.length; at += 60 - kept) {
    const own = sentences.slice(at, at + 30);
    const other = [...own.slice(0, kept), ...sentences.slice(at + 30, at + 60 - kept)];
    const texts = [own.join(''), other.join('')] as const;
    const similarity = jaccard(shinglesOf(texts[0]), shinglesOf(texts[1]));
    pairs.push({ texts, similarity });
  }
  return pairs;
}

/** How many of the pairs at or above the threshold are in one cluster, and the number of pairs that are no such pair. */
async function recallOf(pairs: readonly Pair[], threshold: number) {
  const { members } = await findNearDuplicates(
    engine,
    pairs.flatMap(({ texts }) => texts.map((text) => ({ text }))),
  );
  const clusterOf = new Map(members.map(({ record, finding }) => [Number(record), String(finding)]));
  const isFound = (index: number) =>
    clusterOf.has(2 * index) && clusterOf.get(2 * index) === clusterOf.get(2 * index + 1);
  const above = pairs.flatMap(({ similarity }, index) => (similarity >= threshold ? [index] : []));
  const below = pairs.flatMap(({ similarity }, index) => (similarity < threshold ? [index] : []));
  return {
    asked: above.length,
    recall: above.filter(isFound).length / above.length,
    accused: below.filter(isFound).length,
    strangers: new Set(clusterOf.values()).size - above.filter(isFound).length,
  };
}

describe.each(['Chinese', 'Japanese', 'Thai', 'Khmer'] as const)('near copies of %s texts', (script) => {
  it.each([
    [0.52, 0.9],
    [0.6, 0.97],
    [0.8, 1],
  ])('of similarity %f are found, and unrelated texts are not', async (target, least) => {
    const found = await recallOf(pairsOf(SCRIPTS[script], target, 80), 0.5);
    expect(found.asked).toBeGreaterThan(60);
    expect(found.recall).toBeGreaterThanOrEqual(least);
    expect(found).toMatchObject({ accused: 0, strangers: 0 });
  });
});

describe('near copies of English texts', () => {
  it('are found at the threshold, and not below', async () => {
    const above = await recallOf(pairsOf(SCRIPTS.English, 0.72, 80), 0.7);
    expect(above.asked).toBeGreaterThan(60);
    expect(above.recall).toBeGreaterThan(0.9);
    const below = await recallOf(pairsOf(SCRIPTS.English, 0.6, 80), 0.7);
    expect(below).toMatchObject({ asked: 0, accused: 0, strangers: 0 });
  });
});

describe.runIf(existsSync(DATA))('real Chinese texts', () => {
  const texts = existsSync(DATA)
    ? gunzipSync(readFileSync(DATA))
        .toString()
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { text: string; lang: string; label: string })
        .filter(({ lang, label }) => lang === 'zh' && label === 'human')
        .map(({ text }) => text)
    : [];

  it('are not near copies of one another', async () => {
    const { members } = await findNearDuplicates(
      engine,
      texts.map((text) => ({ text })),
    );
    expect(members).toEqual([]);
  });

  it.each([
    [0.52, 0.9],
    [0.6, 0.95],
    [0.8, 1],
  ])('with sentences replaced to a similarity of %f are found', async (target, least) => {
    const clauses = [...new Set(texts.flatMap((text) => text.split(/(?<=[，。！？；、\s])/u)))];
    const found = await recallOf(pairsOf(clauses, target, 60), 0.5);
    expect(found.asked).toBeGreaterThan(25);
    expect(found.recall).toBeGreaterThanOrEqual(least);
    expect(found).toMatchObject({ accused: 0, strangers: 0 });
  });
});
