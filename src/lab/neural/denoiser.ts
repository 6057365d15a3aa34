import type { Random } from '../../core/random.js';
import { convolve } from './convolution.js';
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

/**
 * Sizes of a denoising network in two parts: residual layers over the whole picture place the strokes, convolutions
 * shape them. A place of the convolutions is a square of 2 × 2 pixels.
 */
export interface DenoiserDesign {
  /** Places across and down: half the picture's width and height. */
  readonly width: number;
  readonly height: number;
  readonly hidden: number;
  readonly blocks: number;
  readonly channels: number;
}

/** Pixels in a place. */
export const PER_PLACE = 4;
/** Sines and cosines that encode the noise level. */
export const LEVEL_FEATURES = 32;
/** Numbers that the whole-picture part passes to each place. */
const HINTS = 8;

export function openDenoiser(
  device: Device,
  { width, height, hidden, blocks, channels }: DenoiserDesign,
  random: Random | null,
): ParameterBlock<string> {
  const places = width * height;
  const shapes: { [name: string]: ParameterShape } = {
    in: weights(places * PER_PLACE, hidden, 1),
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
  Object.assign(shapes, {
    gain: ones(hidden),
    normBias: zeros(hidden),
    hints: weights(hidden, places * HINTS, 1),
    hintsBias: zeros(places * HINTS),
    fromNoisy: weights(9 * PER_PLACE, channels, 1),
    fromHints: weights(9 * HINTS, channels, 1),
    fromBias: zeros(channels),
    local: weights(9 * channels, channels, 2),
    localBias: zeros(channels),
    // A network that starts by predicting 0 has an initial error equal to the data's variance, not above it.
    out: weights(9 * channels, PER_PLACE, 1e-4),
    outBias: zeros(PER_PLACE),
  });
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

/**
 * The network's output, rows × pixels, for noisy pictures with pixels place by place and the features of their
 * levels.
 */
export function denoise(
  tape: Tape,
  { tensors }: ParameterBlock<string>,
  { width, height, blocks }: DenoiserDesign,
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
  const whole = tape.activate('silu', tape.normalise(stream, of('gain'), of('normBias')));
  const places = noisy.rows * width * height;
  const hints = tape.reshape(tape.affine(whole, of('hints'), of('hintsBias')), places);
  const convolved = (x: Tensor, weight: string, bias: string | null): Tensor =>
    convolve(tape, x, of(weight), bias === null ? null : of(bias), height, width);
  const seen = tape.add(
    convolved(tape.reshape(noisy, places), 'fromNoisy', 'fromBias'),
    convolved(hints, 'fromHints', null),
  );
  const local = convolved(tape.activate('silu', seen), 'local', 'localBias');
  const strokes = tape.activate('silu', tape.add(seen, local));
  return tape.reshape(convolved(strokes, 'out', 'outBias'), noisy.rows);
}

/** For each pixel in place order, its index in row order. */
export function placeOrder({ width, height }: DenoiserDesign): Int32Array {
  const order = new Int32Array(width * height * PER_PLACE);
  for (let at = 0; at < order.length; at++) {
    const place = Math.floor(at / PER_PLACE);
    const row = 2 * Math.floor(place / width) + ((at >> 1) & 1);
    const column = 2 * (place % width) + (at & 1);
    order[at] = row * 2 * width + column;
  }
  return order;
}
