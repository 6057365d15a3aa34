import type { ZodType } from 'zod';
import { type Measurement, undefinedBecause } from '../../../core/measurement.js';

/** What one reading of a text under a watermark's key says. */
export interface WatermarkScore {
  /** Tokens given. */
  readonly tokens: number;
  /** Draws of the key's random numbers that were scored, each once. */
  readonly scored: number;
  /** Tokens left out because their draw had been scored before, or because the marking side leaves them unmarked. */
  readonly repeated: number;
  /** The scheme's own score, as its authors define it. */
  readonly statistic: Measurement<number>;
  /** What the statistic is on average in text without the mark. */
  readonly expected: number;
  /** (statistic − expected) / its standard deviation in text without the mark. */
  readonly z: Measurement<number>;
  /** Chance that text made without the key scores at least this high, over the choice of the key. */
  readonly pValue: Measurement<number>;
}

/** Where the marking side drew its random numbers: PyTorch draws others on a GPU than on a processor. */
export const DEVICES = ['cpu', 'cuda'] as const;
export type Device = (typeof DEVICES)[number];

/** A scheme with its key and one choice of everything that a text does not tell: device, size of the vocabulary. */
export interface WatermarkReader {
  /** What tells it from its siblings, for people: `cuda`, `vocabulary 50272`. Empty where there are none. */
  readonly reading: string;
  /** False for a reading that the settings exclude: it is tried to tell a wrong setting from an unmarked text. */
  readonly isAsked: boolean;
  /** Ids run from 0 to below this; null where the scheme does not depend on it. */
  readonly vocabulary: number | null;
  /** `tokens` are token ids in the order of the text, without special tokens at the start. */
  readonly score: (tokens: Int32Array) => WatermarkScore;
  /**
   * The marking side: the probabilities from which the next token is to be drawn after `context`, given those of the
   * model. For rehearsals and for the laws in the tests.
   */
  readonly reweigh: (context: Int32Array, probabilities: Float64Array) => Float64Array;
}

/** A published way to mark text. A new one is a file and a line in index.ts. */
export interface WatermarkScheme<Settings = unknown> {
  /** Kebab-case and stable: the word in configurations. */
  readonly id: string;
  /** Grows when any score can change. */
  readonly version: number;
  readonly title: string;
  /** One sentence: what is marked and how it shows. */
  readonly description: string;
  readonly formula: string;
  /** What the p-value rests on, and where it is not to be trusted. */
  readonly nullLaw: string;
  readonly source: string;
  /** Checks what a user wrote; leaves nothing open. */
  readonly settings: ZodType<Settings>;
  /** Settings that were published with the scheme, by name: as a user would write them. */
  readonly published: { readonly [name: string]: { readonly [setting: string]: unknown } };
  /** Makes its tables once; readers share them. */
  readonly open: (settings: Settings) => readonly WatermarkReader[];
}

/** Gives a scheme its types. */
export const defineWatermarkScheme = <Settings>(scheme: WatermarkScheme<Settings>): WatermarkScheme =>
  scheme as WatermarkScheme;

/** The score of a text of which nothing could be scored. */
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
