import { assert } from '../../core/errors.js';
import type { Device, Tensor } from './device.js';
import type { Tape } from './tape.js';

/** Places that a convolution unfolds at a time: the block depth of the matrix product. */
const PLACES_AT_ONCE = 256;

/**
 * A 3 × 3 convolution, x (images · height · width × channels), weight (9 · channels × outputs), as a matrix product with
 * every place's neighbourhood. It unfolds some places at a time: the neighbourhoods of a whole batch are nine times its
 * size, and unfolding them again for the gradient is faster than storing them.
 */
export function convolve(
  tape: Tape,
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  height: number,
  width: number,
): Tensor {
  const { kernels, scratch } = tape.device;
  const { rows, columns: channels } = x;
  const around = 9 * channels;
  const outputs = weight.columns;
  assert(weight.rows === around, `a convolution needs ${around} rows of weights, got ${weight.rows}`);
  const y = tape.result(rows, outputs);
  const seen = tape.device.reserve(PLACES_AT_ONCE * around);
  eachChunk(rows, (from, count) => {
    const to = y.at + from * outputs;
    kernels.unfold(from, count, height, width, channels, x.at, seen);
    kernels.multiply(count, outputs, around, seen, around, 1, weight.at, outputs, 1, to, outputs, 0, scratch);
  });
  if (bias) kernels.addToRows(rows, outputs, bias.at, y.at);
  tape.record(() => spreadBack({ device: tape.device, x, weight, bias, y, height, width, seen }));
  return y;
}

interface Convolution {
  readonly device: Device;
  readonly x: Tensor;
  readonly weight: Tensor;
  readonly bias: Tensor | null;
  readonly y: Tensor;
  readonly height: number;
  readonly width: number;
  /** Scratch for the neighbourhoods of a chunk, then for their gradients. */
  readonly seen: number;
}

/** Gradients of weight, input and bias from the gradient of the output. */
function spreadBack({ device, x, weight, bias, y, height, width, seen }: Convolution): void {
  const { kernels, scratch } = device;
  const { rows, columns: channels } = x;
  const [around, outputs] = [weight.rows, weight.columns];
  const [dWeight, dx] = [weight.gradient, x.gradient];
  eachChunk(rows, (from, count) => {
    const dy = y.gradient + from * outputs;
    if (dWeight) {
      kernels.unfold(from, count, height, width, channels, x.at, seen);
      kernels.multiply(around, outputs, count, seen, 1, around, dy, outputs, 1, dWeight, outputs, 1, scratch);
    }
    if (dx) {
      kernels.multiply(
        count,
        around,
        outputs,
        dy,
        outputs,
        1,
        weight.at,
        1,
        outputs,
        seen,
        around,
        0,
        scratch,
      );
      kernels.unfoldGradient(from, count, height, width, channels, seen, dx);
    }
  });
  if (bias?.gradient) kernels.sumRows(rows, outputs, y.gradient, bias.gradient);
}

function eachChunk(rows: number, visit: (from: number, count: number) => void): void {
  for (let from = 0; from < rows; from += PLACES_AT_ONCE) visit(from, Math.min(PLACES_AT_ONCE, rows - from));
}
