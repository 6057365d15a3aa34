// Passes over the pixels of a picture with SIMD: the same numbers as src/image/luma.ts, src/image/sharpness.ts and
// src/origin/invisible-watermark/chroma.ts. Compiled by scripts/build.mjs.
//
// Memory, in bytes from 0: four histograms of 256 counters (4,096), two sums of 64 bits, then from PIXELS a band of rows as
// decoded, from LUMA its brightness, from LOW a band of 32-bit floats. Vectors read up to 16 bytes past their rows.

const SUM: usize = 4096;
const SQUARES: usize = 4104;
const PIXELS: usize = 8192;
const LUMA: usize = 8192 + 0x110000;
const LOW: usize = 8192 + 0x220000;
const BLUE_DIFFERENCE: i32 = 8061;
const BLUE_ROUNDING: i32 = (128 << 14) + 8192;
/** Turns after which 32-bit sums of squares would overflow: 2 · 1020² each. */
const TURNS: i32 = 512;

/** Begins a picture. */
export function reset(): void {
  memory.fill(0, 0, 4112);
}

/** Brightness of `count` pixels of three or four channels, and its histogram. */
export function luma(count: i32, channels: i32): void {
  let pixel = 0;
  if (channels == 3) for (; pixel + 16 <= count; pixel += 16) luma16(PIXELS + <usize>pixel * 3, LUMA + <usize>pixel);
  for (; pixel < count; pixel++) {
    const at = PIXELS + <usize>(pixel * channels);
    const value = (4899 * <i32>load<u8>(at) + 9617 * <i32>load<u8>(at, 1) + 1868 * <i32>load<u8>(at, 2) + 8192) >> 14;
    store<u8>(LUMA + <usize>pixel, <u8>value);
  }
  for (pixel = 0; pixel + 4 <= count; pixel += 4) {
    const four = load<u32>(LUMA + <usize>pixel);
    increment((four & 255) << 2);
    increment(1024 + (((four >>> 8) & 255) << 2));
    increment(2048 + (((four >>> 16) & 255) << 2));
    increment(3072 + ((four >>> 24) << 2));
  }
  for (; pixel < count; pixel++) increment(<u32>load<u8>(LUMA + <usize>pixel) << 2);
}

// @ts-ignore: decorator
@inline
function increment(at: u32): void {
  store<u32>(<usize>at, load<u32>(<usize>at) + 1);
}

// @ts-ignore: decorator
@inline
function luma16(from: usize, to: usize): void {
  const a = v128.load(from);
  const b = v128.load(from, 16);
  const c = v128.load(from, 32);
  const red = v128.shuffle<u8>(v128.shuffle<u8>(a, b, 0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 0, 0, 0, 0, 0), c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17, 20, 23, 26, 29);
  const green = v128.shuffle<u8>(v128.shuffle<u8>(a, b, 1, 4, 7, 10, 13, 16, 19, 22, 25, 28, 31, 0, 0, 0, 0, 0), c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 18, 21, 24, 27, 30);
  const low = weigh(i16x8.extend_low_i8x16_u(red), i16x8.extend_low_i8x16_u(green), i16x8.extend_low_i8x16_u(blueOf(a, b, c)));
  const high = weigh(i16x8.extend_high_i8x16_u(red), i16x8.extend_high_i8x16_u(green), i16x8.extend_high_i8x16_u(blueOf(a, b, c)));
  v128.store(to, i8x16.narrow_i16x8_u(low, high));
}

// @ts-ignore: decorator
@inline
function blueOf(a: v128, b: v128, c: v128): v128 {
  return v128.shuffle<u8>(v128.shuffle<u8>(a, b, 2, 5, 8, 11, 14, 17, 20, 23, 26, 29, 0, 0, 0, 0, 0, 0), c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 19, 22, 25, 28, 31);
}

