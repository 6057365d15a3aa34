import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { beforeAll, expect, test } from 'vitest';
import { freckle } from '../support/cli.js';
import { realParagraphs, temporaryFolder } from '../support/corpus.js';

const folder = temporaryFolder('not-copied');
const paragraphs = realParagraphs()
  .filter((text) => text.length > 200)
  .slice(0, 20);
const MEDIAN = paragraphs.map(({ length }) => length).sort((a, b) => a - b)[10]!;
const POLICY = `policy: odd
version: 1
rules:
  - id: long
    when: { signal: character-count, above: ${MEDIAN} }
    decide: reject
    because: It is long.
`;
const MARK = 'a column that nobody reads';

/** A file whose column `vector` no record needs, damaged in the page of its values. */
function damagedFile(): Buffer {
  const texts = [...paragraphs, paragraphs[0]!];
  const file = Buffer.from(
    parquetWriteBuffer({
      codec: 'UNCOMPRESSED',
      columnData: [
        { name: 'text', type: 'STRING', data: texts },
        { name: 'vector', type: 'BYTE_ARRAY', data: texts.map((_, index) => Buffer.from(MARK + index)) },
      ],
    }),
  );
  // The length before the first value.
  file.writeUInt32LE(0x7fffffff, file.indexOf(MARK) - 4);
  return file;
}

let result: Awaited<ReturnType<typeof freckle>>;

beforeAll(async () => {
  writeFileSync(join(folder, 'a.parquet'), damagedFile());
  writeFileSync(join(folder, 'odd.yaml'), POLICY);
  result = await freckle(['vet', 'a.parquet', '--out', 'run', '--policy', 'odd.yaml'], { cwd: folder });
}, 120_000);

test('a column that cannot be copied is said in the summary, the report and the exit code', () => {
  expect(result.code, result.stderr).toBe(4);
  expect(result.stdout.replace(/\s+/g, ' ')).toContain(
    'The columns of a.parquet could not be copied as stored: ',
  );
  expect(readFileSync(join(folder, 'run/report.html'), 'utf8')).toContain('could not be copied as stored');
  const { run } = JSON.parse(readFileSync(join(folder, 'run/report.json'), 'utf8'));
  expect(run.notCopied).toMatchObject([{ input: 'a.parquet' }]);
});

test('and its records are written with the columns that Freckle knows', async () => {
  const rowsOf = async (name: string) => {
    const bytes = readFileSync(join(folder, 'run', name, 'a.parquet'));
    return parquetReadObjects({ file: new Uint8Array(bytes).buffer });
  };
  const admitted = await rowsOf('admitted');
  const rejected = await rowsOf('rejected');
  const texts = [...admitted, ...rejected].map(({ text }) => text);
  expect(texts.sort()).toEqual([...paragraphs, paragraphs[0]!].sort());
  expect(admitted[0]).not.toHaveProperty('vector');
  expect(rejected[0]).toMatchObject({ freckle_decision: 'reject' });
});
