import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { DECISION_FOLDERS } from '../../src/core/decision.js';
import { type CliOptions, freckle } from '../support/cli.js';
import { madeRecords, temporaryFolder, toJsonl } from '../support/corpus.js';

const records = madeRecords(24, 'inputs');
const folder = temporaryFolder('inputs');

interface Counts {
  readonly [count: string]: number;
}

/** Vets, checks that the counts add up, and returns them with all written files, by decision. */
async function vet(run: string, args: string[], options: CliOptions = {}) {
  const result = await freckle(['vet', ...args, '--out', run, '--quiet'], { cwd: folder, ...options });
  expect(result.stderr).toBe('');
  expect(result.code).toBe(0);
  const { counts, inputs } = JSON.parse(readFileSync(join(folder, run, 'run.json'), 'utf8')) as {
    counts: Counts;
    inputs: { format: string }[];
  };
  expect(counts['admitted']! + counts['quarantined']! + counts['rejected']! + counts['unreadable']!).toBe(
    counts['read'],
  );
  const files = Object.values(DECISION_FOLDERS).flatMap((decision) => {
    const below = join(folder, run, decision);
    try {
      return readdirSync(below, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name));
    } catch {
      return [];
    }
  });
  return { counts, files, formats: inputs.map(({ format }) => format) };
}

async function parquetRows(path: string): Promise<{ [column: string]: unknown }[]> {
  const bytes = readFileSync(path);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
  return parquetReadObjects({ file, compressors });
}

const asCsv = (rows: readonly object[]): string => {
  const cell = (value: unknown): string => `"${String(value).replaceAll('"', '""')}"`;
  return [Object.keys(rows[0]!), ...rows.map(Object.values)]
    .map((row) => `${row.map(cell).join(',')}\n`)
    .join('');
};

