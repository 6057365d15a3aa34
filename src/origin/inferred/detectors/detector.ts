import type { Reading } from '../../../text/reading.js';

/**
 * How many parts the known texts are cut into. Every detector keeps one model per part, fitted without it: so each
 * known text has a score from a model that has not seen it, and no text is spent on calibration alone.
 */
export const FOLDS = 5;

/** The stretch of a text that is scored: its first words, and the units up to `end`. */
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
  /** The part each text belongs to; texts of one prompt share it. */
  readonly folds: Uint8Array;
  /** Valid until the next one is asked for. */
  readonly passage: (index: number) => Passage;
}

export type DetectorArray = Int8Array | Int16Array | Int32Array | Uint32Array | Float32Array | Float64Array;
export type DetectorArrays = { readonly [name: string]: DetectorArray };

/** A way to tell synthetic from human text that is learned from examples of both. */
export interface Detector {
  /** Kebab-case and stable. */
  readonly id: string;
  /** Grows whenever any score can change. */
  readonly version: number;
  readonly title: string;
  readonly description: string;
  /** Deterministic. Both labels occur outside every fold. */
  readonly fit: (examples: Examples) => FittedDetector;
  /** What `arrays` gave. @throws RangeError where they do not belong together */
  readonly restore: (arrays: DetectorArrays) => FittedDetector;
}

export interface FittedDetector {
  /** Score by the model that was fitted without a fold; larger is more synthetic. Only the order has a meaning. */
  readonly score: (passage: Passage, fold: number) => number;
  readonly arrays: () => DetectorArrays;
}

/** The rows of all folds but one. */
export function outsideFold(folds: Uint8Array, fold: number): Int32Array {
  const kept: number[] = [];
  for (let row = 0; row < folds.length; row++) if (folds[row] !== fold) kept.push(row);
  return Int32Array.from(kept);
}
