import { atLeast, tableSize } from './growth.js';

/**
 * Slots of an open-addressing hash table that serves one text after another without being cleared. A slot holds `base +
 * entry`, and `base` moves past all entries when the next text begins, so entries of earlier texts read as empty. Small
 * texts use a small part of the array, which stays in the processor's cache.
 */
export class Slots {
  table = new Int32Array(1024);
  /** A slot below this is empty. */
  base = 1;
  mask = 0;
  private reserved = 0;

  /** Empties the table and makes room for `count` entries. */
  begin(count: number): void {
    this.base += this.reserved;
    this.reserved = count;
    const size = tableSize(count);
    this.mask = size - 1;
    if (size > this.table.length) {
      this.table = atLeast(this.table, size);
      this.base = 1;
    } else if (this.base + count >= 0x7fffffff) {
      this.table.fill(0);
      this.base = 1;
    }
  }
}
