// The arithmetic of gradient-trained models: single precision, SIMD, one memory that the caller lays out.
// Every offset counts floats, not bytes. The TypeScript twin of each function, in double precision, is in
// src/lab/neural/reference-kernels.ts; its doc comments there say what each computes.
// WebAssembly's arithmetic is exact to the bit in every engine, so a trained model is too.

const COLUMNS: i32 = 8;
const DEPTH: i32 = 256;
const WIDTH: i32 = 512;
const HEIGHT: i32 = 256;
/** Depths left free between strips of A: at whole pages apart they would all want the same cache lines. */
const APART: i32 = 4;

// @ts-ignore: decorator
@inline function address(offset: i32): usize { return <usize>offset << 2; }

// ---- Matrix product -------------------------------------------------------------------------------

export function multiply(
  m: i32, n: i32, k: i32,
  a: i32, aRow: i32, aColumn: i32,
  b: i32, bRow: i32, bColumn: i32,
  c: i32, cRow: i32, isAdded: i32, scratch: i32,
): void {
  const strips = scratch + DEPTH * WIDTH;
  // A transposed A is read column by column, a cache line for four numbers, unless it is laid out anew.
  const isPacked = aRow == 1 && aColumn >= 4 && m >= 4;
  for (let columnFrom = 0; columnFrom < n; columnFrom += WIDTH) {
    const width = min(WIDTH, n - columnFrom);
    for (let depthFrom = 0; depthFrom < k; depthFrom += DEPTH) {
      const depth = min(DEPTH, k - depthFrom);
      pack(depth, width, b + depthFrom * bRow + columnFrom * bColumn, bRow, bColumn, scratch);
      const adds = isAdded != 0 || depthFrom > 0;
      for (let rowFrom = 0; rowFrom < m; rowFrom += HEIGHT) {
        const height = min(HEIGHT, m - rowFrom);
        const block = a + rowFrom * aRow + depthFrom * aColumn;
        if (isPacked) packStrips(depth, height, block, aColumn, strips);
        for (let row = 0; row < height; row += 4) {
          const rows = min(4, height - row);
          const aStart = address(isPacked ? strips + row * (depth + APART) : block + row * aRow);
          const aStep = address(isPacked ? 4 : aColumn);
          // A missing row repeats the last one: its products are computed and not stored.
          const a1 = aStart + address(min(1, rows - 1) * aRow);
          const a2 = aStart + address(min(2, rows - 1) * aRow);
          const a3 = aStart + address(min(3, rows - 1) * aRow);
          for (let column = 0; column < width; column += COLUMNS) {
            const panel = address(scratch + column * depth);
            const to = address(c + (rowFrom + row) * cRow + columnFrom + column);
            const columns = min(COLUMNS, width - column);
            if (columns <= 4) halfTile(depth, aStart, a1, a2, a3, aStep, panel, to, address(cRow), rows, columns, adds);
            else tile(depth, aStart, a1, a2, a3, aStep, panel, to, address(cRow), rows, columns, adds);
          }
        }
      }
    }
  }
}

/** Lays a block of a transposed A out in strips of 4 of its rows, depth by depth; the last may be short. */
function packStrips(depth: i32, height: i32, a: i32, aColumn: i32, strips: i32): void {
  const step = <usize>(depth + APART) << 4;
  for (let at = 0; at < depth; at++) {
    const from = address(a + at * aColumn);
    let to = address(strips + 4 * at);
    let row = 0;
    for (; row + 4 <= height; row += 4) {
      v128.store(to, v128.load(from + (<usize>row << 2)));
      to += step;
    }
    for (let left = row; left < height; left++)
      store<f32>(to + (<usize>(left - row) << 2), load<f32>(from + (<usize>left << 2)));
  }
}

