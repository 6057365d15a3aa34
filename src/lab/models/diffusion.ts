import { FreckleError } from '../../core/errors.js';
import type { FittedModel, ImageStack, Model, Settings } from '../../core/model.js';
import type { Random } from '../../core/random.js';
import { Adam, cosineShare } from '../neural/adam.js';
import {
  type DenoiserDesign,
  denoise,
  LEVEL_FEATURES,
  levelFeatures,
  openDenoiser,
  PER_PLACE,
  placeOrder,
} from '../neural/denoiser.js';
import type { Device } from '../neural/device.js';
import { withDevice } from '../neural/device-pool.js';
import { weightedSquares } from '../neural/losses.js';
import { minibatches } from '../neural/minibatches.js';
import { loadParameters, type ParameterBlock, saveParameters } from '../neural/parameters.js';
import { Tape } from '../neural/tape.js';
import { numberSetting } from '../settings.js';

const SETTINGS = [
  {
    id: 'hidden',
    description: 'width of the residual layers; a multiple of 4',
    default: 384,
    range: [4, 4096],
    wholeNumber: true,
  },
  { id: 'blocks', description: 'residual blocks', default: 2, range: [1, 32], wholeNumber: true },
  {
    id: 'channels',
    description: 'width of the convolutions',
    default: 24,
    range: [1, 512],
    wholeNumber: true,
  },
  { id: 'steps', description: 'training steps', default: 1000, range: [1, 1e7], wholeNumber: true },
  { id: 'batch', description: 'pictures per step', default: 64, range: [1, 4096], wholeNumber: true },
  { id: 'rate', description: 'highest learning rate of AdamW', default: 3e-3, range: [1e-8, 1] },
  {
    id: 'sampling-steps',
    description: 'denoising steps per sample',
    default: 20,
    range: [2, 1000],
    wholeNumber: true,
  },
] as const;

/** Signal-to-noise ratios e^2.5 and e^−7.5 bound the schedule in beresandras/clear-diffusion-keras, as Martínez et al. use it. */
const LEAST_LEVEL = Math.atan(Math.exp(-2.5 / 2));
const MOST_LEVEL = Math.atan(Math.exp(7.5 / 2));
/** Steps that the moving average of the parameters reaches back at the end of training. */
const AVERAGE_DECAY = 0.995;
const DECAY = 1e-4;

/**
 * Denoising diffusion (Ho et al., arXiv 2006.11239): pictures x and noise ε mix to cos φ·x + sin φ·ε at noise level φ.
 * The network predicts x, because a small network can learn pictures but not noise; its error is that of
 * v = cos φ·ε − sin φ·x (Salimans and Ho, arXiv 2202.00512, §4). Samples are drawn ancestrally with full stochasticity
 * (Song et al., arXiv 2010.02502, eq. 12 with η = 1) over evenly spaced levels, from the parameters' moving average.
 */
export const diffusion: Model<ImageStack> = {
  id: 'diffusion',
  version: 1,
  title: 'Diffusion model',
  description: 'Generates grey pictures by denoising, with a residual network over whole pictures.',
  dataKind: 'images',
  dataSource: 'shapes',
  settings: SETTINGS,
  decoding: ['temperature'],
  takesWeights: false,
  minimumCount: () => 1,
  fit: (data, random, settings) => fitDiffusion(data, random, settings),
};

export interface FittedDiffusion extends FittedModel<ImageStack> {
  readonly sample: (
    count: number,
    random: Random,
    decoding?: { readonly temperature?: number },
  ) => ImageStack;
  /** Mean squared error of v per pixel over the last tenth of training. */
  readonly trainingLoss: number;
}

const pixelsOf = ({ width, height }: DenoiserDesign): number => width * height * PER_PLACE;

/**
 * Mean squared error of v per pixel, for pictures in [−1, 1] (pixels place by place), noise and levels. Leaves gradients
 * in the block. Exported for tests.
 */
export function diffusionLoss(
  device: Device,
  block: ParameterBlock<string>,
  design: DenoiserDesign,
  pictures: ArrayLike<number>,
  noise: ArrayLike<number>,
  levels: ArrayLike<number>,
): number {
  const pixels = pixelsOf(design);
  const rows = levels.length;
  const noisy = new Float64Array(rows * pixels);
  const weights = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const signal = Math.cos(levels[row]!);
    const spread = Math.sin(levels[row]!);
    // With x̂ in place of x, v is off by (x − x̂)/sin φ.
    weights[row] = 1 / (pixels * spread * spread);
    for (let at = row * pixels; at < (row + 1) * pixels; at++)
      noisy[at] = signal * pictures[at]! + spread * noise[at]!;
  }
  const tape = new Tape(device);
  const features = tape.input(rows, LEVEL_FEATURES, levelFeatures(levels));
  const output = denoise(tape, block, design, tape.input(rows, pixels, noisy), features);
  const loss = weightedSquares(tape, output, pictures, weights);
  tape.backward();
  tape.release();
  return loss;
}

function designOf(data: ImageStack, hidden: number, blocks: number, channels: number): DenoiserDesign {
  if (hidden % 4 !== 0)
    throw new FreckleError('invalid-setting', `hidden must be a multiple of 4, got ${hidden}`);
  if (data.width % 2 !== 0 || data.height % 2 !== 0)
    throw new FreckleError(
      'invalid-setting',
      `the diffusion model needs an even width and height, got ${data.width} × ${data.height}`,
    );
  return { width: data.width / 2, height: data.height / 2, hidden, blocks, channels };
}

