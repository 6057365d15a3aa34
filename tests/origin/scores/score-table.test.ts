import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../../src/math/random.js';
import { allOf } from '../../../src/origin/inferred/scores/all-of.js';
import { ScoreJoin } from '../../../src/origin/inferred/scores/score-join.js';
import {
  keyOfContent,
  keyOfId,
  rowOf,
  ScoreTableBuilder,
  scoreAt,
  sizeOfTable,
} from '../../../src/origin/inferred/scores/score-table.js';
import { readScoreFiles } from '../../../src/wiring/score-files.js';
import { textRecord } from '../../signals/text-record.js';
import { temporaryFolder } from '../../support/corpus.js';

const folder = temporaryFolder('scores');
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const write = (name: string, data: string | Uint8Array): string => {
  writeFileSync(join(folder, name), data);
  return join(folder, name);
};
const read = (data: string, wanted: readonly string[] | null = null, name = 'scores.jsonl') =>
  readScoreFiles([write(name, data)], wanted, 1e9);

describe('a table of scores', () => {
  it('finds what was put in, over many chunks and widenings, and nothing else', () => {
    const count = 50_000;
    const builder = new ScoreTableBuilder(1e9);
    const random = randomFrom('table');
    const values = Array.from({ length: count }, () => random.normal());
    const name = builder.name('vendor');
    const rare = builder.name('rare');
    for (const [at, value] of values.entries()) {
      const row = builder.row(keyOfId(`id-${at}`));
      builder.add(row, name, value);
      if (at === count - 1) builder.add(row, rare, 7);
    }
    const table = structuredClone(builder.finish());
    expect(table.rowCount).toBe(count);
    for (const [at, value] of values.entries()) {
      const row = rowOf(table, keyOfId(`id-${at}`));
      if (scoreAt(table, row, name) !== value) expect.fail(`id-${at} has another score`);
    }
    expect(scoreAt(table, rowOf(table, keyOfId('id-49999')), rare)).toBe(7);
    expect(scoreAt(table, 0, rare)).toBeNull();
    for (let at = 0; at < 1000; at++) expect(rowOf(table, keyOfId(`other-${at}`))).toBe(-1);
    // 16 bytes of key and 8 of score in whole chunks, at most 16 of slots, and one chunk of the rare score.
    const chunk = 1 << 14;
    expect(sizeOfTable(table)).toBeLessThan(24 * Math.ceil(count / chunk) * chunk + 16 * count + 8 * chunk);
  });

  it('says how much memory it would have needed', () => {
    const builder = new ScoreTableBuilder(400_000);
    const fill = (): void => {
      for (let at = 0; at < 20_000; at++) builder.row(keyOfId(String(at)));
    };
    expect(fill).toThrow(/exceed the limit of 0 MB: raise --memory/);
  });

  it('keeps ids and contents apart', () => {
    const digest = sha256('a text');
    expect([...keyOfId(digest)]).not.toEqual([...keyOfContent(digest)]);
  });
});

describe('a record gets its scores', () => {
  const text = 'A text that has a content.';
  const record = (id: string | null, scores: (number | null)[] = []) => ({ ...textRecord(text), id, scores });

  it('by content hash before id, and from its own column before either', async () => {
    const { table } = await read(
      [
        { id: 'a', s: 1 },
        { content_hash: `sha256:${sha256(text).toUpperCase()}`, s: 2 },
        { id: 'b', t: 3 },
      ]
        .map((row) => `${JSON.stringify(row)}\n`)
        .join(''),
    );
    const join = new ScoreJoin(['t', 's'], [], table);
    expect(join.scoresOf(record('a'), sha256(text))).toEqual([null, 2]);
    expect(join.scoresOf(record('a'), sha256('another'))).toEqual([null, 1]);
    expect(join.scoresOf(record('b'), sha256(text))).toEqual([3, 2]);
    expect(join.scoresOf(record(null), sha256('another'))).toEqual([null, null]);
    const own = new ScoreJoin(['t', 's'], ['s'], table);
    expect(own.scoresOf(record('b', [9]), sha256(text))).toEqual([3, 9]);
    expect(own.scoresOf(record('b', [null]), sha256(text))).toEqual([3, 2]);
    expect([allOf([3, null]), allOf([]), allOf([3, 9])]).toEqual([null, null, [3, 9]]);
  });

  it('of another text under the same id never, where the file names the content', async () => {
    const { table } = await read(`${JSON.stringify({ id: 'a', content_hash: sha256('old'), s: 1 })}\n`);
    const join = new ScoreJoin(['s'], [], table);
    expect(join.scoresOf(record('a'), sha256(text))).toEqual([null]);
    expect(join.scoresOf(record('z'), sha256('old'))).toEqual([1]);
  });
});

