/**
 * The gate: vets a corpus in six steps, each in a folder of its own (`plan/`, `measure/`, `find/`, `decide/`, `write/`,
 * `report/`). It reads the inputs twice and decides from stored measurements, so that another policy needs no second
 * measuring. It names no format, signal or engine: it gets them as `Edges`, and the clock too. Nothing here judges a
 * record; `policy/` does.
 */

import { writeAtomically } from '../disk/atomic.js';
import { RunFolder } from '../disk/run-folder.js';
import { type Conclusion, conclude } from './conclude.js';
import type { Edges } from './context.js';
import { type MeasuredCorpus, measureCorpus } from './measure/measure-corpus.js';
import { refuseTooLittleMemory } from './memory.js';
import { claimFolder } from './plan/claim-folder.js';
import { planCorpus } from './plan/plan-corpus.js';
import type { VetRequest } from './request.js';
import { saveRun } from './saved-run.js';
import { inSession, type Session, whileLocked } from './session.js';
import { StageClock, type Timings } from './stage-clock.js';

export interface VetOutcome extends Conclusion {
  /** The run folder. */
  readonly run: string;
  readonly timings: Timings;
}

/**
 * The main job: plan → measure → find → decide → write → report. Every step leaves a marker with the fingerprint of its
 * inputs, so that a repeated run does only the missing and outdated steps.
 *
 * @throws FreckleError `invalid-setting` | `other-run` | `run-locked` | `no-space` | `write-failed` | `input-changed` | `engine-failed`
 */
export async function vet(request: VetRequest, edges: Edges): Promise<VetOutcome> {
  refuseTooLittleMemory(request);
  const folder = new RunFolder(request.out);
  folder.open();
  const { maxRecordBytes } = request.formatSettings;
  return whileLocked(folder, () =>
    inSession(folder, { ...request, maxRecordBytes }, edges, (session) => vetIn(session, request, edges)),
  );
}

async function vetIn(session: Session, request: VetRequest, edges: Edges): Promise<VetOutcome> {
  const { folder, pool } = session;
  const clock = new StageClock(edges.now);
  claimFolder(folder, request.named);
  pool.warm();
  clock.enter('plan');
  const run = await planCorpus(request, edges, session);
  saveRun(run, { ...request, ownQuestions: edges.ownQuestions });
  clock.enter('measure');
  const measuring = measureCorpus(run, request.scores?.table ?? null);
  const [measured, engine] = await Promise.all([measuring, session.engine()]);
  const conclusion = await conclude(run, engine, edges.formats, measured.splits, request, clock);
  const timings = clock.finish(measured.measuredNow, run.plan.splits.length, textBytesOf(measured));
  writeAtomically(folder.path('timings.json'), `${JSON.stringify(timings, null, 2)}\n`);
  return { run: folder.root, ...conclusion, timings };
}

const textBytesOf = ({ splits }: MeasuredCorpus): number =>
  splits.reduce((sum, { textBytes }) => sum + textBytes, 0);
