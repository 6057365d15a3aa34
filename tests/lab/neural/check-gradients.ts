import { expect } from 'vitest';
import type { Device } from '../../../src/lab/neural/device.js';
import type { ParameterBlock } from '../../../src/lab/neural/parameters.js';

/**
 * Compares the gradient that `loss` leaves in the block with central differences of fourth order in double
 * precision, whose error is about h⁴: below 1e-8 relative here. Every parameter is checked.
 */
export function expectGradientsToMatch(
  device: Device,
  block: ParameterBlock<string>,
  loss: () => number,
): void {
  const gradients = () => device.memory.subarray(block.gradient, block.gradient + block.count);
  gradients().fill(0);
  loss();
  const analytic = gradients().slice();
  expect(analytic.some((value) => value !== 0)).toBe(true);
  const h = 1e-3;
  for (const [name, tensor] of Object.entries(block.tensors)) {
    for (let at = tensor.at; at < tensor.at + tensor.rows * tensor.columns; at++) {
      const value = device.memory[at]!;
      const lossAt = (shift: number): number => {
        device.memory[at] = value + shift;
        return loss();
      };
      const numeric = (8 * (lossAt(h) - lossAt(-h)) - (lossAt(2 * h) - lossAt(-2 * h))) / (12 * h);
      device.memory[at] = value;
      const exact = analytic[at - block.at]!;
      expect(
        Math.abs(numeric - exact),
        `${name}[${at - tensor.at}]: ${numeric} against ${exact}`,
      ).toBeLessThan(1e-8 + 1e-6 * Math.abs(exact));
    }
  }
}
