import type { Data, SettingDefinition, Settings } from './model.js';
import type { Random } from './random.js';

/** Access of the loop to real data. */
export interface RealSource<D extends Data = Data> {
  /** The real records generation 0 was trained on. */
  readonly initial: D;
  /** New real records, never given before. @throws FreckleError no-input when a finite source is used up */
  readonly fresh: (count: number, random: Random) => D;
}

/** Reference models that a regime may use to score records; each gives one value per record. */
export interface Oracles<D extends Data = Data> {
  /** Log-likelihood under generation 0: high is typical of real data. */
  readonly typicality: (data: D) => Float64Array | Promise<Float64Array>;
  /** Whether the record lies inside the region that holds all but the least typical share of real data. */
  readonly isRight: (data: D) => Uint8Array | Promise<Uint8Array>;
  /**
   * Nearness to the target of a biased filter; larger is nearer. For numbers the target lies `target` real standard
   * deviations above the real mean in every column; for other data nearness is log-likelihood under generation 0.
   */
  readonly nearness: (data: D, target: number) => Float64Array | Promise<Float64Array>;
  /** A detector's probability that the record is synthetic, in [0, 1]. */
  readonly syntheticProbability: (data: D) => Float64Array | Promise<Float64Array>;
}

/** Input of a regime. */
export interface LoopState<D extends Data = Data> {
  /** The generation about to be trained; 0 is trained on real data alone and composed by the loop. */
  readonly generation: number;
  /** Records sampled by every generation, and the size of training sets that do not grow. */
  readonly size: number;
  readonly real: RealSource<D>;
  /** `synthetic[g]`, g < generation: samples of generation g, or the part that a selection kept. */
  readonly synthetic: readonly D[];
  readonly oracles: Oracles<D>;
  /** More samples of the latest generation, for regimes that select among many. */
  readonly sampleMore: (count: number, random: Random) => D | Promise<D>;
}

export const REAL = 0;
export const SYNTHETIC = 1;

/** A training set with the origin of every record. */
export interface TrainingSet<D extends Data = Data> {
  readonly data: D;
  /** REAL or SYNTHETIC per record, in the order of `data`. */
  readonly origins: Uint8Array;
  /** One non-negative weight per record; null for equal weights. */
  readonly weights: Float64Array | null;
  /** Number of real records that no earlier generation had. */
  readonly freshRealCount: number;
  /** Number of records that a selection refused. */
  readonly refusedCount: number;
  /** Latest samples that a selection kept; they replace the samples for later generations. */
  readonly kept?: D;
}

/** Composes the training data of a generation: a pure function of the loop's state. */
export interface Regime {
  /** Kebab-case and stable. */
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly description: string;
  /** Completes “Trained …” in a headline, e.g. `only on its own output`; without it headlines name the loop's label. */
  readonly trainedOn?: string;
  /** Who proposed or measured it. */
  readonly source: string;
  readonly settings: readonly SettingDefinition[];
  /** Whether a selection may return fewer records than `expectedCounts` says. */
  readonly mayFallShort?: boolean;
  /** Expected counts of the training set of `generation` ≥ 1, for the mass balance check; null where chance decides. */
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

/** Required properties of a regime; the rest has defaults. */
export type RegimeDefinition = Omit<Regime, Optional> & Partial<Pick<Regime, Optional>>;

/** A regime for the lab's loop. The loop checks its counts at every generation. */
export const defineRegime = (definition: RegimeDefinition): Regime => ({
  version: 1,
  description: definition.title,
  source: 'the user’s own',
  settings: [],
  ...definition,
});
