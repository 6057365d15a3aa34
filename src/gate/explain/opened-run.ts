import { readFileSync } from 'node:fs';
import type { Engine } from '../../core/engine.js';
import type { Format } from '../../core/format.js';
import type { Policy, PolicyVocabulary } from '../../core/policy.js';
import { loadRecords } from '../conclude.js';
import type { Edges, RunContext } from '../context.js';
import { createDecisionsView } from '../decide/decide-corpus.js';
import { loadPreliminaryDecisions } from '../decide/preliminary-decisions.js';
import { loadFindings } from '../find/find-corpus.js';
import { loadPolicy } from '../policy/index.js';
import { refuseMissing, type SavedRun, savedSignals } from '../saved-run.js';
import type { Session } from '../session.js';

/** A finished run with its tables loaded: `records`, `decisions`, `preliminary_decisions`, `findings` and `finding_members`. */
export interface OpenedRun {
  readonly run: RunContext;
  readonly engine: Engine;
  readonly formats: readonly Format[];
  /** The policy that decided. */
  readonly policy: Policy;
  readonly vocabulary: PolicyVocabulary;
}

/** @throws FreckleError `run-incomplete` */
export async function openRun(
  session: Session,
  saved: SavedRun,
  vocabulary: PolicyVocabulary,
  edges: Edges,
): Promise<OpenedRun> {
  const { folder, pool } = session;
  refuseMissing(saved, edges);
  const signals = savedSignals(saved, edges.signals);
  const run: RunContext = { ...saved, folder, signals, questions: [], pool, onProgress: () => {} };
  const path = folder.path('policy.yaml');
  const policy = loadPolicy(readFileSync(path, 'utf8'), path, vocabulary);
  const engine = await session.engine();
  await loadRecords(run, engine);
  await createDecisionsView(run, engine);
  await loadFindings(run, engine);
  await loadPreliminaryDecisions(run, engine, policy);
  return { run, engine, formats: edges.formats, policy, vocabulary };
}
