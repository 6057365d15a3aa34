import { describe, expect, it } from 'vitest';
import { Device } from '../../../src/lab/neural/device.js';
import type { Kernels } from '../../../src/lab/neural/kernels.js';
import { MULTIPLY_SCRATCH } from '../../../src/lab/neural/kernels.js';
import { randomFrom } from '../../../src/math/random.js';

const SIZE = 40_000;

/** Runs the same call on both makes over the same numbers and gives the largest difference anywhere. */
function largestDifference(
  call: (kernels: Kernels, base: number, scratch: number) => unknown,
  prepare: (memory: Float32Array | Float64Array) => void = () => {},
): number {
  const [single, double] = [Device.simd(4), Device.reference(8)].map((device) => {
    const base = device.allocate(SIZE);
    const numbers = device.memory.subarray(base, base + SIZE);
    const start = new Float32Array(SIZE);
    randomFrom(11).fillNormal(start);
    numbers.set(start);
    prepare(numbers);
    const returned = call(device.kernels, base, device.scratch);
    return [...numbers, typeof returned === 'number' ? returned : 0];
  });
  return double!.reduce(
    (largest, value, at) => Math.max(largest, Math.abs(value - single![at]!) / Math.max(1, Math.abs(value))),
    0,
  );
}

describe('SIMD kernels against their double-precision twins', () => {
  // Rounding of single precision over sums of up to 300 terms; a wrong element differs by 1.
  const TOLERANCE = 2e-5;

  it.each([
    [1, 1, 1],
    [4, 8, 4],
    [5, 7, 3],
    [13, 29, 300],
    [3, 17, 257],
    [270, 4, 9],
    [31, 12, 257],
  ])('multiply %i × %i over a depth of %i in every transposition, overwriting and adding', (m, n, k) => {
    for (const isATransposed of [false, true])
      for (const isBTransposed of [false, true])
        for (const isAdded of [0, 1])
          expect(
            largestDifference((kernels, base, scratch) =>
              kernels.multiply(
                m,
                n,
                k,
                base,
                isATransposed ? 1 : k,
                isATransposed ? m : 1,
                base + 10_000,
                isBTransposed ? 1 : n,
                isBTransposed ? k : 1,
                base + 30_000,
                n,
                isAdded,
                scratch,
              ),
            ),
          ).toBeLessThan(TOLERANCE * Math.sqrt(k));
  });

  it('multiply wider than its scratch takes it block by block', () => {
    expect(MULTIPLY_SCRATCH).toBe(256 * (512 + 260));
    expect(
      largestDifference((kernels, base, scratch) =>
        kernels.multiply(2, 1030, 9, base, 9, 1, base + 100, 1030, 1, base + 20_000, 1030, 0, scratch),
      ),
    ).toBeLessThan(TOLERANCE);
  });

  it.each(['exponential', 'sigmoid', 'relu', 'silu', 'gelu'] as const)('%s', (name) => {
    expect(
      largestDifference(
        (kernels, base) => kernels[name](1000, base, base + 2000),
        (memory) => {
          for (let at = 0; at < 1000; at++)
            memory[at] = Math.fround((at - 500) / (name === 'exponential' ? 20 : 8));
        },
      ),
    ).toBeLessThan(1e-6);
  });

  it.each(['reluGradient', 'siluGradient', 'geluGradient'] as const)('%s adds to what is there', (name) => {
    expect(
      largestDifference((kernels, base) => kernels[name](1000, base, base + 2000, base + 4000)),
    ).toBeLessThan(1e-6);
  });

  it('addScaled and multiplyAdd', () => {
    expect(
      largestDifference((kernels, base) => kernels.addScaled(1000, 0.5, base, base + 2000)),
    ).toBeLessThan(1e-6);
    expect(
      largestDifference((kernels, base) => kernels.multiplyAdd(1000, base, base + 2000, base + 4000)),
    ).toBeLessThan(1e-6);
  });

  it.each([1, 3, 4, 10, 129])('addToRows and sumRows over %i columns', (columns) => {
    expect(
      largestDifference((kernels, base) => {
        kernels.addToRows(7, columns, base, base + 2000);
        kernels.sumRows(7, columns, base + 4000, base + 6000);
      }),
    ).toBeLessThan(TOLERANCE);
  });

  it('gatherRows and scatterRows, with a row named twice', () => {
    const indices = (memory: Float32Array | Float64Array) => memory.set([2, 0, 2, 4], 0);
    expect(
      largestDifference((kernels, base) => {
        kernels.gatherRows(4, 12, base + 100, base, base + 1000);
        kernels.scatterRows(4, 12, base + 2000, base, base + 3000);
      }, indices),
    ).toBeLessThan(1e-6);
  });

  it.each([
    [0, 24, 3, 4],
    [5, 14, 3, 4],
    [3, 9, 6, 1],
  ])(
    'unfold and its gradient from place %i, %i places, of pictures of %i × %i',
    (from, count, height, width) => {
      expect(
        largestDifference((kernels, base) => {
          kernels.unfold(from, count, height, width, 5, base, base + 1000);
          kernels.unfoldGradient(from, count, height, width, 5, base + 4000, base + 8000);
        }),
      ).toBeLessThan(TOLERANCE);
    },
  );

  it('normaliseRows and its gradient', () => {
    expect(
      largestDifference((kernels, base) => {
        kernels.normaliseRows(6, 64, base, base + 1000, base + 1100, base + 2000, base + 3000);
        kernels.normaliseRowsGradient(
          6,
          64,
          base,
          base + 1000,
          base + 3000,
          base + 4000,
          base + 5000,
          base + 6000,
          base + 6100,
        );
      }),
    ).toBeLessThan(TOLERANCE);
  });

  it.each([2, 5, 64, 301])('crossEntropyRows and softmaxRow over %i columns', (columns) => {
    expect(
      largestDifference(
        (kernels, base) => {
          kernels.crossEntropyRows(4, columns, base + 100, base, base + 50, 0.25);
          kernels.softmaxRow(columns, base + 9000);
        },
        (memory) => memory.set([1, 0, columns - 1, 1], 0),
      ),
    ).toBeLessThan(TOLERANCE);
  });

  it('bernoulliLoss and its gradient for targets in [0, 1]', () => {
    expect(
      largestDifference(
        (kernels, base) => kernels.bernoulliLoss(800, base, base + 1000, base + 2000, 0.125) / 800,
        (memory) => {
          for (let at = 0; at < 800; at++) {
            memory[at]! *= 8;
            memory[1000 + at] = Math.fround((at % 11) / 10);
          }
        },
      ),
    ).toBeLessThan(TOLERANCE);
  });

  it.each([
    [0, 5, 5],
    [1, 5, 5],
    [1, 1, 9],
  ])('attend and its gradient (causal %i, %i queries, %i keys)', (isCausal, queries, keys) => {
    expect(
      largestDifference((kernels, base) => {
        const [q, k, v, weights, out] = [0, 2000, 4000, 6000, 8000].map((shift) => base + shift) as [
          number,
          number,
          number,
          number,
          number,
        ];
        kernels.attend(queries, keys, 8, 24, 8, q, k, v, weights, out, isCausal);
        kernels.attendGradient(
          queries,
          keys,
          8,
          24,
          8,
          q,
          k,
          v,
          weights,
          base + 10_000,
          base + 12_000,
          base + 14_000,
          base + 16_000,
          base + 18_000,
          isCausal,
        );
        // What the scratch holds afterwards is nobody's business.
        kernels.exponential(20, base, base + 18_000);
      }),
    ).toBeLessThan(TOLERANCE);
  });

  it('adam', () => {
    expect(
      largestDifference(
        (kernels, base) =>
          kernels.adam(
            1000,
            base,
            base + 1000,
            base + 2000,
            base + 3000,
            0.01,
            0.9,
            0.999,
            1e-8,
            0.1,
            0.1,
            0.001,
          ),
        (memory) => {
          for (let at = 3000; at < 4000; at++) memory[at] = Math.abs(memory[at]!);
        },
      ),
    ).toBeLessThan(TOLERANCE);
  });
});
