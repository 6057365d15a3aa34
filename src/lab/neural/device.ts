import { assert } from '../../core/errors.js';
import { type Kernels, MULTIPLY_SCRATCH } from './kernels.js';
import { referenceKernels } from './reference-kernels.js';
import { simdKernels } from './simd-kernels.js';

/** A matrix in a device's memory, row by row from `at`. `gradient` is where its gradient adds up; 0 is none. */
export interface Tensor {
  readonly at: number;
  readonly rows: number;
  readonly columns: number;
  readonly gradient: number;
}

/**
 * A memory with kernels that work in it, handed out in stack order: what is allocated after `mark` is gone
 * after `release(mark)`. One per model; a worker may hold many.
 */
export class Device {
  /** Offset 0 is never handed out, so that it can stand for "none". */
  private top = 4;
  readonly scratch: number;

  private constructor(
    readonly kernels: Kernels,
    readonly memory: Float32Array | Float64Array,
  ) {
    this.scratch = this.allocate(MULTIPLY_SCRATCH);
  }

  /** Single precision. `megabytes` bounds the model, its optimiser and one batch's work. */
  static simd(megabytes: number): Device {
    const { kernels, memory } = simdKernels(megabytes * 262_144);
    return new Device(kernels, memory);
  }

  /** Double precision, slow: what gradients are checked in. */
  static reference(megabytes: number): Device {
    const memory = new Float64Array(megabytes * 131_072);
    return new Device(referenceKernels(memory), memory);
  }

  /** Offset of `count` zeros. */
  allocate(count: number): number {
    const at = this.reserve(count);
    this.memory.fill(0, at, this.top);
    return at;
  }

  /** Offset of `count` numbers of any value, for what is overwritten at once. */
  reserve(count: number): number {
    const at = this.top;
    this.top += (count + 3) & ~3;
    assert(
      this.top <= this.memory.length,
      `the device's ${this.memory.byteLength / 1_048_576} MB are used up; open it larger or take a smaller batch`,
    );
    return at;
  }

  mark(): number {
    return this.top;
  }

  release(mark: number): void {
    this.top = mark;
  }

  /** The numbers themselves, not a copy: valid until released. */
  view(tensor: { readonly at: number; readonly rows: number; readonly columns: number }) {
    return this.memory.subarray(tensor.at, tensor.at + tensor.rows * tensor.columns);
  }
}
