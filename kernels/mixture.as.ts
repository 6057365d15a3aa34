// One step of expectation-maximisation for a Gaussian mixture: double precision, SIMD, two records at a time, each in
// a lane of its own. For finite records the same bits as src/lab/models/em-reference.ts. Compiled by scripts/build.mjs.
//
// Every offset counts numbers of 8 bytes. With d columns, S = 1 + d + d(d + 1)/2. Per component stand
//   in `mixture`: the constant of its log density, its mean (d), its whitening matrix (lower triangle, row by row);
//   in `sums`, two lanes each: mass, first moments (d), second moments (lower triangle) about that mean.
// `scratch` holds 2·(2d + components) numbers.

const LOG2_E: f64 = 1.4426950408889634;
const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;
/** 1.5 · 2⁵²: added and taken away it rounds to a whole number, which then stands in the lowest bits. */
const ROUNDING: f64 = 6755399441055744;
/** e to less than this is taken for 0. */
const LEAST: f64 = -708;
const EXPONENT_BITS: i64 = 0x7ff0000000000000;
const ONE_BITS: i64 = 0x3ff0000000000000;

// @ts-ignore: decorator
@inline function address(offset: i32): usize { return <usize>offset << 3; }
// @ts-ignore: decorator
@inline function size(columns: i32): i32 { return 1 + columns + columns * (columns + 1) / 2; }

/** eˣ for x ≤ 0: Taylor's polynomial to x¹³ on ±ln 2 / 2, after Estrin. */
// @ts-ignore: decorator
@inline function exponential(x: v128): v128 {
  const isLarge = f64x2.ge(x, f64x2.splat(LEAST));
  const shifted = f64x2.add(f64x2.mul(x, f64x2.splat(LOG2_E)), f64x2.splat(ROUNDING));
  const n = f64x2.sub(shifted, f64x2.splat(ROUNDING));
  const r = f64x2.sub(
    f64x2.sub(x, f64x2.mul(n, f64x2.splat(LN2_HIGH))),
    f64x2.mul(n, f64x2.splat(LN2_LOW)),
  );
  const r2 = f64x2.mul(r, r);
  const r4 = f64x2.mul(r2, r2);
  const r8 = f64x2.mul(r4, r4);
  const a = f64x2.add(f64x2.splat(1), r);
  const b = f64x2.add(f64x2.splat(1.0 / 2), f64x2.mul(f64x2.splat(1.0 / 6), r));
  const c = f64x2.add(f64x2.splat(1.0 / 24), f64x2.mul(f64x2.splat(1.0 / 120), r));
  const d = f64x2.add(f64x2.splat(1.0 / 720), f64x2.mul(f64x2.splat(1.0 / 5040), r));
  const e = f64x2.add(f64x2.splat(1.0 / 40320), f64x2.mul(f64x2.splat(1.0 / 362880), r));
  const f = f64x2.add(f64x2.splat(1.0 / 3628800), f64x2.mul(f64x2.splat(1.0 / 39916800), r));
  const g = f64x2.add(f64x2.splat(1.0 / 479001600), f64x2.mul(f64x2.splat(1.0 / 6227020800), r));
  const low = f64x2.add(a, f64x2.mul(r2, b));
  const middle = f64x2.add(c, f64x2.mul(r2, d));
  const high = f64x2.add(f64x2.add(e, f64x2.mul(r2, f)), f64x2.mul(r4, g));
  const power = f64x2.add(f64x2.add(low, f64x2.mul(r4, middle)), f64x2.mul(r8, high));
  return v128.and(i64x2.add(power, i64x2.shl(shifted, 52)), isLarge);
}

/** Rows `row` and `row + 1` of the values, column by column; a missing row repeats the one before. */
// @ts-ignore: decorator
@inline function loadPair(values: i32, row: i32, count: i32, columns: i32, point: i32): void {
  const first = address(values + row * columns);
  const second = row + 1 < count ? first + address(columns) : first;
  for (let i = 0; i < columns; i++)
    v128.store(
      address(point + 2 * i),
      v128.load64_lane(second + address(i), v128.load64_zero(first + address(i)), 1),
    );
}

