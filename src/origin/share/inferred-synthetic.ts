import type { Dialect, Engine, Row } from '../../core/engine.js';
import type { FindingMetric, MetricSettings } from '../../core/metric.js';
import type { Basis, Calibration } from '../calibration/calibration.js';
import { type FlagRate, flagRate } from './flag-rates.js';
import { flagRuleOf, flagSql } from './flag-rule.js';
import { INFERRED_SYNTHETIC, type InferredSynthetic, inferredAnswer } from './inferred-answer.js';
import { findSlowly } from './inferred-reference.js';
import { InferredWriter } from './inferred-writer.js';
import { JudgedSources, type PlacedText, SMALL_SOURCES } from './judged-sources.js';

const RATES_SHOWN = 40;

/**
 * The question of one calibration, over the signals measured: which texts it flags, and what share of the corpus is
 * synthetic. A finding per source, and one for the small ones together, says how many are flagged or why none may be.
 */
export function inferredSynthetic(
  calibration: Calibration,
  measured: ReadonlySet<string>,
): FindingMetric<InferredSynthetic> {
  return {
    ...INFERRED_SYNTHETIC,
    find: (engine, settings) => findInferred(engine, settings, calibration, measured),
    reference: (tables, settings) => findSlowly(tables, settings, calibration),
  };
}

async function findInferred(
  engine: Engine,
  settings: MetricSettings,
  calibration: Calibration,
  measured: ReadonlySet<string>,
): Promise<InferredSynthetic> {
  await engine.run('drop table if exists inferred_sources');
  await engine.run('create table inferred_sources (source varchar, finding varchar)');
  const writer = new InferredWriter(engine);
  const sources = new JudgedSources(calibration, writer);
  const texts = textsSql(engine.dialect, measured);
  for await (const rows of engine.stream(
    `select source, month, known, words, basis, score, p, typicality from (${texts}) texts order by source`,
  )) {
    for (const row of rows) sources.add(textOf(row));
    await writer.flush();
  }
  const corpus = sources.finish();
  await writer.flush();
  if (corpus.small.isRefused)
    await engine.run(`delete from inferred_sources where finding = '${SMALL_SOURCES}'`);
  const flag = flagSql(flagRuleOf(calibration));
  await engine.run(
    `insert into finding_members
     select '${INFERRED_SYNTHETIC.id}', s.finding, t.record, 'flagged', t.p
     from (${texts}) t join inferred_sources s on s.source = t.source
     where t.known is null and ${flag}`,
  );
  const flagRates = await ratesOf(engine, settings, `(${texts}) t`, flag);
  await engine.run('drop table inferred_sources');
  return inferredAnswer(calibration, corpus, flagRates);
}

/**
 * Every record with what the question reads of it. What bears a watermark is synthetic; what was captured before models
 * wrote is human; what data sets declare synthetic is; a declaration of `human` is only a claim and is not believed, but counts where false positives
 * are sought. Scores are taken as they are: rounding would move them to other levels.
 */
function textsSql(dialect: Dialect, measured: ReadonlySet<string>): string {
  const column = (id: string, type: string): string =>
    measured.has(id) ? dialect.name(id) : `cast(null as ${type})`;
  const [era, declared] = [column('capture-era', 'varchar'), column('declared-origin', 'varchar')];
  const marked = column('text-watermark', 'varchar');
  return `select record, source, month, facets,
      case when ${marked} = 'watermarked' then 'synthetic' when ${era} = 'before-cutoff' then 'human' when ${declared} = 'synthetic' then 'synthetic' end as known,
      coalesce(${era} = 'before-cutoff' or ${declared} = 'human', false) as by_people,
      coalesce(${column('score-basis', 'varchar')}, 'text') as basis, ${column('word-count', 'double')} as words, ${column('language', 'varchar')} as language,
      ${column('synthetic-score', 'double')} as score, ${column('synthetic-p-value', 'double')} as p,
      ${column('domain-typicality', 'double')} as typicality
    from records`;
}

/** False positives by language and facet, the largest groups of each first. */
async function ratesOf(
  engine: Engine,
  { facets }: MetricSettings,
  texts: string,
  flag: string,
): Promise<FlagRate[]> {
  const groups: [string, string][] = [
    ['all', `'all'`],
    ['language', 't.language'],
    ...facets.map((name, index): [string, string] => [name, engine.dialect.listItem('t.facets', index)]),
  ];
  const rates: FlagRate[] = [];
  for (const [by, key] of groups) {
    const rows = await engine.rows(
      `select ${key} as key, count(*) as texts, sum(case when ${flag} then 1 else 0 end) as flagged
       from ${texts} join inferred_sources s on s.source = t.source
       where t.by_people and t.score is not null and ${key} is not null
       group by 1 order by texts desc, key limit ${RATES_SHOWN}`,
    );
    for (const row of rows)
      rates.push(flagRate(by, String(row['key']), Number(row['texts']), Number(row['flagged'])));
  }
  return rates;
}

const textOf = (row: Row): PlacedText => ({
  source: String(row['source']),
  month: row['month'] as string | null,
  words: Number(row['words']),
  basis: row['basis'] as Basis,
  score: row['score'] as number | null,
  pValue: row['p'] as number | null,
  typicality: row['typicality'] as number | null,
  known: row['known'] as PlacedText['known'],
});
