/**
 * Milliseconds of processor time per training step of the lab's networks, on one thread, beside PyTorch's on
 * one thread of the same machine.
 *
 *   npm run bench -- neural [steps]      FRECKLE_PYTHON names a Python with PyTorch
 *
 * Reports the lower quartile of the steps, so that other load on the machine counts little. Ours runs once before and
 * once after PyTorch; the better of the two is compared.
 */
import { execFileSync } from 'node:child_process';
import { diffusionLoss } from '../src/lab/models/diffusion.js';
import { openVae, vaeLoss } from '../src/lab/models/vae.js';
import { Adam } from '../src/lab/neural/adam.js';
import { openDenoiser } from '../src/lab/neural/denoiser.js';
import { Device } from '../src/lab/neural/device.js';
import type { ParameterBlock } from '../src/lab/neural/parameters.js';
import { Tape } from '../src/lab/neural/tape.js';
import { openTransformer, transformerLoss } from '../src/lab/neural/transformer.js';
import { randomFrom } from '../src/math/random.js';

const STEPS = Number(process.argv[2] ?? 40);
const random = randomFrom('bench');

type Figures = { readonly [network: string]: number };

function ours(): Figures {
  return { vae: vaeMs(), transformer: transformerMs(), diffusion: diffusionMs() };
}

function vaeMs(): number {
  const device = Device.simd(256);
  const design = {
    width: 28,
    height: 28,
    latent: 20,
    hidden: 400,
    steps: 1,
    batch: 128,
    rate: 1e-3,
    beta: 1,
  };
  const block = openVae(device, design, random);
  const pixels = new Float32Array(128 * 784);
  random.fillUniform(pixels);
  const noise = new Float32Array(128 * 20);
  return stepMs(device, block, () => {
    random.fillNormal(noise);
    vaeLoss(device, block, { pixels, noise, count: 128 }, 1);
  });
}

function transformerMs(): number {
  const device = Device.simd(256);
  const design = { vocabulary: 2049, length: 64, width: 64, layers: 2, heads: 4 };
  const block = openTransformer(device, design, random);
  const tokens = Int32Array.from({ length: 16 * 64 }, () => random.integer(2049));
  return stepMs(device, block, () => {
    const tape = new Tape(device);
    transformerLoss(tape, block, design, tokens);
    tape.backward();
    tape.release();
  });
}

function diffusionMs(): number {
  const device = Device.simd(256);
  const design = { width: 14, height: 14, hidden: 384, blocks: 2, channels: 24 };
  const block = openDenoiser(device, design, random);
  const pictures = new Float32Array(64 * 784);
  const noise = new Float32Array(64 * 784);
  random.fillUniform(pictures);
  random.fillNormal(noise);
  const levels = Float64Array.from({ length: 64 }, (_, row) => 0.3 + row / 64);
  return stepMs(device, block, () => {
    diffusionLoss(device, block, design, pictures, noise, levels);
  });
}

function stepMs(device: Device, block: ParameterBlock<string>, gradients: () => void): number {
  const adam = new Adam(device, block, { rate: 1e-3 });
  const times = Array.from({ length: STEPS }, () => {
    const start = process.cpuUsage().user;
    gradients();
    adam.step();
    return (process.cpuUsage().user - start) / 1000;
  });
  return times.sort((a, b) => a - b)[Math.floor(STEPS / 4)]!;
}

const before = ours();
const python = process.env['FRECKLE_PYTHON'] ?? 'python3';
let torch: Figures | null = null;
try {
  torch = JSON.parse(execFileSync(python, ['bench/neural.py', String(STEPS)]).toString()) as Figures;
} catch {
  console.warn(`PyTorch is skipped: ${python} does not have it; set FRECKLE_PYTHON`);
}
const after = ours();
console.log(`ms of processor time per step, lower quartile of ${STEPS}`);
console.log('network        ours  PyTorch  PyTorch/ours');
for (const name of Object.keys(before)) {
  const best = Math.min(before[name]!, after[name]!);
  const theirs = torch?.[name];
  console.log(
    `${name.padEnd(12)} ${best.toFixed(1).padStart(6)}  ${(theirs?.toFixed(1) ?? '–').padStart(7)}  ${(theirs === undefined ? '–' : (theirs / best).toFixed(2)).padStart(12)}`,
  );
}