describe('one corpus gets the same decisions in every format', () => {
  const ids = records.map(({ id }) => id).sort();
  let expected: Counts;

  it('JSON lines, each with its provenance, otherwise with the bytes of the input', async () => {
    writeFileSync(join(folder, 'corpus.jsonl'), toJsonl(records));
    const { counts, files } = await vet('jsonl', ['corpus.jsonl']);
    expected = counts;
    expect(counts['read']).toBe(records.length);
    const lines = files.flatMap((path) => readFileSync(path, 'utf8').trimEnd().split('\n'));
    const written = lines.map(
      (line) =>
        JSON.parse(line) as {
          id: string;
          text: string;
          freckle: { position: string; decision: string; content_hash: string };
        },
    );
    expect(written.map(({ id }) => id).sort()).toEqual(ids);
    for (const { id, text, freckle: provenance } of written) {
      expect(text).toBe(records.find((record) => record.id === id)!.text);
      expect(provenance.position).toBe(`corpus.jsonl:${records.findIndex((record) => record.id === id) + 1}`);
      expect(provenance.content_hash).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  it('standard input', async () => {
    const plain = await vet('stdin', ['-'], { stdin: toJsonl(records) });
    expect(plain.counts).toEqual(expected);
    expect(plain.formats).toEqual(['jsonl']);
  });

  it('gzip, which stays gzip', async () => {
    writeFileSync(join(folder, 'corpus.jsonl.gz'), gzipSync(toJsonl(records)));
    const { counts, files } = await vet('gzip', ['corpus.jsonl.gz']);
    expect(counts).toEqual(expected);
    const lines = files.flatMap((path) => gunzipSync(readFileSync(path)).toString().trimEnd().split('\n'));
    expect(lines.length).toBe(records.length);
  });

  it('CSV, with columns added', async () => {
    writeFileSync(join(folder, 'corpus.csv'), asCsv(records));
    const { counts, files } = await vet('csv', ['corpus.csv']);
    expect(counts).toEqual(expected);
    for (const path of files) expect(readFileSync(path, 'utf8').split('\n')[0]).toContain('freckle_decision');
  });

  it('Parquet, which stays Parquet', async () => {
    const columnData = (['id', 'text', 'source', 'date'] as const).map((name) => ({
      name,
      data: records.map((record) => record[name]),
      type: 'STRING' as const,
    }));
    writeFileSync(join(folder, 'corpus.parquet'), new Uint8Array(parquetWriteBuffer({ columnData })));
    const { counts, files } = await vet('parquet', ['corpus.parquet']);
    expect(counts).toEqual(expected);
    expect(files.every((path) => path.endsWith('.parquet'))).toBe(true);
    const rows = (await Promise.all(files.map(parquetRows))).flat();
    expect(rows.map((row) => String(row['id'])).sort()).toEqual(ids);
    expect(Object.keys(rows[0]!)).toEqual(
      expect.arrayContaining(['text', 'freckle_decision', 'freckle_reasons']),
    );
  });

  it('a folder of texts, copied byte for byte beside their provenance', async () => {
    mkdirSync(join(folder, 'texts'));
    for (const { id, text } of records) writeFileSync(join(folder, 'texts', `${id}.md`), text);
    const { counts, files } = await vet('texts-run', ['texts']);
    expect(counts['read']).toBe(records.length);
    for (const { id, text } of records)
      expect(readFileSync(files.find((path) => path.endsWith(`/${id}.md`))!, 'utf8')).toBe(text);
    expect(files.some((path) => path.endsWith('.provenance.jsonl'))).toBe(true);
  });

  it('a folder of several formats and a glob', async () => {
    mkdirSync(join(folder, 'mixed', 'deep'), { recursive: true });
    writeFileSync(join(folder, 'mixed', 'a.jsonl'), toJsonl(records.slice(0, 8)));
    writeFileSync(join(folder, 'mixed', 'deep', 'b.csv'), asCsv(records.slice(8, 16)));
    writeFileSync(join(folder, 'mixed', 'deep', 'c.md'), records[16]!.text);
    writeFileSync(join(folder, 'mixed', 'deep', 'ignored.bin'), 'x');
    const whole = await vet('mixed-run', ['mixed']);
    expect(whole.counts['read']).toBe(17);
    expect(whole.formats.sort()).toEqual(['csv', 'jsonl', 'text']);
    const part = await vet('glob-run', ['mixed/**/*.{jsonl,csv}']);
    expect(part.counts['read']).toBe(16);
  });
});

describe('--to', () => {
  it('parquet makes a table of JSON lines', async () => {
    writeFileSync(join(folder, 'corpus.jsonl'), toJsonl(records));
    const { files } = await vet('to-parquet', ['corpus.jsonl', '--to', 'parquet']);
    const rows = (await Promise.all(files.map(parquetRows))).flat();
    expect(rows.length).toBe(records.length);
    const row = rows.find(({ id }) => id === 'r3')!;
    expect(row['text']).toBe(records[3]!.text);
    expect(row['freckle_position']).toBe('corpus.jsonl:4');
  });

  it('jsonl makes lines of CSV', async () => {
    writeFileSync(join(folder, 'corpus.csv'), asCsv(records));
    const { files } = await vet('to-jsonl', ['corpus.csv', '--to', 'jsonl']);
    expect(files.every((path) => path.endsWith('.jsonl'))).toBe(true);
    const lines = files.flatMap((path) => readFileSync(path, 'utf8').trimEnd().split('\n'));
    const row = lines
      .map((line) => JSON.parse(line) as { id: string; text: string })
      .find(({ id }) => id === 'r3')!;
    expect(row.text).toBe(records[3]!.text);
  });
});

describe('columns', () => {
  it('that no record has are reported, since a typing error would lose their data', async () => {
    writeFileSync(join(folder, 'slip.jsonl'), toJsonl(records));
    await vet('slip', ['slip.jsonl', '--id-column', 'idd', '--date-column', 'date', '--facet', 'topic']);
    const report = JSON.parse(readFileSync(join(folder, 'slip', 'report.json'), 'utf8')) as object;
    expect(report).toMatchObject({ absentColumns: ['idd', 'topic'] });
    const page = readFileSync(join(folder, 'slip', 'report.html'), 'utf8');
    expect(page).toContain('No record has a value in the column “idd” (named in the command).');
  });

  it('of the text that no record has are reported too, with the existing ones', async () => {
    writeFileSync(join(folder, 'body.jsonl'), toJsonl(records.map(({ text }) => ({ body: text }))));
    const { code, stdout } = await freckle(['vet', 'body.jsonl', '--text-column', 'Body', '--out', 'body'], {
      cwd: folder,
    });
    expect(code).toBe(1);
    expect(stdout).toContain('No record has a value in the column “Body” (named in the command).');
    expect(readFileSync(join(folder, 'body', 'unreadable.jsonl'), 'utf8')).toContain(
      JSON.stringify('Expected the text in column "Body", found "body".'),
    );
    const args = [
      'score',
      'body.jsonl',
      '--text-column',
      'Body',
      '--lm',
      'http://127.0.0.1:9/v1',
      '--lm-model',
      'm',
    ];
    const { stderr } = await freckle([...args, '--out', 'none.jsonl'], { cwd: folder });
    expect(stderr).toContain(
      'skipped 24 input records without a readable text (first: body.jsonl:1: Expected the text in column "Body", found "body".)',
    );
  });

  it('can be named, also inside objects, and compared by', async () => {
    const rows = records.map(({ id, text }, index) => ({
      key: id,
      meta: { prose: text, topic: index % 4 === 0 ? 'rare' : 'common' },
    }));
    writeFileSync(join(folder, 'odd.jsonl'), toJsonl(rows));
    const { counts } = await vet('odd', [
      'odd.jsonl',
      '--text-column',
      'meta.prose',
      '--id-column',
      'key',
      '--facet',
      'meta.topic',
    ]);
    expect(counts['unreadable']).toBe(0);
    const report = readFileSync(join(folder, 'odd', 'report.json'), 'utf8');
    expect(report).toContain('meta.topic');
    expect(JSON.parse(report)).toMatchObject({ absentColumns: [] });
  });
});