/** Lays a block of B out in panels of 8 columns, each row of a panel adjacent; short panels are padded with zeros. */
function pack(depth: i32, width: i32, b: i32, bRow: i32, bColumn: i32, scratch: i32): void {
  let to = address(scratch);
  for (let column = 0; column < width; column += COLUMNS) {
    const columns = min(COLUMNS, width - column);
    let from = address(b + column * bColumn);
    const rowStep = address(bRow);
    const columnStep = address(bColumn);
    if (columns == COLUMNS && bColumn == 1) {
      for (let row = 0; row < depth; row++) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
        from += rowStep;
        to += 32;
      }
    } else if (columns == COLUMNS && bRow == 1) {
      let row = 0;
      for (; row + 4 <= depth; row += 4) {
        transpose4(from, columnStep, to);
        transpose4(from + 4 * columnStep, columnStep, to + 16);
        from += 16;
        to += 128;
      }
      for (; row < depth; row++) {
        for (let at = 0; at < COLUMNS; at++) store<f32>(to + (<usize>at << 2), load<f32>(from + <usize>at * columnStep));
        from += 4;
        to += 32;
      }
    } else {
      for (let row = 0; row < depth; row++) {
        for (let at = 0; at < COLUMNS; at++)
          store<f32>(to + (<usize>at << 2), at < columns ? load<f32>(from + <usize>at * columnStep) : 0);
        from += rowStep;
        to += 32;
      }
    }
  }
}

/** Four runs of four floats, `step` bytes apart, written as four rows of a panel, 32 bytes apart. */
// @ts-ignore: decorator
@inline function transpose4(from: usize, step: usize, to: usize): void {
  const p = v128.load(from);
  const q = v128.load(from + step);
  const r = v128.load(from + 2 * step);
  const s = v128.load(from + 3 * step);
  const pqLow = v128.shuffle<i32>(p, q, 0, 4, 1, 5);
  const pqHigh = v128.shuffle<i32>(p, q, 2, 6, 3, 7);
  const rsLow = v128.shuffle<i32>(r, s, 0, 4, 1, 5);
  const rsHigh = v128.shuffle<i32>(r, s, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(pqLow, rsLow, 0, 2));
  v128.store(to, v128.shuffle<i64>(pqLow, rsLow, 1, 3), 32);
  v128.store(to, v128.shuffle<i64>(pqHigh, rsHigh, 0, 2), 64);
  v128.store(to, v128.shuffle<i64>(pqHigh, rsHigh, 1, 3), 96);
}

/** Four rows by eight columns of C, held in registers over the whole depth. */
function tile(
  depth: i32, a0: usize, a1: usize, a2: usize, a3: usize, aStep: usize, panel: usize,
  c: usize, cStep: usize, rows: i32, columns: i32, adds: bool,
): void {
  let c00 = f32x4.splat(0), c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0), c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0), c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0), c31 = f32x4.splat(0);
  for (let at = 0; at < depth; at++) {
    const low = v128.load(panel);
    const high = v128.load(panel, 16);
    const x0 = v128.load32_splat(a0);
    c00 = f32x4.add(c00, f32x4.mul(x0, low));
    c01 = f32x4.add(c01, f32x4.mul(x0, high));
    const x1 = v128.load32_splat(a1);
    c10 = f32x4.add(c10, f32x4.mul(x1, low));
    c11 = f32x4.add(c11, f32x4.mul(x1, high));
    const x2 = v128.load32_splat(a2);
    c20 = f32x4.add(c20, f32x4.mul(x2, low));
    c21 = f32x4.add(c21, f32x4.mul(x2, high));
    const x3 = v128.load32_splat(a3);
    c30 = f32x4.add(c30, f32x4.mul(x3, low));
    c31 = f32x4.add(c31, f32x4.mul(x3, high));
    a0 += aStep;
    a1 += aStep;
    a2 += aStep;
    a3 += aStep;
    panel += 32;
  }
  storeRow(c, c00, c01, columns, adds);
  if (rows > 1) storeRow(c + cStep, c10, c11, columns, adds);
  if (rows > 2) storeRow(c + 2 * cStep, c20, c21, columns, adds);
  if (rows > 3) storeRow(c + 3 * cStep, c30, c31, columns, adds);
}

