import { randomFrom } from '../../../math/random.js';
import type { Examples, Passage } from '../detectors/detector.js';

/** A text whose origin is known. */
export interface KnownText {
  readonly text: string;
  readonly label: 'human' | 'synthetic';
  /** The model that wrote it, where known. */
  readonly generator?: string | null;
  /** Texts of one group share a fold: a prompt, a document, an author. By default, texts with the same opening. */
  readonly group?: string | null;
  /** Group of writers for comparing false positives: a first language, a dialect. */
  readonly writer?: string | null;
  /** Scores computed elsewhere, in the order of `externalNames`; null where one is missing. */
  readonly external?: readonly number[] | null;
}

export interface FitSettings {
  readonly name: string;
  /** Promised false-positive rate on human texts of the domain. */
  readonly promisedRate?: number;
  readonly externalNames?: readonly string[];
  /** Limit of texts per side; surplus texts are skipped evenly over the input. */
  readonly textsPerSide?: number;
  /** Seed of the assignment to folds. */
  readonly seed?: number;
  /** Measure the cheap attacks for the card (slower). */
  readonly withAttacks?: boolean;
}

/** The texts that a calibration is fitted on, cleaned and cut. */
export interface Known {
  readonly texts: readonly KnownText[];
  readonly examples: Examples;
  /** The example cut to a step; null where it is shorter. Valid until the next call. */
  readonly atStep: (index: number, step: number) => Passage | null;
  readonly steps: readonly number[];
  /** Longest step that the example reaches. */
  readonly ownStep: Int8Array;
  readonly groups: number;
  readonly tooShort: number;
  readonly beyondLimit: number;
}

/** Detector scores of each text, whole and at each step. */
export interface KnownColumns {
  readonly whole: readonly Float64Array[];
  /** Shape (steps, texts); null where the text is shorter. */
  readonly atStep: readonly (readonly (Float64Array | null)[])[];
}

/** The stream that draws the attacks of a calibration. */
export const attackRandom = (name: string, seed = 0) => randomFrom('attack').split(name, seed);
