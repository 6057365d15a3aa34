import { assert } from '../../core/errors.js';
import type { Data } from '../../core/model.js';
import type { Random } from '../../core/random.js';
import { type LoopState, REAL, SYNTHETIC, type TrainingSet } from '../../core/regime.js';
import { joinData, selectRows } from '../data.js';

/** Optional properties of a training set besides its parts. */
interface Extras<D extends Data> {
  readonly weights?: Float64Array;
  readonly freshRealCount?: number;
  readonly refusedCount?: number;
  readonly kept?: D;
}

/** Joins real and synthetic parts, real first, and records the origin of every record. */
export function trainingSet<D extends Data>(
  real: readonly D[],
  synthetic: readonly D[],
  { weights, freshRealCount = 0, refusedCount = 0, kept }: Extras<D> = {},
): TrainingSet<D> {
  const data = joinData([...real, ...synthetic]);
  const origins = new Uint8Array(data.count).fill(SYNTHETIC);
  origins.fill(
    REAL,
    0,
    real.reduce((sum, part) => sum + part.count, 0),
  );
  return { data, origins, weights: weights ?? null, freshRealCount, refusedCount, kept };
}

/** Samples of the previous generation. */
export function latest<D extends Data>(state: LoopState<D>): D {
  const data = state.synthetic[state.generation - 1];
  assert(data !== undefined, `generation ${state.generation} needs the samples of the one before`);
  return data;
}

/** The pool of everything so far: the initial real records, then every generation's samples. */
export function everything<D extends Data>(state: LoopState<D>): TrainingSet<D> {
  return trainingSet([state.real.initial], state.synthetic.slice(0, state.generation));
}

/** A training set from some rows of another; weights are dropped. */
export function selectFrom<D extends Data>(set: TrainingSet<D>, rows: ArrayLike<number>): TrainingSet<D> {
  return {
    data: selectRows(set.data, rows),
    origins: Uint8Array.from(rows, (row) => set.origins[row]!),
    weights: null,
    freshRealCount: set.freshRealCount,
    refusedCount: set.refusedCount,
  };
}

/**
 * Draws `count` rows without replacement, with odds by weight: the largest values of U^(1/w) (Efraimidis
 * and Spirakis, Inf. Process. Lett. 97:5, 2006). Rows of weight 0 come last.
 */
export function weightedRows(weights: ArrayLike<number>, count: number, random: Random): Int32Array {
  const keys = Float64Array.from(weights, (weight) => {
    const u = 1 - random.uniform();
    return weight > 0 ? Math.log(u) / weight : -Infinity;
  });
  const order = Int32Array.from(keys, (_, row) => row).sort((a, b) => keys[b]! - keys[a]! || a - b);
  return order.subarray(0, count);
}

/** Whole records in a share of `size`. */
export const countOf = (share: number, size: number): number => Math.round(share * size);
