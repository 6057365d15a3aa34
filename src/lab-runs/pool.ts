import { availableParallelism } from 'node:os';
import { WorkerPool } from '../disk/pool.js';

const HEAP_MEGABYTES = 4096;

/** Threads that run chains and presets; workers are built JavaScript. */
export const openLabPool = (workers?: number): WorkerPool =>
  new WorkerPool(new URL('./worker.js', import.meta.url), workers ?? availableParallelism(), HEAP_MEGABYTES);