/** `tile` where no more than four columns are left: half the products. */
function halfTile(
  depth: i32, a0: usize, a1: usize, a2: usize, a3: usize, aStep: usize, panel: usize,
  c: usize, cStep: usize, rows: i32, columns: i32, adds: bool,
): void {
  let c0 = f32x4.splat(0), c1 = f32x4.splat(0), c2 = f32x4.splat(0), c3 = f32x4.splat(0);
  for (let at = 0; at < depth; at++) {
    const low = v128.load(panel);
    c0 = f32x4.add(c0, f32x4.mul(v128.load32_splat(a0), low));
    c1 = f32x4.add(c1, f32x4.mul(v128.load32_splat(a1), low));
    c2 = f32x4.add(c2, f32x4.mul(v128.load32_splat(a2), low));
    c3 = f32x4.add(c3, f32x4.mul(v128.load32_splat(a3), low));
    a0 += aStep;
    a1 += aStep;
    a2 += aStep;
    a3 += aStep;
    panel += 32;
  }
  storeHalfRow(c, c0, columns, adds);
  if (rows > 1) storeHalfRow(c + cStep, c1, columns, adds);
  if (rows > 2) storeHalfRow(c + 2 * cStep, c2, columns, adds);
  if (rows > 3) storeHalfRow(c + 3 * cStep, c3, columns, adds);
}

// @ts-ignore: decorator
@inline function storeRow(c: usize, low: v128, high: v128, columns: i32, adds: bool): void {
  if (columns == COLUMNS) {
    if (adds) {
      low = f32x4.add(low, v128.load(c));
      high = f32x4.add(high, v128.load(c, 16));
    }
    v128.store(c, low);
    v128.store(c, high, 16);
    return;
  }
  storeHalfRow(c, low, 4, adds);
  if (columns > 4) storeLane(c + 16, f32x4.extract_lane(high, 0), adds);
  if (columns > 5) storeLane(c + 20, f32x4.extract_lane(high, 1), adds);
  if (columns > 6) storeLane(c + 24, f32x4.extract_lane(high, 2), adds);
}

// @ts-ignore: decorator
@inline function storeHalfRow(c: usize, values: v128, columns: i32, adds: bool): void {
  if (columns == 4) {
    v128.store(c, adds ? f32x4.add(values, v128.load(c)) : values);
    return;
  }
  storeLane(c, f32x4.extract_lane(values, 0), adds);
  if (columns > 1) storeLane(c + 4, f32x4.extract_lane(values, 1), adds);
  if (columns > 2) storeLane(c + 8, f32x4.extract_lane(values, 2), adds);
}

// @ts-ignore: decorator
@inline function storeLane(at: usize, value: f32, adds: bool): void {
  store<f32>(at, adds ? value + load<f32>(at) : value);
}

// ---- Exponential and logarithm --------------------------------------------------------------------
// Cephes expf and logf (Moshier, single precision): errors below 2 units in the last place.

// @ts-ignore: decorator
@inline function exp4(x: v128): v128 {
  const bounded = f32x4.min(f32x4.max(x, f32x4.splat(-87.3)), f32x4.splat(88.3));
  const n = f32x4.nearest(f32x4.mul(bounded, f32x4.splat(1.44269504088896341)));
  let r = f32x4.sub(bounded, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.12194440e-4)));
  let y = f32x4.splat(1.9875691500e-4);
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.3981999507e-3));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(8.3334519073e-3));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(4.1665795894e-2));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.6666665459e-1));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(5.0000001201e-1));
  y = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(y, r), r), r), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(y, power);
}

/** For x in [1, 2]: what softplus needs. */
// @ts-ignore: decorator
@inline function logNearOne4(x: v128): v128 {
  // Into [sqrt ½, sqrt 2): above sqrt 2 halve and add ln 2.
  const isLarge = f32x4.gt(x, f32x4.splat(1.41421356237));
  const scaled = v128.bitselect(f32x4.mul(x, f32x4.splat(0.5)), x, isLarge);
  const r = f32x4.sub(scaled, f32x4.splat(1));
  const square = f32x4.mul(r, r);
  let y = f32x4.splat(7.0376836292e-2);
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(-1.1514610310e-1));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.1676998740e-1));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(-1.2420140846e-1));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.4249322787e-1));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(-1.6668057665e-1));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(2.0000714765e-1));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(-2.4999993993e-1));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(3.3333331174e-1));
  y = f32x4.mul(f32x4.mul(y, r), square);
  y = f32x4.sub(y, f32x4.mul(square, f32x4.splat(0.5)));
  const whole = v128.and(f32x4.splat(0.693147180559945), isLarge);
  return f32x4.add(f32x4.add(r, y), whole);
}

