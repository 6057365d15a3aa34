import type { ChainResult } from './chain-result.js';
import type { SetCounts } from './run.js';

/**
 * Measurements of one cell's chains in typed columns, one number per measure, generation and chain: as objects, a million
 * generations would fill the memory. The order in which chains arrive does not change the result.
 */
export class CellTable {
  /** Counts of the first chain, by generation. */
  counts: readonly SetCounts[] = [];
  /** By measure: [generation][chain], NaN where it is undefined. */
  private readonly columns: ReadonlyMap<string, Float64Array>;
  /** By measure: reason of its first undefined value, by generation and then chain. */
  private readonly reasons = new Map<string, { readonly at: number; readonly why: string }>();

  constructor(
    measures: readonly string[],
    readonly chains: number,
    readonly generations: number,
  ) {
    this.columns = new Map(
      measures.map((id) => [id, new Float64Array(chains * generations).fill(Number.NaN)]),
    );
  }

  add(chain: number, { generations }: ChainResult): void {
    if (chain === 0) this.counts = generations.map(({ counts }) => counts);
    for (const [id, column] of this.columns)
      for (const { generation, measurements } of generations) {
        const at = generation * this.chains + chain;
        const measurement = measurements[id];
        if (measurement === undefined) continue;
        if (measurement.value !== null) column[at] = measurement.value;
        else if (at < (this.reasons.get(id)?.at ?? Number.POSITIVE_INFINITY))
          this.reasons.set(id, { at, why: measurement.why });
      }
  }

  /** The defined values, in the order of the chains. */
  valuesOf(measure: string, generation: number): Float64Array {
    const start = generation * this.chains;
    return this.columns
      .get(measure)!
      .subarray(start, start + this.chains)
      .filter((value) => !Number.isNaN(value));
  }

  whyOf(measure: string): string | null {
    return this.reasons.get(measure)?.why ?? null;
  }
}
