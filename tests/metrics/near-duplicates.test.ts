import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine, Row } from '../../src/core/engine.js';
import { DEFAULT_METRIC_SETTINGS, type FindingMetric } from '../../src/core/metric.js';
import { openDuckDb } from '../../src/engines/duckdb/connection.js';
import { find } from '../../src/gate/find/find.js';
import { exactDuplicates } from '../../src/metrics/exact-duplicates.js';
import { createFindingTables } from '../../src/metrics/findings-writer.js';
import { BucketVerifier } from '../../src/metrics/near-duplicates/bucket.js';
import { nearDuplicates, nearDuplicatesWithin } from '../../src/metrics/near-duplicates/near-duplicates.js';
import { divideCandidates, PART_BYTES } from '../../src/metrics/near-duplicates/parts.js';
import { UnionFind } from '../../src/metrics/near-duplicates/union-find.js';
import { jaccard, shingleSet } from '../../src/text/jaccard.js';
import { readText } from '../../src/text/reading.js';
import { findingsIn, findNearDuplicates, load, type Planted, revisitOf, tablesOf } from './corpus.js';

let engine: Engine;
beforeAll(async () => {
  engine = await openDuckDb({ threads: 2 });
});
afterAll(() => engine.close());

const findIn = (planted: readonly Planted[], overrides: object = {}) =>
  findNearDuplicates(engine, planted, overrides);

const sentence = (count: number, seed: number): string =>
  Array.from({ length: count }, (_, index) => `w${(index * 7919 + seed * 104_729) % 5003}`).join(' ');

describe('near-duplicates', () => {
  it('keeps the mildest own decision, then the earliest capture, the most credible source, the smallest hash', async () => {
    const text = sentence(80, 1);
    const variants = ['', ' one', ' two', ' three'].map((end) => text + end);
    const planted: Planted[] = [
      { text: variants[0]!, source: 'forum', day: '2020-05-05' },
      { text: variants[1]!, source: 'press', day: '2020-05-05' },
      { text: variants[2]!, source: 'press', day: '2023-01-01' },
      { text: variants[3]!, source: 'press', day: null },
    ];
    const keptOf = async (overrides: object, records: readonly Planted[]) => {
      const { members } = await findIn(records, overrides);
      return records[members.find(({ role }) => role === 'kept')!['record'] as number];
    };
    expect(await keptOf({ credibility: { press: 1 } }, planted)).toBe(planted[1]);
    expect(await keptOf({ credibility: { forum: 1 } }, planted)).toBe(planted[0]);
    expect(await keptOf({ credibility: { press: 1 } }, planted.toReversed())).toBe(planted[1]);
    expect(await keptOf({}, planted)).toBe(await keptOf({}, planted.toReversed()));
    // What its own rules would take out comes last, however early and credible.
    const judged = planted.map((one, index) => ({ ...one, severity: [2, 1, 0, 0][index]! }));
    expect(await keptOf({ credibility: { forum: 9 } }, judged)).toBe(judged[2]);
    expect(await keptOf({}, judged.slice(0, 2))).toBe(judged[1]);
    // Unknown days come last, however credible the source.
    expect(await keptOf({ credibility: { press: 9 } }, [planted[0]!, planted[3]!])).toBe(planted[0]);
  });

  it('finds short copies that differ only in case and punctuation', async () => {
    const { members } = await findIn([{ text: 'Hello there!' }, { text: 'hello, there' }, { text: 'other' }]);
    expect(members.map(({ record }) => record).sort()).toEqual([0, 1]);
  });

  it('gives the similarity of each copy to the kept copy, even along a chain below the threshold', async () => {
    // Each text shares 90 of 100 shingles with the next; the ends share few.
    const words = sentence(400, 3).split(' ');
    const chain = [0, 8, 16, 24, 32, 40].map((shift) => words.slice(shift, shift + 100).join(' '));
    const { members } = await findIn(chain.map((text) => ({ text })));
    expect(members).toHaveLength(6);
    const kept = members.find(({ role }) => role === 'kept')!;
    const shingles = (record: unknown) => {
      const { wordHash, wordCount } = readText(chain[record as number]!);
      return shingleSet(wordHash.slice(0, wordCount));
    };
    for (const { record, value } of members)
      expect(value).toBeCloseTo(jaccard(shingles(record), shingles(kept['record'])), 12);
    expect(Math.min(...members.map(({ value }) => value as number))).toBeLessThan(0.7);
  });

  it('compares nothing below the threshold, whatever the sketches say', async () => {
    const words = sentence(300, 5).split(' ');
    const planted = [{ text: words.slice(0, 200).join(' ') }, { text: words.slice(20, 220).join(' ') }];
    expect((await findIn(planted, { nearDuplicateThreshold: 0.6 })).members).toHaveLength(2);
    const strict = await findIn(planted, { nearDuplicateThreshold: 0.99 });
    expect(strict.members).toHaveLength(0);
  });

  it('compares sequences of as many words as the policy says', async () => {
    // Every fifth word differs: no sequence of five is shared, four in five of single words are.
    const words = sentence(100, 9).split(' ');
    const other = words.map((word, index) => (index % 5 === 4 ? `other${word}` : word));
    const texts = [words, other].map((one) => readText(one.join(' ')));
    const similarityBy = (size: number) => {
      const [a, b] = texts.map(({ wordHash, wordCount }) => shingleSet(wordHash.slice(0, wordCount), size));
      return jaccard(a!, b!);
    };
    expect([1, 2, 5].map((size) => Number(similarityBy(size).toFixed(2)))).toEqual([0.67, 0.43, 0]);
  });

  it('leaves alone a candidate whose text cannot be read again, and counts it', async () => {
    const text = sentence(60, 7);
    const tables = tablesOf([{ text }, { text: `${text} end` }]);
    await load(engine, tables);
    const { answers } = await find(engine, {
      settings: DEFAULT_METRIC_SETTINGS,
      revisit: revisitOf(engine, { ...tables, words: tables.words.slice(0, 1) }),
    });
    expect(answers['near-duplicates']).toMatchObject({ candidates: 2, unread: 1, clusters: 0 });
  });

  it('reads texts longer than one piece whole', async () => {
    const text = sentence(40_000, 11);
    const { members } = await findIn([{ text }, { text: `${text} end` }]);
    expect(members.map(({ value }) => Number(value) > 0.999)).toEqual([true, true]);
  });
});

