import { philox4x32 } from './philox.js';

const WORDS = 624;
const SHIFT = 397;

/**
 * MT19937 as `torch.Generator('cpu').manual_seed(seed)` seeds and reads it; of the 64-bit seed PyTorch uses the low
 * 32 bits alone. For reproducing what peers draw with PyTorch, and for nothing else. Matsumoto and Nishimura, ACM
 * TOMACS 8 (1), 1998; aten/src/ATen/core/MT19937RNGEngine.h.
 */
export class TorchCpuGenerator {
  private readonly state = new Int32Array(WORDS);
  private at = WORDS;

  constructor(seedLow32: number) {
    this.seed(seedLow32);
  }

  /** Starts anew without a new object: watermarks seed once per token. */
  seed(seedLow32: number): void {
    const { state } = this;
    state[0] = seedLow32;
    for (let index = 1; index < WORDS; index++) {
      const before = state[index - 1]!;
      state[index] = Math.imul(1812433253, before ^ (before >>> 30)) + index;
    }
    this.at = WORDS;
  }

  /** Whole number in [0, 2^32). */
  next(): number {
    if (this.at === WORDS) this.twist();
    let y = this.state[this.at++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  /** Passes over `count` draws, block by block: far cheaper than drawing them. */
  skip(count: number): void {
    let left = count;
    while (left > WORDS - this.at) {
      left -= WORDS - this.at;
      this.twist();
    }
    this.at += left;
  }

  private twist(): void {
    const { state } = this;
    for (let index = 0; index < WORDS - SHIFT; index++)
      state[index] = state[index + SHIFT]! ^ mixed(state[index]!, state[index + 1]!);
    for (let index = WORDS - SHIFT; index < WORDS - 1; index++)
      state[index] = state[index + SHIFT - WORDS]! ^ mixed(state[index]!, state[index + 1]!);
    state[WORDS - 1] = state[SHIFT - 1]! ^ mixed(state[WORDS - 1]!, state[0]!);
    this.at = 0;
  }
}

function mixed(upper: number, lower: number): number {
  const y = (upper & 0x80000000) | (lower & 0x7fffffff);
  return (y >>> 1) ^ (-(y & 1) & 0x9908b0df);
}

/**
 * `torch.randperm(count)` on the CPU: a forward Fisher–Yates walk that takes one word per step, the remainder and all.
 * aten/src/ATen/native/TensorFactories.cpp, `randperm_cpu`; holds below 2^32 / 20 elements.
 */
export function torchRandperm(count: number, generator: TorchCpuGenerator): Int32Array {
  const order = Int32Array.from({ length: count }, (_, index) => index);
  for (let index = 0; index < count - 1; index++) {
    const other = index + (generator.next() % (count - index));
    const kept = order[index]!;
    order[index] = order[other]!;
    order[other] = kept;
  }
  return order;
}

/**
 * Whether `element` stands among the first `head` places of `torch.randperm(count)`, without making the permutation:
 * only the place of one element is followed, for as many draws as there are places.
 */
export function isInRandpermHead(
  element: number,
  count: number,
  head: number,
  generator: TorchCpuGenerator,
): boolean {
  let place = element;
  const steps = Math.min(head, count - 1);
  for (let index = 0; index < steps; index++) {
    const other = index + (generator.next() % (count - index));
    if (other === place) return true;
    if (index === place) place = other;
  }
  return place < head;
}

/** `torch.rand(n)[index]` on the CPU, float32: the low 24 bits of a word over 2^24. In [0, 1). */
export function torchUniformAt(index: number, generator: TorchCpuGenerator): number {
  generator.skip(index);
  return (generator.next() & 0xffffff) / 2 ** 24;
}

/** `torch.randint(0, 2, (count,))` on the CPU: the lowest bit of each word. */
export function torchBits(count: number, seedLow32: number): Uint8Array {
  const generator = new TorchCpuGenerator(seedLow32);
  return Uint8Array.from({ length: count }, () => generator.next() & 1);
}

/**
 * `torch.randint(0, 2, (count,))` on a GPU of enough threads that each makes one element: the lowest bit of the first
 * word of Philox4x32-10 under the seed, with the element's index as subsequence. Verified for 65,536 elements on 1,000
 * texts marked on a GPU; a small GPU, which makes several elements per thread, gives another stream.
 */
export function torchCudaBits(count: number, seedLow32: number): Uint8Array {
  const counter = new Uint32Array(4);
  return Uint8Array.from({ length: count }, (_, index) => {
    counter[2] = index;
    return philox4x32(seedLow32, 0, counter)[0]! & 1;
  });
}
