import { mkdirSync, openSync, readFileSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { planOf } from '../../src/lab/plan.js';
import { pictureOf } from '../../src/lab-runs/chain-picture.js';
import { jsonLine, readSamples, SampleWriter } from '../../src/lab-runs/samples-file.js';
import { temporaryFolder } from '../support/corpus.js';

const folder = temporaryFolder('samples');
const chain = (name: string): string => {
  mkdirSync(join(folder, name));
  return join(folder, name);
};

test('written samples are read back, generation by generation, in full or as the first records', () => {
  const place = chain('numbers');
  const writer = new SampleWriter(place);
  const generation = (g: number) => Float64Array.from({ length: 6 }, (_, at) => g + at / 10);
  for (const g of [0, 1, 2]) writer.add({ kind: 'numeric', count: 3, columns: 2, values: generation(g) });
  writer.close();
  const samples = readSamples(place)!;
  if (!('index' in samples)) throw new Error('numbers were written');
  expect(samples.index).toMatchObject({ count: 3, width: 2, generations: 3 });
  expect(samples.numbersOf(2)).toEqual(generation(2));
  expect(samples.numbersOf(1, 2)).toEqual(generation(1).subarray(0, 4));
  expect(samples.numbersOf(0, 99)).toEqual(generation(0));
  expect(readSamples(chain('none'))).toBeNull();
});

test('samples of more than 2 GiB make a picture', () => {
  const place = chain('large');
  const [count, generations] = [1_000_000, 201];
  writeFileSync(
    join(place, 'samples.json'),
    JSON.stringify({ kind: 'numeric', type: 'float64', count, width: 2, generations }),
  );
  // Sparse: it takes no room.
  const path = join(place, 'samples.bin');
  writeFileSync(path, '');
  truncateSync(path, count * generations * 16);
  writeSync(openSync(path, 'r+'), Float64Array.of(3, -4), 0, 16, (generations - 1) * count * 16);
  const plan = {
    model: 'gaussian',
    regime: 'replace',
    generations: generations - 1,
    size: 50,
    decoding: {},
    hasSamplingError: true,
  };
  const picture = pictureOf(planOf(plan), { seed: 1, chain: 0 }, readSamples(place)!, {
    wikitext: null,
    mnist: null,
    quickdraw: null,
  });
  if (picture?.kind !== 'points') throw new Error('points were written');
  expect(picture.panels.map(({ generation }) => generation)).toEqual([0, 1, 5, 13, 33, 82, 200]);
  expect(picture.panels.at(-1)!.points.slice(0, 2)).toEqual([
    [3, -4],
    [0, 0],
  ]);
});

test('texts come back unchanged, whatever they contain and wherever a read ends', () => {
  const place = chain('texts');
  const writer = new SampleWriter(place);
  const generations = [
    ['plain', 'a "quoted" \\ one \\" and\na line', '[,]', '💧 \ud800 é', ''],
    // Longer than what is read at a time, with an escape at every place.
    ['\\"'.repeat(700_001), 'é"'.repeat(500_000), 'last'],
    ['only'],
    [],
  ];
  for (const texts of generations) writer.add({ kind: 'texts', count: texts.length, texts });
  writer.close();
  expect(readFileSync(join(place, 'samples.jsonl'), 'utf8')).toBe(
    generations.map((texts) => `${JSON.stringify(texts)}\n`).join(''),
  );
  const samples = readSamples(place)!;
  if (!('textsOf' in samples)) throw new Error('texts were written');
  expect(samples.generations).toBe(4);
  for (const [g, texts] of generations.entries()) {
    expect(samples.textsOf(g, 99)).toEqual(texts);
    expect(samples.textsOf(g, 2)).toEqual(texts.slice(0, 2));
  }
});

test('a generation’s texts may be longer than the longest string', () => {
  // Each character is six of JSON: 600 MB in all, above the 512 MB of V8.
  const texts = Array.from({ length: 100 }, () => '\u0001'.repeat(1_000_000));
  expect(() => JSON.stringify(texts)).toThrow('Invalid string length');
  let total = 0;
  for (const piece of jsonLine(texts)) total += piece.length;
  expect(total).toBe(100 * 6_000_002 + 99 + 2 + 1);
});
