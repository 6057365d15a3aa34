import type { Data, SettingDefinition, Settings } from './model.js';
import type { Random } from './random.js';

/** Real data as the loop can get it. */
export interface RealSource<D extends Data = Data> {
  /** The real records generation 0 was trained on. */
  readonly initial: D;
  /** New real records, never given before. @throws FreckleError no-input when a finite source is used up */
  readonly fresh: (count: number, random: Random) => D;
}

/** Questions a regime may ask about records; each gives one value per record. */
export interface Oracles<D extends Data = Data> {
  /** Log-likelihood under generation 0: high is typical of real data. */
  readonly typicality: (data: D) => Float64Array | Promise<Float64Array>;
  /** Is the record right: inside the region that holds all but the least typical share of real data? */
  readonly isRight: (data: D) => Uint8Array | Promise<Uint8Array>;
  /**
   * Nearness to what a biased filter prefers; larger is nearer. Of numbers, to a point `target` real standard
   * deviations above the real mean in every column; of other data, log-likelihood under generation 0.
   */
  readonly nearness: (data: D, target: number) => Float64Array | Promise<Float64Array>;
  /** A detector's probability that the record is synthetic, in [0, 1]. */
  readonly syntheticProbability: (data: D) => Float64Array | Promise<Float64Array>;
}

/** What a regime composes from. */
export interface LoopState<D extends Data = Data> {
  /** The generation about to be trained; 0 is trained on real data alone and composed by the loop. */
  readonly generation: number;
  /** Records every generation samples, and the size of a training set that does not grow. */
  readonly size: number;
  readonly real: RealSource<D>;
  /** `synthetic[g]`: what generation g sampled, or what a selection kept of it, g < generation. */
  readonly synthetic: readonly D[];
  readonly oracles: Oracles<D>;
  /** More samples of the latest generation, for regimes that select among many. */
  readonly sampleMore: (count: number, random: Random) => D | Promise<D>;
}

export const REAL = 0;
export const SYNTHETIC = 1;

/** A training set whose every record says whether it is real. */
export interface TrainingSet<D extends Data = Data> {
  readonly data: D;
  /** REAL or SYNTHETIC per record, in the order of `data`. */
  readonly origins: Uint8Array;
  /** One non-negative weight per record; null weighs all alike. */
  readonly weights: Float64Array | null;
  /** Real records among them that no earlier generation had. */
  readonly freshRealCount: number;
  /** Records that were offered to a selection and refused. */
  readonly refusedCount: number;
  /** What a selection kept of the latest samples; later generations see this in their place. */
  readonly kept?: D;
}

/** How the training data of a generation is composed: a pure function of the loop's state. */
export interface Regime {
  /** Kebab-case and stable. */
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly description: string;
  /** Who proposed or measured it. */
  readonly source: string;
  readonly settings: readonly SettingDefinition[];
  /** Whether a selection may run dry and hand over fewer records than `expectedCounts` says. */
  readonly mayFallShort?: boolean;
  /** Size of the training set of `generation` ≥ 1; what the mass balance is checked against. Null where chance decides. */
  readonly expectedCounts: (
    generation: number,
    size: number,
    settings: Settings,
  ) => { readonly real: number | null; readonly synthetic: number | null; readonly total: number };
  readonly compose: <D extends Data>(
    state: LoopState<D>,
    random: Random,
    settings: Settings,
  ) => TrainingSet<D> | Promise<TrainingSet<D>>;
}

type Optional = 'version' | 'description' | 'source' | 'settings';

/** What a regime must say; the rest has defaults. */
export type RegimeDefinition = Omit<Regime, Optional> & Partial<Pick<Regime, Optional>>;

/** A regime for the lab's loop; the counts it states are checked at every generation. */
export const defineRegime = (definition: RegimeDefinition): Regime => ({
  version: 1,
  description: definition.title,
  source: 'the user’s own',
  settings: [],
  ...definition,
});