/**
 * For any positive normal number. Math.log would do, but its tables are static data at the memory's start,
 * which belongs to the caller.
 */
function logOf(x: f32): f64 {
  const bits = reinterpret<i32>(x);
  const mantissa = reinterpret<f32>((bits & 0x7fffff) | 0x3f800000);
  const exponent = <f64>((bits >> 23) - 127);
  return exponent * 0.6931471805599453 + <f64>f32x4.extract_lane(logNearOne4(f32x4.splat(mantissa)), 0);
}

// @ts-ignore: decorator
@inline function sigmoid4(x: v128): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), exp4(f32x4.neg(x))));
}

// @ts-ignore: decorator
@inline function sum4(x: v128): f32 {
  return (
    f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3))
  );
}

// ---- Elementwise: n is a multiple of 4 where the caller pads, which Device.allocate does -----------

export function exponential(n: i32, x: i32, y: i32): void {
  for (let at = 0; at < n; at += 4) v128.store(address(y + at), exp4(v128.load(address(x + at))));
}

export function sigmoid(n: i32, x: i32, y: i32): void {
  for (let at = 0; at < n; at += 4) v128.store(address(y + at), sigmoid4(v128.load(address(x + at))));
}

export function relu(n: i32, x: i32, y: i32): void {
  for (let at = 0; at < n; at += 4)
    v128.store(address(y + at), f32x4.max(v128.load(address(x + at)), f32x4.splat(0)));
}

export function reluGradient(n: i32, x: i32, dy: i32, dx: i32): void {
  for (let at = 0; at < n; at += 4) {
    const isPositive = f32x4.gt(v128.load(address(x + at)), f32x4.splat(0));
    const to = address(dx + at);
    v128.store(to, f32x4.add(v128.load(to), v128.and(v128.load(address(dy + at)), isPositive)));
  }
}

export function silu(n: i32, x: i32, y: i32): void {
  for (let at = 0; at < n; at += 4) {
    const value = v128.load(address(x + at));
    v128.store(address(y + at), f32x4.mul(value, sigmoid4(value)));
  }
}

export function siluGradient(n: i32, x: i32, dy: i32, dx: i32): void {
  for (let at = 0; at < n; at += 4) {
    const value = v128.load(address(x + at));
    const gate = sigmoid4(value);
    const rest = f32x4.sub(f32x4.splat(1), gate);
    const slope = f32x4.mul(gate, f32x4.add(f32x4.splat(1), f32x4.mul(value, rest)));
    const to = address(dx + at);
    v128.store(to, f32x4.add(v128.load(to), f32x4.mul(slope, v128.load(address(dy + at)))));
  }
}

// @ts-ignore: decorator
@inline function geluInner4(x: v128): v128 {
  const cube = f32x4.mul(f32x4.mul(x, x), x);
  const inner = f32x4.add(x, f32x4.mul(cube, f32x4.splat(0.044715)));
  return f32x4.mul(inner, f32x4.splat(1.5957691216057308));
}

export function gelu(n: i32, x: i32, y: i32): void {
  for (let at = 0; at < n; at += 4) {
    const value = v128.load(address(x + at));
    v128.store(address(y + at), f32x4.mul(value, sigmoid4(geluInner4(value))));
  }
}

export function geluGradient(n: i32, x: i32, dy: i32, dx: i32): void {
  for (let at = 0; at < n; at += 4) {
    const value = v128.load(address(x + at));
    const gate = sigmoid4(geluInner4(value));
    const rest = f32x4.sub(f32x4.splat(1), gate);
    const square = f32x4.mul(value, value);
    const inner = f32x4.mul(
      f32x4.add(f32x4.splat(1), f32x4.mul(square, f32x4.splat(0.134145))),
      f32x4.splat(1.5957691216057308),
    );
    const slope = f32x4.mul(gate, f32x4.add(f32x4.splat(1), f32x4.mul(f32x4.mul(value, rest), inner)));
    const to = address(dx + at);
    v128.store(to, f32x4.add(v128.load(to), f32x4.mul(slope, v128.load(address(dy + at)))));
  }
}

