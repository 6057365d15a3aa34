import type { Engine } from '../core/engine.js';
import { FreckleError } from '../core/errors.js';
import type { Format } from '../core/format.js';
import type { MetricSettings } from '../core/metric.js';
import type { Policy } from '../core/policy.js';
import { signalRef } from '../core/signal.js';
import { AtomicFile, writeAtomically } from '../disk/atomic.js';
import { chunksOf } from '../disk/chunks.js';
import { exportTable } from '../disk/export-table.js';
import { fingerprintOf } from '../disk/fingerprint.js';
import type { Counts } from '../report/counts.js';
import type { ReportData } from '../report/data.js';
import { renderReport } from '../report/page.js';
import { READING_VERSION } from '../text/reading.js';
import { measurementName, type RunContext, unreadableName } from './context.js';
import { decideCorpus, decidedFingerprint } from './decide/decide-corpus.js';
import { decidePreliminary } from './decide/preliminary-decisions.js';
import { findCorpus } from './find/find-corpus.js';
import { createRecordsView } from './find/records-view.js';
import type { MeasureResult } from './measure/measure-split.js';
import { type DecisionTally, policyDigest, settingsOf } from './policy/index.js';
import { collectReport } from './report/index.js';
import type { ConclusionRequest } from './request.js';
import type { StageClock } from './stage-clock.js';
import { writeCorpus } from './write/write-corpus.js';
import type { WriteResult } from './write/write-split.js';

export interface Conclusion {
  readonly report: ReportData;
  /** The answer of every corpus metric, by the metric's id; plain JSON. */
  readonly answers: { readonly [metric: string]: unknown };
  /** Whether every acceptance line of the policy passes. */
  readonly isAccepted: boolean;
}

/** Completes a run from its measurements: find → decide → write → report. */
export async function conclude(
  run: RunContext,
  engine: Engine,
  formats: readonly Format[],
  measured: readonly MeasureResult[],
  request: ConclusionRequest,
  clock: StageClock,
): Promise<Conclusion> {
  clock.enter('find');
  await loadRecords(run, engine);
  const preliminaryDecisions = await decidePreliminary(run, engine, formats, request.policy);
  const found = await findCorpus(
    run,
    engine,
    { measured: fingerprintOf(run.fingerprints), preliminaryDecisions },
    metricSettings(run, request.policy),
  );
  clock.enter('decide');
  const tally = await decideCorpus(run, engine, formats, found.fingerprint, request.policy);
  const decided = run.plan.splits.map(({ index }) =>
    decidedFingerprint(run, index, found.fingerprint, request.policy),
  );
  await exportDecisions(run, engine, fingerprintOf(decided));
  clock.enter('write');
  const written = await writeCorpus(run, formats, decided, request.to);
  const counts = reconcile(measured, tally, written);
  clock.enter('report');
  run.onProgress({ stage: 'report', done: 0, total: null, unit: 'steps' });
  const report = await collectReport({ run, engine, request, tally, counts, found, measured, written });
  writeReport(run, request, report);
  writeRunFile(run, request, counts);
  return {
    report,
    answers: found.summary.answers,
    isAccepted: report.acceptance.every(({ isMet }) => isMet),
  };
}

/** Creates the view `records` over the run's measurements. */
export async function loadRecords(run: RunContext, engine: Engine): Promise<void> {
  const splits = run.plan.splits.map(({ index, input }) => ({
    index,
    input: run.plan.inputs[input]!.file.name,
    path: run.folder.path(measurementName(run.fingerprints[index]!)),
  }));
  await createRecordsView(engine, splits, run.signals);
}

function metricSettings(run: RunContext, policy: Policy): Partial<MetricSettings> {
  const { captureCutoff: _, duplicatesBy: __, ...settings } = settingsOf(policy);
  return {
    ...settings,
    facets: run.formatSettings.columns.facets ?? [],
  };
}

async function exportDecisions(run: RunContext, engine: Engine, fingerprint: string): Promise<void> {
  const { folder } = run;
  if (folder.marker('decisions', fingerprint) !== null) return;
  folder.unmark('decisions');
  await exportTable(
    engine,
    `SELECT ${engine.dialect.allBut(['record'])} FROM decisions ORDER BY record`,
    folder.path('decisions.parquet'),
  );
  folder.mark('decisions', fingerprint, {}, ['decisions.parquet']);
}

/** Checks `read = admitted + quarantined + rejected + unreadable` between three independent counts. @throws FreckleError `count-mismatch` */
function reconcile(
  measured: readonly MeasureResult[],
  tally: DecisionTally,
  written: readonly WriteResult[],
): Counts {
  const records = sum(measured, ({ recordCount }) => recordCount);
  const unreadable = sum(measured, ({ unreadableCount }) => unreadableCount);
  const { admit, quarantine, reject } = tally.decisions;
  const isWhole =
    admit + quarantine + reject === records &&
    admit === sum(written, ({ counts }) => counts.admit) &&
    quarantine === sum(written, ({ counts }) => counts.quarantine) &&
    reject === sum(written, ({ counts }) => counts.reject);
  if (!isWhole)
    throw new FreckleError(
      'count-mismatch',
      `expected one decision and one output per record: ${records} records were measured, ${admit + quarantine + reject} decided ` +
        `(${admit} admitted, ${quarantine} quarantined, ${reject} rejected), and ${JSON.stringify(written.map(({ counts }) => counts))} written; ` +
        'this is a bug in Freckle, please report it',
    );
  return {
    read: records + unreadable,
    admitted: admit,
    quarantined: quarantine,
    rejected: reject,
    unreadable,
  };
}

const sum = <T>(list: readonly T[], of: (item: T) => number): number =>
  list.reduce((total, item) => total + of(item), 0);

function writeReport(
  { folder, fingerprints }: RunContext,
  request: ConclusionRequest,
  report: ReportData,
): void {
  writeAtomically(folder.path('policy.yaml'), request.policyYaml);
  const unreadable = new AtomicFile(folder.path('unreadable.jsonl'));
  for (const fingerprint of fingerprints)
    for (const chunk of chunksOf(folder.path(unreadableName(fingerprint)))) unreadable.write(chunk);
  unreadable.commit();
  writeAtomically(folder.path('report.json'), `${JSON.stringify(report, null, 1)}\n`);
  writeAtomically(folder.path('report.html'), renderReport(report));
}

/** Describes the run; written last, so that its presence means that the run is complete. */
function writeRunFile(run: RunContext, request: ConclusionRequest, counts: Counts): void {
  const { plan, folder, fingerprints } = run;
  const content = {
    format: 'freckle-run@1',
    version: request.version,
    reading: READING_VERSION,
    command: request.command,
    inputs: plan.inputs.map(({ file, format, digest, columns, reading }) => ({
      name: file.name,
      path: file.path,
      sizeBytes: file.sizeBytes,
      format,
      digest,
      ...(columns === undefined ? {} : { columns }),
      ...(reading === undefined ? {} : { reading }),
    })),
    ...(request.about === undefined ? {} : { about: request.about }),
    ...(request.notRead === undefined ? {} : { notRead: request.notRead }),
    splits: plan.splits.map(({ input, split, index }) => ({
      input,
      ...split,
      measurements: measurementName(fingerprints[index]!),
    })),
    policy: {
      name: request.policy.policy,
      version: request.policy.version,
      digest: policyDigest(request.policy),
    },
    settings: { format: run.formatSettings, signals: run.signalSettings, to: request.to },
    signals: run.signals.map(signalRef),
    counts,
  };
  writeAtomically(folder.path('run.json'), `${JSON.stringify(content, null, 2)}\n`);
}
