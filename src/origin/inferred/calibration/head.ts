import { areaUnderCurve } from '../../../math/auc.js';
import { conformalP } from '../../../math/conformal.js';
import { fitDenseLogistic } from '../../../math/logistic.js';
import { FOLDS, outsideFold } from '../detectors/detector.js';
import { stepIndex } from './ladder.js';
import { LEVELS, levelOf } from './levels.js';

/** The columns of one text: each detector's score from one fold's models, then the scores computed elsewhere. */
export interface Columns {
  readonly own: Float64Array;
  readonly external: Float64Array;
}

/** Maps a combined score to the probability of synthetic at even prior odds (Platt's logistic curve). */
export interface ProbabilityCurve {
  readonly slope: number;
  readonly intercept: number;
  /** Bounds: the probability after one more text of the other label. */
  readonly lowest: number;
  readonly highest: number;
}

/** Out-of-fold scores of known texts cut to one length. */
export interface StepReference {
  /** Combined scores of the human texts, each from its own fold's models; sorted. */
  readonly human: Float64Array;
  readonly syntheticCount: number;
  readonly curve: ProbabilityCurve;
  /** Number of human and synthetic texts per level of that probability, shape (LEVELS). */
  readonly humanLevels: Float64Array;
  readonly syntheticLevels: Float64Array;
}

export interface Combined {
  /** Probability of synthetic at even prior odds, 0 to 1. */
  readonly score: number;
  /** Conformal p-value against human text. */
  readonly pValue: number;
}

/** One row of the known texts at one step. */
export interface KnownScore {
  readonly combined: number;
  readonly fold: number;
  readonly label: number;
}

/**
 * Combines the detectors' scores into one, maps it to a probability and ranks it among the calibration's human texts.
 * The combination for a fold is fitted on the out-of-fold scores of the other folds.
 */
export class Head {
  constructor(
    readonly detectorCount: number,
    readonly externalCount: number,
    /** Means, then standard deviations, shape (2, columns). */
    readonly centres: Float64Array,
    /** Shape (FOLDS, columns + 1), the intercept last. */
    readonly weights: Float64Array,
    readonly steps: readonly StepReference[],
  ) {}

  /** Index of the longest step that a text of this many words reaches and that has enough known texts; −1 if none. */
  stepFor(steps: readonly number[], words: number): number {
    let step = stepIndex(steps, words);
    while (step >= 0 && !isEnoughAt(this.steps[step]!)) step--;
    return step;
  }

  /** Combined score of one fold's models. */
  combine({ own, external }: Columns, fold: number): number {
    return combine(this, own, external, fold);
  }

  /**
   * Judges a text with the models of one pseudorandom fold. Its score then has the same distribution as those of the
   * known texts, each of which was scored by one fold's models. A mean over all models would be overconfident.
   */
  judge(columns: Columns, step: number, fold: number): Combined {
    const score = this.combine(columns, fold);
    const { curve, human } = this.steps[step]!;
    return { score: probabilityAt(curve, score), pValue: conformalP(human, score) };
  }
}

/** A step needs at least this many known texts of each side. */
export const FEWEST_AT_STEP = 30;

const isEnoughAt = ({ human, syntheticCount }: StepReference): boolean =>
  human.length >= FEWEST_AT_STEP && syntheticCount >= FEWEST_AT_STEP;

type Weighing = Pick<Head, 'detectorCount' | 'externalCount' | 'centres' | 'weights'>;

function combine(head: Weighing, own: Float64Array, external: Float64Array, fold: number): number {
  const { detectorCount, externalCount, centres, weights } = head;
  const width = detectorCount + externalCount;
  const at = fold * (width + 1);
  let sum = weights[at + width]!;
  for (let column = 0; column < width; column++) {
    const value = column < detectorCount ? own[column]! : external[column - detectorCount]!;
    sum += (weights[at + column]! * (value - centres[column]!)) / centres[width + column]!;
  }
  return sum;
}

