import type { Engine } from '../../core/engine.js';
import type { Signal } from '../../core/signal.js';
import {
  type Composition,
  type CompositionRow,
  type Counts,
  type Estimate,
  REPORT_LIMITS,
  type SourceTable,
} from '../../report/data.js';
import { quoteName } from '../find/records-view.js';
import { oneIn } from './one-in.js';

/** Signals whose medians let sources be compared at a glance. */
const MEDIAN_SIGNALS = ['word-count', 'mean-word-length', 'compression-ratio', 'unigram-entropy'];

const COUNTS = `count(*) AS records, count(*) FILTER (decision = 'admit') AS admitted,
  count(*) FILTER (decision = 'quarantine') AS quarantined, count(*) FILTER (decision = 'reject') AS rejected,
  coalesce(sum("word-count"), 0) AS words`;

function countsOf(row: { readonly [column: string]: unknown }, unreadable: number): Counts {
  const records = Number(row['records']);
  return {
    read: records + unreadable,
    admitted: Number(row['admitted']),
    quarantined: Number(row['quarantined']),
    rejected: Number(row['rejected']),
    unreadable,
  };
}

/** Sources side by side, the largest first. */
export async function gatherSources(
  engine: Engine,
  signals: readonly Signal[],
  unreadableBySource: ReadonlyMap<string, number>,
  diversityBySource: ReadonlyMap<string, Estimate>,
  diversity: SourceTable['diversity'],
): Promise<SourceTable> {
  const medians = MEDIAN_SIGNALS.flatMap((id) => signals.filter((signal) => signal.id === id));
  await engine.run(
    `CREATE OR REPLACE TABLE shown_sources AS
     WITH copies AS (SELECT DISTINCT record FROM finding_members WHERE role = 'copy')
     SELECT source, ${COUNTS}, count(copies.record) AS copies
     FROM records JOIN verdicts USING (record) LEFT JOIN copies USING (record)
     GROUP BY source ORDER BY records DESC, source LIMIT ${REPORT_LIMITS.sources}`,
  );
  const rows = await engine.rows('SELECT * FROM shown_sources ORDER BY records DESC, source');
  const mediansBySource = await gatherMedians(engine, medians);
  const total = Number((await engine.rows('SELECT count(DISTINCT source) AS n FROM records'))[0]!['n']);
  return {
    rows: rows.map((row) => {
      const source = String(row['source']);
      const estimate = diversityBySource.get(source);
      return {
        source,
        counts: countsOf(row, unreadableBySource.get(source) ?? 0),
        words: Number(row['words']),
        medians: mediansBySource.get(source) ?? medians.map(() => null),
        duplicateShare: Number(row['copies']) / Number(row['records']),
        ...(estimate === undefined ? {} : { diversity: estimate }),
      };
    }),
    leftOut: Math.max(0, total - rows.length),
    medianSignals: medians.map(({ id, title, unit }) => ({ id, title, unit })),
    ...(diversity === undefined ? {} : { diversity }),
  };
}

/** Records of a source whose median is taken: that of more is the same within a hundredth of the ranks. */
const MEDIAN_RECORDS = 4000;

/** Medians hold every value in memory while they are computed: of the sources shown alone, and of samples. */
async function gatherMedians(
  engine: Engine,
  signals: readonly Signal[],
): Promise<ReadonlyMap<string, readonly (number | null)[]>> {
  const columns = signals.map(({ id }, index) => `, median(${quoteName(id)}) AS median_${index}`);
  const rows = await engine.rows(
    `SELECT source ${columns.join('')} FROM records JOIN (SELECT source, records AS size FROM shown_sources) USING (source)
     WHERE ${oneIn(`greatest(1, size // ${MEDIAN_RECORDS})`)} GROUP BY source`,
  );
  return new Map(
    rows.map((row) => [
      String(row['source']),
      signals.map((_, index) => row[`median_${index}`] as number | null),
    ]),
  );
}

/** What the corpus consists of, by measured language and month of capture. */
export async function gatherComposition(engine: Engine, hasLanguage: boolean): Promise<Composition> {
  const language = hasLanguage ? `coalesce(language, 'unknown')` : `'unknown'`;
  return {
    languages: await compositionRows(engine, language, 'records DESC, key'),
    months: await compositionRows(engine, `coalesce(month, 'undated')`, 'key'),
  };
}

async function compositionRows(engine: Engine, key: string, order: string): Promise<CompositionRow[]> {
  const rows = await engine.rows(
    `SELECT ${key} AS key, ${COUNTS} FROM records JOIN verdicts USING (record)
     GROUP BY key ORDER BY ${order} LIMIT ${REPORT_LIMITS.compositionRows}`,
  );
  return rows.map((row) => ({
    key: String(row['key']),
    counts: countsOf(row, 0),
    words: Number(row['words']),
  }));
}
