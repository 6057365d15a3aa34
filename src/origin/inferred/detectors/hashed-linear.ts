import { fitSparseLogistic, type PresenceRows } from '../../../math/logistic.js';
import { createReader } from '../../../text/reading.js';
import type { BucketSet } from './buckets.js';
import {
  type DetectorArrays,
  type Examples,
  type FittedDetector,
  FOLDS,
  outsideFold,
  type Passage,
  passageOf,
} from './detector.js';

/** Turns a passage into the set of its features. */
export type Extract = (passage: Passage) => BucketSet;

/** Length in words of the opening, which is an example of its own, and the minimum length of the rest. */
const OPENING = 64;
const SHORTEST_REST = 32;

const reader = createReader();

/**
 * A logistic model over the presence of hashed features. Each feature counts once, and rows are scaled to length 1:
 * presence worked better than frequency on every set tried. Features are scaled by the square root of their naive Bayes
 * log odds (after Wang and Manning, ACL 2012, who use the log odds themselves; the root worked better on short texts).
 * Weights are stored in 16 bits.
 *
 * Fitted on each whole text, its opening and its rest, because texts are judged at many lengths and a model fitted on
 * long texts only does badly on short ones.
 */
export class HashedLinear implements FittedDetector {
  constructor(
    private readonly extract: Extract,
    /** Shape (FOLDS, buckets). */
    private readonly weights: Int16Array,
    /** Shape (2, FOLDS): value of one unit of the 16-bit weights, and the intercepts. */
    private readonly scales: Float64Array,
  ) {}

  static fit(extract: Extract, bucketCount: number, examples: Examples): HashedLinear {
    const { rows, owners } = presenceRows(extract, bucketCount, examples);
    const labels = Uint8Array.from(owners, (example) => examples.labels[example]!);
    const folds = Uint8Array.from(owners, (example) => examples.folds[example]!);
    const weights = new Int16Array(bucketCount * FOLDS);
    const scales = new Float64Array(2 * FOLDS);
    for (let fold = 0; fold < FOLDS; fold++) {
      const members = outsideFold(folds, fold);
      const fitted = fitSparseLogistic(rows, oddsScales(rows, labels, members), labels, members);
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
      throw new RangeError('the arrays of a linear model are missing or have another size');
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

/** Rows of whole texts, openings and rests; `owners` gives the example of each row. */
function presenceRows(
  extract: Extract,
  columnCount: number,
  examples: Examples,
): { rows: PresenceRows; owners: Int32Array } {
  const starts: number[] = [0];
  const owners: number[] = [];
  let columns = new Int32Array(1 << 16);
  const add = (passage: Passage, example: number): void => {
    const { buckets, count } = extract(passage);
    const start = starts.at(-1)!;
    if (start + count > columns.length) {
      const longer = new Int32Array(Math.max(start + count, 2 * columns.length));
      longer.set(columns.subarray(0, start));
      columns = longer;
    }
    columns.set(buckets.subarray(0, count), start);
    starts.push(start + count);
    owners.push(example);
  };
  for (let example = 0; example < examples.count; example++) {
    const whole = examples.passage(example);
    add(whole, example);
    if (whole.words < OPENING + SHORTEST_REST) continue;
    add(passageOf(whole.reading, OPENING), example);
    const rest = whole.reading.text.slice(whole.reading.wordStart[OPENING], whole.end);
    add(passageOf(reader.read(rest)), example);
  }
  return {
    rows: { starts: Float64Array.from(starts), columns, columnCount },
    owners: Int32Array.from(owners),
  };
}

/** Square root of each column's absolute log odds between the labels, over the members; mean square 1. */
function oddsScales(rows: PresenceRows, labels: Uint8Array, members: Int32Array): Float64Array {
  const held = [new Float64Array(rows.columnCount), new Float64Array(rows.columnCount)] as const;
  const totals: [number, number] = [0, 0];
  for (const row of members) {
    const label = labels[row] === 1 ? 1 : 0;
    const counts = held[label];
    totals[label]++;
    for (let at = rows.starts[row]!; at < rows.starts[row + 1]!; at++)
      counts[rows.columns[at]!] = counts[rows.columns[at]!]! + 1;
  }
  const share = (label: 0 | 1, column: number): number => (held[label][column]! + 1) / (totals[label] + 2);
  const scales = new Float64Array(rows.columnCount);
  let squares = 0;
  let entries = 0;
  for (let column = 0; column < scales.length; column++) {
    const odds = Math.abs(Math.log(share(1, column) / share(0, column)));
    scales[column] = Math.sqrt(odds);
    const count = held[0][column]! + held[1][column]!;
    squares += count * odds;
    entries += count;
  }
  const mean = Math.sqrt(squares / Math.max(1, entries)) || 1;
  return scales.map((scale) => scale / mean);
}
