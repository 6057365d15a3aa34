import { randomFrom } from '../../../math/random.js';
import type { Examples, Passage } from '../detectors/detector.js';

/** A text whose origin is known. */
export interface KnownText {
  readonly text: string;
  readonly label: 'human' | 'synthetic';
  /** The model that wrote it, where known. */
  readonly generator?: string | null;
  /** Texts that share it are never parted: a prompt, a document, an author. Else texts that open alike are. */
  readonly group?: string | null;
  /** Who wrote it, as far as false positives are to be compared: a first language, a dialect. */
  readonly writer?: string | null;
  /** Scores computed elsewhere, in the order of `externalNames`; null where one is missing. */
  readonly external?: readonly number[] | null;
}

export interface FitSettings {
  readonly name: string;
  /** Greatest share of human texts of the domain that may be flagged. */
  readonly promisedRate?: number;
  readonly externalNames?: readonly string[];
  /** Texts of each side that are fitted on; others are left out, evenly over the input. */
  readonly textsPerSide?: number;
  /** Changes which texts go into which fold. */
  readonly seed?: number;
  /** Measure the cheap attacks for the card; takes longer. */
  readonly withAttacks?: boolean;
}

/** The texts a calibration is fitted on, cut and cleaned, with their out-of-fold columns. */
export interface Known {
  readonly texts: readonly KnownText[];
  readonly examples: Examples;
  /** The example cut to a step; null where it is shorter. Valid until the next. */
  readonly atStep: (index: number, step: number) => Passage | null;
  readonly steps: readonly number[];
  /** Longest step that the example reaches. */
  readonly ownStep: Int8Array;
  readonly groups: number;
  readonly tooShort: number;
  readonly beyondLimit: number;
}

/** What each text scores at each step it reaches, and whole. */
export interface KnownColumns {
  readonly whole: readonly Float64Array[];
  /** Shape (steps, texts); null where the text is shorter. */
  readonly atStep: readonly (readonly (Float64Array | null)[])[];
}

/** The stream that draws the attacks of a calibration. */
export const attackRandom = (name: string, seed = 0) => randomFrom('attack').split(name, seed);
