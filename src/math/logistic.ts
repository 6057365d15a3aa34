import { solvePositive } from './linear-algebra.js';
import { randomFrom } from './random.js';

/**
 * The columns of each row: row r has the entries of `columns` from `starts[r]` to `starts[r + 1]`, each once. The value
 * of column c in row r is scales[c] ÷ √(number of columns of r), so rows have about equal length.
 */
export interface PresenceRows {
  readonly columnCount: number;
  /** Shape (rows + 1). */
  readonly starts: Float64Array;
  readonly columns: Int32Array;
}

export interface SparseLogisticSettings {
  /** Weight of the data against the penalty ½‖w‖²; the larger, the closer the fit. */
  readonly cost: number;
  readonly maxEpochs: number;
  /** Stops when no coordinate's gradient exceeds this. */
  readonly tolerance: number;
}

export const DEFAULT_SPARSE_SETTINGS: SparseLogisticSettings = { cost: 30, maxEpochs: 15, tolerance: 0.3 };

/**
 * Logistic regression with an L2 penalty, ½‖w‖² + Σ cᵢ log(1 + exp(−yᵢ w·xᵢ)), by coordinate descent on its dual
 * (Yu, Huang and Lin, Machine Learning 85, 2011, algorithm 5). A constant column represents the intercept, so it is
 * penalised too. Both classes have equal weight whatever their sizes: cᵢ = cost · n / (2 n_class).
 * Deterministic: the order of the rows in every pass comes from a fixed seed.
 *
 * `members` are the rows to fit on and must contain both labels. Returns columnCount weights, then the intercept. The
 * weights apply to presence: w · scales, for use with scales of 1.
 */
export function fitSparseLogistic(
  rows: PresenceRows,
  scales: Float64Array,
  labels: Uint8Array,
  members: Int32Array,
  settings: SparseLogisticSettings = DEFAULT_SPARSE_SETTINGS,
): Float64Array {
  const { starts, columns, columnCount } = rows;
  const weights = new Float64Array(columnCount + 1);
  const squares = scales.map((scale) => scale * scale);
  const dual = new Float64Array(members.length);
  const norms = new Float64Array(members.length);
  const [negativeCost, positiveCost] = balancedCosts(labels, members, settings.cost);
  const rowScale = (row: number): number => 1 / Math.sqrt(Math.max(1, starts[row + 1]! - starts[row]!));
  const add = (row: number, amount: number): void => {
    const scaled = amount * rowScale(row);
    for (let at = starts[row]!; at < starts[row + 1]!; at++) {
      const column = columns[at]!;
      weights[column] = weights[column]! + scaled * squares[column]!;
    }
    weights[columnCount] = weights[columnCount]! + amount;
  };
  for (let index = 0; index < members.length; index++) {
    const row = members[index]!;
    let sum = 0;
    for (let at = starts[row]!; at < starts[row + 1]!; at++) sum += squares[columns[at]!]!;
    norms[index] = 1 + sum * rowScale(row) ** 2;
    dual[index] = 1e-8;
    add(row, labels[row] === 1 ? 1e-8 : -1e-8);
  }
  const random = randomFrom('sparse-logistic');
  for (let epoch = 0; epoch < settings.maxEpochs; epoch++) {
    let steepest = 0;
    for (const index of random.split(epoch).permutation(members.length)) {
      const row = members[index]!;
      const sign = labels[row] === 1 ? 1 : -1;
      let sum = 0;
      for (let at = starts[row]!; at < starts[row + 1]!; at++) sum += weights[columns[at]!]!;
      const margin = weights[columnCount]! + sum * rowScale(row);
      const cost = sign === 1 ? positiveCost : negativeCost;
      const step = minimiseCoordinate(dual[index]!, cost, norms[index]!, sign * margin);
      steepest = Math.max(steepest, step.gradient);
      if (step.next === dual[index]) continue;
      add(row, (step.next - dual[index]!) * sign);
      dual[index] = step.next;
    }
    if (steepest < settings.tolerance) break;
  }
  return weights;
}

