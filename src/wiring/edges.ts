import { openDuckDb } from '../engines/duckdb/connection.js';
import { FORMATS } from '../formats/index.js';
import type { Edges } from '../gate/context.js';
import { SIGNALS } from '../signals/index.js';
import { questionsFor } from './questions.js';

/** The gate's edges on one machine: files, worker threads, DuckDB in process. */
export const LOCAL_EDGES: Edges = {
  formats: FORMATS,
  signals: SIGNALS,
  questionsFor,
  openEngine: ({ memoryBytes, threads, temporaryFolder }) =>
    openDuckDb({
      memoryLimitBytes: memoryBytes,
      threads,
      tempDirectory: temporaryFolder,
      // Rows of one file stay in the file's order, so that equal runs write equal bytes.
      preserveInsertionOrder: true,
    }),
  workerScript: new URL('./worker.js', import.meta.url),
  now: () => performance.now(),
};
