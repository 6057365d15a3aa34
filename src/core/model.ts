import type { Random } from './random.js';

/** Points: `values` is count × columns, row by row. Regressions keep the response in the last column. */
export interface NumericRows {
  readonly kind: 'numeric';
  readonly count: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/** Draws from a finite set of categories, e.g. the words of a text without their order. */
export interface CategoricalDraws {
  readonly kind: 'categorical';
  readonly count: number;
  readonly categories: number;
  readonly draws: Int32Array;
}

/** Token sequences of one length: `tokens` is count × blockLength, ids in [0, vocabulary). */
export interface TokenBlocks {
  readonly kind: 'tokens';
  readonly count: number;
  readonly vocabulary: number;
  readonly blockLength: number;
  readonly tokens: Int32Array;
}

/** Grey pictures: `pixels` is count × (height · width), each in [0, 1]. */
export interface ImageStack {
  readonly kind: 'images';
  readonly count: number;
  readonly width: number;
  readonly height: number;
  readonly pixels: Float32Array;
}

/** Texts, for trainers outside Freckle. */
export interface TextList {
  readonly kind: 'texts';
  readonly count: number;
  readonly texts: readonly string[];
}

/** Data that a lab's model trains on and samples. Plain values only; `lab/data.ts` selects, joins and subsamples. */
export type Data = NumericRows | CategoricalDraws | TokenBlocks | ImageStack | TextList;
export type DataKind = Data['kind'];

/** A numeric or categorical setting. The command line, the help and the docs are derived from it. */
export interface SettingDefinition {
  /** Kebab-case, e.g. `components`. */
  readonly id: string;
  readonly description: string;
  readonly default: number | string;
  /** Smallest and largest allowed value of a number. */
  readonly range?: readonly [number, number];
  readonly wholeNumber?: boolean;
  /** Allowed values of a categorical setting. */
  readonly choices?: readonly string[];
}

/** Values by setting id; other settings have their defaults. */
export type Settings = { readonly [id: string]: number | string };

/**
 * Bias introduced by sampling, one of the error sources of a loop. Temperature T samples from the renormalised p^(1/T):
 * a Gaussian's covariance becomes T·Σ, a categorical's log-probabilities are divided by T.
 */
export interface Decoding {
  readonly temperature?: number;
  /** Sample only among the k most likely next tokens. */
  readonly topK?: number;
  /** Width of a beam search; 0 or absent samples. */
  readonly beams?: number;
}

/** JSON-able parameters; typed arrays are written as plain numbers. */
export type ParameterValue = number | string | Float64Array | Float32Array | Int32Array;
export type Parameters = { readonly [name: string]: ParameterValue };

export interface FittedModel<D extends Data = Data> {
  readonly sample: (count: number, random: Random, decoding?: Decoding) => D | Promise<D>;
  /**
   * Natural logarithm of each record's probability or density, one value per record. Absent for models without one. The
   * model's description states where it is a lower bound.
   */
  readonly logLikelihood?: (data: D) => Float64Array | Promise<Float64Array>;
  readonly parameters: () => Parameters;
}

/** A learner. */
export interface Model<D extends Data = Data> {
  /** Kebab-case and stable. */
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly description: string;
  readonly dataKind: D['kind'];
  /** Id of its default data source (`lab/data-sources`). */
  readonly dataSource: string;
  readonly settings: readonly SettingDefinition[];
  /** Decoding settings that `sample` supports. */
  readonly decoding: readonly (keyof Decoding)[];
  /** Whether `fit` supports weights; otherwise the loop resamples rows by weight. */
  readonly takesWeights: boolean;
  /** Minimum number of records for a fit. */
  readonly minimumCount: (settings: Settings) => number;
  /**
   * `weights`, one non-negative number per record, scale its contribution to the fit. @throws FreckleError
   * invalid-setting
   */
  readonly fit: (
    data: D,
    random: Random,
    settings: Settings,
    weights?: Float64Array | null,
  ) => FittedModel<D> | Promise<FittedModel<D>>;
  /**
   * The model fitted to infinitely many samples of `fitted`: the loop without sampling error. Absent, or null for the
   * given settings, without a closed form.
   */
  readonly refitExactly?: (
    fitted: FittedModel<D>,
    settings: Settings,
    decoding: Decoding,
  ) => FittedModel<D> | null | Promise<FittedModel<D> | null>;
}

/** The data of a kind. */
export type DataOf<K extends DataKind> = Extract<Data, { readonly kind: K }>;

type Optional =
  | 'version'
  | 'description'
  | 'dataSource'
  | 'settings'
  | 'decoding'
  | 'takesWeights'
  | 'minimumCount';

/** The required members of a model; the others have defaults. */
export type ModelDefinition<K extends DataKind> = Omit<Model<DataOf<K>>, 'dataKind' | Optional> &
  Partial<Pick<Model<DataOf<K>>, Optional>> & { readonly dataKind: K };

/**
 * Defines a model for the lab's loop, which passes it only data of its kind. By default it has no settings, supports no
 * decoding settings and no weights, and fits from one record on.
 *
 * @example defineModel({ id: 'dirac', title: 'First record', dataKind: 'texts', fit: (data) => ({ sample: …,
 * parameters: () => ({}) }) })
 */
export const defineModel = <K extends DataKind>(definition: ModelDefinition<K>): Model =>
  ({
    version: 1,
    description: definition.title,
    dataSource: '',
    settings: [],
    decoding: [],
    takesWeights: false,
    minimumCount: () => 1,
    ...definition,
  }) as unknown as Model;
