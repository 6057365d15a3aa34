import type { Random } from '../../core/random.js';
import type { Device, Tensor } from './device.js';
import {
  allocateParameters,
  ones,
  type ParameterBlock,
  type ParameterShape,
  weights,
  zeros,
} from './parameters.js';
import type { Tape } from './tape.js';

/** Sizes of a denoising network: residual blocks of two layers over whole pictures. */
export interface DenoiserDesign {
  readonly pixels: number;
  readonly hidden: number;
  readonly blocks: number;
}

/** Sines and cosines that tell the network the noise level. */
export const LEVEL_FEATURES = 32;

export function openDenoiser(
  device: Device,
  { pixels, hidden, blocks }: DenoiserDesign,
  random: Random | null,
): ParameterBlock<string> {
  const shapes: { [name: string]: ParameterShape } = {
    in: weights(pixels, hidden, 1),
    inBias: zeros(hidden),
  };
  for (let block = 0; block < blocks; block++)
    Object.assign(shapes, {
      [`${block}.gain`]: ones(hidden),
      [`${block}.normBias`]: zeros(hidden),
      [`${block}.first`]: weights(hidden, hidden, 1),
      [`${block}.firstBias`]: zeros(hidden),
      [`${block}.level`]: weights(LEVEL_FEATURES, hidden, 1),
      [`${block}.second`]: weights(hidden, hidden, 1 / blocks),
      [`${block}.secondBias`]: zeros(hidden),
    });
  shapes['gain'] = ones(hidden);
  shapes['normBias'] = zeros(hidden);
  // A network that starts by answering 0 starts at the data's own variance, not above it.
  shapes['out'] = weights(hidden, pixels, 1e-4);
  shapes['outBias'] = zeros(pixels);
  return allocateParameters(device, shapes, random);
}

/** Features of noise levels φ in [0, π/2], count × LEVEL_FEATURES: octaves of sines and cosines. */
export function levelFeatures(levels: ArrayLike<number>): Float32Array {
  const features = new Float32Array(levels.length * LEVEL_FEATURES);
  for (let row = 0; row < levels.length; row++)
    for (let octave = 0; octave < LEVEL_FEATURES / 2; octave++) {
      const angle = levels[row]! * 2 ** (octave / 3);
      features[row * LEVEL_FEATURES + 2 * octave] = Math.sin(angle);
      features[row * LEVEL_FEATURES + 2 * octave + 1] = Math.cos(angle);
    }
  return features;
}

/** The network's answer for noisy pictures (rows × pixels) and their levels' features. */
export function denoise(
  tape: Tape,
  { tensors }: ParameterBlock<string>,
  { blocks }: DenoiserDesign,
  noisy: Tensor,
  features: Tensor,
): Tensor {
  const of = (name: string): Tensor => tensors[name]!;
  let stream = tape.affine(noisy, of('in'), of('inBias'));
  for (let block = 0; block < blocks; block++) {
    const at = (name: string): Tensor => of(`${block}.${name}`);
    const calm = tape.normalise(stream, at('gain'), at('normBias'));
    const mixed = tape.add(
      tape.affine(calm, at('first'), at('firstBias')),
      tape.affine(features, at('level'), null),
    );
    stream = tape.add(stream, tape.affine(tape.activate('silu', mixed), at('second'), at('secondBias')));
  }
  const last = tape.activate('silu', tape.normalise(stream, of('gain'), of('normBias')));
  return tape.affine(last, of('out'), of('outBias'));
}
