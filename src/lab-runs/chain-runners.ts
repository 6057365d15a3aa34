import type { WorkerPool } from '../disk/pool.js';
import type { ChainGeneration, ChainResult } from '../lab/chain-result.js';
import type { LabData } from '../lab/preset.js';
import type { ChainKey } from '../lab/sweep.js';
import { type ChainPlace, runChain } from './chain.js';
import { type OwnPrograms, ownModel } from './own-programs.js';
import type { ChainTask } from './worker.js';

/** A chain of a sweep and the place of its folder. */
export interface PlacedChain {
  readonly key: ChainKey;
  /** Row in the table of its cell. */
  readonly row: number;
  readonly place: ChainPlace;
}

/** Receives the progress of a running chain. */
export interface ChainListener {
  readonly onStart: () => void;
  readonly onGeneration: (generation: ChainGeneration) => void;
}

/** Runs all chains. Each reports its progress to its own listener, then its result. */
export type ChainRunner = (
  chains: readonly PlacedChain[],
  listen: (chain: PlacedChain) => ChainListener,
  onResult: (chain: PlacedChain, result: ChainResult) => void,
) => Promise<void>;

/** Runs chains on the threads of a pool. */
export const onThreads =
  (pool: WorkerPool, dataFolder: string): ChainRunner =>
  async (chains, listen, onResult) => {
    const run = async (chain: PlacedChain): Promise<void> => {
      const { onStart, onGeneration } = listen(chain);
      const task: ChainTask = { ...chain.place, plan: chain.key.cell.text, dataFolder };
      const result = await pool.run<ChainResult>('chain', task, (amount, generation) =>
        amount === 0 ? onStart() : onGeneration(generation as ChainGeneration),
      );
      onResult(chain, result);
    };
    await Promise.all(chains.map(run));
  };

/** Runs the user's own programs in this thread, one chain at a time, each with its models in `folder(chain)`. */
export const oneByOne =
  (own: OwnPrograms, folder: (chain: ChainKey) => string, data: LabData): ChainRunner =>
  async (chains, listen, onResult) => {
    for (const chain of chains) {
      const { key, place } = chain;
      const { onStart, onGeneration } = listen(chain);
      onStart();
      const plan = { ...key.cell.plan, model: ownModel(own, folder(key)) };
      onResult(chain, await runChain(plan, place, data, onGeneration));
    }
  };
