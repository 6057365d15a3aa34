import type { Engine } from '../../core/engine.js';
import { ORDINALS_PER_SPLIT } from '../../core/finding.js';
import type { Signal } from '../../core/signal.js';
import { SIGNAL_COLUMNS } from '../../metrics/tables.js';

/** One finished measurement file. */
export interface MeasuredSplit {
  readonly index: number;
  readonly input: string;
  readonly path: string;
}

export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** The key of a record, of the columns of its split and its ordinal. */
export const recordSql = (split: string, ordinal = 'ordinal'): string =>
  `${split}::BIGINT * ${ORDINALS_PER_SPLIT} + ${ordinal}`;

/**
 * Files as one table, their own columns alone: where a folder is called `source=web`, DuckDB would put a column
 * `source` in the place of the one in the file.
 */
export const readParquet = (paths: readonly string[], settings = ''): string =>
  `read_parquet([${paths.map(quoteText).join(', ')}], hive_partitioning = false${settings})`;

/**
 * Creates the table `splits` and the view `records`: one row per readable record, its key, its metadata and
 * every measured signal under the signal's own id. The measurement files are read in place.
 */
export async function createRecordsView(
  engine: Engine,
  splits: readonly MeasuredSplit[],
  signals: readonly Signal[],
): Promise<void> {
  const rows = splits.map(({ index, input }, file) => `(${file}, ${index}, ${quoteText(input)})`);
  await engine.run('CREATE OR REPLACE TABLE splits (file INTEGER, split INTEGER, input VARCHAR)');
  if (rows.length > 0) await engine.run(`INSERT INTO splits VALUES ${rows.join(', ')}`);
  const columns = [
    `${recordSql('splits.split', 'm.ordinal')} AS record`,
    'splits.split AS split',
    'm.ordinal AS ordinal',
    'splits.input AS input',
    'm.position, m.content_hash, m.id, m.source, m.url, m.date, m.day',
    'substr(m.day, 1, 7) AS month',
    'm.claimed_language, m.claimed_origin, m.claimed_origin_text, m.label',
    `from_json(m.facets, '["VARCHAR"]') AS facets`,
    'm.why, m.spans',
    ...signals.map((signal) => `m.${quoteName(signal.id)}`),
    ...unmeasured(signals),
  ];
  await engine.run(
    splits.length === 0
      ? emptyView(signals)
      : `CREATE OR REPLACE VIEW records AS SELECT ${columns.join(', ')}
         FROM ${readParquet(splits.map(({ path }) => path))} m JOIN splits ON splits.file = m.file_index`,
  );
}

/** Columns that corpus questions read even where nothing measured them, as when a library user picks signals. */
function unmeasured(signals: readonly Signal[]): string[] {
  return Object.entries(SIGNAL_COLUMNS)
    .filter(([id]) => !signals.some((signal) => signal.id === id))
    .map(([id, type]) => `NULL::${type} AS ${quoteName(id)}`);
}

/** The same columns without rows: an empty corpus is a corpus. */
function emptyView(signals: readonly Signal[]): string {
  const types = { number: 'DOUBLE', category: 'VARCHAR', bytes: 'BLOB' } as const;
  const metadata =
    'position content_hash id source url date day month claimed_language claimed_origin claimed_origin_text label'
      .split(' ')
      .map((name) => `NULL::VARCHAR AS ${name}`);
  return `CREATE OR REPLACE VIEW records AS SELECT 0::BIGINT AS record, 0 AS split, 0 AS ordinal, ''::VARCHAR AS input,
    ${metadata.join(', ')}, NULL::VARCHAR[] AS facets, NULL::VARCHAR AS why, NULL::VARCHAR AS spans
    ${signals.map((signal) => `, NULL::${types[signal.kind]} AS ${quoteName(signal.id)}`).join('')}
    ${unmeasured(signals)
      .map((column) => `, ${column}`)
      .join('')} WHERE false`;
}
