import type { Engine } from '../../core/engine.js';
import type { Signal } from '../../core/signal.js';
import { SOURCES_SHOWN, type SourcesReport, type SourceTable } from '../../report/sections/sources.js';
import { decidedCounts, decidedCountsSql } from './decided-counts.js';
import { diversityOfSources } from './diversity.js';
import { oneIn } from './one-in.js';
import type { ReportContext, SectionFacts } from './section-facts.js';

/** The table of sources, the largest first. */
export const sources: SectionFacts<SourcesReport> = {
  collect: async (context) => ({ sources: await collectSources(context) }),
};

async function collectSources({ engine, run, found, unreadable }: ReportContext): Promise<SourceTable> {
  const medians = comparedSignals(run.signals);
  const diversity = diversityOfSources(found);
  await engine.createTable(
    'shown_sources',
    `WITH copies AS (SELECT DISTINCT record FROM finding_members WHERE role = 'copy')
     SELECT source, ${decidedCountsSql(engine.dialect)}, count(copies.record) AS copies
     FROM records JOIN verdicts USING (record) LEFT JOIN copies USING (record)
     GROUP BY source ORDER BY records DESC, source LIMIT ${SOURCES_SHOWN}`,
  );
  const rows = await engine.rows('SELECT * FROM shown_sources ORDER BY records DESC, source');
  const mediansBySource = await collectMedians(engine, medians);
  const total = Number((await engine.rows('SELECT count(DISTINCT source) AS n FROM records'))[0]!['n']);
  return {
    rows: rows.map((row) => {
      const source = String(row['source']);
      const estimate = diversity.bySource.get(source);
      return {
        source,
        counts: decidedCounts(row, unreadable.bySource.get(source)),
        words: Number(row['words']),
        medians: mediansBySource.get(source) ?? medians.map(() => null),
        duplicateShare: Number(row['copies']) / Number(row['records']),
        ...(estimate === undefined ? {} : { diversity: estimate }),
      };
    }),
    leftOut: Math.max(0, total - rows.length),
    medianSignals: medians.map(({ id, title, unit }) => ({ id, title, unit })),
    ...(diversity.column === undefined ? {} : { diversity: diversity.column }),
  };
}

/** Signals whose medians are shown for each source. */
const comparedSignals = (measured: readonly Signal[]): Signal[] =>
  measured
    .filter(({ placeAmongSources }) => placeAmongSources !== undefined)
    .sort((a, b) => a.placeAmongSources! - b.placeAmongSources!);

/** Records sampled per source for medians: the error is below a hundredth of the ranks. */
const MEDIAN_RECORDS = 4000;

/** Medians keep every value in memory: computed only for the shown sources, from samples. */
async function collectMedians(
  engine: Engine,
  signals: readonly Signal[],
): Promise<ReadonlyMap<string, readonly (number | null)[]>> {
  const { dialect } = engine;
  const columns = signals.map(({ id }, index) => `, median(${dialect.name(id)}) AS median_${index}`);
  const stride = `greatest(1, ${dialect.integerDivide('size', String(MEDIAN_RECORDS))})`;
  const rows = await engine.rows(
    `SELECT source ${columns.join('')} FROM records JOIN (SELECT source, records AS size FROM shown_sources) USING (source)
     WHERE ${oneIn(dialect, stride)} GROUP BY source`,
  );
  return new Map(
    rows.map((row) => [
      String(row['source']),
      signals.map((_, index) => row[`median_${index}`] as number | null),
    ]),
  );
}
