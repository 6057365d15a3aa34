import { availableParallelism } from 'node:os';
import { WorkerPool } from '../disk/pool.js';

const HEAP_MEGABYTES = 4096;

/** Opens threads that run chains and presets from the built JavaScript. */
export const openLabPool = (workers?: number): WorkerPool =>
  new WorkerPool(new URL('./worker.js', import.meta.url), workers ?? availableParallelism(), HEAP_MEGABYTES);
