import { availableParallelism } from 'node:os';
import { type Resources, workersThatFit } from '../gate/memory.js';

export const DEFAULT_MEMORY_BYTES = 1.5e9;

/** One per core, but no more than fit into the memory, so that the defaults work on any machine. */
const defaultWorkers = (memoryBytes: number): number =>
  Math.min(availableParallelism(), workersThatFit(memoryBytes));

/** The given resources, with defaults for missing ones. */
export function resourcesOf({ memoryBytes = DEFAULT_MEMORY_BYTES, workers }: Partial<Resources>): Resources {
  return { memoryBytes, workers: workers ?? defaultWorkers(memoryBytes) };
}
