import type { NumericRows } from '../../core/model.js';
import type { Random } from '../../core/random.js';
import { aliasTable } from '../../math/distributions.js';
import { selectRows } from '../data.js';

const MOST_TURNS = 300;
/** Most records clustered for the start of EM, which then uses all records; more only make it slower. */
const MOST_RECORDS = 2000;
const MOST_RECORDS_PER_CLUSTER = 50;

export interface Clusters {
  readonly clusters: number;
  /** The records that were clustered. */
  readonly data: NumericRows;
  /** Cluster of each record. */
  readonly labels: Int32Array;
  readonly weights: Float64Array | null;
  /** clusters × columns. */
  readonly centres: Float64Array;
}

/**
 * Clusters by k-means++ seeding (Arthur and Vassilvitskii, SODA 2007) and Lloyd's iteration to convergence. It draws a
 * sample if there are more than 2,000 records, or 50 per cluster if that is more: one record from each of equal
 * stretches, or records by weight, which then have equal weights.
 */
export function kMeansClusters(
  all: NumericRows,
  clusters: number,
  random: Random,
  allWeights: Float64Array | null = null,
): Clusters {
  const most = Math.max(MOST_RECORDS, MOST_RECORDS_PER_CLUSTER * clusters);
  const isDrawn = all.count > most;
  const data = isDrawn ? selectRows(all, drawnRows(all.count, most, random, allWeights)) : all;
  const weights = isDrawn ? null : allWeights;
  const centres = seedCentres(data, clusters, random, weights);
  const labels = new Int32Array(data.count).fill(-1);
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    if (!assign(data, centres, clusters, labels)) break;
    moveCentres(data, centres, clusters, labels, weights);
  }
  return { clusters, data, labels, weights, centres };
}

function drawnRows(total: number, count: number, random: Random, weights: Float64Array | null): Int32Array {
  const table = weights === null ? null : aliasTable(weights);
  const stretch = total / count;
  return Int32Array.from({ length: count }, (_, at) =>
    table === null ? Math.floor((at + random.uniform()) * stretch) : table.draw(random),
  );
}

function seedCentres(
  data: NumericRows,
  clusters: number,
  random: Random,
  weights: Float64Array | null,
): Float64Array {
  const { columns, values, count } = data;
  const centres = new Float64Array(clusters * columns);
  const nearest = new Float64Array(count).fill(Infinity);
  let chosen = random.integer(count);
  for (let k = 0; k < clusters; k++) {
    centres.set(values.subarray(chosen * columns, (chosen + 1) * columns), k * columns);
    let total = 0;
    for (let row = 0; row < count; row++) {
      const weight = weights === null ? 1 : weights[row]!;
      nearest[row] = Math.min(
        nearest[row]!,
        squaredDistance(values, row * columns, centres, k * columns, columns),
      );
      total += weight * nearest[row]!;
    }
    let left = random.uniform() * total;
    chosen = count - 1;
    for (let row = 0; row < count; row++) {
      left -= (weights === null ? 1 : weights[row]!) * nearest[row]!;
      if (left < 0) {
        chosen = row;
        break;
      }
    }
  }
  return centres;
}

/** Returns whether a label changed. */
function assign(data: NumericRows, centres: Float64Array, clusters: number, labels: Int32Array): boolean {
  const { columns, values } = data;
  let hasChanged = false;
  for (let row = 0; row < data.count; row++) {
    let best = 0;
    let smallest = Infinity;
    for (let k = 0; k < clusters; k++) {
      const distance = squaredDistance(values, row * columns, centres, k * columns, columns);
      if (distance < smallest) {
        smallest = distance;
        best = k;
      }
    }
    if (labels[row] !== best) {
      labels[row] = best;
      hasChanged = true;
    }
  }
  return hasChanged;
}

/** An empty cluster keeps its centre. */
function moveCentres(
  data: NumericRows,
  centres: Float64Array,
  clusters: number,
  labels: Int32Array,
  weights: Float64Array | null,
): void {
  const { columns, values } = data;
  const sums = new Float64Array(clusters * columns);
  const mass = new Float64Array(clusters);
  for (let row = 0; row < data.count; row++) {
    const k = labels[row]!;
    const weight = weights === null ? 1 : weights[row]!;
    mass[k] = mass[k]! + weight;
    for (let i = 0; i < columns; i++)
      sums[k * columns + i] = sums[k * columns + i]! + weight * values[row * columns + i]!;
  }
  for (let at = 0; at < sums.length; at++) {
    const weight = mass[Math.floor(at / columns)]!;
    if (weight > 0) centres[at] = sums[at]! / weight;
  }
}

function squaredDistance(
  a: Float64Array,
  startA: number,
  b: Float64Array,
  startB: number,
  columns: number,
): number {
  let squares = 0;
  for (let i = 0; i < columns; i++) {
    const gap = a[startA + i]! - b[startB + i]!;
    squares += gap * gap;
  }
  return squares;
}
