import type { Reading } from '../../../text/reading.js';

/**
 * Number of folds of the known texts. Every detector keeps one model per fold, fitted without it. Each known text thus
 * has a score from a model that has not seen it, and no text is reserved for calibration.
 */
export const FOLDS = 5;

/** The scored part of a text: its first words, and the code units up to `end`. */
export interface Passage {
  readonly reading: Reading;
  readonly words: number;
  readonly end: number;
}

/** The first `words` words of a reading, or all of it. */
export function passageOf(reading: Reading, words = Number.POSITIVE_INFINITY): Passage {
  if (reading.wordCount <= words) return { reading, words: reading.wordCount, end: reading.units.length };
  return { reading, words, end: words === 0 ? 0 : reading.wordEnd[words - 1]! };
}

/** Texts of known origin to fit on. */
export interface Examples {
  readonly count: number;
  /** 1 for synthetic, 0 for human. */
  readonly labels: Uint8Array;
  /** The fold of each text; texts of one prompt share a fold. */
  readonly folds: Uint8Array;
  /** Valid until the next call. */
  readonly passage: (index: number) => Passage;
}

export type DetectorArray = Int8Array | Int16Array | Int32Array | Uint32Array | Float32Array | Float64Array;
export type DetectorArrays = { readonly [name: string]: DetectorArray };

/** A detector that is fitted on human and synthetic examples. */
export interface Detector {
  /** Kebab-case and stable. */
  readonly id: string;
  /** Grows whenever any score can change. */
  readonly version: number;
  readonly title: string;
  readonly description: string;
  /** Deterministic. Requires both labels outside every fold. */
  readonly fit: (examples: Examples) => FittedDetector;
  /** Inverse of `arrays`. @throws RangeError for arrays of another shape */
  readonly restore: (arrays: DetectorArrays) => FittedDetector;
}

export interface FittedDetector {
  /** Score from the model fitted without `fold`; larger is more synthetic. Only the order is meaningful. */
  readonly score: (passage: Passage, fold: number) => number;
  readonly arrays: () => DetectorArrays;
}

/** The rows of all folds except one. */
export function outsideFold(folds: Uint8Array, fold: number): Int32Array {
  const kept: number[] = [];
  for (let row = 0; row < folds.length; row++) if (folds[row] !== fold) kept.push(row);
  return Int32Array.from(kept);
}
