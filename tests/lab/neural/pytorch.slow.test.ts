import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { diffusionLoss } from '../../../src/lab/models/diffusion.js';
import { openVae, vaeLoss } from '../../../src/lab/models/vae.js';
import { Adam } from '../../../src/lab/neural/adam.js';
import { levelFeatures, openDenoiser } from '../../../src/lab/neural/denoiser.js';
import { Device } from '../../../src/lab/neural/device.js';
import type { ParameterBlock } from '../../../src/lab/neural/parameters.js';
import { Tape } from '../../../src/lab/neural/tape.js';
import { openTransformer, transformerLoss } from '../../../src/lab/neural/transformer.js';
import { randomFrom } from '../../../src/math/random.js';

/** A Python with PyTorch, e.g. FRECKLE_PYTHON=.venv/bin/python. */
const PYTHON = process.env['FRECKLE_PYTHON'] ?? 'python3';
const script = new URL('./pytorch-reference.py', import.meta.url).pathname;
const hasTorch = (() => {
  try {
    execFileSync(PYTHON, ['-c', 'import torch'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

const random = randomFrom('pytorch');
const RATE = 0.01;
const DECAY = 0.1;
const STEPS = 5;

function normals(name: string, count: number): Float64Array {
  const values = new Float64Array(count);
  random.split(name).fillNormal(values);
  return values;
}

/** Trains here and there from the same start, and compares every loss and every first gradient. */
function expectSameTraining(
  device: Device,
  block: ParameterBlock<string>,
  loss: () => number,
  request: object,
): void {
  const parameters = Object.fromEntries(
    Object.entries(block.tensors).map(([name, tensor]) => [
      name,
      { rows: tensor.rows, columns: tensor.columns, values: Array.from(device.view(tensor)) },
    ]),
  );
  const answer = JSON.parse(
    execFileSync(PYTHON, [script], {
      input: JSON.stringify(
        { ...request, parameters, rate: RATE, decay: DECAY, steps: STEPS },
        (_key, value) => (ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value),
      ),
      maxBuffer: 1e8,
    }).toString(),
  ) as { losses: number[]; gradients: { [name: string]: number[] } };
  const adam = new Adam(device, block, { rate: RATE, decay: DECAY });
  for (let step = 0; step < STEPS; step++) {
    expect(loss()).toBeCloseTo(answer.losses[step]!, 8);
    if (step === 0)
      for (const [name, tensor] of Object.entries(block.tensors))
        device.memory
          .subarray(tensor.gradient, tensor.gradient + tensor.rows * tensor.columns)
          .forEach((value, at) => {
            expect(value, `${name}[${at}]`).toBeCloseTo(answer.gradients[name]![at]!, 9);
          });
    adam.step();
  }
}

if (!hasTorch) console.warn(`PyTorch comparisons are skipped: ${PYTHON} has no torch; set FRECKLE_PYTHON`);

describe.skipIf(!hasTorch)('losses, gradients and five AdamW steps are those of PyTorch', () => {
  it('for the VAE', () => {
    const device = Device.reference(4);
    const design = { width: 4, height: 3, latent: 3, hidden: 8, steps: 1, batch: 5, rate: RATE, beta: 0.7 };
    const block = openVae(device, design, random.split('vae'));
    const pixels = normals('pixels', 60).map((value) => 1 / (1 + Math.exp(-value)));
    const noise = normals('noise', 15);
    const loss = () => vaeLoss(device, block, { pixels, noise, count: 5 }, 0.7);
    expectSameTraining(device, block, loss, { network: 'vae', pixels, noise, count: 5, beta: 0.7 });
  });

  it('for the transformer', () => {
    const device = Device.reference(4);
    const design = { vocabulary: 11, length: 6, width: 16, layers: 2, heads: 2 };
    const block = openTransformer(device, design, random.split('transformer'));
    const stream = random.split('tokens');
    const tokens = Array.from({ length: 18 }, () => stream.integer(11));
    const loss = () => {
      const tape = new Tape(device);
      const value = transformerLoss(tape, block, design, tokens);
      tape.backward();
      tape.release();
      return value;
    };
    expectSameTraining(device, block, loss, { network: 'transformer', design, tokens });
  });

  it('for the diffusion model', () => {
    const device = Device.reference(4);
    const design = { width: 3, height: 2, hidden: 12, blocks: 2, channels: 5 };
    const block = openDenoiser(device, design, random.split('denoiser'));
    const levels = [0.4, 0.8, 1.3];
    const pictures = normals('pictures', 72).map(Math.tanh);
    const noise = normals('noise', 72);
    const loss = () => diffusionLoss(device, block, design, pictures, noise, levels);
    const features = levelFeatures(levels);
    expectSameTraining(device, block, loss, {
      network: 'diffusion',
      design,
      levels,
      pictures,
      noise,
      features,
    });
  });
});
