import type { EmRecords, EmSums } from './em-kernel.js';

const LOG2_E = Math.LOG2E;
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const ROUNDING = 1.5 * 2 ** 52;
const LEAST = -708;
/** 1/0! … 1/13!. */
const TAYLOR = [
  1,
  1,
  1 / 2,
  1 / 6,
  1 / 24,
  1 / 120,
  1 / 720,
  1 / 5040,
  1 / 40320,
  1 / 362880,
  1 / 3628800,
  1 / 39916800,
  1 / 479001600,
  1 / 6227020800,
] as const;

/** eˣ for x ≤ 0 to one or two units in the last place, 0 below −708, using only operations that all engines round alike. */
export function exponential(x: number): number {
  if (!(x >= LEAST)) return 0;
  const n = x * LOG2_E + ROUNDING - ROUNDING;
  const r = x - n * LN2_HIGH - n * LN2_LOW;
  const r2 = r * r;
  const r4 = r2 * r2;
  const pair = (at: number): number => TAYLOR[at]! + TAYLOR[at + 1]! * r;
  const low = pair(0) + r2 * pair(2);
  const middle = pair(4) + r2 * pair(6);
  const high = pair(8) + r2 * pair(10) + r4 * pair(12);
  return (low + r4 * middle + r4 * r4 * high) * 2 ** n;
}

/**
 * Slow reference of `kernels/mixture.as.ts`, equal to the bit: even rows are one lane, odd rows another, and the lanes are
 * added last. The tests compare the two.
 */
export function referenceSums(
  { values, weights, count, columns }: EmRecords,
  parameters: Float64Array,
  components: number,
): EmSums {
  const length = parameters.length / components;
  const lanes = [0, 1].map((lane) => {
    const sums = new Float64Array(parameters.length);
    let logs = 0;
    let product = 1;
    let exponent = 0;
    for (let row = lane; row < count; row += 2) {
      const point = values.subarray(row * columns, (row + 1) * columns);
      const { largest, parts, mass } = densitiesAt(point, parameters, components);
      logs += largest;
      product *= mass > 0 ? mass : 1;
      const whole = exponentOf(product);
      exponent += whole;
      product /= 2 ** whole;
      if (!(mass > 0)) continue;
      const scale = (weights === null ? 1 : weights[row]!) / mass;
      for (let k = 0; k < components; k++) addMoments(sums, k * length, scale * parts[k]!, point, parameters);
    }
    return { sums, logs, product, exponent };
  }) as [Lane, Lane];
  const [even, odd] = lanes;
  return {
    sums: even.sums.map((value, at) => value + odd.sums[at]!),
    logLikelihood:
      even.logs +
      odd.logs +
      (Math.log(even.product) + Math.log(odd.product)) +
      (even.exponent + odd.exponent) * Math.LN2,
  };
}

/** The whole power of two at or below a positive number. */
function exponentOf(x: number): number {
  return (new DataView(Float64Array.of(x).buffer).getInt32(4, true) >> 20) - 1023;
}

interface Lane {
  readonly sums: Float64Array;
  readonly logs: number;
  readonly product: number;
  readonly exponent: number;
}

export function densitiesAt(
  point: Float64Array,
  parameters: Float64Array,
  components: number,
): { readonly largest: number; readonly parts: Float64Array; readonly mass: number } {
  const columns = point.length;
  const length = parameters.length / components;
  const logs = new Float64Array(components);
  for (let k = 0; k < components; k++) {
    const mean = k * length + 1;
    let whitening = mean + columns;
    let squares = 0;
    for (let i = 0; i < columns; i++) {
      let sum = 0;
      for (let j = 0; j <= i; j++) sum += parameters[whitening++]! * (point[j]! - parameters[mean + j]!);
      squares += sum * sum;
    }
    logs[k] = parameters[k * length]! - 0.5 * squares;
  }
  const largest = Math.max(...logs);
  const parts = logs.map((log) => exponential(log - largest));
  return { largest, parts, mass: parts.reduce((a, b) => a + b, 0) };
}

function addMoments(
  sums: Float64Array,
  start: number,
  weight: number,
  point: Float64Array,
  parameters: Float64Array,
): void {
  const columns = point.length;
  const centred = point.map((value, i) => value - parameters[start + 1 + i]!);
  sums[start]! += weight;
  let second = start + 1 + columns;
  for (let i = 0; i < columns; i++) {
    const weighted = weight * centred[i]!;
    sums[start + 1 + i]! += weighted;
    for (let j = 0; j <= i; j++) sums[second++]! += weighted * centred[j]!;
  }
}
