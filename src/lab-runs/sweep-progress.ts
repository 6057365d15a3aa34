import type { ChainGeneration, ChainResult } from '../lab/chain-result.js';
import type { LoopPlan } from '../lab/run.js';
import type { ChainKey } from '../lab/sweep.js';
import { GenerationCosts } from './generation-costs.js';

/** Progress of one cell of a sweep. */
export interface CellProgress {
  readonly label: string;
  readonly chainsDone: number;
  readonly chains: number;
  /** The generation finished last, in any chain, with its measurements. */
  readonly latest: ChainGeneration | null;
  readonly generations: number;
}

/**
 * Progress of a sweep and its remaining time. Generations cost differently: an accumulating chain trains each one on
 * more records than the one before. A generation's cost is modelled as a + b·(records trained on and sampled). Least
 * squares fit a and b to the finished generations of the same cell, or of all cells while it has none.
 */
export class SweepProgress {
  private readonly cells = new Map<string, CellState>();
  private readonly running = new Map<string, { readonly cell: string; atMs: number; next: number }>();
  private chainsLeft: number;

  constructor(
    keys: readonly ChainKey[],
    private readonly parallel: number,
    private readonly now: () => number,
  ) {
    this.chainsLeft = keys.length;
    for (const { cell } of keys) {
      const state = this.cells.get(cell.id) ?? new CellState(cell.label, recordsOf(cell.plan));
      state.chains++;
      this.cells.set(cell.id, state);
    }
  }

  get all(): readonly CellProgress[] {
    return [...this.cells.values()];
  }

  get chains(): { readonly done: number; readonly total: number } {
    const total = this.all.reduce((sum, cell) => sum + cell.chains, 0);
    return { done: total - this.chainsLeft, total };
  }

  get generations(): { readonly done: number; readonly total: number } {
    const states = [...this.cells.values()];
    return {
      done: states.reduce((sum, state) => sum + state.generationsDone, 0),
      total: states.reduce((sum, state) => sum + state.chains * state.records.length, 0),
    };
  }

  /** Null until the first generation is finished. */
  get secondsLeft(): number | null {
    const known = [...this.cells.values()].filter((state) => state.costs.count > 0);
    if (known.length === 0) return null;
    const pooled = known.reduce((sum, { costs }) => sum.and(costs), new GenerationCosts());
    let milliseconds = 0;
    for (const [id, state] of this.cells) {
      const { a, b } = (state.costs.count > 0 ? state.costs : pooled).line();
      const costFrom = (start: number) => a * (state.records.length - start) + b * state.recordsFrom(start);
      let waiting = state.chains - state.chainsDone;
      for (const { cell, next } of this.running.values()) {
        if (cell !== id) continue;
        waiting--;
        milliseconds += costFrom(next);
      }
      milliseconds += waiting * costFrom(0);
    }
    return milliseconds / 1000 / Math.max(1, Math.min(this.parallel, this.chainsLeft));
  }

  /** Counts a chain that was finished by an earlier run. */
  resume({ cell }: ChainKey, result: ChainResult): void {
    const state = this.cells.get(cell.id)!;
    state.generationsDone += state.records.length;
    state.latest = result.generations.at(-1) ?? null;
    this.finishIn(state);
  }

  start({ cell, folder }: ChainKey): void {
    this.running.set(folder, { cell: cell.id, atMs: this.now(), next: 0 });
  }

  generation({ cell, folder }: ChainKey, generation: ChainGeneration): void {
    const state = this.cells.get(cell.id)!;
    const chain = this.running.get(folder)!;
    const timeMs = this.now();
    // The first generation also opens the data source and warms up the program, so it counts only if it is the only one.
    const records = state.records[generation.generation]!;
    if (generation.generation > 0 || state.records.length === 1)
      state.costs.add(records, timeMs - chain.atMs);
    chain.atMs = timeMs;
    chain.next = generation.generation + 1;
    state.generationsDone++;
    state.latest = generation;
  }

  finish({ cell, folder }: ChainKey): void {
    this.running.delete(folder);
    this.finishIn(this.cells.get(cell.id)!);
  }

  private finishIn(state: CellState): void {
    state.chainsDone++;
    this.chainsLeft--;
  }
}

class CellState implements CellProgress {
  chains = 0;
  chainsDone = 0;
  generationsDone = 0;
  latest: ChainGeneration | null = null;
  readonly costs = new GenerationCosts();
  /** Records of generation g and all later ones. */
  private readonly suffix: Float64Array;

  constructor(
    readonly label: string,
    readonly records: Float64Array,
  ) {
    this.suffix = new Float64Array(records.length + 1);
    for (let g = records.length - 1; g >= 0; g--) this.suffix[g] = this.suffix[g + 1]! + records[g]!;
  }

  get generations(): number {
    return this.records.length - 1;
  }

  recordsFrom(generation: number): number {
    return this.suffix[generation]!;
  }
}

/** Number of records that each generation trains on and samples. */
function recordsOf({ regime, regimeSettings, size, generations, hasSamplingError }: LoopPlan): Float64Array {
  return Float64Array.from({ length: generations + 1 }, (_, g) =>
    g === 0 || !hasSamplingError ? 2 * size : size + regime.expectedCounts(g, size, regimeSettings).total,
  );
}
