import { availableParallelism } from 'node:os';
import { type Resources, workersThatFit } from '../gate/memory.js';

export const DEFAULT_MEMORY_BYTES = 1.5e9;

/** One per core, but no more than the memory has room for: the defaults work on any machine. */
const defaultWorkers = (memoryBytes: number): number =>
  Math.min(availableParallelism(), workersThatFit(memoryBytes));

/** What was given, with the defaults where nothing was. */
export function resourcesOf({ memoryBytes = DEFAULT_MEMORY_BYTES, workers }: Partial<Resources>): Resources {
  return { memoryBytes, workers: workers ?? defaultWorkers(memoryBytes) };
}
