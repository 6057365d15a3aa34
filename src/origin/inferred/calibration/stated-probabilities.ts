import { FOLDS } from '../detectors/detector.js';
import { type KnownScore, probabilityAt, probabilityCurve } from './head.js';

/** Probability of each text from curves fitted without it, by cross-validation over folds of their own. */
export function statedProbabilities(scores: ArrayLike<number>, labels: Uint8Array): Float64Array {
  const known: KnownScore[] = Array.from(labels, (label, at) => ({
    combined: scores[at]!,
    fold: at % FOLDS,
    label,
  }));
  const stated = new Float64Array(known.length);
  for (let fold = 0; fold < FOLDS; fold++) {
    const curve = probabilityCurve(known.filter((one) => one.fold !== fold));
    for (let at = fold; at < known.length; at += FOLDS) stated[at] = probabilityAt(curve, scores[at]!);
  }
  return stated;
}

/**
 * Expected calibration error: the mean distance between stated probability and observed share, over ten bins of equally
 * many texts, with equal weight per side. 0 to 1.
 */
export function calibrationError(probabilities: ArrayLike<number>, labels: Uint8Array): number {
  const synthetic = labels.reduce((sum, label) => sum + label, 0);
  const stated = Array.from(labels, (label, at) => ({
    probability: probabilities[at]!,
    label,
    weight: 1 / (label === 1 ? synthetic : labels.length - synthetic),
  }));
  stated.sort((a, b) => a.probability - b.probability);
  const bins = 10;
  let error = 0;
  for (let bin = 0; bin < bins; bin++) {
    const own = stated.slice(
      Math.floor((bin * stated.length) / bins),
      Math.floor(((bin + 1) * stated.length) / bins),
    );
    const weight = own.reduce((sum, one) => sum + one.weight, 0);
    if (weight === 0) continue;
    const probability = own.reduce((sum, one) => sum + one.weight * one.probability, 0) / weight;
    const outcome = own.reduce((sum, one) => sum + one.weight * one.label, 0) / weight;
    error += (weight / 2) * Math.abs(probability - outcome);
  }
  return error;
}
