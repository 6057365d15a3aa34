import { FreckleError } from '../../core/errors.js';
import type { FittedModel, ImageStack, Model, Settings } from '../../core/model.js';
import type { Random } from '../../core/random.js';
import { Adam } from '../neural/adam.js';
import type { Device, Tensor } from '../neural/device.js';
import { withDevice } from '../neural/device-pool.js';
import { bernoulliCrossEntropy, gaussianLatent } from '../neural/losses.js';
import { minibatches } from '../neural/minibatches.js';
import {
  allocateParameters,
  loadParameters,
  type ParameterBlock,
  saveParameters,
  weights,
  zeros,
} from '../neural/parameters.js';
import { Tape } from '../neural/tape.js';
import { numberSetting } from '../settings.js';

const SETTINGS = [
  { id: 'latent', description: 'latent dimensions', default: 20, range: [1, 512], wholeNumber: true },
  {
    id: 'hidden',
    description: 'width of the hidden layer on each side',
    default: 400,
    range: [4, 4096],
    wholeNumber: true,
  },
  { id: 'steps', description: 'training steps', default: 2000, range: [1, 1e7], wholeNumber: true },
  { id: 'batch', description: 'pictures per step', default: 128, range: [1, 4096], wholeNumber: true },
  { id: 'rate', description: 'learning rate of Adam', default: 1e-3, range: [1e-8, 1] },
  { id: 'beta', description: 'weight of the divergence', default: 1, range: [0, 100] },
] as const;

/**
 * Variational autoencoder (Kingma and Welling, arXiv 1312.6114) with one hidden layer on each side, a
 * Gaussian posterior and Bernoulli pixels. Samples are decoder means, as Shumailov et al. draw them.
 */
export const vae: Model<ImageStack> = {
  id: 'vae',
  version: 1,
  title: 'Variational autoencoder',
  description: 'Generates grey pictures from a Gaussian latent space; samples are decoder means.',
  dataKind: 'images',
  dataSource: 'shapes',
  settings: SETTINGS,
  decoding: ['temperature'],
  takesWeights: false,
  minimumCount: () => 1,
  fit: (data, random, settings) => {
    const design = designOf(settings, data.width, data.height);
    const batches = minibatches(data.count, design.batch, random.split('batches'));
    const side = data.width * data.height;
    const batch = new Float32Array(design.batch * side);
    return trainVae(design, random, () => {
      batches.next().forEach((row, at) => {
        batch.set(data.pixels.subarray(row * side, (row + 1) * side), at * side);
      });
      return batch;
    });
  },
};

/** Architecture and training of a VAE. */
export interface VaeDesign {
  readonly width: number;
  readonly height: number;
  readonly latent: number;
  readonly hidden: number;
  readonly steps: number;
  readonly batch: number;
  readonly rate: number;
  readonly beta: number;
}

export interface FittedVae extends FittedModel<ImageStack> {
  /** Posterior means of pictures from the encoder, count × latent. */
  readonly encode: (data: ImageStack) => Float64Array;
  /** Negative evidence lower bound in nats per picture, the mean of the last tenth of training. */
  readonly trainingLoss: number;
}

const designOf = (settings: Settings, width: number, height: number): VaeDesign => ({
  width,
  height,
  latent: numberSetting(SETTINGS, settings, 'latent'),
  hidden: numberSetting(SETTINGS, settings, 'hidden'),
  steps: numberSetting(SETTINGS, settings, 'steps'),
  batch: numberSetting(SETTINGS, settings, 'batch'),
  rate: numberSetting(SETTINGS, settings, 'rate'),
  beta: numberSetting(SETTINGS, settings, 'beta'),
});

type Layer =
  | 'encoder'
  | 'encoderBias'
  | 'posterior'
  | 'posteriorBias'
  | 'decoder'
  | 'decoderBias'
  | 'pixels'
  | 'pixelsBias';

function open(device: Device, { width, height, hidden, latent }: VaeDesign, random: Random | null) {
  const side = width * height;
  return allocateParameters<Layer>(
    device,
    {
      encoder: weights(side, hidden),
      encoderBias: zeros(hidden),
      posterior: weights(hidden, 2 * latent, 1),
      posteriorBias: zeros(2 * latent),
      decoder: weights(latent, hidden),
      decoderBias: zeros(hidden),
      pixels: weights(hidden, side, 1),
      pixelsBias: zeros(side),
    },
    random,
  );
}

