import { existsSync, readFileSync, rmSync } from 'node:fs';
import type { Engine } from '../core/engine.js';
import { FreckleError } from '../core/errors.js';
import type { Format, FormatSettings, InputFile } from '../core/format.js';
import type { DataSetStatement } from '../core/origin.js';
import type { Policy } from '../core/policy.js';
import type { Progress } from '../core/progress.js';
import {
  type CalibrationSetting,
  type MarksSetting,
  type ScoreSetting,
  type SignalSettings,
  signalRef,
} from '../core/signal.js';
import { writeAtomically } from '../disk/atomic.js';
import { fingerprintOf } from '../disk/fingerprint.js';
import { WorkerPool } from '../disk/pool.js';
import { RunFolder } from '../disk/run-folder.js';
import type { ScoreTable } from '../origin/inferred/scores/score-table.js';
import { READING_VERSION } from '../text/reading.js';
import { type Conclusion, conclude } from './conclude.js';
import type { Edges, RunContext } from './context.js';
import { forgetOldDecisions } from './decide/old-decisions.js';
import { measureCorpus } from './measure/measure-corpus.js';
import { openRunEngine, type Resources, refuseTooLittleMemory, workerHeapMegabytes } from './memory.js';
import { planRun, splitFingerprint } from './plan/plan.js';
import { settingsOf, signalsToMeasure } from './policy/index.js';
import type { ConclusionRequest } from './request.js';
import { saveRun } from './saved-run.js';
import { StageClock, type Timings } from './stage-clock.js';

/** Everything a run is asked to do. */
export interface VetRequest extends ConclusionRequest, Resources {
  /** What the user named, for messages and to know the run again. */
  readonly named: readonly string[];
  readonly inputs: readonly {
    readonly file: InputFile;
    readonly format: Format;
    readonly dataSet?: DataSetStatement | null;
  }[];
  readonly out: string;
  readonly formatSettings: FormatSettings;
  readonly calibration?: CalibrationSetting;
  /** Scores computed elsewhere, and the table they are joined from where they are not columns of the inputs. */
  readonly scores?: { readonly setting: ScoreSetting; readonly table: ScoreTable | null };
  readonly watermarks?: MarksSetting;
  /** PEM certificates that signers of content credentials must lead to. */
  readonly trustAnchors?: string;
  readonly onProgress: (progress: Progress) => void;
}

export interface VetOutcome extends Conclusion {
  /** The run folder. */
  readonly run: string;
  readonly timings: Timings;
}

/**
 * The main job: plan → measure → find → decide → write → report. Every step leaves a marker that says what
 * it was made from, so that a run started again does only what is missing or no longer true.
 *
 * @throws FreckleError `invalid-setting` | `other-run` | `run-locked` | `no-space` | `write-failed` | `input-changed` | `engine-failed`
 */
export async function vet(request: VetRequest, edges: Edges): Promise<VetOutcome> {
  refuseTooLittleMemory(request);
  const folder = new RunFolder(request.out);
  folder.open();
  const clock = new StageClock(edges.now, request.onProgress);
  const pool = new WorkerPool(
    edges.workerScript,
    request.workers,
    workerHeapMegabytes(request.formatSettings.maxRecordBytes),
  );
  let opening: Promise<Engine> | null = null;
  try {
    refuseOtherRun(folder, request.named);
    forgetOldDecisions(folder);
    // A run in the making is not a run: readers look for this file.
    rmSync(folder.path('run.json'), { force: true });
    pool.warm();
    clock.enter('plan');
    const run = await planContext(request, edges, folder, pool, clock);
    saveRun(run, request);
    clock.enter('measure');
    opening = openRunEngine(edges, folder, request);
    const [measured, engine] = await Promise.all([
      measureCorpus(run, request.scores?.table ?? null),
      opening,
    ]);
    const conclusion = await conclude(run, engine, edges.formats, measured.splits, request, clock);
    const textBytes = measured.splits.reduce((sum, split) => sum + split.textBytes, 0);
    const timings = clock.finish(measured.measuredNow, run.plan.splits.length, textBytes);
    writeAtomically(folder.path('timings.json'), `${JSON.stringify(timings, null, 2)}\n`);
    return { run: folder.root, ...conclusion, timings };
  } finally {
    await pool.close();
    await opening?.then(
      (engine) => engine.close(),
      () => {},
    );
    rmSync(folder.state('duckdb'), { recursive: true, force: true });
    folder.release();
  }
}

async function planContext(
  request: VetRequest,
  edges: Edges,
  folder: RunFolder,
  pool: WorkerPool,
  clock: StageClock,
): Promise<RunContext> {
  const totalBytes = request.inputs.reduce((sum, { file }) => sum + file.sizeBytes, 0);
  request.onProgress({ stage: 'plan', done: 0, total: totalBytes, unit: 'bytes' });
  const plan = await planRun(request.inputs, request.formatSettings, (paths) =>
    pool.run('digest', { paths }),
  );
  const signals = signalsOf(request.policy, edges, request.inputs);
  const signalSettings: SignalSettings = {
    ...signalSettingsOf(request.policy),
    ...(request.calibration === undefined ? {} : { calibration: request.calibration }),
    ...(request.scores === undefined ? {} : { scores: request.scores.setting }),
    ...(request.watermarks === undefined ? {} : { watermarks: request.watermarks }),
    ...(request.trustAnchors === undefined ? {} : { trustAnchors: request.trustAnchors }),
  };
  const measuredBy = {
    reading: READING_VERSION,
    signals: signals.map(signalRef),
    // Where a calibration and marks lie changes nothing.
    signalSettings: {
      ...signalSettings,
      calibration: signalSettings.calibration?.digest,
      watermarks: signalSettings.watermarks?.digest,
    },
  };
  return {
    folder,
    plan,
    fingerprints: plan.splits.map((split) =>
      fingerprintOf([splitFingerprint(plan, split, request.formatSettings), measuredBy]),
    ),
    signals,
    questions: edges.questionsFor({ signals, signalSettings, plan }, folder.state()),
    signalSettings,
    formatSettings: request.formatSettings,
    pool,
    onProgress: clock.onProgress,
  };
}

/**
 * The signals that a policy needs or asks for, in the order of the list. Those of a modality that no input has are left
 * out, whatever rules name them: a corpus of texts pays nothing for images.
 */
export function signalsOf(
  policy: Policy,
  { signals }: Pick<Edges, 'signals'>,
  inputs: readonly { readonly format: Pick<Format, 'modality'> }[],
): RunContext['signals'] {
  const wanted = new Set(signalsToMeasure(policy, { signals, findings: [] }));
  const occurring = new Set(inputs.map(({ format }) => format.modality));
  return signals.filter(({ id, modality }) => wanted.has(id) && occurring.has(modality));
}

export const signalSettingsOf = (policy: Policy): SignalSettings => ({
  captureCutoff: settingsOf(policy).captureCutoff,
});

/** The same folder for another corpus would mix two runs. @throws FreckleError `other-run` */
function refuseOtherRun(folder: RunFolder, named: readonly string[]): void {
  const path = folder.state('inputs.json');
  if (!existsSync(path)) return writeAtomically(path, JSON.stringify(named));
  const before = JSON.parse(readFileSync(path, 'utf8')) as string[];
  if (JSON.stringify(before) !== JSON.stringify(named))
    throw new FreckleError(
      'other-run',
      `${folder.root} holds a run over ${before.join(', ')}, not over ${named.join(', ')}; name another folder with --out`,
    );
}
