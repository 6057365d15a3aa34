/** One document of a sample: its word hashes, and the group of documents it is left out with. */
export interface SampledText {
  readonly words: Uint32Array;
  readonly block: number;
}

/**
 * Counts of n-grams by block of documents, so that the counts without any one block cost a subtraction. N-grams do not
 * cross documents; those of two words or more are told apart by a 32-bit hash.
 */
export class NGramCounts {
  private readonly index = new Map<number, number>();
  private byBlock: Int32Array;
  private total = new Int32Array(1024);

  constructor(
    texts: readonly SampledText[],
    n: number,
    private readonly blocks: number,
  ) {
    this.byBlock = new Int32Array(1024 * blocks);
    for (const { words, block } of texts)
      for (let start = 0; start + n <= words.length; start++) this.count(hashOf(words, start, n), block);
  }

  /** Counts of all types, shape (types); without the given block's documents where one is given. */
  counts(without?: number): Int32Array {
    const { blocks, byBlock, total } = this;
    const counts = total.slice(0, this.index.size);
    if (without !== undefined)
      for (let type = 0; type < counts.length; type++) counts[type]! -= byBlock[type * blocks + without]!;
    return counts;
  }

  private count(gram: number, block: number): void {
    let type = this.index.get(gram);
    if (type === undefined) {
      type = this.index.size;
      this.index.set(gram, type);
      if (type === this.total.length) {
        this.total = doubled(this.total);
        this.byBlock = doubled(this.byBlock);
      }
    }
    this.total[type]!++;
    this.byBlock[type * this.blocks + block]!++;
  }
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}

function hashOf(words: Uint32Array, start: number, n: number): number {
  let hash = words[start]!;
  // Word hashes are well mixed: a polynomial with an odd factor keeps order apart.
  for (let at = start + 1; at < start + n; at++) hash = (Math.imul(hash, 0x85ebca6b) + words[at]!) | 0;
  return hash;
}