function encoded(tape: Tape, { tensors }: ParameterBlock<Layer>, x: Tensor): Tensor {
  const hidden = tape.activate('relu', tape.affine(x, tensors.encoder, tensors.encoderBias));
  return tape.affine(hidden, tensors.posterior, tensors.posteriorBias);
}

function decoded(tape: Tape, { tensors }: ParameterBlock<Layer>, z: Tensor): Tensor {
  const hidden = tape.activate('relu', tape.affine(z, tensors.decoder, tensors.decoderBias));
  return tape.affine(hidden, tensors.pixels, tensors.pixelsBias);
}

/**
 * Negative evidence lower bound of a batch in nats per picture. Leaves gradients in the block. Exported for tests, which
 * check it against finite differences and PyTorch.
 */
export function vaeLoss(
  device: Device,
  block: ParameterBlock<Layer>,
  batch: { readonly pixels: ArrayLike<number>; readonly noise: ArrayLike<number>; readonly count: number },
  beta: number,
): number {
  const tape = new Tape(device);
  const x = tape.input(batch.count, block.tensors.encoder.rows, batch.pixels);
  const { z, divergence } = gaussianLatent(tape, encoded(tape, block, x), batch.noise, beta);
  const reconstruction = bernoulliCrossEntropy(tape, decoded(tape, block, z), x);
  tape.backward();
  tape.release();
  return reconstruction + beta * divergence;
}

export const openVae = open;

/** Trains on the batches of `nextBatch`, batch × pixels: rows of a set, or an endless stream of samples. */
export function trainVae(design: VaeDesign, random: Random, nextBatch: () => Float32Array): FittedVae {
  return withDevice((device) => {
    const block = open(device, design, random.split('start'));
    const adam = new Adam(device, block, { rate: design.rate });
    const noises = random.split('noise');
    const noise = new Float32Array(design.batch * design.latent);
    const lastTenth = Math.floor(design.steps * 0.9);
    let sum = 0;
    for (let step = 0; step < design.steps; step++) {
      noises.fillNormal(noise);
      const loss = vaeLoss(device, block, { pixels: nextBatch(), noise, count: design.batch }, design.beta);
      if (!Number.isFinite(loss))
        throw new FreckleError('invalid-setting', `the VAE diverged at step ${step}; lower the rate`);
      if (step >= lastTenth) sum += loss;
      adam.step();
    }
    return fittedVae(design, saveParameters(device, block), sum / (design.steps - lastTenth));
  });
}

/** Pictures that a device holds at a time outside training. */
const CHUNK = 500;

export function fittedVae(design: VaeDesign, saved: Float32Array, trainingLoss: number): FittedVae {
  const { width, height, latent } = design;
  const side = width * height;
  /** Runs the network over rows in chunks; `run` reads row `from` on and writes its result. */
  const inChunks = (
    count: number,
    run: (tape: Tape, block: ParameterBlock<Layer>, from: number, rows: number) => void,
  ): void =>
    withDevice((device) => {
      const block = open(device, design, null);
      loadParameters(device, block, saved);
      for (let from = 0; from < count; from += CHUNK) {
        const tape = new Tape(device, false);
        run(tape, block, from, Math.min(CHUNK, count - from));
        tape.release();
      }
    });
  return {
    trainingLoss,
    encode: (data) => {
      const means = new Float64Array(data.count * latent);
      inChunks(data.count, (tape, block, from, rows) => {
        const x = tape.input(rows, side, data.pixels.subarray(from * side, (from + rows) * side));
        const posterior = tape.device.view(encoded(tape, block, x));
        for (let row = 0; row < rows; row++)
          means.set(posterior.subarray(row * 2 * latent, row * 2 * latent + latent), (from + row) * latent);
      });
      return means;
    },
    sample: (count, random, decoding = {}) => {
      const pixels = new Float32Array(count * side);
      const scale = Math.sqrt(decoding.temperature ?? 1);
      inChunks(count, (tape, block, from, rows) => {
        const latents = new Float32Array(rows * latent);
        random.fillNormal(latents);
        if (scale !== 1) for (let at = 0; at < latents.length; at++) latents[at]! *= scale;
        const logits = decoded(tape, block, tape.input(rows, latent, latents));
        const padded = (rows * side + 3) & ~3;
        tape.device.kernels.sigmoid(padded, logits.at, logits.at);
        pixels.set(tape.device.view(logits), from * side);
      });
      return { kind: 'images', count, width, height, pixels };
    },
    parameters: () => ({ weights: saved, trainingLoss }),
  };
}