export function fitDiffusion(data: ImageStack, random: Random, settings: Settings): FittedDiffusion {
  const setting = (id: (typeof SETTINGS)[number]['id']): number => numberSetting(SETTINGS, settings, id);
  const pixels = data.width * data.height;
  const design = designOf(data, setting('hidden'), setting('blocks'), setting('channels'));
  const order = placeOrder(design);
  const steps = setting('steps');
  const batch = setting('batch');
  return withDevice((device) => {
    const block = openDenoiser(device, design, random.split('start'));
    const adam = new Adam(device, block, { rate: setting('rate'), decay: DECAY, clip: 1 });
    const average = device.allocate(block.count);
    const batches = minibatches(data.count, batch, random.split('batches'));
    const draws = random.split('noise');
    const pictures = new Float32Array(batch * pixels);
    const noise = new Float32Array(batch * pixels);
    const levels = new Float64Array(batch);
    const lastTenth = Math.floor(steps * 0.9);
    let sum = 0;
    for (let step = 0; step < steps; step++) {
      batches.next().forEach((row, at) => {
        for (let pixel = 0; pixel < pixels; pixel++)
          pictures[at * pixels + pixel] = 2 * data.pixels[row * pixels + order[pixel]!]! - 1;
      });
      draws.fillNormal(noise);
      // Levels spread evenly over the batch with one random shift make the loss less noisy than independent levels.
      const shift = draws.uniform();
      for (let row = 0; row < batch; row++)
        levels[row] = LEAST_LEVEL + ((row + shift) / batch) * (MOST_LEVEL - LEAST_LEVEL);
      const loss = diffusionLoss(device, block, design, pictures, noise, levels);
      if (!Number.isFinite(loss))
        throw new FreckleError(
          'invalid-setting',
          `the diffusion model diverged at step ${step}; lower the rate`,
        );
      if (step >= lastTenth) sum += loss;
      adam.step(cosineShare(step, steps, Math.ceil(steps * 0.05)));
      const keep = Math.min(AVERAGE_DECAY, (1 + step) / (10 + step));
      device.kernels.addScaled(block.count, keep - 1, average, average);
      device.kernels.addScaled(block.count, 1 - keep, block.at, average);
    }
    const saved = saveParameters(device, { ...block, at: average });
    return fittedDiffusion(design, setting('sampling-steps'), saved, sum / (steps - lastTenth));
  });
}

/** Pictures denoised side by side. */
const CHUNK = 128;

function fittedDiffusion(
  design: DenoiserDesign,
  samplingSteps: number,
  saved: Float32Array,
  trainingLoss: number,
): FittedDiffusion {
  const pixels = pixelsOf(design);
  const order = placeOrder(design);
  const [width, height] = [2 * design.width, 2 * design.height];
  return {
    trainingLoss,
    sample: (count, random, { temperature = 1 } = {}) =>
      withDevice((device) => {
        const block = openDenoiser(device, design, null);
        loadParameters(device, block, saved);
        const out = new Float32Array(count * pixels);
        for (let from = 0; from < count; from += CHUNK) {
          const rows = Math.min(CHUNK, count - from);
          const stream = random.split('pictures', from);
          const drawn = drawPictures(device, block, design, { rows, samplingSteps, temperature }, stream);
          for (let at = 0; at < drawn.length; at++) {
            const start = from * pixels + at - (at % pixels);
            out[start + order[at % pixels]!] = 0.5 * drawn[at]! + 0.5;
          }
        }
        return { kind: 'images', count, width, height, pixels: out };
      }),
    parameters: () => ({ weights: saved, trainingLoss }),
  };
}

/** Pictures in [−1, 1] by ancestral sampling; temperature scales the variance of all noise drawn. */
function drawPictures(
  device: Device,
  block: ParameterBlock<string>,
  design: DenoiserDesign,
  { rows, samplingSteps, temperature }: { rows: number; samplingSteps: number; temperature: number },
  random: Random,
): Float32Array {
  const pixels = pixelsOf(design);
  const scale = Math.sqrt(temperature);
  const state = new Float32Array(rows * pixels);
  const noise = new Float32Array(rows * pixels);
  random.fillNormal(state);
  if (scale !== 1) for (let at = 0; at < state.length; at++) state[at]! *= scale;
  for (let step = 0; step < samplingSteps; step++) {
    const level = MOST_LEVEL + (step / samplingSteps) * (LEAST_LEVEL - MOST_LEVEL);
    const next = MOST_LEVEL + ((step + 1) / samplingSteps) * (LEAST_LEVEL - MOST_LEVEL);
    const isLast = step === samplingSteps - 1;
    const tape = new Tape(device, false);
    const features = tape.input(rows, LEVEL_FEATURES, levelFeatures(new Float64Array(rows).fill(level)));
    const answer = device.view(denoise(tape, block, design, tape.input(rows, pixels, state), features));
    // Part of the variance at the next level that is drawn anew.
    const fresh = isLast ? 0 : freshNoise(level, next);
    const kept = Math.sqrt(Math.max(0, Math.sin(next) ** 2 - fresh ** 2));
    if (!isLast) random.fillNormal(noise);
    for (let at = 0; at < state.length; at++) {
      const clean = Math.max(-1, Math.min(1, answer[at]!));
      // The noise that adds up to the state with the clipped picture.
      const guess = (state[at]! - Math.cos(level) * clean) / Math.sin(level);
      state[at] = isLast ? clean : Math.cos(next) * clean + kept * guess + fresh * scale * noise[at]!;
    }
    tape.release();
  }
  return state;
}

/** σ of eq. 16 of DDIM with η = 1, for ᾱ = cos² φ. Exported for tests. */
export function freshNoise(level: number, next: number): number {
  const ratio = (Math.cos(level) / Math.cos(next)) ** 2;
  return (Math.sin(next) / Math.sin(level)) * Math.sqrt(Math.max(0, 1 - ratio));
}
