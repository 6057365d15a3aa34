import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { TestFolder } from './support.js';

export const CODECS = ['uncompressed', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4_raw'] as const;

const ROWS = `select
    i::bigint as id,
    case when i % 9 = 4 then null else 'text ' || i || repeat(' wörd', (i % 13)::int) end as "text",
    'source ' || (i % 3) as "source",
    timestamp '2020-01-01' + to_days((i % 100)::int) as "date",
    { 'url': 'https://example.org/' || i, 'lang': 'en' } as metadata,
    i * 1.5 as unused
  from range(COUNT) t(i)`;

const CHATS = `select
    [{ 'role': 'user', 'content': 'question ' || i }, { 'role': 'assistant', 'content': 'answer' }] as messages,
    i % 2 = 0 as is_synthetic
  from range(COUNT) t(i)`;

/** Parquet as DuckDB writes it: another writer than hyparquet's own, with structs, lists, and every codec. */
export async function duckdbParquet(
  folder: TestFolder,
  content: 'rows' | 'chats',
  codec: (typeof CODECS)[number],
  version: 'V1' | 'V2',
  count: number,
): Promise<Buffer> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const path = join(folder.path, `${content}-${codec}-${version}-${count}.parquet`);
  const query = (content === 'rows' ? ROWS : CHATS).replace('COUNT', String(count));
  await connection.run(
    `copy (${query}) to '${path}' (format parquet, compression ${codec}, row_group_size 2048, parquet_version ${version})`,
  );
  connection.closeSync();
  instance.closeSync();
  return readFileSync(path);
}
