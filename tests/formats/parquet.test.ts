import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, describe, expect, it } from 'vitest';
import { parquet } from '../../src/formats/parquet.js';
import { CODECS, duckdbParquet } from './duckdb-parquet.js';
import { readAll, settings, TestFolder } from './support.js';

const folder = new TestFolder();
afterAll(() => folder.remove());

describe.each(CODECS.flatMap((codec) => (['V1', 'V2'] as const).map((version) => ({ codec, version }))))(
  'Parquet of DuckDB, $codec, $version',
  ({ codec, version }) => {
    it('gives rows, with nulls, times and structs as they are', async () => {
      const bytes = await duckdbParquet(folder, 'rows', codec, version, 5000);
      const input = folder.write('.parquet', bytes);
      const items = await readAll(parquet, input, settings({ splitBytes: 1 }));
      expect(items.length).toBe(5000);
      expect(items[4]).toMatchObject({ code: 'text-not-a-string', position: { row: 4 } });
      expect(items[4998]).toMatchObject({
        id: '4998',
        text: `text 4998${' wörd'.repeat(4998 % 13)}`,
        source: 'source 0',
        date: '2020-04-08T00:00:00.000Z',
        url: 'https://example.org/4998',
        language: 'en',
        position: { row: 4998 },
      });
    });

    it('joins the turns of conversations', async () => {
      const bytes = await duckdbParquet(folder, 'chats', codec, version, 3000);
      const items = await readAll(parquet, folder.write('.parquet', bytes));
      expect(items.length).toBe(3000);
      expect(items[2999]).toMatchObject({
        text: 'question 2999\n\nanswer',
        declaredOrigin: 'human',
        declaredOriginText: 'is_synthetic: false',
      });
    });
  },
);

it('in a file without text, every row reports the existing columns', async () => {
  const bytes = await duckdbParquet(folder, 'rows', 'snappy', 'V1', 10);
  const renamed = Buffer.from(bytes.toString('latin1').replaceAll('text', 'tixt'), 'latin1');
  const items = await readAll(parquet, folder.write('.parquet', renamed));
  expect(items.length).toBe(10);
  expect(items[0]).toMatchObject({ code: 'missing-text', message: expect.stringContaining('"source"') });
});

it('a column that the user names is read, whatever its name', async () => {
  const bytes = await duckdbParquet(folder, 'rows', 'zstd', 'V2', 10);
  const input = folder.write('.parquet', bytes);
  const columns = { text: 'metadata.url', facets: ['unused', 'metadata.lang'] };
  const items = await readAll(parquet, input, settings({ columns }));
  expect(items[3]).toMatchObject({ text: 'https://example.org/3', facets: ['4.5', 'en'] });
});

describe('columns of a text', () => {
  const strings = (columns: { readonly [name: string]: readonly (string | null)[] }): Buffer =>
    Buffer.from(
      parquetWriteBuffer({
        columnData: Object.entries(columns).map(([name, data]) => ({
          name,
          data: [...data],
          type: 'STRING' as const,
          nullable: true,
        })),
        codec: 'UNCOMPRESSED',
      }),
    );
  const read = (bytes: Buffer) => readAll(parquet, folder.write('.parquet', bytes));

  it('a record names the columns of strings that were not looked at', async () => {
    const [item] = await read(strings({ text: ['a text'], headline: ['words'], notes: ['more words'] }));
    expect(item).toMatchObject({ text: 'a text', unread: ['headline', 'notes'] });
  });

  it('a short answer beside a longer string that nothing reads is unclear, as in JSON lines', async () => {
    const items = await read(
      strings({ exercise_body: ['How many apples are left?', null], answer: ['3', 'Three apples.'] }),
    );
    expect(items).toMatchObject([{ code: 'unclear-text' }, { text: 'Three apples.' }]);
  });

  it('an answer that is a number or a boolean is read', async () => {
    const bytes = Buffer.from(
      parquetWriteBuffer({
        columnData: [
          { name: 'question', data: ['Six times seven?'], type: 'STRING' },
          { name: 'answer', data: [42], type: 'INT32' },
          { name: 'correct_answer', data: [true], type: 'BOOLEAN' },
        ],
      }),
    );
    expect(await read(bytes)).toMatchObject([{ text: 'Six times seven?\n\n42\n\ntrue' }]);
  });

  it.each(['prompt', 'completion', 'headline'])(
    'bytes that are not UTF-8 in %s cost their row',
    async (name) => {
      const columns = { prompt: ['p', 'p'], completion: ['c', 'c'], [name]: ['good words', 'bad words'] };
      const bytes = strings(columns);
      bytes[bytes.indexOf('bad words')] = 0xff;
      const items = await read(bytes);
      const isRead = name !== 'headline';
      expect(items[0]).toMatchObject({ modality: 'text' });
      expect(items[1]).toMatchObject(
        isRead ? { code: 'invalid-utf8', message: expect.stringContaining(name) } : { modality: 'text' },
      );
    },
  );
});