describe('the verifier of buckets', () => {
  const setOf = (from: number, size = 50) => Uint32Array.from({ length: size }, (_, index) => from + index);

  it('needs n − 1 comparisons for n copies of one text', () => {
    const components = new UnionFind(2000);
    const verifier = new BucketVerifier(components, 0.7, 8);
    verifier.begin();
    for (let node = 0; node < 2000; node++) verifier.add(node, setOf(0));
    expect(verifier).toMatchObject({ pairsCompared: 1999, pairsConfirmed: 1999, pairsLeftOut: 0 });
    expect(components.find(1999)).toBe(0);
  });

  it('compares every pair of a bucket of strangers within its limit, and counts what is beyond', () => {
    const within = new BucketVerifier(new UnionFind(20), 0.7, 20);
    const beyond = new BucketVerifier(new UnionFind(20), 0.7, 5);
    for (const verifier of [within, beyond]) {
      verifier.begin();
      for (let node = 0; node < 20; node++) verifier.add(node, setOf(node * 1000));
    }
    expect(within).toMatchObject({ pairsCompared: 190, pairsLeftOut: 0 });
    expect(beyond.pairsCompared).toBeLessThan(190);
    expect(beyond.pairsCompared + beyond.pairsLeftOut).toBe(190);
  });

  it('gives a newcomer the place of one of many alike', () => {
    const components = new UnionFind(12);
    const verifier = new BucketVerifier(components, 0.7, 4);
    verifier.begin();
    for (let node = 0; node < 10; node++) verifier.add(node, setOf(0));
    verifier.add(10, setOf(5000));
    verifier.add(11, setOf(5000));
    expect(components.find(11)).toBe(10);
  });

  it('does not compare what earlier buckets joined', () => {
    const components = new UnionFind(3);
    const verifier = new BucketVerifier(components, 0.7, 8);
    for (let bucket = 0; bucket < 2; bucket++) {
      verifier.begin();
      for (let node = 0; node < 3; node++) verifier.add(node, setOf(0));
    }
    expect(verifier.pairsCompared).toBe(2);
  });
});

