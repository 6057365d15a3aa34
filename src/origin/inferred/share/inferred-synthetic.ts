import type { Engine, TableColumns } from '../../../core/engine.js';
import type { FindingMetric, MetricSettings } from '../../../core/metric.js';
import type { Calibration } from '../calibration/calibration.js';
import { type FlagRate, flagRate } from './flag-rates.js';
import { INFERRED_SYNTHETIC, type InferredSynthetic, inferredAnswer } from './inferred-answer.js';
import { findSlowly } from './inferred-reference.js';
import { InferredWriter } from './inferred-writer.js';
import { JudgedSources, SMALL_SOURCES } from './judged-sources.js';
import { type MeasuredRun, textColumns, textOfRow } from './measured-text.js';

const RATES_SHOWN = 40;

/**
 * The question of one calibration: which texts it flags, and what share of the corpus is synthetic. Each source has a
 * finding with the number of flagged texts or the reason for a refusal; small sources share one finding.
 */
export function inferredSynthetic(
  calibration: Calibration,
  run: MeasuredRun,
): FindingMetric<InferredSynthetic> {
  return {
    ...INFERRED_SYNTHETIC,
    find: (engine, settings) => findInferred(engine, settings, calibration, run),
    reference: (tables, settings) => findSlowly(tables, settings, calibration, run),
  };
}

async function findInferred(
  engine: Engine,
  settings: MetricSettings,
  calibration: Calibration,
  run: MeasuredRun,
): Promise<InferredSynthetic> {
  for (const [table, columns] of Object.entries(SCRATCH)) await engine.createTable(table, columns);
  const writer = new InferredWriter(engine, calibration);
  const sources = new JudgedSources(calibration, writer);
  const columns = textColumns(run).map(engine.dialect.name).join(', ');
  for await (const rows of engine.stream(`select ${columns} from records order by source`)) {
    for (const row of rows) {
      const text = textOfRow(row, run.originOf(row));
      sources.add(text);
      writer.text(text);
    }
    await writer.flush();
  }
  const corpus = sources.finish();
  await writer.flush();
  if (corpus.small.isRefused)
    await engine.run(`delete from inferred_sources where finding = '${SMALL_SOURCES}'`);
  await engine.run(
    `insert into finding_members
     select '${INFERRED_SYNTHETIC.id}', s.finding, t.record, 'flagged', t.p
     from inferred_texts t join inferred_sources s on s.source = t.source
     where t.is_flagged = 1 and t.is_known = 0`,
  );
  const flagRates = await ratesOf(engine, settings, run.signals.includes('language'));
  for (const table of Object.keys(SCRATCH)) await engine.run(`drop table ${table}`);
  return inferredAnswer(calibration, corpus, flagRates);
}

/** Sources inside the domain, and the texts that may be flagged or that count for the flag rates. */
const SCRATCH: { readonly [table: string]: TableColumns } = {
  inferred_sources: { source: 'text', finding: 'text' },
  inferred_texts: {
    record: 'bigint',
    source: 'text',
    p: 'double',
    is_flagged: 'integer',
    is_known: 'integer',
    is_by_people: 'integer',
  },
};

/** Flag rates by language and facet, the largest groups of each first. */
async function ratesOf(
  engine: Engine,
  { facets }: MetricSettings,
  hasLanguage: boolean,
): Promise<FlagRate[]> {
  const groups: [string, string][] = [
    ['all', `'all'`],
    ...(hasLanguage ? [['language', 'r.language'] satisfies [string, string]] : []),
    ...facets.map((name, index): [string, string] => [name, engine.dialect.listItem('r.facets', index)]),
  ];
  const rates: FlagRate[] = [];
  for (const [by, key] of groups) {
    const rows = await engine.rows(
      `select ${key} as key, count(*) as texts, sum(t.is_flagged) as flagged
       from inferred_texts t join inferred_sources s on s.source = t.source join records r on r.record = t.record
       where t.is_by_people = 1 and ${key} is not null
       group by 1 order by texts desc, key limit ${RATES_SHOWN}`,
    );
    for (const row of rows)
      rates.push(flagRate(by, String(row['key']), Number(row['texts']), Number(row['flagged'])));
  }
  return rates;
}