export function addScaled(n: i32, factor: f32, x: i32, y: i32): void {
  for (let at = 0; at < n; at += 4) {
    const to = address(y + at);
    v128.store(to, f32x4.add(v128.load(to), f32x4.mul(f32x4.splat(factor), v128.load(address(x + at)))));
  }
}

export function multiplyAdd(n: i32, x: i32, y: i32, z: i32): void {
  for (let at = 0; at < n; at += 4) {
    const to = address(z + at);
    v128.store(to, f32x4.add(v128.load(to), f32x4.mul(v128.load(address(x + at)), v128.load(address(y + at)))));
  }
}

// ---- Rows -----------------------------------------------------------------------------------------

export function addToRows(rows: i32, columns: i32, row: i32, y: i32): void {
  for (let at = 0; at < rows; at++) {
    const start = address(y + at * columns);
    const from = address(row);
    let column = 0;
    for (; column + 4 <= columns; column += 4) {
      const shift = <usize>column << 2;
      v128.store(start + shift, f32x4.add(v128.load(start + shift), v128.load(from + shift)));
    }
    for (; column < columns; column++) {
      const shift = <usize>column << 2;
      store<f32>(start + shift, load<f32>(start + shift) + load<f32>(from + shift));
    }
  }
}

export function sumRows(rows: i32, columns: i32, x: i32, sum: i32): void {
  for (let at = 0; at < rows; at++) {
    const from = address(x + at * columns);
    const to = address(sum);
    let column = 0;
    for (; column + 4 <= columns; column += 4) {
      const shift = <usize>column << 2;
      v128.store(to + shift, f32x4.add(v128.load(to + shift), v128.load(from + shift)));
    }
    for (; column < columns; column++) {
      const shift = <usize>column << 2;
      store<f32>(to + shift, load<f32>(to + shift) + load<f32>(from + shift));
    }
  }
}

export function gatherRows(rows: i32, columns: i32, table: i32, indices: i32, y: i32): void {
  for (let row = 0; row < rows; row++) {
    const index = <i32>load<f32>(address(indices + row));
    memory.copy(address(y + row * columns), address(table + index * columns), address(columns));
  }
}

export function scatterRows(rows: i32, columns: i32, dy: i32, indices: i32, dTable: i32): void {
  for (let row = 0; row < rows; row++) {
    const index = <i32>load<f32>(address(indices + row));
    sumRows(1, columns, dy + row * columns, dTable + index * columns);
  }
}

export function normaliseRows(rows: i32, columns: i32, x: i32, gain: i32, bias: i32, y: i32, spread: i32): void {
  const scale: f32 = 1 / <f32>columns;
  for (let row = 0; row < rows; row++) {
    const from = address(x + row * columns);
    const to = address(y + row * columns);
    let total = f32x4.splat(0);
    for (let column = 0; column < columns; column += 4) total = f32x4.add(total, v128.load(from + (<usize>column << 2)));
    const mean = f32x4.splat(sum4(total) * scale);
    let squares = f32x4.splat(0);
    for (let column = 0; column < columns; column += 4) {
      const centred = f32x4.sub(v128.load(from + (<usize>column << 2)), mean);
      squares = f32x4.add(squares, f32x4.mul(centred, centred));
    }
    const inverse: f32 = 1 / sqrt<f32>(sum4(squares) * scale + 1e-5);
    store<f32>(address(spread + 2 * row), f32x4.extract_lane(mean, 0));
    store<f32>(address(spread + 2 * row + 1), inverse);
    const inverses = f32x4.splat(inverse);
    for (let column = 0; column < columns; column += 4) {
      const shift = <usize>column << 2;
      const unit = f32x4.mul(f32x4.sub(v128.load(from + shift), mean), inverses);
      v128.store(
        to + shift,
        f32x4.add(f32x4.mul(unit, v128.load(address(gain) + shift)), v128.load(address(bias) + shift)),
      );
    }
  }
}

