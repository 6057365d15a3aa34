import type { PolicyVocabulary } from '../core/policy.js';
import { RunFolder } from '../disk/run-folder.js';
import type { RecordFacts } from '../report/record-facts.js';
import type { Edges } from './context.js';
import { findRecord } from './explain/find-record.js';
import { openRun } from './explain/opened-run.js';
import { recordFacts } from './explain/record-facts.js';
import type { Resources } from './memory.js';
import { loadSavedRun } from './saved-run.js';
import { inSession } from './session.js';

/**
 * Collects all facts about one record of a finished run.
 * @throws FreckleError `not-a-run` | `run-incomplete` | `record-not-found`
 */
export async function explain(
  root: string,
  wanted: string,
  vocabulary: PolicyVocabulary,
  resources: Resources,
  edges: Edges,
): Promise<RecordFacts> {
  const folder = RunFolder.existing(root);
  const saved = loadSavedRun(folder);
  const { maxRecordBytes } = saved.formatSettings;
  return inSession(folder, { ...resources, maxRecordBytes }, edges, async (session) => {
    const opened = await openRun(session, saved, vocabulary, edges);
    const row = await findRecord(opened, wanted);
    return recordFacts(opened, row);
  });
}
