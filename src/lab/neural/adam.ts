import type { Device } from './device.js';
import type { ParameterBlock } from './parameters.js';

export interface AdamSettings {
  readonly rate: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  /** Decoupled weight decay: each step multiplies the parameters by 1 − rate · decay. */
  readonly decay?: number;
  /** Gradients longer than this are shortened to it (Pascanu et al., arXiv 1211.5063, algorithm 1); 0 never. */
  readonly clip?: number;
}

/**
 * Adam (Kingma and Ba, arXiv 1412.6980, algorithm 1) over a block of parameters, with decoupled decay.
 * `step` takes the gradients, clears them, and returns their length before clipping.
 */
export class Adam {
  private readonly first: number;
  private readonly second: number;
  private steps = 0;

  constructor(
    private readonly device: Device,
    private readonly block: ParameterBlock<string>,
    private readonly settings: AdamSettings,
  ) {
    this.first = device.allocate(block.count);
    this.second = device.allocate(block.count);
  }

  /** `share` scales the rate in this step: a schedule. */
  step(share = 1): number {
    const { device, block } = this;
    const { rate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, decay = 0, clip = 0 } = this.settings;
    const gradients = device.memory.subarray(block.gradient, block.gradient + block.count);
    const length = clip > 0 ? lengthOf(gradients) : 0;
    if (clip > 0 && length > clip)
      for (let at = 0; at < gradients.length; at++) gradients[at]! *= clip / length;
    this.steps++;
    device.kernels.adam(
      block.count,
      block.at,
      block.gradient,
      this.first,
      this.second,
      rate * share,
      beta1,
      beta2,
      epsilon,
      decay,
      1 - beta1 ** this.steps,
      1 - beta2 ** this.steps,
    );
    gradients.fill(0);
    return length;
  }
}

function lengthOf(values: Float32Array | Float64Array): number {
  let squares = 0;
  for (let at = 0; at < values.length; at++) squares += values[at]! * values[at]!;
  return Math.sqrt(squares);
}

/** Linear rise over the first `warmup` steps, then half a cosine down to `floor` of the rate at the last. */
export function cosineShare(step: number, total: number, warmup: number, floor = 0.1): number {
  if (step < warmup) return (step + 1) / warmup;
  const progress = (step - warmup) / Math.max(1, total - warmup);
  return floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * progress));
}