/** (4899 r + 9617 g + 1868 b + 8192) >> 14 of eight pixels. */
// @ts-ignore: decorator
@inline
function weigh(red: v128, green: v128, blue: v128): v128 {
  const rg = i16x8(4899, 9617, 4899, 9617, 4899, 9617, 4899, 9617);
  const b1 = i16x8(1868, 8192, 1868, 8192, 1868, 8192, 1868, 8192);
  const one = i16x8.splat(1);
  const low = i32x4.add(
    i32x4.dot_i16x8_s(v128.shuffle<i16>(red, green, 0, 8, 1, 9, 2, 10, 3, 11), rg),
    i32x4.dot_i16x8_s(v128.shuffle<i16>(blue, one, 0, 8, 1, 9, 2, 10, 3, 11), b1),
  );
  const high = i32x4.add(
    i32x4.dot_i16x8_s(v128.shuffle<i16>(red, green, 4, 12, 5, 13, 6, 14, 7, 15), rg),
    i32x4.dot_i16x8_s(v128.shuffle<i16>(blue, one, 4, 12, 5, 13, 6, 14, 7, 15), b1),
  );
  return i16x8.narrow_i32x4_s(i32x4.shr_s(low, 14), i32x4.shr_s(high, 14));
}

/** Adds the Laplacians of all but the first and last of `rows` rows, and their squares, to the sums. */
export function laplacian(width: i32, rows: i32): void {
  let sum: i64 = 0;
  let squares: i64 = 0;
  for (let row = 1; row + 1 < rows; row++) {
    const start = LUMA + <usize>(row * width);
    let x = 1;
    while (x + 8 < width) {
      let sums = i32x4.splat(0);
      let dots = i32x4.splat(0);
      for (let turn = 0; turn < TURNS && x + 8 < width; turn++, x += 8) {
        const at = start + <usize>x;
        const value = i16x8.sub(
          i16x8.add(
            i16x8.add(v128.load8x8_u(at - 1), v128.load8x8_u(at + 1)),
            i16x8.add(v128.load8x8_u(at - <usize>width), v128.load8x8_u(at + <usize>width)),
          ),
          i16x8.shl(v128.load8x8_u(at), 2),
        );
        sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_s(value));
        dots = i32x4.add(dots, i32x4.dot_i16x8_s(value, value));
      }
      sum += lanes(sums);
      squares += lanes(dots);
    }
    for (; x + 1 < width; x++) {
      const at = start + <usize>x;
      const value =
        <i32>load<u8>(at - 1) + <i32>load<u8>(at + 1) + <i32>load<u8>(at - <usize>width) + <i32>load<u8>(at + <usize>width) - 4 * <i32>load<u8>(at);
      sum += value;
      squares += value * value;
    }
  }
  store<i64>(SUM, load<i64>(SUM) + sum);
  store<i64>(SQUARES, load<i64>(SQUARES) + squares);
}

function lanes(v: v128): i64 {
  return <i64>i32x4.extract_lane(v, 0) + i32x4.extract_lane(v, 1) + i32x4.extract_lane(v, 2) + i32x4.extract_lane(v, 3);
}

/** Half the sums of the blue difference over fields of 2 × 2 pixels, `columns` fields a row. */
export function chroma(width: i32, rows: i32, channels: i32, columns: i32): void {
  const stride = <usize>(width * channels);
  for (let row = 0; row < rows; row++) {
    let pixels = PIXELS + <usize>(2 * row) * stride;
    let bright = LUMA + <usize>(2 * row * width);
    let to = LOW + (<usize>(row * columns) << 2);
    let column = 0;
    if (channels == 3)
      for (; column + 8 <= columns; column += 8, pixels += 48, bright += 16, to += 32) {
        const upper = differences(pixels, bright);
        const upperHigh = differencesHigh(pixels, bright);
        const lower = differences(pixels + stride, bright + <usize>width);
        const lowerHigh = differencesHigh(pixels + stride, bright + <usize>width);
        v128.store(to, halved(i16x8.add(upper, lower)));
        v128.store(to, halved(i16x8.add(upperHigh, lowerHigh)), 16);
      }
    for (; column < columns; column++, pixels += <usize>(2 * channels), bright += 2, to += 4) {
      const below = pixels + stride;
      const beneath = bright + <usize>width;
      const total =
        difference(load<u8>(pixels + 2), load<u8>(bright)) +
        difference(load<u8>(pixels + 2 + <usize>channels), load<u8>(bright + 1)) +
        difference(load<u8>(below + 2), load<u8>(beneath)) +
        difference(load<u8>(below + 2 + <usize>channels), load<u8>(beneath + 1));
      store<f32>(to, <f32>total * 0.5);
    }
  }
}