/** Fits the combination on the out-of-fold columns of whole texts; `columns[i]` belongs to example i. */
export function fitWeights(
  columns: readonly Columns[],
  labels: Uint8Array,
  folds: Uint8Array,
): Pick<Head, 'centres' | 'weights'> {
  const [first] = columns as [Columns];
  const detectorCount = first.own.length;
  const width = detectorCount + first.external.length;
  const values = new Float64Array(columns.length * width);
  for (const [row, { own, external }] of columns.entries())
    for (let column = 0; column < width; column++)
      values[row * width + column] =
        column < detectorCount ? own[column]! : external[column - detectorCount]!;
  const centres = standardise(values, width);
  const ridges = ridgesOf(values, width, detectorCount, labels);
  const weights = new Float64Array(FOLDS * (width + 1));
  for (let fold = 0; fold < FOLDS; fold++)
    weights.set(
      fitDenseLogistic(values, width, labels, outsideFold(folds, fold), ridges),
      fold * (width + 1),
    );
  return { centres, weights };
}

/**
 * Weaker columns get a larger penalty. Where the strong ones separate the sides, an equal penalty would spread the
 * weight over all columns, and the contribution of a weak detector does not transfer to unseen generators. Scores
 * computed elsewhere were not fitted here and all get the same penalty.
 */
function ridgesOf(values: Float64Array, width: number, detectorCount: number, labels: Uint8Array): number[] {
  return Array.from({ length: width }, (_, column) => {
    if (column >= detectorCount) return 1;
    const scores = Array.from(labels, (_label, row) => values[row * width + column]!);
    const area = areaUnderCurve(scores, labels)?.value ?? 0.5;
    return 0.05 + 10 * Math.sqrt(labels.length) * (1 - area);
  });
}

function standardise(values: Float64Array, width: number): Float64Array {
  const centres = new Float64Array(2 * width);
  const count = values.length / width;
  for (let column = 0; column < width; column++) {
    let sum = 0;
    let squares = 0;
    for (let at = column; at < values.length; at += width) sum += values[at]!;
    for (let at = column; at < values.length; at += width) squares += (values[at]! - sum / count) ** 2;
    centres[column] = sum / count;
    centres[width + column] = Math.sqrt(squares / count) || 1;
    for (let at = column; at < values.length; at += width)
      values[at] = (values[at]! - centres[column]!) / centres[width + column]!;
  }
  return centres;
}

/** Builds the reference of one step from the scores of the known texts. */
export function referenceOf(known: readonly KnownScore[]): StepReference {
  const human = Float64Array.from(
    known.filter((one) => one.label === 0),
    (one) => one.combined,
  ).sort();
  const humanLevels = new Float64Array(LEVELS);
  const syntheticLevels = new Float64Array(LEVELS);
  const curve = probabilityCurve(known);
  for (const one of known) {
    const levels = one.label === 0 ? humanLevels : syntheticLevels;
    const level = levelOf(probabilityAt(curve, one.combined));
    levels[level] = levels[level]! + 1;
  }
  return {
    human,
    syntheticCount: known.length - human.length,
    curve,
    humanLevels,
    syntheticLevels,
  };
}

/**
 * Platt's calibration (Advances in Large Margin Classifiers, 1999): a logistic curve through the scores of both labels,
 * with equal weight per label. It has only two parameters, so it does not overfit the texts it is evaluated on.
 */
export function probabilityCurve(known: readonly KnownScore[]): ProbabilityCurve {
  const labels = Uint8Array.from(known, (one) => one.label);
  const synthetics = labels.reduce((sum, label) => sum + label, 0);
  const fitted = fitDenseLogistic(
    Float64Array.from(known, (one) => one.combined),
    1,
    labels,
    Int32Array.from(known.keys()),
    0.01,
  );
  return {
    // A calibration worse than guessing must not invert its scores.
    slope: Math.max(0, fitted[0]!),
    intercept: fitted[1]!,
    lowest: 1 / (synthetics + 2),
    highest: 1 - 1 / (known.length - synthetics + 2),
  };
}

export function probabilityAt(
  { slope, intercept, lowest, highest }: ProbabilityCurve,
  score: number,
): number {
  return Math.max(lowest, Math.min(highest, 1 / (1 + Math.exp(-(slope * score + intercept)))));
}
