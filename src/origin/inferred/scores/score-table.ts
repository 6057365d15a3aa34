import { createHash } from 'node:crypto';
import { FreckleError } from '../../../core/errors.js';

/** Rows per chunk of a column. */
const CHUNK = 1 << 14;
/** 32-bit words per key: 128 bits, so that collisions cannot be constructed. */
const KEY_WORDS = 4;
const FEWEST_SLOTS = 1 << 10;

/**
 * Scores by key, in memory shared by threads. A row takes 16 bytes, plus 8 per name, plus 8 to 16 in the table of
 * slots, regardless of the length of its id. Rows are numbered in order of insertion.
 */
export interface ScoreTable {
  readonly names: readonly string[];
  readonly rowCount: number;
  /** Whether some rows are keyed by id. */
  readonly hasIds: boolean;
  /** Open addressing: row + 1, or 0; shape (a power of two). */
  readonly slots: Uint32Array;
  /** Shape (chunks, CHUNK · KEY_WORDS). */
  readonly keys: readonly Uint32Array[];
  /** NaN where the row lacks the score, shape (names, chunks, CHUNK); null for a chunk without any. */
  readonly values: readonly (readonly (Float64Array | null)[])[];
}

export type ScoreKey = Uint32Array;

/** Key of a text from its SHA-256 in 64 hexadecimal digits. Keys of ids use a separate hash. */
export function keyOfContent(digest: string): ScoreKey {
  const key = new Uint32Array(KEY_WORDS);
  for (let word = 0; word < KEY_WORDS; word++)
    key[word] = Number.parseInt(digest.slice(8 * word, 8 * word + 8), 16);
  return key;
}

export const keyOfId = (id: string): ScoreKey =>
  keyOfContent(createHash('sha256').update('id\0').update(id).digest('hex'));

const slotOf = (key: ScoreKey, mask: number): number => (key[0]! ^ Math.imul(key[1]!, 0x9e3779b1)) & mask;

/** The row of a key, or −1. */
export function rowOf({ slots, keys }: Pick<ScoreTable, 'slots' | 'keys'>, key: ScoreKey): number {
  const mask = slots.length - 1;
  for (let slot = slotOf(key, mask); slots[slot] !== 0; slot = (slot + 1) & mask) {
    const row = slots[slot]! - 1;
    const chunk = keys[Math.floor(row / CHUNK)]!;
    const at = (row % CHUNK) * KEY_WORDS;
    if (
      chunk[at] === key[0] &&
      chunk[at + 1] === key[1] &&
      chunk[at + 2] === key[2] &&
      chunk[at + 3] === key[3]
    )
      return row;
  }
  return -1;
}

/** The score of a row under one of the table's names, or null. */
export function scoreAt({ values }: Pick<ScoreTable, 'values'>, row: number, name: number): number | null {
  const value = values[name]![Math.floor(row / CHUNK)]?.[row % CHUNK];
  return value === undefined || Number.isNaN(value) ? null : value;
}

/** Size of a table in bytes, over all threads. */
export const sizeOfTable = ({ slots, keys, values }: ScoreTable): number =>
  [slots, ...keys, ...values.flat()].reduce((sum, array) => sum + (array?.byteLength ?? 0), 0);

/** Result of adding a score. */
export type Added = 'new' | 'repeated' | 'contradicting';

/** Builds a ScoreTable incrementally, in bounded memory. */
export class ScoreTableBuilder {
  readonly names: string[] = [];
  readonly keys: Uint32Array[] = [];
  readonly values: (Float64Array | null)[][] = [];
  slots = new Uint32Array(new SharedArrayBuffer(4 * FEWEST_SLOTS));
  rowCount = 0;
  private bytes = this.slots.byteLength;
  hasIds = false;

  constructor(private readonly maxBytes: number) {}

  /** Index of a name, added if new. */
  name(name: string): number {
    const known = this.names.indexOf(name);
    if (known >= 0) return known;
    this.values.push([]);
    return this.names.push(name) - 1;
  }

  /** The row of a key, added if new. @throws FreckleError `invalid-setting` beyond the memory limit */
  row(key: ScoreKey): number {
    const known = rowOf(this, key);
    if (known >= 0) return known;
    const row = this.rowCount++;
    if (row % CHUNK === 0) this.keys.push(new Uint32Array(this.reserve(4 * KEY_WORDS * CHUNK)));
    this.keys[Math.floor(row / CHUNK)]!.set(key, (row % CHUNK) * KEY_WORDS);
    if (2 * this.rowCount > this.slots.length) this.widen();
    else this.place(key, row);
    return row;
  }

  /** Adds a score; the first value of a row and name is kept. */
  add(row: number, name: number, value: number): Added {
    const chunks = this.values[name]!;
    const at = Math.floor(row / CHUNK);
    let chunk = chunks[at];
    if (chunk == null) {
      chunk = new Float64Array(this.reserve(8 * CHUNK)).fill(Number.NaN);
      while (chunks.length < at) chunks.push(null);
      chunks[at] = chunk;
    }
    const before = chunk[row % CHUNK]!;
    if (!Number.isNaN(before)) return before === value ? 'repeated' : 'contradicting';
    chunk[row % CHUNK] = value;
    return 'new';
  }

  has(row: number, name: number): boolean {
    return scoreAt(this, row, name) !== null;
  }

  finish(): ScoreTable {
    const { names, rowCount, hasIds, slots, keys, values } = this;
    return { names, rowCount, hasIds, slots, keys, values };
  }

  private widen(): void {
    const { length } = this.slots;
    this.bytes -= this.slots.byteLength;
    this.slots = new Uint32Array(this.reserve(8 * length));
    for (let row = 0; row < this.rowCount; row++) {
      const at = (row % CHUNK) * KEY_WORDS;
      this.place(this.keys[Math.floor(row / CHUNK)]!.subarray(at, at + KEY_WORDS), row);
    }
  }

  private place(key: ScoreKey, row: number): void {
    const mask = this.slots.length - 1;
    let slot = slotOf(key, mask);
    while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
    this.slots[slot] = row + 1;
  }

  private reserve(bytes: number): SharedArrayBuffer {
    this.bytes += bytes;
    if (this.bytes > this.maxBytes)
      throw new FreckleError(
        'invalid-setting',
        `the scores of ${this.rowCount} texts exceed the limit of ${Math.floor(this.maxBytes / 1e6)} MB: raise --memory, or remove texts and scores that are not needed`,
      );
    return new SharedArrayBuffer(bytes);
  }
}
