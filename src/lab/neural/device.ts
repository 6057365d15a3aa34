import { assert } from '../../core/errors.js';
import { type Kernels, MULTIPLY_SCRATCH } from './kernels.js';
import { referenceKernels } from './reference-kernels.js';
import { simdKernels } from './simd-kernels.js';

/** A matrix in a device's memory, row by row from `at`. `gradient` is the offset of its gradient; 0 for none. */
export interface Tensor {
  readonly at: number;
  readonly rows: number;
  readonly columns: number;
  readonly gradient: number;
}

/**
 * A memory with its kernels, allocated in stack order: `release(mark)` frees everything allocated after `mark`. One per
 * model; a worker may hold many.
 */
export class Device {
  /** Offset 0 is never allocated, so that it can mean "none". */
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

  /** Double precision, slow; used to check gradients. */
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

  /** Offset of `count` uninitialised numbers, to be overwritten at once. */
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

  /** A view of the numbers, not a copy; valid until released. */
  view(tensor: { readonly at: number; readonly rows: number; readonly columns: number }) {
    return this.memory.subarray(tensor.at, tensor.at + tensor.rows * tensor.columns);
  }
}
