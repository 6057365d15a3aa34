import type { Dialect, Engine, SqlType } from '../../core/engine.js';
import { ORDINALS_PER_SPLIT } from '../../core/finding.js';
import type { Signal } from '../../core/signal.js';
import { SIGNAL_COLUMNS } from '../../metrics/tables.js';

/** One measurement file. */
export interface MeasuredSplit {
  readonly index: number;
  readonly input: string;
  readonly path: string;
}

/** SQL for the key of a record, from the columns of its split and ordinal. */
export const recordSql = ({ type }: Dialect, split: string, ordinal = 'ordinal'): string =>
  `cast(${split} AS ${type('bigint')}) * ${ORDINALS_PER_SPLIT} + ${ordinal}`;

/**
 * Creates the table `splits` and the view `records`: one row per readable record, its key, its metadata and
 * every measured signal under the signal's own id. The measurement files are read in place.
 */
export async function createRecordsView(
  engine: Engine,
  splits: readonly MeasuredSplit[],
  signals: readonly Signal[],
): Promise<void> {
  const { dialect } = engine;
  await engine.createTable('splits', { file: 'integer', split: 'integer', input: 'text' });
  if (splits.length === 0) return engine.createView('records', emptySql(dialect, signals));
  await engine.append('splits', [
    Int32Array.from(splits.keys()),
    Int32Array.from(splits, ({ index }) => index),
    splits.map(({ input }) => input),
  ]);
  const columns = [
    `${recordSql(dialect, 'splits.split', 'm.ordinal')} AS record`,
    'splits.split AS split',
    'm.ordinal AS ordinal',
    'splits.input AS input',
    'm.position, m.content_hash, m.id, m.source, m.url, m.date, m.day',
    'substr(m.day, 1, 7) AS month',
    'm.claimed_language, m.claimed_origin, m.claimed_origin_text, m.label',
    `${dialect.textsOfJson('m.facets')} AS facets`,
    'm.why, m.spans',
    ...signals.map((signal) => `m.${dialect.name(signal.id)}`),
    ...unmeasured(dialect, signals),
  ];
  await engine.createView(
    'records',
    `SELECT ${columns.join(', ')} FROM ${dialect.parquet(splits.map(({ path }) => path))} m
     JOIN splits ON splits.file = m.file_index`,
  );
}

const nothing = ({ name, type }: Dialect, column: string, of: SqlType): string =>
  `cast(NULL AS ${type(of)}) AS ${name(column)}`;

/** Columns that corpus metrics read although no signal measured them, as when a library user selects signals. */
const unmeasured = (dialect: Dialect, signals: readonly Signal[]): string[] =>
  Object.entries(SIGNAL_COLUMNS)
    .filter(([id]) => !signals.some((signal) => signal.id === id))
    .map(([id, type]) => nothing(dialect, id, type));

const SIGNAL_TYPES = { number: 'double', category: 'text', bytes: 'bytes' } as const;
const TEXTS =
  'input position content_hash id source url date day month claimed_language claimed_origin claimed_origin_text label why spans';

/** The same columns without rows, for an empty corpus. */
function emptySql(dialect: Dialect, signals: readonly Signal[]): string {
  const columns = [
    nothing(dialect, 'record', 'bigint'),
    nothing(dialect, 'split', 'integer'),
    nothing(dialect, 'ordinal', 'integer'),
    nothing(dialect, 'facets', 'texts'),
    ...TEXTS.split(' ').map((name) => nothing(dialect, name, 'text')),
    ...signals.map(({ id, kind }) => nothing(dialect, id, SIGNAL_TYPES[kind])),
    ...unmeasured(dialect, signals),
  ];
  return `SELECT ${columns.join(', ')} WHERE 1 = 0`;
}
