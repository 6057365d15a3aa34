import { longer } from '../math/growth.js';

const LENGTH_BYTES = 4;
const ENCODER = new TextEncoder();
/** Longer strings are encoded by the engine, whose call overhead exceeds the cost of a short string. */
const SHORT = 96;

/**
 * Concatenated byte strings, each preceded by its length in four bytes (Parquet's PLAIN). A repeated string is stored
 * once.
 */
export class DistinctBytes {
  count = 0;
  /** Number of bytes held, including lengths. */
  byteCount = 0;
  private buffer = new Uint8Array(4096);
  /** Start of each value, after its length. */
  private start = new Int32Array(256);
  private hash = new Int32Array(256);
  /** Open addressing: index + 1 of the string, 0 where empty; at most half full. */
  private table = new Int32Array(512);

  /** The string added last and its index: the next is often the same. */
  private last: string | null = null;
  private lastIndex = 0;

  /** Index of the string, added if new. */
  addString(value: string): number {
    if (value !== this.last) {
      this.lastIndex = this.indexOf(value);
      this.last = value;
    }
    return this.lastIndex;
  }

  /** Adds bytes without looking for an equal value. */
  append(value: Uint8Array): number {
    const start = this.byteCount + LENGTH_BYTES;
    this.reserve(start + value.length);
    this.buffer.set(value, start);
    return this.push(start, start + value.length);
  }

  /** All distinct values. Valid until the next addition. */
  bytes(): Uint8Array {
    return this.buffer.subarray(0, this.byteCount);
  }

  /** The values at the given indexes, in that order. */
  repeated(indexes: Int32Array): Uint8Array {
    let size = 0;
    for (const index of indexes) size += this.endOf(index) - this.start[index]! + LENGTH_BYTES;
    const bytes = new Uint8Array(size);
    let at = 0;
    for (const index of indexes) {
      const value = this.buffer.subarray(this.start[index]! - LENGTH_BYTES, this.endOf(index));
      bytes.set(value, at);
      at += value.length;
    }
    return bytes;
  }

  clear(): void {
    this.count = 0;
    this.byteCount = 0;
    this.last = null;
    this.table.fill(0);
  }

  private indexOf(value: string): number {
    if (this.count * 2 >= this.table.length) this.growTable();
    const start = this.byteCount + LENGTH_BYTES;
    const end = this.encode(value, start);
    const hash = hashOf(this.buffer, start, end);
    const mask = this.table.length - 1;
    let slot = hash & mask;
    let found = this.table[slot]! - 1;
    while (found >= 0) {
      if (this.hash[found] === hash && this.holds(found, start, end)) return found;
      slot = (slot + 1) & mask;
      found = this.table[slot]! - 1;
    }
    this.table[slot] = this.count + 1;
    const index = this.push(start, end);
    this.hash[index] = hash;
    return index;
  }

  private endOf(index: number): number {
    return index + 1 < this.count ? this.start[index + 1]! - LENGTH_BYTES : this.byteCount;
  }

  /** Whether a value is the bytes [start, end). */
  private holds(index: number, start: number, end: number): boolean {
    const { buffer } = this;
    const from = this.start[index]!;
    if (this.endOf(index) - from !== end - start) return false;
    for (let at = start; at < end; at++) if (buffer[at] !== buffer[from + at - start]) return false;
    return true;
  }

  private encode(value: string, start: number): number {
    // Three bytes for each UTF-16 unit are always enough.
    this.reserve(start + value.length * 3);
    const { buffer } = this;
    if (value.length <= SHORT) {
      let at = 0;
      for (; at < value.length; at++) {
        const unit = value.charCodeAt(at);
        if (unit >= 0x80) break;
        buffer[start + at] = unit;
      }
      if (at === value.length) return start + at;
    }
    return start + ENCODER.encodeInto(value, buffer.subarray(start)).written;
  }

  private push(start: number, end: number): number {
    const { buffer } = this;
    const length = end - start;
    buffer[start - 4] = length;
    buffer[start - 3] = length >>> 8;
    buffer[start - 2] = length >>> 16;
    buffer[start - 1] = length >>> 24;
    if (this.count === this.start.length) {
      this.start = longer(this.start);
      this.hash = longer(this.hash);
    }
    const index = this.count++;
    this.start[index] = start;
    this.byteCount = end;
    return index;
  }

  private growTable(): void {
    const table = new Int32Array(this.table.length * 2);
    const mask = table.length - 1;
    for (let index = 0; index < this.count; index++) {
      let slot = this.hash[index]! & mask;
      while (table[slot] !== 0) slot = (slot + 1) & mask;
      table[slot] = index + 1;
    }
    this.table = table;
  }

  private reserve(length: number): void {
    if (length <= this.buffer.length) return;
    const larger = new Uint8Array(Math.max(length, this.buffer.length * 2));
    larger.set(this.buffer.subarray(0, this.byteCount));
    this.buffer = larger;
  }
}

function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return hash ^ (hash >>> 13);
}
