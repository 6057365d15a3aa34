import { MersenneTwister } from '../../../math/mersenne-twister.js';
import { isInRandpermHead } from '../../../math/torch-random.js';

/** Lists kept in memory: 64 MB at a vocabulary of 128,000. */
const MOST_KEPT = 4096;

/** The green ids of a vocabulary under a seed: those at one end of `torch.randperm(vocabulary)`. */
export interface GreenLists {
  readonly vocabulary: number;
  /** Number of green ids per list. */
  readonly greenCount: number;
  /** Whether one id is green, without building the list. For seeds that depend on the id itself. */
  readonly isGreen: (seed: bigint, token: number) => boolean;
  /** As `isGreen`, but builds and keeps the list. For seeds that many tokens share. */
  readonly isGreenInKept: (seed: bigint, token: number) => boolean;
}

/** `end`: the green end of the permutation. The first release of the authors' code used the last. */
export function createGreenLists(vocabulary: number, share: number, end: 'first' | 'last'): GreenLists {
  const greenCount = Math.floor(vocabulary * share);
  const generator = new MersenneTwister(0);
  const kept = new Map<number, Uint32Array>();

  function isGreen(seed: bigint, token: number): boolean {
    generator.seed(low32(seed));
    return end === 'first'
      ? isInRandpermHead(token, vocabulary, greenCount, generator)
      : !isInRandpermHead(token, vocabulary, vocabulary - greenCount, generator);
  }

  function isGreenInKept(seed: bigint, token: number): boolean {
    const word = low32(seed);
    let list = kept.get(word);
    if (list === undefined) {
      if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value!);
      list = greenBits(word);
      kept.set(word, list);
    }
    return ((list[token >>> 5]! >>> (token & 31)) & 1) === 1;
  }

  /** The list as bits. The permutation runs only as far as the green end needs. */
  function greenBits(word: number): Uint32Array {
    generator.seed(word);
    const order = new Int32Array(vocabulary);
    for (let id = 0; id < vocabulary; id++) order[id] = id;
    const settled = end === 'first' ? greenCount : vocabulary - greenCount;
    const steps = Math.min(settled, vocabulary - 1);
    for (let index = 0; index < steps; index++) {
      const other = index + (generator.next() % (vocabulary - index));
      const token = order[index]!;
      order[index] = order[other]!;
      order[other] = token;
    }
    const bits = new Uint32Array(Math.ceil(vocabulary / 32));
    const [from, to] = end === 'first' ? [0, greenCount] : [settled, vocabulary];
    for (let index = from; index < to; index++) bits[order[index]! >>> 5]! |= 1 << (order[index]! & 31);
    return bits;
  }

  return { vocabulary, greenCount, isGreen, isGreenInKept };
}

/** PyTorch's CPU generator uses only the low 32 bits of a seed. */
export const low32 = (seed: bigint): number => Number(BigInt.asUintN(32, seed));
