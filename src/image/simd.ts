import { base64 } from '../kernels/generated/image.js';
import { instantiateKernel } from '../kernels/instantiate.js';
import { chromaLowBand, type LowBand } from './chroma.js';
import type { DecodedPixels } from './decode.js';
import { type LumaPlane, lumaOf } from './luma.js';
import { blockMagnitudes } from './magnitudes.js';
import { type ColumnSums, columnSumsOf } from './perceptual-hash.js';
import { laplacianVariance } from './sharpness.js';

interface Exports {
  readonly reset: () => void;
  readonly luma: (count: number, channels: number) => void;
  readonly laplacian: (width: number, rows: number) => void;
  readonly chroma: (width: number, rows: number, channels: number, columns: number) => void;
  readonly columnSums: (width: number, rows: number) => void;
  readonly magnitudes: (columns: number, blockRows: number) => void;
}

/** Layout of the kernel's memory, as in kernels/image.as.ts. */
const SUM_BYTE = 4096;
const SQUARES_BYTE = 4104;
const PIXELS_BYTE = 8192;
const LUMA_BYTE = 8192 + 0x110000;
const LOW_BYTE = 8192 + 0x220000;
/** Size of one band, whether of pixels, brightness or floats. */
const BAND_BYTES = 0x100000;
const PAGES = Math.ceil((LOW_BYTE + 0x110000) / 65_536);

/** SIMD versions of the references' passes over pixels: the same numbers, several times as fast. */
export interface ImageKernel {
  readonly lumaOf: typeof lumaOf;
  readonly laplacianVariance: typeof laplacianVariance;
  readonly chromaLowBand: typeof chromaLowBand;
  /** Valid until the next call. */
  readonly columnSumsOf: ColumnSums;
  readonly blockMagnitudes: typeof blockMagnitudes;
}

let kernel: ImageKernel | null = null;

/** One per thread, started at the first picture. */
export function imageKernel(): ImageKernel {
  kernel ??= startKernel();
  return kernel;
}

function startKernel(): ImageKernel {
  const { exports, memory } = instantiateKernel<Exports>(base64, PAGES);
  const bytes = new Uint8Array(memory.buffer);
  return {
    lumaOf: (pixels) => (pixels.channels < 3 ? lumaOf(pixels) : bandedLuma(exports, bytes, pixels)),
    laplacianVariance: (plane) =>
      3 * plane.width > BAND_BYTES ? laplacianVariance(plane) : bandedLaplacian(exports, bytes, plane),
    chromaLowBand: (pixels, luma) =>
      pixels.channels < 3 || 2 * pixels.width * pixels.channels > BAND_BYTES
        ? chromaLowBand(pixels, luma)
        : bandedChroma(exports, bytes, pixels, luma),
    columnSumsOf: (plane, top, bottom) =>
      (bottom - top) * plane.width > BAND_BYTES
        ? columnSumsOf(plane, top, bottom)
        : bandedColumnSums(exports, bytes, plane, top, bottom),
    blockMagnitudes: (band) =>
      16 * band.width > BAND_BYTES ? blockMagnitudes(band) : bandedMagnitudes(exports, bytes, band),
  };
}

function bandedLuma(exports: Exports, bytes: Uint8Array, pixels: DecodedPixels): LumaPlane {
  const { width, height, channels, data } = pixels;
  const luma = new Uint8Array(width * height);
  const perBand = Math.floor(BAND_BYTES / channels);
  exports.reset();
  for (let start = 0; start < luma.length; start += perBand) {
    const end = Math.min(luma.length, start + perBand);
    bytes.set(data.subarray(start * channels, end * channels), PIXELS_BYTE);
    exports.luma(end - start, channels);
    luma.set(bytes.subarray(LUMA_BYTE, LUMA_BYTE + end - start), start);
  }
  const counts = new Uint32Array(bytes.buffer, 0, 1024);
  const histogram = Uint32Array.from(
    { length: 256 },
    (_, level) => counts[level]! + counts[256 + level]! + counts[512 + level]! + counts[768 + level]!,
  );
  return { width, height, data: luma, histogram };
}

function bandedLaplacian(exports: Exports, bytes: Uint8Array, plane: LumaPlane): number | null {
  const { width, height, data } = plane;
  if (width < 3 || height < 3) return null;
  const rowsPerBand = Math.floor(BAND_BYTES / width);
  exports.reset();
  // Bands overlap by two rows, so each inner row has both neighbours.
  for (let start = 0; start + 2 < height; start += rowsPerBand - 2) {
    const end = Math.min(height, start + rowsPerBand);
    bytes.set(data.subarray(start * width, end * width), LUMA_BYTE);
    exports.laplacian(width, end - start);
  }
  const sums = new DataView(bytes.buffer);
  const count = (width - 2) * (height - 2);
  const mean = Number(sums.getBigInt64(SUM_BYTE, true)) / count;
  return Number(sums.getBigInt64(SQUARES_BYTE, true)) / count - mean * mean;
}

function bandedChroma(exports: Exports, bytes: Uint8Array, pixels: DecodedPixels, luma: LumaPlane): LowBand {
  const { width, height, channels, data } = pixels;
  const [columns, rows] = [(width >> 2) << 1, (height >> 2) << 1];
  const low = new Float32Array(columns * rows);
  const rowsPerBand = Math.max(1, Math.floor(BAND_BYTES / (2 * width * channels)));
  for (let start = 0; start < rows; start += rowsPerBand) {
    const count = Math.min(rows - start, rowsPerBand);
    const [from, to] = [2 * start * width, 2 * (start + count) * width];
    bytes.set(data.subarray(from * channels, to * channels), PIXELS_BYTE);
    bytes.set(luma.data.subarray(from, to), LUMA_BYTE);
    exports.chroma(width, count, channels, columns);
    low.set(new Float32Array(bytes.buffer, LOW_BYTE, count * columns), start * columns);
  }
  return { width: columns, height: rows, data: low };
}

function bandedColumnSums(
  exports: Exports,
  bytes: Uint8Array,
  { width, data }: LumaPlane,
  top: number,
  bottom: number,
): Uint32Array {
  bytes.set(data.subarray(top * width, bottom * width), LUMA_BYTE);
  exports.columnSums(width, bottom - top);
  return new Uint32Array(bytes.buffer, LOW_BYTE, width);
}

function bandedMagnitudes(
  exports: Exports,
  bytes: Uint8Array,
  { width, height, data }: LowBand,
): Float32Array {
  const [columns, rows] = [width >> 2, height >> 2];
  const largest = new Float32Array(columns * rows);
  const rowsPerBand = Math.floor(BAND_BYTES / (16 * width));
  const floats = new Float32Array(bytes.buffer, LOW_BYTE, BAND_BYTES / 4);
  for (let start = 0; start < rows; start += rowsPerBand) {
    const count = Math.min(rows - start, rowsPerBand);
    floats.set(data.subarray(4 * start * width, 4 * (start + count) * width));
    exports.magnitudes(width, count);
    largest.set(new Float32Array(bytes.buffer, PIXELS_BYTE, count * columns), start * columns);
  }
  return largest;
}
