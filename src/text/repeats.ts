import { atLeast } from '../math/growth.js';
import { Slots } from '../math/slots.js';

export const LONGEST_NGRAM = 10;

/**
 * The repeated n-grams of a sequence of symbols, one length after another. An n-gram is identified by the pair of
 * (n−1)-grams at its ends, so n-grams of any length are compared exactly. It can be repeated only if both of these are,
 * so little remains to examine after the bigrams in ordinary text.
 */
export class RepeatedNgrams {
  /** Length of the n-grams now held. */
  n = 0;
  /** Number of places with an n-gram that occurs at least twice. */
  count = 0;
  /** Those places (index of the first symbol), ascending, shape (count). */
  place = new Int32Array(1024);
  /** Number of the n-gram there, by first appearance, shape (count). */
  group = new Int32Array(1024);
  /** Number of n-grams; those that occur once do not appear in `group`. */
  groupCount = 0;
  /** How often each n-gram occurs, shape (groupCount). */
  frequency = new Int32Array(1024);

  private readonly slots = new Slots();
  private left = new Int32Array(1024);
  private right = new Int32Array(1024);

  /** Starts with the symbols that occur at least twice. */
  begin(symbols: Int32Array, symbolCount: number, frequencies: Int32Array): void {
    this.n = 1;
    this.place = atLeast(this.place, symbolCount);
    this.group = atLeast(this.group, symbolCount);
    this.frequency = atLeast(this.frequency, symbolCount);
    this.left = atLeast(this.left, symbolCount);
    this.right = atLeast(this.right, symbolCount);
    const { place, group } = this;
    let count = 0;
    for (let at = 0; at < symbolCount; at++) {
      // Always written, kept only where it counts: whether a word is repeated is unpredictable for the processor. The last
      // line adds 1 where the frequency, which is at least 1, exceeds 1.
      const symbol = symbols[at]!;
      place[count] = at;
      group[count] = symbol;
      count += (1 - frequencies[symbol]!) >>> 31;
    }
    this.count = count;
  }

  /** Proceeds to n-grams that are one symbol longer. */
  lengthen(): void {
    this.n++;
    this.pairNeighbours();
    this.keepRepeated();
  }

  private pairNeighbours(): void {
    const { place, group, frequency, left, right, slots, count } = this;
    slots.begin(count);
    const { table, mask, base } = slots;
    let kept = 0;
    let groups = 0;
    for (let at = 0; at + 1 < count; at++) {
      if (place[at + 1] !== place[at]! + 1) continue;
      const a = group[at]!;
      const b = group[at + 1]!;
      let slot = (Math.imul(a, 0x9e3779b1) + Math.imul(b, 0x85ebca6b)) | 0;
      slot = (slot ^ (slot >>> 15)) & mask;
      let found = table[slot]! - base;
      while (found >= 0 && (left[found] !== a || right[found] !== b)) {
        slot = (slot + 1) & mask;
        found = table[slot]! - base;
      }
      if (found < 0) {
        found = groups++;
        table[slot] = base + found;
        left[found] = a;
        right[found] = b;
        frequency[found] = 0;
      }
      frequency[found]!++;
      place[kept] = place[at]!;
      group[kept++] = found;
    }
    this.count = kept;
    this.groupCount = groups;
  }

  private keepRepeated(): void {
    const { place, group, frequency, count } = this;
    let kept = 0;
    for (let at = 0; at < count; at++) {
      const candidate = group[at]!;
      place[kept] = place[at]!;
      group[kept] = candidate;
      kept += (1 - frequency[candidate]!) >>> 31;
    }
    this.count = kept;
  }
}
