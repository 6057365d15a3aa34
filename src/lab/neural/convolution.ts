import { assert } from '../../core/errors.js';
import type { Tensor } from './device.js';
import type { Tape } from './tape.js';

/** Places that a convolution lays out side by side: as deep a block as a product takes at once. */
const PLACES_AT_ONCE = 256;

/**
 * A convolution of 3 × 3 places, x (images · height · width × channels), weight (9 · channels × outputs), as a
 * product with every place's neighbourhood. Some places at a time: the neighbourhoods of a whole batch are
 * nine times its size, and memory is slower than laying them out once more on the way back.
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
  const eachChunk = (visit: (from: number, count: number) => void): void => {
    for (let from = 0; from < rows; from += PLACES_AT_ONCE)
      visit(from, Math.min(PLACES_AT_ONCE, rows - from));
  };
  const unfold = (from: number, count: number): void =>
    kernels.unfold(from, count, height, width, channels, x.at, seen);
  eachChunk((from, count) => {
    const to = y.at + from * outputs;
    unfold(from, count);
    kernels.multiply(count, outputs, around, seen, around, 1, weight.at, outputs, 1, to, outputs, 0, scratch);
  });
  if (bias) kernels.addToRows(rows, outputs, bias.at, y.at);
  tape.record(() => {
    eachChunk((from, count) => {
      const dy = y.gradient + from * outputs;
      const dWeight = weight.gradient;
      if (dWeight) {
        unfold(from, count);
        kernels.multiply(
          around,
          outputs,
          count,
          seen,
          1,
          around,
          dy,
          outputs,
          1,
          dWeight,
          outputs,
          1,
          scratch,
        );
      }
      if (x.gradient) {
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
        kernels.unfoldGradient(from, count, height, width, channels, seen, x.gradient);
      }
    });
    if (bias?.gradient) kernels.sumRows(rows, outputs, y.gradient, bias.gradient);
  });
  return y;
}
