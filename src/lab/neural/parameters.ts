import { assert } from '../../core/errors.js';
import type { Random } from '../../core/random.js';
import type { Device, Tensor } from './device.js';

/** Shape and initialisation of one trained matrix. */
export interface ParameterShape {
  readonly rows: number;
  readonly columns: number;
  /** Standard deviation of the normal initialisation; 0 initialises with `constant`. */
  readonly deviation: number;
  readonly constant?: number;
}

/** He's initialisation for a layer of `inputs` (arXiv 1502.01852, eq. 10) with `gain` 2 for rectifiers, 1 for linear ones. */
export const weights = (inputs: number, outputs: number, gain = 2): ParameterShape => ({
  rows: inputs,
  columns: outputs,
  deviation: Math.sqrt(gain / inputs),
});

export const zeros = (columns: number): ParameterShape => ({ rows: 1, columns, deviation: 0 });
export const ones = (columns: number): ParameterShape => ({ rows: 1, columns, deviation: 0, constant: 1 });

/** A model's parameters in one block of memory, so that an optimiser step is one pass. */
export interface ParameterBlock<Name extends string> {
  readonly tensors: { readonly [name in Name]: Tensor };
  readonly at: number;
  readonly gradient: number;
  readonly count: number;
}

/** Lays out and initialises the parameters; the order of names is part of the result. */
export function allocateParameters<Name extends string>(
  device: Device,
  shapes: { readonly [name in Name]: ParameterShape },
  random: Random | null,
): ParameterBlock<Name> {
  const padded = ({ rows, columns }: ParameterShape): number => (rows * columns + 3) & ~3;
  const entries = Object.entries(shapes) as [Name, ParameterShape][];
  const count = entries.reduce((sum, [, shape]) => sum + padded(shape), 0);
  const at = device.allocate(count);
  const gradient = device.allocate(count);
  const tensors = {} as { [name in Name]: Tensor };
  let used = 0;
  for (const [name, shape] of entries) {
    const { rows, columns } = shape;
    tensors[name] = { at: at + used, rows, columns, gradient: gradient + used };
    if (random) start(device.view(tensors[name]), shape, random.split(name));
    used += padded(shape);
  }
  return { tensors, at, gradient, count };
}

function start(values: Float32Array | Float64Array, shape: ParameterShape, random: Random): void {
  if (shape.deviation === 0) {
    values.fill(shape.constant ?? 0);
    return;
  }
  for (let at = 0; at < values.length; at++) values[at] = shape.deviation * random.normal();
}

/** A copy of all parameters, which outlives the device. */
export const saveParameters = (device: Device, block: ParameterBlock<string>): Float32Array =>
  Float32Array.from(device.memory.subarray(block.at, block.at + block.count));

export function loadParameters(device: Device, block: ParameterBlock<string>, saved: Float32Array): void {
  assert(saved.length === block.count, `a model of ${block.count} numbers was given ${saved.length}`);
  device.memory.set(saved, block.at);
}
