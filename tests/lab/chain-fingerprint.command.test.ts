import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { DataSource } from '../../src/lab/data-source.js';
import { planOf } from '../../src/lab/plan.js';
import type { OwnPrograms } from '../../src/lab-runs/own-programs.js';
import { textDataSource } from '../../src/lab-runs/text-data-source.js';
import { temporaryFolder } from '../support/corpus.js';

const folder = temporaryFolder('chain-fingerprint');

test('the files that the commands name are read once for all chains', async () => {
  // The built one: it reads the files of the built program.
  const built = new URL('../../dist/lab-runs/chain-fingerprint.js', import.meta.url).href;
  const { ChainFingerprints }: typeof import('../../src/lab-runs/chain-fingerprint.js') = await import(built);
  const file = join(folder, 'train.py');
  const own: OwnPrograms = {
    programs: { train: `python ${file} {train} {model}`, sample: 'true' },
    texts: 'texts.jsonl',
    textsDigest: '',
    dataSource: textDataSource('texts.jsonl', {
      kind: 'texts',
      count: 0,
      texts: [],
    }) as unknown as DataSource,
  };
  const data = { wikitext: null, mnist: null, quickdraw: null };
  // No member of a list that the built program exports: as the user's own are.
  const plan = planOf({ model: 'gaussian', regime: 'replace', generations: 1, size: 10 });
  const open = () => new ChainFingerprints(data, own);
  writeFileSync(file, 'one');
  const fingerprints = open();
  const first = await fingerprints.of(plan, 1, 0, true);
  writeFileSync(file, 'two');
  expect(await fingerprints.of(plan, 1, 0, true)).toBe(first);
  expect(await fingerprints.of(plan, 1, 1, true)).not.toBe(first);
  expect(await open().of(plan, 1, 0, true)).not.toBe(first);
});