export function normaliseRowsGradient(
  rows: i32, columns: i32, x: i32, gain: i32, spread: i32, dy: i32, dx: i32, dGain: i32, dBias: i32,
): void {
  const scale: f32 = 1 / <f32>columns;
  for (let row = 0; row < rows; row++) {
    const from = address(x + row * columns);
    const slope = address(dy + row * columns);
    const to = address(dx + row * columns);
    const mean = v128.load32_splat(address(spread + 2 * row));
    const inverse = v128.load32_splat(address(spread + 2 * row + 1));
    let sums = f32x4.splat(0);
    let products = f32x4.splat(0);
    for (let column = 0; column < columns; column += 4) {
      const shift = <usize>column << 2;
      const unit = f32x4.mul(f32x4.sub(v128.load(from + shift), mean), inverse);
      const g = v128.load(slope + shift);
      v128.store(address(dBias) + shift, f32x4.add(v128.load(address(dBias) + shift), g));
      v128.store(address(dGain) + shift, f32x4.add(v128.load(address(dGain) + shift), f32x4.mul(g, unit)));
      const weighted = f32x4.mul(g, v128.load(address(gain) + shift));
      sums = f32x4.add(sums, weighted);
      products = f32x4.add(products, f32x4.mul(weighted, unit));
    }
    const meanSlope = f32x4.splat(sum4(sums) * scale);
    const meanProduct = f32x4.splat(sum4(products) * scale);
    for (let column = 0; column < columns; column += 4) {
      const shift = <usize>column << 2;
      const unit = f32x4.mul(f32x4.sub(v128.load(from + shift), mean), inverse);
      const weighted = f32x4.mul(v128.load(slope + shift), v128.load(address(gain) + shift));
      const centred = f32x4.sub(f32x4.sub(weighted, meanSlope), f32x4.mul(unit, meanProduct));
      v128.store(to + shift, f32x4.add(v128.load(to + shift), f32x4.mul(inverse, centred)));
    }
  }
}

/** A call to the engine's own copying costs more than so few bytes do. */
// @ts-ignore: decorator
@inline function copyFloats(bytes: usize, from: usize, to: usize): void {
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) v128.store(to + at, v128.load(from + at));
  for (; at < bytes; at += 4) store<f32>(to + at, load<f32>(from + at));
}

// @ts-ignore: decorator
@inline function clearFloats(bytes: usize, to: usize): void {
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) v128.store(to + at, f32x4.splat(0));
  for (; at < bytes; at += 4) store<f32>(to + at, 0);
}

// @ts-ignore: decorator
@inline function addFloats(bytes: usize, from: usize, to: usize): void {
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16)
    v128.store(to + at, f32x4.add(v128.load(to + at), v128.load(from + at)));
  for (; at < bytes; at += 4) store<f32>(to + at, load<f32>(to + at) + load<f32>(from + at));
}

export function unfold(from: i32, count: i32, height: i32, width: i32, channels: i32, x: i32, y: i32): void {
  let to = address(y);
  const size = address(channels);
  let column = from % width;
  let row = (from / width) % height;
  for (let place = from; place < from + count; place++) {
    // The places to the left and right stand beside this one.
    const isLeftmost = column == 0, isRightmost = column == width - 1;
    const seen = <usize>(3 - i32(isLeftmost) - i32(isRightmost)) * size;
    for (let down = -1; down <= 1; down++) {
      if (row + down < 0 || row + down >= height) {
        clearFloats(3 * size, to);
        to += 3 * size;
        continue;
      }
      if (isLeftmost) {
        clearFloats(size, to);
        to += size;
      }
      copyFloats(seen, address(x + (place + down * width - i32(!isLeftmost)) * channels), to);
      to += seen;
      if (isRightmost) {
        clearFloats(size, to);
        to += size;
      }
    }
    column++;
    if (isRightmost) {
      column = 0;
      row = row + 1 == height ? 0 : row + 1;
    }
  }
}

export function unfoldGradient(
  from: i32, count: i32, height: i32, width: i32, channels: i32, dy: i32, dx: i32,
): void {
  let slope = address(dy);
  const size = address(channels);
  let column = from % width;
  let row = (from / width) % height;
  for (let place = from; place < from + count; place++) {
    const isLeftmost = column == 0, isRightmost = column == width - 1;
    const seen = <usize>(3 - i32(isLeftmost) - i32(isRightmost)) * size;
    for (let down = -1; down <= 1; down++) {
      if (row + down >= 0 && row + down < height)
        addFloats(
          seen,
          isLeftmost ? slope + size : slope,
          address(dx + (place + down * width - i32(!isLeftmost)) * channels),
        );
      slope += 3 * size;
    }
    column++;
    if (isRightmost) {
      column = 0;
      row = row + 1 == height ? 0 : row + 1;
    }
  }
}

