import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readFrequencies } from '../../src/wiring/frequencies.js';
import { readTextList } from '../../src/wiring/texts.js';
import { freckle } from '../support/cli.js';
import { temporaryFolder } from '../support/corpus.js';

const folder = temporaryFolder('own-texts');
const path = join(folder, 'texts.jsonl');
writeFileSync(path, '{"text":"one two two"}\nnot json\n{"text":"three"}\n[1]\n');
const LEFT_OUT = /^skipped 2 (real|corpus) records without a readable text \(first: .*texts\.jsonl.*2/;

test('unreadable items among one’s own texts are skipped and counted', async () => {
  const said: string[] = [];
  const { texts } = await readTextList(path, (message) => said.push(message));
  expect(texts).toEqual(['one two two', 'three']);
  const [words] = await readFrequencies(path, (message) => said.push(message));
  expect(words).toEqual({
    kind: 'word',
    histogram: [
      [1, 2],
      [2, 1],
    ],
  });
  expect(said).toHaveLength(2);
  for (const message of said) expect(message).toMatch(LEFT_OUT);
});

test('a forecast reports them beside its answer', async () => {
  const { code, stdout, stderr } = await freckle([
    ...['lab', 'forecast', '--real', '100', '--synthetic', '100', '--json', '--corpus', path],
  ]);
  expect(code).toBe(0);
  expect(stderr).toMatch(/^freckle: skipped 2 corpus records/);
  expect(JSON.parse(stdout)).toHaveProperty('curves');
});
