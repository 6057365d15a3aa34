import type { Random } from '../core/random.js';
import { extent } from '../math/extent.js';
import type { ForecastPlan, ForecastPoint } from './forecast-plan.js';
import { type Survival, type SurvivalMethod, survival } from './survival.js';

/** Frequencies of one kind of item in a corpus: how many items occur how often. */
export interface Frequencies {
  /** Name of the kind: `word`, `source`. */
  readonly kind: string;
  /** Pairs [occurrences, number of items that occur so often], occurrences ascending. */
  readonly histogram: readonly (readonly [count: number, things: number])[];
}

export interface SurvivalCurve {
  readonly kind: string;
  /** Least and greatest count of these items. */
  readonly from: number;
  readonly to: number;
  readonly things: number;
  readonly method: SurvivalMethod;
  /** Share still in the training set of generation 1, 2, … */
  readonly alive: readonly ForecastPoint[];
}

const BANDS = [
  [1, 1],
  [2, 4],
  [5, 19],
  [20, 99],
  [100, Infinity],
] as const;

/** Survival of the corpus's rare items, in bands of frequency. */
export function survivalCurves(
  plan: ForecastPlan,
  { kind, histogram }: Frequencies,
  random: Random,
): SurvivalCurve[] {
  const memo = new Map<number, Survival>();
  const of = (count: number): Survival => {
    // Above a hundred occurrences neighbouring counts behave alike: two digits are enough.
    const coarse = count < 100 ? count : Number(count.toPrecision(2));
    let alive = memo.get(coarse);
    if (alive === undefined) {
      alive = survival(plan, coarse, random.split(coarse), true);
      memo.set(coarse, alive);
    }
    return alive;
  };
  return BANDS.flatMap(([least, most]) => {
    const inside = histogram.filter(([count]) => count >= least && count <= most);
    const things = inside.reduce((sum, [, number]) => sum + number, 0);
    if (things === 0) return [];
    const [from, to] = extent(inside.map(([count]) => count));
    const alive = Array.from({ length: plan.generations }, (_, g): ForecastPoint => {
      const mix = (pick: (point: ForecastPoint) => number) =>
        inside.reduce((sum, [count, number]) => sum + number * pick(of(count).points[g]!), 0) / things;
      return {
        generation: g + 1,
        value: mix((p) => p.value),
        low: mix((p) => p.low),
        high: mix((p) => p.high),
      };
    });
    return [
      {
        kind,
        from,
        to,
        things,
        method: of(inside[0]![0]).method,
        alive,
      },
    ];
  });
}
