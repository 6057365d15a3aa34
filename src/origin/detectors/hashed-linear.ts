import { fitSparseLogistic, type SparseRows } from '../../math/logistic.js';
import type { BucketSet } from './buckets.js';
import {
  type DetectorArrays,
  type Examples,
  type FittedDetector,
  FOLDS,
  outsideFold,
  type Passage,
} from './detector.js';

/** Turns a passage into the set of its features. */
export type Extract = (passage: Passage) => BucketSet;

/**
 * A logistic model of which hashed features a text holds. A feature counts once however often it occurs, and the row is
 * scaled to length 1. Presence read better than frequency on every set tried, and the same weight for all features
 * carried further to generators not fitted on than inverse document frequency did. Weights are kept in 16 bits.
 */
export class HashedLinear implements FittedDetector {
  constructor(
    private readonly extract: Extract,
    /** Shape (FOLDS, buckets). */
    private readonly weights: Int16Array,
    /** Shape (2, FOLDS): what one unit of the 16 bits is worth, and the intercepts. */
    private readonly scales: Float64Array,
  ) {}

  static fit(extract: Extract, bucketCount: number, examples: Examples): HashedLinear {
    const rows = scaledRows(extract, bucketCount, examples);
    const weights = new Int16Array(bucketCount * FOLDS);
    const scales = new Float64Array(2 * FOLDS);
    for (let fold = 0; fold < FOLDS; fold++) {
      const fitted = fitSparseLogistic(rows, examples.labels, outsideFold(examples.folds, fold));
      let largest = 1e-12;
      for (let bucket = 0; bucket < bucketCount; bucket++)
        largest = Math.max(largest, Math.abs(fitted[bucket]!));
      const unit = largest / 32767;
      for (let bucket = 0; bucket < bucketCount; bucket++)
        weights[fold * bucketCount + bucket] = Math.round(fitted[bucket]! / unit);
      scales[fold] = unit;
      scales[FOLDS + fold] = fitted[bucketCount]!;
    }
    return new HashedLinear(extract, weights, scales);
  }

  static restore(extract: Extract, bucketCount: number, arrays: DetectorArrays): HashedLinear {
    const { weights, scales } = arrays;
    if (
      !(weights instanceof Int16Array && weights.length === bucketCount * FOLDS) ||
      !(scales instanceof Float64Array && scales.length === 2 * FOLDS)
    )
      throw new RangeError('a linear model needs its weights and scales');
    return new HashedLinear(extract, weights, scales);
  }

  score(passage: Passage, fold: number): number {
    const { buckets, count } = this.extract(passage);
    const { weights, scales } = this;
    const offset = (fold * weights.length) / FOLDS;
    let sum = 0;
    for (let index = 0; index < count; index++) sum += weights[offset + buckets[index]!]!;
    return (count === 0 ? 0 : sum / Math.sqrt(count)) * scales[fold]! + scales[FOLDS + fold]!;
  }

  arrays(): DetectorArrays {
    return { weights: this.weights, scales: this.scales };
  }
}

function scaledRows(extract: Extract, columnCount: number, examples: Examples): SparseRows {
  const starts = new Float64Array(examples.count + 1);
  let columns = new Int32Array(1 << 16);
  for (let row = 0; row < examples.count; row++) {
    const { buckets, count } = extract(examples.passage(row));
    const start = starts[row]!;
    if (start + count > columns.length) {
      const longer = new Int32Array(Math.max(start + count, 2 * columns.length));
      longer.set(columns.subarray(0, start));
      columns = longer;
    }
    columns.set(buckets.subarray(0, count), start);
    starts[row + 1] = start + count;
  }
  const values = new Float32Array(starts[examples.count]!);
  for (let row = 0; row < examples.count; row++) {
    const [start, end] = [starts[row]!, starts[row + 1]!];
    values.fill(start === end ? 0 : 1 / Math.sqrt(end - start), start, end);
  }
  return { starts, columns, values, columnCount };
}
