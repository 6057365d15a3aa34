import type { Engine } from '../../core/engine.js';
import {
  type CorpusQuestion,
  type FindingMetric,
  isFindingMetric,
  type Metric,
  type MetricSettings,
} from '../../core/metric.js';
import { createFindingTables } from '../../metrics/findings-writer.js';
import { FINDING_METRICS, METRICS } from '../../metrics/index.js';

export interface FindOptions {
  /** Corpus metrics besides those of the lists; run after them. */
  readonly questions?: readonly CorpusQuestion[];
  readonly settings: MetricSettings;
  /**
   * Reads the texts of the records that the query returns (one column `record`) again, and creates the table with
   * `record BIGINT, words BLOB`: see `metrics/tables.ts`.
   */
  readonly revisit: (selectSql: string, table: string) => Promise<void>;
  readonly progress?: (step: {
    readonly done: number;
    readonly total: number;
    readonly note: string;
  }) => void;
}

/** The answers of corpus metrics by metric id, as plain JSON. `answerOf` returns one with its type. */
export interface FindSummary {
  readonly answers: { readonly [metric: string]: unknown };
}

export const answerOf = <Value>(
  { answers }: FindSummary,
  metric: Metric<Value> | FindingMetric<Value>,
): Value => answers[metric.id] as Value;

/**
 * Runs all corpus metrics on the table `records`, and leaves the tables `findings` and `finding_members` in the engine
 * (see `metrics/tables.ts`) for export and for the policy. Texts are read again once, and only those that a metric
 * requests. Memory grows with the corpus only by thirty bytes per candidate for near-duplicates; the engine has a limit
 * of its own.
 *
 * @throws EngineError
 */
export async function find(
  engine: Engine,
  { questions = [], settings, revisit, progress }: FindOptions,
): Promise<FindSummary> {
  const finding = [...FINDING_METRICS, ...questions.filter(isFindingMetric)];
  const valued = [
    ...METRICS,
    ...questions.filter((question): question is Metric => !isFindingMetric(question)),
  ];
  const total = finding.length * 2 + valued.length + 1;
  let done = 0;
  const say = (note: string): void => progress?.({ done: done++, total, note });

  await createFindingTables(engine);
  for (const metric of finding) {
    say(`preparing ${metric.title.toLowerCase()}`);
    await metric.prepare?.(engine, settings);
  }
  say('reading texts again');
  await readWords(engine, [...finding, ...valued], settings, revisit);
  const answers: { [metric: string]: unknown } = {};
  for (const metric of finding) {
    say(metric.title.toLowerCase());
    answers[metric.id] = await metric.find(engine, settings);
  }
  for (const metric of valued) {
    say(metric.title.toLowerCase());
    answers[metric.id] = metric.value(await engine.rows(metric.state(engine.dialect, settings)), settings);
  }
  for (const table of ['exact_members', 'words']) await engine.run(`drop table if exists ${table}`);
  return { answers };
}

async function readWords(
  engine: Engine,
  questions: readonly CorpusQuestion[],
  settings: MetricSettings,
  revisit: FindOptions['revisit'],
): Promise<void> {
  const selects = questions.flatMap(({ wordsOf }) => wordsOf?.(engine.dialect, settings) ?? []);
  await engine.run('drop table if exists words');
  // `union` names each record once, even if several metrics request it.
  await revisit(selects.map((select) => `select record from (${select}) asked`).join(' union '), 'words');
}
