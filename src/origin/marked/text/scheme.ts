import type { ZodType } from 'zod';
import { type Measurement, undefinedBecause } from '../../../core/measurement.js';

/** The score of one text under a watermark's key, in one reading. */
export interface WatermarkScore {
  /** Tokens given. */
  readonly tokens: number;
  /** Draws of the key's random numbers that were scored, each once. */
  readonly scored: number;
  /** Tokens skipped because their draw was already scored, or because the generator leaves them unmarked. */
  readonly repeated: number;
  /** The scheme's own score, as its authors define it. */
  readonly statistic: Measurement<number>;
  /** Mean of the statistic in unmarked text. */
  readonly expected: number;
  /** (statistic − expected) / its standard deviation in unmarked text. */
  readonly z: Measurement<number>;
  /** Probability that text generated without the key scores at least this high, over the choice of the key. */
  readonly pValue: Measurement<number>;
}

/** Where the generator drew its random numbers. PyTorch gives different ones on a GPU and on a CPU. */
export const DEVICES = ['cpu', 'cuda'] as const;
export type Device = (typeof DEVICES)[number];

/** A scheme with its key and one choice of what a text does not reveal: device and vocabulary size. */
export interface WatermarkReader {
  /**
   * Distinguishes the readings of one watermark, for people: `cuda`, `vocabulary 50272`. Empty for a single reading.
   */
  readonly reading: string;
  /** False for a reading that the settings exclude. It is scored only to detect a wrong setting. */
  readonly isAsked: boolean;
  /** Ids are below this number; null where the scheme does not depend on it. */
  readonly vocabulary: number | null;
  /** `tokens` are token ids in text order, without special tokens at the start. */
  readonly score: (tokens: Int32Array) => WatermarkScore;
  /**
   * The generator's side: turns the model's probabilities after `context` into those from which the next token is
   * drawn. Used by rehearsals and by the tests of the null laws.
   */
  readonly reweigh: (context: Int32Array, probabilities: Float64Array) => Float64Array;
}

/** A published scheme for watermarking text. A new one is a file and a line in index.ts. */
export interface WatermarkScheme<Settings = unknown> {
  /** Kebab-case and stable: the word in configurations. */
  readonly id: string;
  /** Grows when any score can change. */
  readonly version: number;
  readonly title: string;
  /** How the scheme marks text and how the watermark shows. */
  readonly description: string;
  readonly formula: string;
  /** The law behind the p-value, and where it fails. */
  readonly nullLaw: string;
  readonly source: string;
  /** Checks a user's settings and fills in the defaults. */
  readonly settings: ZodType<Settings>;
  /** Settings published with the scheme, by name, as a user would write them. */
  readonly published: { readonly [name: string]: { readonly [setting: string]: unknown } };
  /** Builds the tables once; the readers share them. */
  readonly open: (settings: Settings) => readonly WatermarkReader[];
}

/** Gives a scheme its types. */
export const defineWatermarkScheme = <Settings>(scheme: WatermarkScheme<Settings>): WatermarkScheme =>
  scheme as WatermarkScheme;

/** The score of a text without any scored token. */
export function nothingScored(tokens: number, expected: number, why: string, repeated = 0): WatermarkScore {
  const none = undefinedBecause(why);
  return { tokens, scored: 0, repeated, statistic: none, expected, z: none, pValue: none };
}

/** Probabilities times `e^(bias·chosen)`, normalised. */
export function favoured(
  probabilities: Float64Array,
  bias: number,
  isChosen: (token: number) => boolean,
): Float64Array {
  const factor = Math.exp(bias);
  const weights = probabilities.map((p, token) => (p > 0 && isChosen(token) ? p * factor : p));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}
