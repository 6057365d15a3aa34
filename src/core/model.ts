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

/** Texts as a trainer outside Freckle reads and writes them. */
export interface TextList {
  readonly kind: 'texts';
  readonly count: number;
  readonly texts: readonly string[];
}

/** What a lab's model trains on and samples. Plain values only; `lab/data.ts` selects, joins and subsamples. */
export type Data = NumericRows | CategoricalDraws | TokenBlocks | ImageStack | TextList;
export type DataKind = Data['kind'];

/** A number or a word that a user may set; the command line, the help and the docs are derived from it. */
export interface SettingDefinition {
  /** Kebab-case, e.g. `components`. */
  readonly id: string;
  readonly description: string;
  readonly default: number | string;
  /** Smallest and largest allowed value of a number. */
  readonly range?: readonly [number, number];
  readonly wholeNumber?: boolean;
  /** The only allowed words of a word. */
  readonly choices?: readonly string[];
}

/** Values by setting id; a setting that is not named has its default. */
export type Settings = { readonly [id: string]: number | string };

/**
 * Bias put on by sampling, one of the error sources of a loop. Temperature T samples from p^(1/T)
 * renormalised: a Gaussian's covariance becomes T·Σ, a categorical's log-probabilities are divided by T.
 */
export interface Decoding {
  readonly temperature?: number;
  /** Sample among the k likeliest next tokens only. */
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
   * Natural logarithm of each record's probability or density, one value per record. Absent where the
   * model has none; a lower bound is named as such in the model's description.
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
  /** Which decoding settings `sample` obeys. */
  readonly decoding: readonly (keyof Decoding)[];
  /** Whether `fit` honours weights; where it does not, the loop resamples rows by weight. */
  readonly takesWeights: boolean;
  /** Fewest records a fit is defined for. */
  readonly minimumCount: (settings: Settings) => number;
  /** `weights`, one per record and non-negative, scale each record's part in the fit. @throws FreckleError invalid-setting */
  readonly fit: (
    data: D,
    random: Random,
    settings: Settings,
    weights?: Float64Array | null,
  ) => FittedModel<D> | Promise<FittedModel<D>>;
  /**
   * The model fitted to infinitely many samples of `fitted`: the loop without sampling error. Absent, or
   * null for these settings, where it has no closed form.
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

/** What a model must say; the rest has defaults. */
export type ModelDefinition<K extends DataKind> = Omit<Model<DataOf<K>>, 'dataKind' | Optional> &
  Partial<Pick<Model<DataOf<K>>, Optional>> & { readonly dataKind: K };

/**
 * A model for the lab's loop, which hands it only data of the kind it names. Without more it has no settings, obeys
 * no decoding, takes no weights and fits one record.
 *
 * @example defineModel({ id: 'dirac', title: 'First record', dataKind: 'texts', fit: (data) => ({ sample: …, parameters: () => ({}) }) })
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
