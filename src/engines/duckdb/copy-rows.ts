import type { Engine, ParquetCopy, TableColumns } from '../../core/engine.js';

/** Runs a COPY statement that writes to the path. */
type Copy = (path: string, sql: string) => Promise<void>;

/** Small row groups, because a group of texts or images is in memory at once; the default is 122,880 rows. */
const MOST_ROWS_PER_GROUP = 5000;
const GROUP_BYTES = 64e6;

/** Copies rows by their number in the file. Keeps types and the file's description of its columns. */
export async function copyRows(
  engine: Engine,
  { from, added, replacedPrefix, parts }: ParquetCopy,
  copy: Copy,
): Promise<void> {
  const { dialect } = engine;
  const input = `read_parquet(${dialect.text(from)}, hive_partitioning = false, file_row_number = true)`;
  const kept = (await columnsOf(engine, input)).filter(
    (name) => name !== 'file_row_number' && !name.startsWith(replacedPrefix),
  );
  const columns = [
    ...kept.map((name) => `i.${dialect.name(name)}`),
    ...Object.keys(added).map((name) => `d.${dialect.name(name)}`),
  ];
  const rowsPerGroup = await rowsPerGroupOf(engine, from);
  const metadata = await metadataFor(engine, from, added, replacedPrefix);
  for (const { to, chosenSql, firstRow, lastRow } of parts)
    await copy(
      to,
      `COPY (SELECT ${columns.join(', ')}
       FROM (FROM ${input} WHERE file_row_number BETWEEN ${firstRow} AND ${lastRow}) i
       JOIN (${chosenSql}) d ON d.row = i.file_row_number ORDER BY i.file_row_number)
       TO ${dialect.text(to)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${rowsPerGroup}${metadata})`,
    );
}

async function columnsOf(engine: Engine, input: string): Promise<string[]> {
  const rows = await engine.rows(`SELECT column_name FROM (DESCRIBE SELECT * FROM ${input})`);
  return rows.map((row) => String(row['column_name']));
}

async function rowsPerGroupOf(engine: Engine, path: string): Promise<number> {
  const file = engine.dialect.text(path);
  const [sizes] = await engine.rows(
    `SELECT (SELECT num_rows FROM parquet_file_metadata(${file})) AS rows, sum(total_uncompressed_size) AS bytes
     FROM parquet_metadata(${file})`,
  );
  const [rows, bytes] = [Number(sizes!['rows']), Number(sizes!['bytes'])];
  if (!(rows > 0 && bytes > 0)) return MOST_ROWS_PER_GROUP;
  return Math.max(1, Math.min(MOST_ROWS_PER_GROUP, Math.floor((GROUP_BYTES * rows) / bytes)));
}

/** Metadata key in which Hugging Face's datasets describes the columns; without it an image is read as a struct. */
const FEATURES_KEY = 'huggingface';
const TEXT_FEATURE = { dtype: 'string', _type: 'Value' };

const featuresOf = (added: TableColumns): { readonly [name: string]: unknown } =>
  Object.fromEntries(
    Object.entries(added).map(([name, type]) => [
      name,
      type === 'texts' ? { feature: TEXT_FEATURE, _type: 'Sequence' } : TEXT_FEATURE,
    ]),
  );

/** The COPY setting that preserves the column description; empty without one. */
async function metadataFor(
  engine: Engine,
  path: string,
  added: TableColumns,
  replacedPrefix: string,
): Promise<string> {
  const { text } = engine.dialect;
  const [row] = await engine.rows(
    `SELECT try(decode(value)) AS features FROM parquet_kv_metadata(${text(path)}) WHERE key = '${FEATURES_KEY}'::BLOB`,
  );
  if (row === undefined) return '';
  try {
    const about = JSON.parse(String(row['features'])) as {
      info?: { features?: { [name: string]: unknown } };
    };
    if (about.info?.features === undefined) return '';
    const own = Object.entries(about.info.features).filter(([name]) => !name.startsWith(replacedPrefix));
    const features = { ...Object.fromEntries(own), ...featuresOf(added) };
    const value = JSON.stringify({ ...about, info: { ...about.info, features } });
    return `, KV_METADATA {${FEATURES_KEY}: ${text(value)}}`;
  } catch {
    // Not written by Hugging Face's datasets.
    return '';
  }
}