// ---- Losses ---------------------------------------------------------------------------------------

/** Exponentials of `columns` floats less their maximum, in place; returns their sum and leaves the maximum beside. */
// @ts-ignore: decorator
@inline function exponentiateRow(from: usize, columns: i32, highest: f32): f32 {
  let sums = f32x4.splat(0);
  const shift = f32x4.splat(highest);
  let column = 0;
  for (; column + 4 <= columns; column += 4) {
    const at = from + (<usize>column << 2);
    const value = exp4(f32x4.sub(v128.load(at), shift));
    v128.store(at, value);
    sums = f32x4.add(sums, value);
  }
  let sum = sum4(sums);
  for (; column < columns; column++) {
    const at = from + (<usize>column << 2);
    const value = f32x4.extract_lane(exp4(f32x4.splat(load<f32>(at) - highest)), 0);
    store<f32>(at, value);
    sum += value;
  }
  return sum;
}

// @ts-ignore: decorator
@inline function highestOf(from: usize, columns: i32): f32 {
  let highest = load<f32>(from);
  let column = 0;
  if (columns >= 4) {
    let highs = v128.load(from);
    for (; column + 4 <= columns; column += 4) highs = f32x4.max(highs, v128.load(from + (<usize>column << 2)));
    highest = max(
      max(f32x4.extract_lane(highs, 0), f32x4.extract_lane(highs, 1)),
      max(f32x4.extract_lane(highs, 2), f32x4.extract_lane(highs, 3)),
    );
  }
  for (; column < columns; column++) highest = max(highest, load<f32>(from + (<usize>column << 2)));
  return highest;
}

// @ts-ignore: decorator
@inline function scaleRow(from: usize, columns: i32, factor: f32): void {
  const factors = f32x4.splat(factor);
  let column = 0;
  for (; column + 4 <= columns; column += 4) {
    const at = from + (<usize>column << 2);
    v128.store(at, f32x4.mul(v128.load(at), factors));
  }
  for (; column < columns; column++) {
    const at = from + (<usize>column << 2);
    store<f32>(at, load<f32>(at) * factor);
  }
}

export function crossEntropyRows(
  rows: i32, columns: i32, logits: i32, targets: i32, losses: i32, scale: f32,
): void {
  for (let row = 0; row < rows; row++) {
    const from = address(logits + row * columns);
    const target = from + address(<i32>load<f32>(address(targets + row)));
    const chosen = load<f32>(target);
    const highest = highestOf(from, columns);
    const sum = exponentiateRow(from, columns, highest);
    store<f32>(address(losses + row), <f32>(logOf(sum) + (<f64>highest - <f64>chosen)));
    scaleRow(from, columns, scale / sum);
    store<f32>(target, load<f32>(target) - scale);
  }
}

export function bernoulliLoss(n: i32, logits: i32, targets: i32, gradient: i32, scale: f32): f64 {
  let total: f64 = 0;
  for (let at = 0; at < n; at += 4) {
    const logit = v128.load(address(logits + at));
    const target = v128.load(address(targets + at));
    const small = exp4(f32x4.neg(f32x4.abs(logit)));
    const base = f32x4.sub(f32x4.max(logit, f32x4.splat(0)), f32x4.mul(logit, target));
    total += sum4(f32x4.add(base, logNearOne4(f32x4.add(f32x4.splat(1), small))));
    const to = address(gradient + at);
    const slope = f32x4.mul(f32x4.sub(sigmoid4(logit), target), f32x4.splat(scale));
    v128.store(to, f32x4.add(v128.load(to), slope));
  }
  return total;
}

// ---- Attention ------------------------------------------------------------------------------------

export function softmaxRow(columns: i32, x: i32): void {
  const from = address(x);
  const sum = exponentiateRow(from, columns, highestOf(from, columns));
  scaleRow(from, columns, 1 / sum);
}

