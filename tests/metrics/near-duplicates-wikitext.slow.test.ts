import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openDuckDb } from '../../src/engines/duckdb/connection.js';
import { jaccard, shingleSet } from '../../src/text/jaccard.js';
import { candidateProbability, shapeFor } from '../../src/text/lsh-shape.js';
import { PERMUTATIONS } from '../../src/text/minhash.js';
import { readText } from '../../src/text/reading.js';
import { findNearDuplicates, type Planted } from './corpus.js';

const wikitext = resolve(import.meta.dirname, '../../../shared/data/wikitext-2/wiki.train.txt.gz');

describe.skipIf(!existsSync(wikitext))('near-duplicates in real text (skipped without wikitext-2)', () => {
  it('finds planted copies about as often as theory says, and nothing that brute force does not', async () => {
    const paragraphs = gunzipSync(readFileSync(wikitext))
      .toString()
      .split('\n')
      .filter((line) => line.split(' ').length > 40 && !line.startsWith(' ='))
      .slice(0, 1500);
    const planted = paragraphs.flatMap((text, index): Planted[] => {
      if (index % 3 !== 0) return [{ text }];
      // Every k-th word is another one: k decides the similarity.
      const every = [12, 20, 40, 80][(index / 3) % 4]!;
      const words = text.split(' ').map((word, at) => (at % every === every - 1 ? `changed${at}` : word));
      return [{ text }, { text: words.join(' ') }];
    });
    const engine = await openDuckDb({ threads: 2 });
    const { members } = await findNearDuplicates(engine, planted);
    await engine.close();
    const sets = planted.map(({ text }) => {
      const { wordHash, wordCount } = readText(text);
      return shingleSet(wordHash.slice(0, wordCount));
    });
    const truth = new Map<string, number>();
    for (let a = 0; a < sets.length; a++)
      for (let b = a + 1; b < sets.length; b++) {
        // Equal texts are exact duplicates and found as those.
        if (planted[a]!.text === planted[b]!.text) continue;
        const similarity = jaccard(sets[a]!, sets[b]!);
        if (similarity >= 0.7) truth.set(`${a}-${b}`, similarity);
      }
    const clusterOf = new Map(members.map(({ record, finding }) => [record as number, finding]));
    const together = (pair: string): boolean => {
      const [a, b] = pair.split('-').map(Number) as [number, number];
      return clusterOf.has(a) && clusterOf.get(a) === clusterOf.get(b);
    };
    const found = [...truth].filter(([pair]) => together(pair));
    const shape = shapeFor(0.7, PERMUTATIONS);
    const chances = [...truth.values()].map((similarity) => candidateProbability(similarity, shape));
    const expected = chances.reduce((sum, chance) => sum + chance, 0);
    const spread = Math.sqrt(chances.reduce((sum, chance) => sum + chance * (1 - chance), 0));
    expect(truth.size).toBeGreaterThan(200);
    expect(Math.abs(found.length - expected)).toBeLessThan(4 * spread);
    const surest = [...truth].filter(([, similarity]) => similarity >= 0.9);
    expect(surest.filter(([pair]) => together(pair)).length / surest.length).toBeGreaterThan(0.99);
    // Precision: each cluster holds together by pairs that brute force confirms.
    const linked = new Set([...truth.keys()].flatMap((pair) => pair.split('-').map(Number)));
    for (const record of clusterOf.keys()) expect(linked.has(record)).toBe(true);
  });
});
