import { availableParallelism } from 'node:os';
import { explain as explainRecord } from '../gate/explain.js';
import type { RecordFacts } from '../report/record-facts.js';
import { edgesOf } from './edges.js';
import { type Extensions, extendedLists } from './extensions.js';
import { DEFAULT_MEMORY_BYTES } from './resources.js';
import { vocabularyOf } from './vocabulary.js';

export interface ExplainOptions extends Extensions {
  /** Folder of the run. */
  readonly run: string;
  /** The record's id, its position (`corpus/web.jsonl:12`), or at least the first 6 digits of its content hash. */
  readonly record: string;
}

/**
 * Everything about one record of a finished run. If the run used your own signals, metrics or formats, give them again.
 *
 * @throws FreckleError for errors that the caller can fix
 */
export async function explain(options: ExplainOptions): Promise<RecordFacts> {
  const lists = await extendedLists(options);
  const resources = { workers: Math.min(2, availableParallelism()), memoryBytes: DEFAULT_MEMORY_BYTES };
  return explainRecord(options.run, options.record, vocabularyOf(lists), resources, edgesOf(lists, 'decide'));
}