// @ts-ignore: decorator
@inline function logDensity(columns: i32, component: i32, point: i32, centred: i32): v128 {
  const constant = v128.load64_splat(address(component));
  const mean = address(component + 1);
  let whitening = address(component + 1 + columns);
  if (columns == 2) {
    const x = f64x2.sub(v128.load(address(point)), v128.load64_splat(mean));
    const y = f64x2.sub(v128.load(address(point), 16), v128.load64_splat(mean, 8));
    const u = f64x2.mul(v128.load64_splat(whitening), x);
    const v = f64x2.add(
      f64x2.mul(v128.load64_splat(whitening, 8), x),
      f64x2.mul(v128.load64_splat(whitening, 16), y),
    );
    const sum = f64x2.add(f64x2.mul(u, u), f64x2.mul(v, v));
    return f64x2.sub(constant, f64x2.mul(f64x2.splat(0.5), sum));
  }
  for (let i = 0; i < columns; i++)
    v128.store(
      address(centred + 2 * i),
      f64x2.sub(v128.load(address(point + 2 * i)), v128.load64_splat(mean + address(i))),
    );
  let squares = f64x2.splat(0);
  for (let i = 0; i < columns; i++) {
    let sum = f64x2.splat(0);
    for (let j = 0; j <= i; j++) {
      sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(whitening), v128.load(address(centred + 2 * j))));
      whitening += 8;
    }
    squares = f64x2.add(squares, f64x2.mul(sum, sum));
  }
  return f64x2.sub(constant, f64x2.mul(f64x2.splat(0.5), squares));
}

/** Each component's density over the largest, to `parts`, whose largest logarithm it gives. */
// @ts-ignore: decorator
@inline function weigh(columns: i32, components: i32, mixture: i32, point: i32, centred: i32, parts: i32): v128 {
  const length = size(columns);
  let largest = f64x2.splat(-Infinity);
  for (let k = 0; k < components; k++) {
    const log = logDensity(columns, mixture + k * length, point, centred);
    v128.store(address(parts + 2 * k), log);
    largest = f64x2.max(largest, log);
  }
  if (components == 2) {
    // One of two is e⁰.
    const first = v128.load(address(parts));
    const second = v128.load(address(parts), 16);
    const isFirst = f64x2.eq(first, largest);
    const part = exponential(f64x2.sub(v128.bitselect(second, first, isFirst), largest));
    const one = f64x2.splat(1);
    v128.store(address(parts), v128.bitselect(one, part, isFirst));
    v128.store(address(parts), v128.bitselect(part, one, isFirst), 16);
    return largest;
  }
  for (let k = 0; k < components; k++) {
    const at = address(parts + 2 * k);
    v128.store(at, exponential(f64x2.sub(v128.load(at), largest)));
  }
  return largest;
}

// @ts-ignore: decorator
@inline function massOf(components: i32, parts: i32): v128 {
  let mass = f64x2.splat(0);
  for (let k = 0; k < components; k++) mass = f64x2.add(mass, v128.load(address(parts + 2 * k)));
  return mass;
}

// @ts-ignore: decorator
@inline function gain(at: usize, amount: v128): void { v128.store(at, f64x2.add(v128.load(at), amount)); }

