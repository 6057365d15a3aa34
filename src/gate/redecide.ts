import type { DecisionKind } from '../core/decision.js';
import type { Engine } from '../core/engine.js';
import { FreckleError } from '../core/errors.js';
import type { Policy } from '../core/policy.js';
import type { Progress } from '../core/progress.js';
import { RunFolder } from '../disk/run-folder.js';
import { type Conclusion, conclude } from './conclude.js';
import type { Edges, RunContext } from './context.js';
import {
  forgetOldDecisions,
  isBeingRedecided,
  keepOldDecisions,
  oldDecisionsPath,
} from './decide/old-decisions.js';
import { type Resources, refuseTooLittleMemory } from './memory.js';
import { signalSettingsOf, signalsOf } from './plan/measured-signals.js';
import { createComparer, type DecisionComparison } from './policy/index.js';
import type { ConclusionRequest } from './request.js';
import { loadSavedRun, refuseMissing, type SavedRun, savedMeasurements, savedSignals } from './saved-run.js';
import { inSession, type Session, whileLocked } from './session.js';
import { StageClock } from './stage-clock.js';

export interface RedecideRequest extends Resources {
  readonly run: string;
  readonly policy: Policy;
  readonly policyYaml: string;
  readonly version: string;
  readonly onProgress: (progress: Progress) => void;
}

export interface RedecideOutcome extends Conclusion {
  readonly comparison: DecisionComparison;
}

/**
 * Decides a finished run again with another policy, from its measurements: no text is measured again. Rewrites the
 * decisions, the outputs and the report, and returns what changed.
 *
 * @throws FreckleError `not-a-run` | `run-incomplete` | `run-locked` | `unknown-signal` if the policy tests a signal that was not measured
 */
export async function redecide(request: RedecideRequest, edges: Edges): Promise<RedecideOutcome> {
  const folder = new RunFolder(request.run);
  refuseTooLittleMemory(request);
  refuseUnfinished(folder);
  folder.lock();
  return whileLocked(folder, () => {
    // Again: the previous holder of the lock may have changed the folder.
    refuseUnfinished(folder);
    const saved = loadSavedRun(folder);
    refuseMissing(saved, edges);
    refuseUnmeasured(saved, request.policy, edges);
    const { maxRecordBytes } = saved.formatSettings;
    return inSession(folder, { ...request, maxRecordBytes }, edges, (session) =>
      redecideIn(session, saved, request, edges),
    );
  });
}

async function redecideIn(
  session: Session,
  saved: SavedRun,
  request: RedecideRequest,
  edges: Edges,
): Promise<RedecideOutcome> {
  const { folder } = session;
  const clock = new StageClock(edges.now);
  const measured = savedMeasurements(folder, saved);
  const run = savedContext(session, saved, request, edges);
  const engine = await session.engine();
  keepOldDecisions(folder);
  const conclusionRequest: ConclusionRequest = {
    ...request,
    to: saved.to,
    command: saved.command,
    about: saved.about,
    notRead: saved.notRead,
  };
  const conclusion = await conclude(run, engine, edges.formats, measured, conclusionRequest, clock);
  const comparison = await compare(engine, folder);
  forgetOldDecisions(folder);
  return { ...conclusion, comparison };
}

function savedContext(
  { folder, pool }: Session,
  saved: SavedRun,
  { onProgress }: RedecideRequest,
  edges: Edges,
): RunContext {
  const signals = savedSignals(saved, edges.signals);
  const questions = [...edges.ownQuestions, ...edges.questionsFor({ ...saved, signals }, folder.state())];
  return { ...saved, folder, signals, questions, pool, onProgress };
}

/** @throws FreckleError `not-a-run` | `run-incomplete` */
function refuseUnfinished(folder: RunFolder): void {
  if (!isBeingRedecided(folder)) RunFolder.existing(folder.root);
}

function refuseUnmeasured(saved: SavedRun, policy: Policy, edges: Edges): void {
  const measured = new Set(saved.signals.map((ref) => ref.slice('signal/'.length, ref.lastIndexOf('@'))));
  const inputs = saved.plan.inputs.map(({ format: id }) => ({
    format: edges.formats.find((format) => format.id === id)!,
  }));
  const missing = signalsOf(policy, edges, inputs).filter(({ id }) => !measured.has(id));
  if (missing.length > 0)
    throw new FreckleError(
      'unknown-signal',
      `policy ${policy.policy} uses ${missing.map(({ id }) => id).join(', ')}, which this run did not measure; run vet again with --policy or --signals`,
    );
  const { captureCutoff, ngramSize, duplicatesBy } = signalSettingsOf(policy);
  const { signalSettings: before } = saved;
  for (const [key, wanted, measuredWith] of [
    ['capture-cutoff', captureCutoff, before.captureCutoff],
    ['near-duplicate-ngram', ngramSize, before.ngramSize],
    ['duplicates-by', JSON.stringify(duplicatesBy), JSON.stringify(before.duplicatesBy)],
  ])
    if (wanted !== measuredWith)
      throw new FreckleError(
        'invalid-setting',
        `policy ${policy.policy} sets ${key} ${wanted}, but the run was measured with ${measuredWith}; run vet again with --policy`,
      );
}

async function compare(engine: Engine, folder: RunFolder): Promise<DecisionComparison> {
  const comparer = createComparer();
  const rulesOf = (cell: unknown): string[] => (cell === null ? [] : (JSON.parse(String(cell)) as string[]));
  const sql = `SELECT b.decision AS before, b.rules AS rules_before, a.decision AS after, a.rules AS rules_after
    FROM ${engine.dialect.parquet([oldDecisionsPath(folder)])} b JOIN decisions a USING (position, ordinal)`;
  for await (const rows of engine.stream(sql))
    for (const row of rows)
      comparer.add(
        { kind: row['before'] as DecisionKind, rules: rulesOf(row['rules_before']) },
        { kind: row['after'] as DecisionKind, rules: rulesOf(row['rules_after']) },
      );
  return comparer.comparison();
}
