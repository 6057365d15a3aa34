import type { FittedDetector, Passage } from '../detectors/detector.js';

/** Scores of one passage from one fold's model of every detector. */
export const ownScores = (
  detectors: readonly FittedDetector[],
  passage: Passage,
  fold: number,
): Float64Array => Float64Array.from(detectors, (detector) => detector.score(passage, fold));
