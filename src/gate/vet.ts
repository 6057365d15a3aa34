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
 * The main job: plan → measure → find → decide → write → report. Every step leaves a marker that says what
 * it was made from, so that a run started again does only what is missing or no longer true.
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
