import { rmSync } from 'node:fs';
import type { Engine } from '../core/engine.js';
import type { TaskPool } from '../disk/pool.js';
import type { RunFolder } from '../disk/run-folder.js';
import type { Edges } from './context.js';
import { openRunEngine, type Resources, workerHeapMegabytes } from './memory.js';

/** What a command works with while it holds a run folder. */
export interface Session {
  readonly folder: RunFolder;
  readonly pool: TaskPool;
  /** The engine, opened when it is first asked for. */
  readonly engine: () => Promise<Engine>;
}

export interface SessionResources extends Resources {
  readonly maxRecordBytes: number;
}

/** Works on a run folder with threads and an engine, which are stopped whatever happens. */
export async function inSession<Result>(
  folder: RunFolder,
  resources: SessionResources,
  edges: Edges,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const heap = workerHeapMegabytes(resources.maxRecordBytes);
  const pool = edges.openPool(resources.workers, heap);
  let opening = null as Promise<Engine> | null;
  const engine = (): Promise<Engine> => {
    opening ??= openRunEngine(edges, folder, resources);
    return opening;
  };
  try {
    return await work({ folder, pool, engine });
  } finally {
    await pool.close();
    await opening?.then(
      (opened) => opened.close(),
      () => {},
    );
  }
}

/** Works on a run folder whose lock is taken, and gives the lock back whatever happens. */
export async function whileLocked<Result>(folder: RunFolder, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } finally {
    rmSync(folder.state('duckdb'), { recursive: true, force: true });
    folder.release();
  }
}
