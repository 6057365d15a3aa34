import type { Tensor } from './device.js';
import type { Tape } from './tape.js';

/**
 * Mean over rows of −ln softmax(logits)[target], in nats, ≥ 0. Leaves a gradient if the tape keeps gradients.
 * `perRow`, if given, receives each row's loss.
 */
export function crossEntropy(
  tape: Tape,
  logits: Tensor,
  targets: ArrayLike<number>,
  perRow?: Float64Array,
): number {
  const { device } = tape;
  const { rows, columns } = logits;
  const chosen = tape.input(rows, 1, targets);
  const losses = device.allocate(rows);
  // The kernel turns logits into their gradient in place; nothing reads the logits after the loss.
  device.kernels.crossEntropyRows(rows, columns, logits.at, chosen.at, losses, 1 / rows);
  tape.record(() => {
    if (logits.gradient) device.kernels.addScaled((rows * columns + 3) & ~3, 1, logits.at, logits.gradient);
  });
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    const loss = device.memory[losses + row]!;
    if (perRow) perRow[row] = loss;
    sum += loss;
  }
  return sum / rows;
}

/** Σ over columns, mean over rows, of the cross entropy between Bernoulli targets in [0, 1] and logits, in nats. */
export function bernoulliCrossEntropy(tape: Tape, logits: Tensor, targets: Tensor): number {
  const { device } = tape;
  const { rows, columns } = logits;
  const count = rows * columns;
  const padded = (count + 3) & ~3;
  const sink = logits.gradient || device.allocate(count);
  // The padding of the last four must add nothing: a certain 0 with target 0.
  device.memory.fill(-1e4, logits.at + count, logits.at + padded);
  return device.kernels.bernoulliLoss(padded, logits.at, targets.at, sink, 1 / rows) / rows;
}

/**
 * Σ over columns, mean over rows, of weight · (output − target)²; the weights are one per row.
 */
export function weightedSquares(
  tape: Tape,
  output: Tensor,
  targets: ArrayLike<number>,
  weights: ArrayLike<number>,
): number {
  const { memory } = tape.device;
  const { rows, columns } = output;
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    const weight = weights[row]!;
    for (let at = row * columns; at < (row + 1) * columns; at++) {
      const error = memory[output.at + at]! - targets[at]!;
      sum += weight * error * error;
      if (output.gradient) memory[output.gradient + at]! += (2 * weight * error) / rows;
    }
  }
  return sum / rows;
}

/**
 * Draws z = mean + e^(½ logVariance) · noise for q = N(mean, e^logVariance), whose halves stand side by side
 * in `posterior` (rows × 2 · width), and the mean over rows of KL(q ‖ N(0, I)) in nats
 * (Kingma and Welling, arXiv 1312.6114, eq. 10 and appendix B). `beta` weighs the divergence.
 */
export function gaussianLatent(
  tape: Tape,
  posterior: Tensor,
  noise: ArrayLike<number>,
  beta: number,
): { z: Tensor; divergence: number } {
  const { device } = tape;
  const { memory } = device;
  const { rows } = posterior;
  const width = posterior.columns / 2;
  const count = posterior.rows * posterior.columns;
  const variances = device.allocate(count);
  device.kernels.exponential((count + 3) & ~3, posterior.at, variances);
  const z = tape.result(rows, width);
  let sum = 0;
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < width; column++) {
      const at = row * 2 * width + column;
      const mean = memory[posterior.at + at]!;
      const logVariance = memory[posterior.at + at + width]!;
      const variance = memory[variances + at + width]!;
      memory[z.at + row * width + column] = mean + Math.sqrt(variance) * noise[row * width + column]!;
      sum += 0.5 * (variance + mean * mean - 1 - logVariance);
    }
  tape.record(() => {
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < width; column++) {
        const at = row * 2 * width + column;
        const variance = memory[variances + at + width]!;
        const slope = memory[z.gradient + row * width + column]!;
        const drawn = Math.sqrt(variance) * noise[row * width + column]!;
        memory[posterior.gradient + at]! += slope + (beta * memory[posterior.at + at]!) / rows;
        memory[posterior.gradient + at + width]! += 0.5 * (slope * drawn + (beta * (variance - 1)) / rows);
      }
  });
  return { z, divergence: sum / rows };
}
