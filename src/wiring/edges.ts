import { WorkerPool } from '../disk/pool.js';
import { openDuckDb } from '../engines/duckdb/connection.js';
import type { Edges } from '../gate/context.js';
import { CallingThread } from './calling-thread.js';
import type { ExtendedLists } from './extensions.js';
import { questionsFor } from './questions.js';
import { vocabularyOf } from './vocabulary.js';

/** The gate's edges on one machine: files, worker threads, DuckDB in process. */
export const edgesOf = (lists: ExtendedLists, work: 'vet' | 'decide'): Edges => ({
  formats: lists.formats,
  signals: lists.signals,
  ownQuestions: lists.ownQuestions,
  questionsFor,
  openEngine: ({ memoryBytes, threads, temporaryFolder }) =>
    openDuckDb({
      memoryLimitBytes: memoryBytes,
      threads,
      tempDirectory: temporaryFolder,
      // Rows keep the order of their file, so that equal runs write equal bytes.
      preserveInsertionOrder: true,
    }),
  // Only `vet` measures, so only it runs signals.
  openPool: (workers, heapMegabytes) =>
    lists.isBound.formats || (work === 'vet' && lists.isBound.signals)
      ? callingThread(lists)
      : new WorkerPool(new URL('./worker.js', import.meta.url), workers, heapMegabytes, lists.forThreads),
  now: () => performance.now(),
});

function callingThread(lists: ExtendedLists): CallingThread {
  const known = { ...lists, vocabulary: vocabularyOf(lists) };
  return new CallingThread(async (name, task, onProgress) => {
    const { runTask } = await import('./tasks.js');
    return runTask(name, task, onProgress, known);
  });
}
