import { describe, it } from 'vitest';
import { convolve } from '../../../src/lab/neural/convolution.js';
import { Device, type Tensor } from '../../../src/lab/neural/device.js';
import {
  bernoulliCrossEntropy,
  crossEntropy,
  gaussianLatent,
  weightedSquares,
} from '../../../src/lab/neural/losses.js';
import { allocateParameters, ones, weights, zeros } from '../../../src/lab/neural/parameters.js';
import { type Activation, Tape } from '../../../src/lab/neural/tape.js';
import { randomFrom } from '../../../src/math/random.js';
import { expectGradientsToMatch } from './check-gradients.js';

const random = randomFrom('gradients');

function normals(name: string, count: number): Float64Array {
  const values = new Float64Array(count);
  random.split(name).fillNormal(values);
  return values;
}

/** A loss that weighs every element differently, so that no error cancels. */
const squares = (tape: Tape, output: Tensor): number =>
  weightedSquares(
    tape,
    output,
    normals('target', output.rows * output.columns),
    normals('weight', output.rows),
  );

function withTape(device: Device, run: (tape: Tape) => number): number {
  const tape = new Tape(device);
  const loss = run(tape);
  tape.backward();
  tape.release();
  return loss;
}

describe('gradients against finite differences', () => {
  it.each<Activation>(['silu', 'gelu', 'relu'])('affine layers with %s between, used twice', (activation) => {
    const device = Device.reference(4);
    const block = allocateParameters(
      device,
      { first: weights(5, 7), bias: weights(1, 7), second: weights(7, 7), last: weights(7, 3) },
      random,
    );
    const { first, bias, second, last } = block.tensors;
    expectGradientsToMatch(device, block, () =>
      withTape(device, (tape) => {
        const hidden = tape.activate(
          activation,
          tape.affine(tape.input(4, 5, normals('x', 20)), first, bias),
        );
        const both = tape.add(hidden, tape.affine(hidden, second, null));
        return squares(tape, tape.affine(both, last, null));
      }),
    );
  });

  it('layer normalisation', () => {
    const device = Device.reference(4);
    const block = allocateParameters(
      device,
      { first: weights(5, 8), gain: weights(1, 8), bias: weights(1, 8) },
      random,
    );
    const { first, gain, bias } = block.tensors;
    expectGradientsToMatch(device, block, () =>
      withTape(device, (tape) =>
        squares(
          tape,
          tape.normalise(tape.affine(tape.input(3, 5, normals('x', 15)), first, null), gain, bias),
        ),
      ),
    );
  });

  it('two convolutions of more places than are laid out at a time', () => {
    const device = Device.reference(16);
    const block = allocateParameters(
      device,
      { first: weights(9, 2), bias: weights(1, 2), second: weights(18, 1) },
      random,
    );
    const { first, bias, second } = block.tensors;
    // 3 pictures of 10 × 9 places: 270, and 256 are laid out at a time.
    expectGradientsToMatch(device, block, () =>
      withTape(device, (tape) => {
        const seen = convolve(tape, tape.input(270, 1, normals('x', 270)), first, bias, 10, 9);
        return squares(tape, convolve(tape, tape.activate('silu', seen), second, null, 10, 9));
      }),
    );
  });

  it('embedding, causal attention of two heads over two sequences, tied scores and cross entropy', () => {
    const device = Device.reference(4);
    const block = allocateParameters(
      device,
      {
        table: weights(6, 8, 6),
        scoreBias: weights(1, 6),
        attention: weights(8, 24),
        project: weights(8, 8),
      },
      random,
    );
    const { table, scoreBias, attention, project } = block.tensors;
    const tokens = [0, 3, 3, 5, 1, 2, 4, 0];
    expectGradientsToMatch(device, block, () =>
      withTape(device, (tape) => {
        const embedded = tape.gather(table, tokens);
        const mixed = tape.selfAttention(tape.affine(embedded, attention, null), 4, 2);
        const out = tape.add(embedded, tape.affine(mixed, project, null));
        return crossEntropy(tape, tape.scores(out, table, scoreBias), [3, 3, 5, 0, 2, 4, 0, 1]);
      }),
    );
  });

  it('Bernoulli likelihood with a Gaussian latent and its divergence', () => {
    const device = Device.reference(4);
    const block = allocateParameters(
      device,
      { encode: weights(7, 6), encodeBias: zeros(6), decode: weights(3, 7), decodeBias: ones(7) },
      random,
    );
    const { encode, encodeBias, decode, decodeBias } = block.tensors;
    const pixels = normals('x', 40).map((value) => 1 / (1 + Math.exp(-value)));
    expectGradientsToMatch(device, block, () =>
      withTape(device, (tape) => {
        const x = tape.input(5, 7, pixels.subarray(0, 35));
        const { z, divergence } = gaussianLatent(
          tape,
          tape.affine(x, encode, encodeBias),
          normals('noise', 15),
          0.7,
        );
        return bernoulliCrossEntropy(tape, tape.affine(z, decode, decodeBias), x) + 0.7 * divergence;
      }),
    );
  });
});
