/** Marks of words by hash: open addressing in typed arrays, at most a quarter full. */
export class WordMarks {
  private readonly mask: number;
  private readonly hashes: Uint32Array;
  /** 0 where the slot is free. */
  private readonly marks: Uint8Array;

  /** Marks are 1 to 255. The marks of a repeated word are combined by bitwise or. */
  constructor(entries: readonly (readonly [hash: number, mark: number])[]) {
    const size = 2 ** Math.ceil(Math.log2(4 * entries.length + 4));
    this.mask = size - 1;
    this.hashes = new Uint32Array(size);
    this.marks = new Uint8Array(size);
    for (const [hash, mark] of entries) {
      const slot = this.slotOf(hash);
      this.hashes[slot] = hash;
      this.marks[slot] = this.marks[slot]! | mark;
    }
  }

  /** 0 for a word without marks. */
  of(hash: number): number {
    return this.marks[this.slotOf(hash)]!;
  }

  private slotOf(hash: number): number {
    const { mask, hashes, marks } = this;
    let slot = hash & mask;
    while (marks[slot] !== 0 && hashes[slot] !== hash) slot = (slot + 1) & mask;
    return slot;
  }
}
