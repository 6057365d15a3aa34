import { expect, test } from 'vitest';
import type { Row } from '../../../src/core/engine.js';
import type { DataSetStatement } from '../../../src/core/origin.js';
import { textColumns, textOfRow } from '../../../src/origin/inferred/share/measured-text.js';
import { measuredRun } from './measured-run.js';

const SIGNALS = ['content-credentials', 'content-credentials-origin', 'image-generator', 'word-count'];
const statement = (origin: DataSetStatement['origin']): DataSetStatement => ({
  file: 'README.md',
  origin,
  words: 'tags: synthetic',
});
const SPLITS = [null, statement('synthetic'), statement('human')];
const run = measuredRun(SIGNALS, (split) => SPLITS[split]!);
const read = (row: Row) => textOfRow(row, run.originOf(row));
const row = { record: 0, split: 0, source: 'a', month: null };

test('a picture that is signed as made is known, as is what a data set says models made', () => {
  const made = { 'content-credentials': 'untrusted-signer', 'content-credentials-origin': 'synthetic' };
  expect(read({ ...row, ...made }).known).toBe('synthetic');
  expect(read({ ...row, ...made, 'content-credentials': 'tampered' }).known).toBeNull();
  expect(read({ ...row, split: 1 }).known).toBe('synthetic');
  expect(read({ ...row, split: 0 }).known).toBeNull();
  expect(textColumns(run)).toEqual(expect.arrayContaining(Object.keys(made)));
});

test('a person’s signature is believed from a trusted signer alone, and a data set’s word for a person not at all', () => {
  const byHand = { 'content-credentials': 'trusted', 'content-credentials-origin': 'human' };
  expect(read({ ...row, ...byHand }).known).toBe('human');
  expect(read({ ...row, ...byHand, 'content-credentials': 'untrusted-signer' }).known).toBeNull();
  const claimed = read({ ...row, split: 2 });
  expect([claimed.known, claimed.isByPeople]).toEqual([null, true]);
});
