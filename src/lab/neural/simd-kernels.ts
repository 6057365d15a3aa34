import { base64 } from '../../kernels/generated/tensor.js';
import { instantiateKernel } from '../../kernels/instantiate.js';
import type { Kernels } from './kernels.js';

const PAGE_BYTES = 65536;

/**
 * The SIMD kernels over their own memory of `capacity` numbers. The memory never grows, so views of it stay valid; the
 * operating system allocates a page only when it is touched.
 */
export function simdKernels(capacity: number): { kernels: Kernels; memory: Float32Array } {
  const pages = Math.ceil((capacity * 4) / PAGE_BYTES);
  const { exports, memory } = instantiateKernel<Kernels>(base64, pages);
  return { kernels: exports, memory: new Float32Array(memory.buffer) };
}
