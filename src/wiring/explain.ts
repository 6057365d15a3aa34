import { availableParallelism } from 'node:os';
import { explain as explainRecord } from '../gate/explain.js';
import type { RecordFacts } from '../report/data.js';
import { LOCAL_EDGES } from './edges.js';
import { DEFAULT_MEMORY_BYTES } from './resources.js';
import { VOCABULARY } from './vocabulary.js';

export interface ExplainOptions {
  /** Folder of the run. */
  readonly run: string;
  /** The record's id, its position (`corpus/web.jsonl:12`), or the first 6 digits or more of its content hash. */
  readonly record: string;
}

/**
 * Everything about one record of a finished run.
 *
 * @throws FreckleError for whatever the caller can mend
 */
export async function explain({ run, record }: ExplainOptions): Promise<RecordFacts> {
  const resources = { workers: Math.min(2, availableParallelism()), memoryBytes: DEFAULT_MEMORY_BYTES };
  return explainRecord(run, record, VOCABULARY, resources, LOCAL_EDGES);
}