// @ts-ignore: decorator
@inline function dot(n: i32, x: usize, y: usize): f32 {
  let sum = f32x4.splat(0);
  for (let at = 0; at < n; at += 4) {
    const shift = <usize>at << 2;
    sum = f32x4.add(sum, f32x4.mul(v128.load(x + shift), v128.load(y + shift)));
  }
  return sum4(sum);
}

// @ts-ignore: decorator
@inline function addScaledRow(n: i32, factor: f32, x: usize, y: usize): void {
  const factors = f32x4.splat(factor);
  for (let at = 0; at < n; at += 4) {
    const shift = <usize>at << 2;
    v128.store(y + shift, f32x4.add(v128.load(y + shift), f32x4.mul(factors, v128.load(x + shift))));
  }
}

export function attend(
  queries: i32, keys: i32, width: i32, stride: i32, outStride: i32,
  q: i32, k: i32, v: i32, weights: i32, out: i32, isCausal: i32,
): void {
  const scale: f32 = 1 / sqrt<f32>(<f32>width);
  for (let query = 0; query < queries; query++) {
    const seen = isCausal ? keys - queries + query + 1 : keys;
    const row = weights + query * keys;
    const from = address(q + query * stride);
    for (let key = 0; key < seen; key++)
      store<f32>(address(row + key), scale * dot(width, from, address(k + key * stride)));
    softmaxRow(seen, row);
    memory.fill(address(row + seen), 0, address(keys - seen));
    const to = address(out + query * outStride);
    memory.fill(to, 0, address(width));
    for (let key = 0; key < seen; key++)
      addScaledRow(width, load<f32>(address(row + key)), address(v + key * stride), to);
  }
}

export function attendGradient(
  queries: i32, keys: i32, width: i32, stride: i32, outStride: i32,
  q: i32, k: i32, v: i32, weights: i32, dOut: i32, dq: i32, dk: i32, dv: i32, scratch: i32, isCausal: i32,
): void {
  const scale: f32 = 1 / sqrt<f32>(<f32>width);
  for (let query = 0; query < queries; query++) {
    const seen = isCausal ? keys - queries + query + 1 : keys;
    const row = weights + query * keys;
    const slope = address(dOut + query * outStride);
    let mean: f32 = 0;
    for (let key = 0; key < seen; key++) {
      const weight = load<f32>(address(row + key));
      const value = dot(width, slope, address(v + key * stride));
      store<f32>(address(scratch + key), value);
      mean += weight * value;
      addScaledRow(width, weight, slope, address(dv + key * stride));
    }
    for (let key = 0; key < seen; key++) {
      const weight = load<f32>(address(row + key));
      const logit = scale * weight * (load<f32>(address(scratch + key)) - mean);
      addScaledRow(width, logit, address(k + key * stride), address(dq + query * stride));
      addScaledRow(width, logit, address(q + query * stride), address(dk + key * stride));
    }
  }
}

// ---- Optimiser ------------------------------------------------------------------------------------

export function adam(
  n: i32, values: i32, gradients: i32, first: i32, second: i32,
  rate: f32, beta1: f32, beta2: f32, epsilon: f32, decay: f32, correction1: f32, correction2: f32,
): void {
  const keep1 = f32x4.splat(beta1), take1 = f32x4.splat(1 - beta1);
  const keep2 = f32x4.splat(beta2), take2 = f32x4.splat(1 - beta2);
  const step = f32x4.splat(rate / correction1);
  const root = f32x4.splat(1 / sqrt<f32>(correction2));
  const shrink = f32x4.splat(1 - rate * decay);
  for (let at = 0; at < n; at += 4) {
    const g = v128.load(address(gradients + at));
    const m = f32x4.add(f32x4.mul(keep1, v128.load(address(first + at))), f32x4.mul(take1, g));
    const s = f32x4.add(
      f32x4.mul(keep2, v128.load(address(second + at))),
      f32x4.mul(take2, f32x4.mul(g, g)),
    );
    v128.store(address(first + at), m);
    v128.store(address(second + at), s);
    const bottom = f32x4.add(f32x4.mul(f32x4.sqrt(s), root), f32x4.splat(epsilon));
    const value = f32x4.mul(v128.load(address(values + at)), shrink);
    v128.store(address(values + at), f32x4.sub(value, f32x4.div(f32x4.mul(step, m), bottom)));
  }
}
