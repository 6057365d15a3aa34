import type { Engine } from '../core/engine.js';
import { FreckleError } from '../core/errors.js';
import type { RunFolder } from '../disk/run-folder.js';
import type { Edges } from './context.js';

/** The memory and cores of a run. */
export interface Resources {
  readonly workers: number;
  /** Limit for the whole process. */
  readonly memoryBytes: number;
}

export const openRunEngine = (
  edges: Pick<Edges, 'openEngine'>,
  folder: RunFolder,
  { workers, memoryBytes }: Resources,
): Promise<Engine> =>
  edges.openEngine({
    memoryBytes: engineMemory(memoryBytes, workers),
    threads: workers,
    temporaryFolder: folder.state('duckdb'),
  });

/** The main thread and each worker, measured at rest on a 1 GB corpus; docs/performance.md. */
const MAIN_BYTES = 200e6;
const WORKER_BYTES = 220e6;
/** DuckDB uses up to 1.9 times its own limit; docs/performance.md. */
const ENGINE_OVERHEAD = 1.9;
const SMALLEST_ENGINE_BYTES = 128e6;

function engineMemory(memoryBytes: number, workers: number): number {
  const left = (memoryBytes - MAIN_BYTES - workers * WORKER_BYTES) / ENGINE_OVERHEAD;
  if (left < SMALLEST_ENGINE_BYTES)
    throw new FreckleError(
      'invalid-setting',
      `expected --memory of at least ${Math.ceil((MAIN_BYTES + workers * WORKER_BYTES + SMALLEST_ENGINE_BYTES * ENGINE_OVERHEAD) / 1e6)}MB for ${workers === 1 ? 'one worker' : `${workers} workers`}, got ${Math.round(memoryBytes / 1e6)}MB; give more memory or fewer --workers`,
    );
  return Math.floor(left);
}

/** Memory left beside the workers and the smallest engine. */
export const roomBeside = ({ memoryBytes, workers }: Resources): number =>
  Math.max(0, memoryBytes - MAIN_BYTES - workers * WORKER_BYTES - SMALLEST_ENGINE_BYTES * ENGINE_OVERHEAD);

/** Fails before anything is read, not when the engine is first used. @throws FreckleError `invalid-setting` */
export const refuseTooLittleMemory = ({ memoryBytes, workers }: Resources): void =>
  void engineMemory(memoryBytes, workers);

/** The number of workers that fit into memory beside the engine; at least one. */
export const workersThatFit = (memoryBytes: number): number =>
  Math.max(
    1,
    Math.floor((memoryBytes - MAIN_BYTES - SMALLEST_ENGINE_BYTES * ENGINE_OVERHEAD) / WORKER_BYTES),
  );

/** Heap of a worker: the longest allowed record can be in memory several times. */
export const workerHeapMegabytes = (maxRecordBytes: number): number =>
  Math.ceil((512e6 + 8 * maxRecordBytes) / 1e6);
