import type { Engine } from '../../core/engine.js';
import { DEFAULT_METRIC_SETTINGS, type MetricSettings, metricRef } from '../../core/metric.js';
import { makeFolder } from '../../disk/atomic.js';
import { exportTable } from '../../disk/export-table.js';
import { fingerprintOf } from '../../disk/fingerprint.js';
import { FINDING_METRICS, METRICS } from '../../metrics/index.js';
import { ORIGIN_REF } from '../../origin/judge/verdict.js';
import type { RunContext } from '../context.js';
import { type FindSummary, find } from './find.js';
import { revisit } from './revisit-corpus.js';

export interface FoundCorpus {
  /** Of the measurements, the preliminary decisions, the metrics and their settings. */
  readonly fingerprint: string;
  readonly summary: FindSummary;
  readonly settings: MetricSettings;
}

const FINDINGS = 'findings/findings.parquet';
const MEMBERS = 'findings/members.parquet';

/** Runs every corpus metric, or reuses the answers of an earlier run over the same measurements and preliminary decisions. */
export async function findCorpus(
  run: RunContext,
  engine: Engine,
  given: { readonly measured: string; readonly preliminaryDecisions: string },
  overrides: Partial<MetricSettings>,
): Promise<FoundCorpus> {
  const settings: MetricSettings = { ...DEFAULT_METRIC_SETTINGS, ...overrides };
  const metrics = [...FINDING_METRICS, ...run.questions, ...METRICS].map(metricRef);
  const fingerprint = fingerprintOf({ ...given, metrics, settings, ...originOf(run), ...othersOf(run) });
  const { folder } = run;
  const known = folder.marker<FindSummary>('found', fingerprint);
  if (known !== null) {
    await loadFindings(run, engine);
    return { fingerprint, summary: known, settings };
  }
  const summary = await find(engine, {
    questions: run.questions,
    settings,
    revisit: (selectSql, table) => revisit(run, engine, selectSql, table),
    progress: (step) => run.onProgress({ stage: 'find', unit: 'questions', ...step }),
  });
  folder.unmark('found');
  makeFolder(folder.path('findings'));
  await exportTable(engine, 'SELECT * FROM findings ORDER BY metric, finding', folder.path(FINDINGS));
  await exportTable(
    engine,
    `SELECT m.*, r.position, r.source, r.content_hash FROM finding_members m JOIN records r USING (record)
     ORDER BY m.metric, m.finding, m.role DESC, m.record`,
    folder.path(MEMBERS),
  );
  folder.mark('found', fingerprint, summary, [FINDINGS, MEMBERS]);
  return { fingerprint, summary, settings };
}

/** Flags depend on which records have a known origin. */
const originOf = ({ questions, plan }: RunContext) =>
  questions.length === 0
    ? {}
    : { origin: ORIGIN_REF, dataSets: plan.inputs.map(({ dataSet }) => dataSet ?? null) };

/** Where the other runs lie does not count, only what they hold. */
const othersOf = ({ others }: RunContext) =>
  others === undefined ? {} : { others: others.map(({ digest }) => digest) };

/** Creates the tables `findings` and `finding_members` from the run's files. */
export async function loadFindings(run: Pick<RunContext, 'folder'>, engine: Engine): Promise<void> {
  const { folder } = run;
  const { parquet } = engine.dialect;
  await engine.createTable(
    'findings',
    `SELECT metric, finding, summary, size, detail FROM ${parquet([folder.path(FINDINGS)])}`,
  );
  await engine.createTable(
    'finding_members',
    `SELECT metric, finding, record, role, value FROM ${parquet([folder.path(MEMBERS)])}`,
  );
}
