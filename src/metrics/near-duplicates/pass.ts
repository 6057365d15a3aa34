import type { MetricSettings } from '../../core/metric.js';
import { type LshShape, shapeFor } from '../../text/lsh-shape.js';
import { PERMUTATIONS } from '../../text/minhash.js';

/** Texts that are compared with one another only: they have a threshold, and bands that find pairs of this similarity. */
export interface Pass {
  readonly isUnspaced: boolean;
  readonly threshold: number;
  readonly shape: LshShape;
  /** Number of its first band; bands are numbered throughout the passes. */
  readonly firstBand: number;
}

/** From this share of characters of scripts without spaces among its words, a text is unspaced. */
export const UNSPACED_SHARE = 0.5;

/** Texts with spaces, then texts in scripts without. */
export function passesOf(settings: MetricSettings): readonly [spaced: Pass, unspaced: Pass] {
  const passOf = (isUnspaced: boolean, threshold: number, firstBand: number): Pass => ({
    isUnspaced,
    threshold,
    shape: shapeFor(threshold, PERMUTATIONS),
    firstBand,
  });
  const spaced = passOf(false, settings.nearDuplicateThreshold, 0);
  return [spaced, passOf(true, settings.nearDuplicateThresholdUnspaced, spaced.shape.bands)];
}