function balancedCosts(labels: Uint8Array, members: Int32Array, cost: number): readonly [number, number] {
  let positives = 0;
  for (const row of members) positives += labels[row]!;
  return [
    (cost * members.length) / (2 * Math.max(1, members.length - positives)),
    (cost * members.length) / (2 * Math.max(1, positives)),
  ];
}

/**
 * The minimum over 0 < z < cost of z log z + (cost − z) log(cost − z) + ½ a (z − old)² + b (z − old), by Newton's
 * method in the smaller variable, which keeps its precision near 0.
 */
function minimiseCoordinate(
  old: number,
  cost: number,
  a: number,
  b: number,
): { next: number; gradient: number } {
  const isMirrored = 0.5 * a * (cost - 2 * old) + b < 0;
  const start = isMirrored ? cost - old : old;
  const slope = isMirrored ? -b : b;
  let z = cost - start < 0.5 * cost ? 0.1 * start : start;
  let gradient = a * (z - start) + slope + Math.log(z / (cost - z));
  const first = Math.abs(gradient);
  for (let turn = 0; turn < 50 && Math.abs(gradient) > 1e-4; turn++) {
    const next = z - gradient / (a + cost / ((cost - z) * z));
    z = next <= 0 ? 0.1 * z : next >= cost ? 0.5 * (z + cost) : next;
    gradient = a * (z - start) + slope + Math.log(z / (cost - z));
  }
  return { next: isMirrored ? cost - z : z, gradient: first };
}

/**
 * Logistic regression on few dense columns by Newton's method, with the penalty ½ Σ ridgeⱼ wⱼ² (the intercept is free)
 * and equal class weights. `values` has shape (rows, columnCount). Returns columnCount weights, then the intercept;
 * zeros for singular curvature, which a positive ridge prevents.
 */
export function fitDenseLogistic(
  values: Float64Array,
  columnCount: number,
  labels: Uint8Array,
  members: Int32Array,
  ridge: number | ArrayLike<number> = 1,
): Float64Array {
  const size = columnCount + 1;
  let weights = new Float64Array(size);
  const [negativeCost, positiveCost] = balancedCosts(labels, members, 1);
  for (let turn = 0; turn < 30; turn++) {
    const gradient = new Float64Array(size);
    const curvature = new Float64Array(size * size);
    for (const row of members) {
      const at = row * columnCount;
      let margin = weights[columnCount]!;
      for (let column = 0; column < columnCount; column++) margin += weights[column]! * values[at + column]!;
      const share = 1 / (1 + Math.exp(-margin));
      const cost = labels[row] === 1 ? positiveCost : negativeCost;
      const residual = cost * (labels[row]! - share);
      const bend = cost * share * (1 - share);
      for (let i = 0; i < size; i++) {
        const x = i === columnCount ? 1 : values[at + i]!;
        gradient[i] = gradient[i]! + residual * x;
        for (let j = 0; j <= i; j++)
          curvature[i * size + j] =
            curvature[i * size + j]! + bend * x * (j === columnCount ? 1 : values[at + j]!);
      }
    }
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < i; j++) curvature[j * size + i] = curvature[i * size + j]!;
      const penalty = i === columnCount ? 1e-6 : typeof ridge === 'number' ? ridge : ridge[i]!;
      curvature[i * size + i] = curvature[i * size + i]! + penalty;
      gradient[i] = gradient[i]! - penalty * weights[i]!;
    }
    const step = solvePositive(curvature, size, gradient);
    if (step === null) break;
    // On separable data the first steps are too long; a bounded step cannot overflow.
    const length = Math.hypot(...step);
    const scale = Math.min(1, 10 / length);
    weights = weights.map((weight, at) => weight + scale * step[at]!);
    if (length < 1e-8) break;
  }
  return weights;
}