// @ts-ignore: decorator
@inline function addMoments(columns: i32, weight: v128, component: i32, point: i32, centred: i32, sums: i32): void {
  const mean = address(component + 1);
  let to = address(sums);
  gain(to, weight);
  if (columns == 2) {
    const x = f64x2.sub(v128.load(address(point)), v128.load64_splat(mean));
    const y = f64x2.sub(v128.load(address(point), 16), v128.load64_splat(mean, 8));
    const weightedX = f64x2.mul(weight, x);
    const weightedY = f64x2.mul(weight, y);
    gain(to + 16, weightedX);
    gain(to + 32, weightedY);
    gain(to + 48, f64x2.mul(weightedX, x));
    gain(to + 64, f64x2.mul(weightedY, x));
    gain(to + 80, f64x2.mul(weightedY, y));
    return;
  }
  let second = to + 16 + (<usize>columns << 4);
  for (let i = 0; i < columns; i++) {
    const c = f64x2.sub(v128.load(address(point + 2 * i)), v128.load64_splat(mean + address(i)));
    v128.store(address(centred + 2 * i), c);
    const weighted = f64x2.mul(weight, c);
    to += 16;
    gain(to, weighted);
    for (let j = 0; j <= i; j++) {
      gain(second, f64x2.mul(weighted, v128.load(address(centred + 2 * j))));
      second += 16;
    }
  }
}

/**
 * Adds `count` records to `sums`, and to the six numbers at `total`, two lanes each: the sum of the largest logs, the
 * mantissa of the product of masses, its exponent (whole numbers of 64 bits). Where `weights` is not negative it names
 * the records' weights; the logs of weighted records are then what `evaluate` gives.
 */
export function step(
  count: i32, columns: i32, components: i32,
  values: i32, weights: i32, mixture: i32, sums: i32, total: i32, scratch: i32,
): void {
  const point = scratch;
  const centred = point + 2 * columns;
  const parts = centred + 2 * columns;
  const length = size(columns);
  let logs = v128.load(address(total));
  let product = v128.load(address(total + 2));
  let exponent = v128.load(address(total + 4));
  for (let row = 0; row < count; row += 2) {
    loadPair(values, row, count, columns, point);
    const largest = weigh(columns, components, mixture, point, centred, parts);
    const mass = massOf(components, parts);
    const isThere = i64x2(-1, row + 1 < count ? -1 : 0);
    const isPositive = f64x2.gt(mass, f64x2.splat(0));
    logs = f64x2.add(logs, v128.and(largest, isThere));
    // A mass is from 1 to the number of components: kept apart after each, the product never overflows.
    product = f64x2.mul(product, v128.bitselect(mass, f64x2.splat(1), v128.and(isThere, isPositive)));
    exponent = i64x2.add(
      exponent,
      i64x2.sub(i64x2.shr_u(product, 52), i64x2.splat(1023)),
    );
    product = v128.or(v128.andnot(product, i64x2.splat(EXPONENT_BITS)), i64x2.splat(ONE_BITS));
    let weight = f64x2.splat(1);
    if (weights >= 0) {
      const at = address(weights + row);
      weight = v128.load64_lane(row + 1 < count ? at + 8 : at, v128.load64_zero(at), 1);
    }
    const scale = v128.and(f64x2.div(weight, mass), v128.and(isThere, isPositive));
    for (let k = 0; k < components; k++)
      addMoments(
        columns,
        f64x2.mul(scale, v128.load(address(parts + 2 * k))),
        mixture + k * length,
        point,
        centred,
        sums + 2 * k * length,
      );
  }
  v128.store(address(total), logs);
  v128.store(address(total + 2), product);
  v128.store(address(total + 4), exponent);
}

/** The largest log density and the mass over it of each record, to `rows`: two records' logs, then their masses. */
export function evaluate(
  count: i32, columns: i32, components: i32, values: i32, mixture: i32, rows: i32, scratch: i32,
): void {
  const point = scratch;
  const centred = point + 2 * columns;
  const parts = centred + 2 * columns;
  for (let row = 0; row < count; row += 2) {
    loadPair(values, row, count, columns, point);
    v128.store(address(rows + 2 * row), weigh(columns, components, mixture, point, centred, parts));
    v128.store(address(rows + 2 * row), massOf(components, parts), 16);
  }
}
