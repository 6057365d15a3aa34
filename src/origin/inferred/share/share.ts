import type { Random } from '../../../core/random.js';
import { poisson } from '../../../math/distributions.js';
import { quantile } from '../../../math/statistics.js';
import { LEVELS, levelRatio } from '../calibration/levels.js';
import { total } from './counts.js';

/** Number of known human and synthetic texts per level; shape (LEVELS) each. */
export interface ShareReference {
  readonly humanLevels: Float64Array;
  readonly syntheticLevels: Float64Array;
}

/** Number of texts of a corpus at one length step, by level. */
export interface Observed {
  readonly reference: ShareReference;
  /** Shape (LEVELS). */
  readonly levels: Float64Array;
}

export type ShareEstimate =
  | {
      readonly value: number;
      readonly low: number;
      readonly high: number;
      readonly level: number;
      /** The estimate before the correction. */
      readonly raw: number;
    }
  | { readonly value: null; readonly why: string };

export const SHARE_LIMITS = {
  /** Minimum number of known texts of each side, at the length with the most texts. */
  references: 30,
  /** Minimum number of texts of the corpus. */
  texts: 20,
  /** Minimum change of the raw estimate while the true share goes from 0 to 1. */
  slope: 0.25,
  /** Minimum AUROC of the calibration on its own texts; below it the interval's coverage is too low. */
  area: 0.9,
  /** Maximum width of the interval. */
  width: 0.6,
} as const;

const TRUTHS = [0, 0.02, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 1];
const RESAMPLES = 200;
const LEVEL = 0.95;
const RATIOS = Float64Array.from({ length: LEVELS }, (_, level) => levelRatio(level));

/**
 * Share of texts that are synthetic, 0 to 1, with its 95 % interval: the a that maximises Σ log((1 − a) + a·rᵢ), rᵢ the
 * likelihood ratio of text i (the estimator of Liang et al., ICML 2024, eq. 3, over the calibrated score of a text
 * instead of its sentences' words). The result is corrected by the curve of this estimator on mixtures of the known
 * texts, each scored by models that have not seen it. The interval resamples the corpus's texts and the known texts
 * (percentile bootstrap), so that few references widen it.
 *
 * Null, with the reason, for too few references or texts, a flat curve, or too wide an interval. Valid for texts like
 * the calibration's: the caller tests the domain first. Known bias: texts of generators unknown to the calibration are
 * found less often, and the share is then too small.
 */
export function estimateShare(observed: readonly Observed[], random: Random): ShareEstimate {
  const cells = observed.filter(({ levels }) => total(levels) > 0);
  const texts = cells.reduce((sum, { levels }) => sum + total(levels), 0);
  if (texts < SHARE_LIMITS.texts)
    return refuse(`too few texts: ${texts} could be scored, a share needs ${SHARE_LIMITS.texts}`);
  const fewest = Math.max(
    ...cells.map(({ reference }) => Math.min(total(reference.humanLevels), total(reference.syntheticLevels))),
  );
  if (fewest < SHARE_LIMITS.references)
    return refuse(`too few known texts: ${fewest} on one side, a share needs ${SHARE_LIMITS.references}`);
  const raw = maximise(cells.map(({ levels }) => levels));
  const curve = curveOf(cells);
  const slope = curve.at(-1)! - curve[0]!;
  if (slope < SHARE_LIMITS.slope)
    return refuse(
      'the calibration does not separate human from synthetic text well enough: the likelihood is flat',
    );
  const value = truthFor(raw, curve);
  const drawn: number[] = [];
  for (let resample = 0; resample < RESAMPLES; resample++) {
    const stream = random.split(resample);
    const again = cells.map(({ reference, levels }) => ({
      levels: resampled(levels, stream),
      reference: {
        humanLevels: resampled(reference.humanLevels, stream),
        syntheticLevels: resampled(reference.syntheticLevels, stream),
      },
    }));
    drawn.push(truthFor(maximise(again.map(({ levels }) => levels)), curveOf(again)));
  }
  const low = Math.min(value, quantile(drawn, 0.5 - LEVEL / 2));
  const high = Math.max(value, quantile(drawn, 0.5 + LEVEL / 2));
  if (high - low > SHARE_LIMITS.width)
    return refuse(
      `the interval from ${percent(low)} to ${percent(high)} is too wide: too few texts, or too weak a calibration`,
    );
  return { value, low, high, level: LEVEL, raw };
}

/** The a in [0, 1] with the largest likelihood. The derivative decreases, so bisection finds its zero. */
export function maximise(levels: readonly Float64Array[]): number {
  const slope = (a: number): number => {
    let sum = 0;
    for (const counts of levels)
      for (let level = 0; level < LEVELS; level++)
        if (counts[level]! !== 0)
          sum += (counts[level]! * (RATIOS[level]! - 1)) / (1 + a * (RATIOS[level]! - 1));
    return sum;
  };
  if (slope(0) <= 0) return 0;
  if (slope(1) >= 0) return 1;
  let low = 0;
  let high = 1;
  for (let turn = 0; turn < 16; turn++) {
    const middle = (low + high) / 2;
    if (slope(middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The estimator's value for each of TRUTHS, in the limit of a large mixture of the known texts. */
function curveOf(cells: readonly Observed[]): number[] {
  return TRUTHS.map((truth) =>
    maximise(
      cells.map(({ reference, levels }) => {
        const weight = total(levels);
        const humans = Math.max(1, total(reference.humanLevels));
        const synthetics = Math.max(1, total(reference.syntheticLevels));
        return reference.humanLevels.map(
          (count, level) =>
            weight *
            ((1 - truth) * (count / humans) + truth * (reference.syntheticLevels[level]! / synthetics)),
        );
      }),
    ),
  );
}

/** Inverts the curve by linear interpolation. The curve never decreases but may be flat at its ends. */
function truthFor(raw: number, curve: readonly number[]): number {
  if (raw <= curve[0]!) return 0;
  for (let at = 1; at < curve.length; at++) {
    const [before, after] = [curve[at - 1]!, curve[at]!];
    if (raw <= after)
      return after === before
        ? TRUTHS[at]!
        : TRUTHS[at - 1]! + ((raw - before) / (after - before)) * (TRUTHS[at]! - TRUTHS[at - 1]!);
  }
  return 1;
}

const resampled = (counts: Float64Array, random: Random): Float64Array =>
  counts.map((count) => (count === 0 ? 0 : poisson(count, random)));
const refuse = (why: string): ShareEstimate => ({ value: null, why });
const percent = (share: number): string => `${Math.round(100 * share)} %`;