describe('a file of scores', () => {
  it('counts and explains what is no score', async () => {
    const { table, notes } = await read(
      [
        '{"id":"a","s":0.5,"model":"x","tags":[1]}',
        '{"id":"a","s":0.5}',
        '{"id":"a","s":0.75}',
        '{"id":"b","s":NaN}',
        '{"id":"c","s":-Infinity}',
        '{"id":7,"s":1e999,"t":2}',
        '{"id":"d","s":null}',
        'broken',
        '[1,2]',
        '{"s":1}',
        '{"id":12345678901234567890,"s":1}',
        '{"content_hash":"abc","s":1}',
        '',
        '{"id":"__proto__","__proto__":3,"s":4}',
      ].join('\n'),
    );
    expect(table.names).toEqual(['s', 't', '__proto__']);
    expect(table.rowCount).toBe(3);
    expect(scoreAt(table, rowOf(table, keyOfId('a')), 0)).toBe(0.5);
    expect(scoreAt(table, rowOf(table, keyOfId('7')), 1)).toBe(2);
    expect(scoreAt(table, rowOf(table, keyOfId('7')), 0)).toBeNull();
    expect(rowOf(table, keyOfId('b'))).toBe(-1);
    expect(notes).toEqual([
      '3 texts with scores (s, t, __proto__) in 13 lines',
      'skipped 1 × repeated score (first: scores.jsonl:2: s)',
      'skipped 1 × repeated score with another value, the first of which is kept (first: scores.jsonl:3: s)',
      'skipped 3 × value that is not a number (first: scores.jsonl:4: s is NaN)',
      'skipped 2 × line that is not a JSON object (first: scores.jsonl:8: broken)',
      'skipped 1 × line without an id or a content_hash (first: scores.jsonl:10: {"s":1})',
      'skipped 1 × id that exceeds 2^53: write it as a string (first: scores.jsonl:11: 12345678901234567000)',
      'skipped 1 × content_hash that is not a SHA-256 (first: scores.jsonl:12: abc)',
    ]);
  });

  it('gives the scores asked for alone, and says which it did not use', async () => {
    const { table, notes } = await read('{"id":"a","s":1,"t":"high","u":3}\n', ['s', 't']);
    expect(table.names).toEqual(['s']);
    expect(notes).toEqual([
      '1 texts with scores (s) in 1 lines',
      'skipped 1 × value that is not a number (first: scores.jsonl:1: t is high)',
      'not used: u',
    ]);
  });

  it('may be compressed, and several are one', async () => {
    const packed = write('more.jsonl.gz', gzipSync('{"id":"a","t":2}\n'));
    const { table } = await readScoreFiles([write('one.jsonl', '{"id":"a","s":1}\n'), packed], null, 1e9);
    expect([table.rowCount, table.names]).toEqual([1, ['s', 't']]);
  });

  it('is refused where it cannot be read to its end, or holds nothing that is wanted', async () => {
    const cut = gzipSync('{"id":"a","s":1}\n'.repeat(1000)).subarray(0, 60);
    await expect(readScoreFiles([write('cut.jsonl.gz', cut)], null, 1e9)).rejects.toThrow(/cut\.jsonl\.gz:/);
    await expect(read('')).rejects.toThrow(/empty/);
    await expect(read('{"id":"a"}\n')).rejects.toThrow(/holds no scores: expected JSON lines/);
    await expect(read('{"id":"a","s":1}\n', ['vendor'])).rejects.toThrow(
      /holds s, but the calibration was fitted with vendor/,
    );
    await expect(readScoreFiles([join(folder, 'nowhere.jsonl')], null, 1e9)).rejects.toThrow(/nowhere/);
    await expect(readScoreFiles([write('scores.csv', 'id,s\na,1\n')], null, 1e9)).rejects.toThrow(
      /expected JSON lines of scores/,
    );
  });

  it('says where a line was too long, and goes on', async () => {
    const { table, notes } = await read(`{"id":"${'x'.repeat(2 << 20)}","s":1}\n{"id":"a","s":1}\n`);
    expect(table.rowCount).toBe(1);
    expect(notes[1]).toMatch(/^skipped 1 × unreadable line \(first: scores\.jsonl:1: /);
  });
});