describe('texts beyond the memory for them', () => {
  /** Chains, stars and strangers; one text is longer than the pieces in which texts are read. */
  const planted: Planted[] = [];
  for (let family = 0; family < 12; family++) {
    const words = sentence(family === 3 ? 20_000 : 300, family + 11).split(' ');
    for (let copy = 0; copy < 1 + ((family * 5) % 9); copy++) {
      const varied = words.map((word, at) => ((at + copy * 37) % 97 === 0 ? `x${copy}` : word));
      const text = family % 2 === 0 ? varied.join(' ') : words.slice(copy * 12, copy * 12 + 200).join(' ');
      planted.push({ text, source: `site-${copy % 3}`, day: copy % 2 === 0 ? null : '2020-05-05' });
    }
  }

  async function prepare(metric: FindingMetric): Promise<void> {
    const tables = tablesOf(planted);
    await load(engine, tables);
    await exactDuplicates.prepare!(engine, DEFAULT_METRIC_SETTINGS);
    await metric.prepare!(engine, DEFAULT_METRIC_SETTINGS);
    await revisitOf(engine, tables)(metric.wordsOf!(engine.dialect, DEFAULT_METRIC_SETTINGS), 'words');
  }

  async function foundWithin(partBytes: number) {
    const metric = nearDuplicatesWithin(partBytes);
    await createFindingTables(engine);
    await prepare(metric);
    const answer = await metric.find(engine, DEFAULT_METRIC_SETTINGS);
    return { answer, findings: await findingsIn(engine) };
  }

  it.each([1, 5000, 20_000])('change nothing, with room for %i bytes', async (partBytes) => {
    const whole = await foundWithin(PART_BYTES);
    expect(whole.findings.length).toBeGreaterThan(5);
    const parted = await foundWithin(partBytes);
    expect(parted.findings).toEqual(whole.findings);
    // Errors are summed in another order.
    const meanEstimateError = expect.closeTo(whole.answer.meanEstimateError!, 12);
    expect(parted.answer).toEqual({ ...whole.answer, meanEstimateError });
  });

  it('are divided into parts that share no bucket and stay within the room for them', async () => {
    await prepare(nearDuplicates);
    const room = 10_000;
    const [counted] = await engine.rows('select count(*) as count from near_nodes');
    const { parts, bytes } = await divideCandidates(engine, counted!['count'] as number, room);
    expect(parts.length).toBeGreaterThan(3);
    const partOf = new Map(parts.flatMap((nodes, part) => [...nodes].map((node) => [node, part])));
    expect(partOf.size).toBe(counted!['count']);
    const buckets = await engine.rows('select band, bucket, node from near_buckets');
    for (const { bucket, node } of buckets)
      expect(partOf.get(node as number)).toBe(partOf.get(bucket as number));
    for (const nodes of parts) {
      const size = nodes.reduce((sum, node) => sum + bytes[node]!, 0);
      if (size > room) expect(isOneComponent(nodes, buckets)).toBe(true);
    }
  });

  function isOneComponent(nodes: Int32Array, buckets: readonly Row[]): boolean {
    const components = new UnionFind(planted.length);
    for (const { bucket, node } of buckets) components.union(bucket as number, node as number);
    return new Set([...nodes].map((node) => components.find(node))).size === 1;
  }
});

describe('components', () => {
  it('have their smallest node as root, in whatever order they are joined', () => {
    const pairs = [
      [5, 3],
      [9, 5],
      [3, 1],
      [7, 8],
    ] as const;
    for (const order of [pairs, pairs.toReversed()]) {
      const components = new UnionFind(10);
      for (const [a, b] of order) components.union(a, b);
      const roots = Array.from({ length: 10 }, (_, node) => components.find(node));
      expect(roots).toEqual([0, 1, 2, 1, 4, 1, 6, 7, 7, 1]);
    }
  });
});

describe('a passage that many records share', () => {
  const passage = Array.from({ length: 160 }, (_, at) => `passage${at}`).join(' ');
  const question = (seed: number) => Array.from({ length: 12 }, (_, at) => `q${seed}w${at * seed}`).join(' ');

  it('makes no copies of the questions about it, but copies of a question are found', async () => {
    const planted = [1, 2, 3, 4, 5, 6].map((seed) => ({ text: question(seed), context: passage }));
    const again = { text: `${question(6)} please`, context: passage };
    const { members } = await findNearDuplicates(engine, [...planted, again]);
    expect(members.map(({ record }) => record).sort()).toEqual([5, 6]);
  });

  it('still counts where few records share it', async () => {
    const planted = [1, 2].map((seed) => ({ text: question(seed), context: passage }));
    const { members } = await findNearDuplicates(engine, planted);
    expect(members).toHaveLength(2);
  });
});
