import { rmSync } from 'node:fs';
import type { Engine } from '../core/engine.js';
import type { TaskPool } from '../disk/pool.js';
import type { RunFolder } from '../disk/run-folder.js';
import type { Edges } from './context.js';
import { openRunEngine, type Resources, workerHeapMegabytes } from './memory.js';

/** The resources of a command while it works on a run folder. */
export interface Session {
  readonly folder: RunFolder;
  readonly pool: TaskPool;
  /** The engine, opened on first use. */
  readonly engine: () => Promise<Engine>;
}

export interface SessionResources extends Resources {
  readonly maxRecordBytes: number;
}

/** Works on a run folder with threads and an engine, and always stops them. */
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

/** Works on a locked run folder, and always releases the lock. */
export async function whileLocked<Result>(folder: RunFolder, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } finally {
    rmSync(folder.state('duckdb'), { recursive: true, force: true });
    folder.release();
  }
}