// @ts-ignore: decorator
@inline
function difference(blue: u8, bright: u8): i32 {
  return ((<i32>blue - <i32>bright) * BLUE_DIFFERENCE + BLUE_ROUNDING) >> 14;
}

// @ts-ignore: decorator
@inline
function halved(sums: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(i32x4.extadd_pairwise_i16x8_s(sums)), f32x4.splat(0.5));
}

// @ts-ignore: decorator
@inline
function differences(pixels: usize, bright: usize): v128 {
  const blue = blueOf(v128.load(pixels), v128.load(pixels, 16), v128.load(pixels, 32));
  return scaled(i16x8.sub(i16x8.extend_low_i8x16_u(blue), v128.load8x8_u(bright)));
}

// @ts-ignore: decorator
@inline
function differencesHigh(pixels: usize, bright: usize): v128 {
  const blue = blueOf(v128.load(pixels), v128.load(pixels, 16), v128.load(pixels, 32));
  return scaled(i16x8.sub(i16x8.extend_high_i8x16_u(blue), v128.load8x8_u(bright, 8)));
}

// @ts-ignore: decorator
@inline
function scaled(difference: v128): v128 {
  const factor = i16x8.splat(<i16>BLUE_DIFFERENCE);
  const rounding = i32x4.splat(BLUE_ROUNDING);
  return i16x8.narrow_i32x4_s(
    i32x4.shr_s(i32x4.add(i32x4.extmul_low_i16x8_s(difference, factor), rounding), 14),
    i32x4.shr_s(i32x4.add(i32x4.extmul_high_i16x8_s(difference, factor), rounding), 14),
  );
}

/** Sums of `rows` rows of brightness, column by column, as 32-bit integers in LOW. */
export function columnSums(width: i32, rows: i32): void {
  let column = 0;
  for (; column + 16 <= width; column += 16) {
    let a = i32x4.splat(0);
    let b = i32x4.splat(0);
    let c = i32x4.splat(0);
    let d = i32x4.splat(0);
    let at = LUMA + <usize>column;
    for (let row = 0; row < rows; row++, at += <usize>width) {
      const sixteen = v128.load(at);
      const low = i16x8.extend_low_i8x16_u(sixteen);
      const high = i16x8.extend_high_i8x16_u(sixteen);
      a = i32x4.add(a, i32x4.extend_low_i16x8_u(low));
      b = i32x4.add(b, i32x4.extend_high_i16x8_u(low));
      c = i32x4.add(c, i32x4.extend_low_i16x8_u(high));
      d = i32x4.add(d, i32x4.extend_high_i16x8_u(high));
    }
    const to = LOW + (<usize>column << 2);
    v128.store(to, a);
    v128.store(to, b, 16);
    v128.store(to, c, 32);
    v128.store(to, d, 48);
  }
  for (; column < width; column++) {
    let sum: u32 = 0;
    let at = LUMA + <usize>column;
    for (let row = 0; row < rows; row++, at += <usize>width) sum += load<u8>(at);
    store<u32>(LOW + (<usize>column << 2), sum);
  }
}

/** Of each block of 4 × 4 floats in LOW the largest magnitude but the first value's, as floats in PIXELS. */
export function magnitudes(columns: i32, blockRows: i32): void {
  const blockColumns = columns >> 2;
  const stride = <usize>columns << 2;
  const butFirst = i32x4(0, -1, -1, -1);
  let to = PIXELS;
  for (let row = 0; row < blockRows; row++) {
    let at = LOW + <usize>(row * 4) * stride;
    for (let column = 0; column < blockColumns; column++, at += 16, to += 4) {
      const most = f32x4.max(
        f32x4.max(v128.and(f32x4.abs(v128.load(at)), butFirst), f32x4.abs(v128.load(at + stride))),
        f32x4.max(f32x4.abs(v128.load(at + 2 * stride)), f32x4.abs(v128.load(at + 3 * stride))),
      );
      const left: f32 = max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1));
      const right: f32 = max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3));
      store<f32>(to, max(left, right));
    }
  }
}
