import { createHash } from 'node:crypto';
import { FreckleError } from '../../../core/errors.js';

/** Rows that one chunk of a column holds. */
const CHUNK = 1 << 14;
/** Words of 32 bits of a key: 128 bits, so that nobody makes two texts of one key. */
const KEY_WORDS = 4;
const FEWEST_SLOTS = 1 << 10;

/**
 * Scores by key, in memory that threads share: a row takes 16 bytes, 8 more for each name, and 8 to 16 of the table of
 * slots, however long its id was. Rows are numbered as they came.
 */
export interface ScoreTable {
  readonly names: readonly string[];
  readonly rowCount: number;
  /** Whether some rows are known by their id. */
  readonly hasIds: boolean;
  /** Open addressing: row + 1, or 0; shape (a power of two). */
  readonly slots: Uint32Array;
  /** Shape (chunks, CHUNK · KEY_WORDS). */
  readonly keys: readonly Uint32Array[];
  /** NaN where the row lacks the score, shape (names, chunks, CHUNK); null for a chunk without any. */
  readonly values: readonly (readonly (Float64Array | null)[])[];
}

export type ScoreKey = Uint32Array;

/** SHA-256 of a text as 64 hexadecimal digits → key. Keys of ids lie elsewhere. */
export function keyOfContent(digest: string): ScoreKey {
  const key = new Uint32Array(KEY_WORDS);
  for (let word = 0; word < KEY_WORDS; word++)
    key[word] = Number.parseInt(digest.slice(8 * word, 8 * word + 8), 16);
  return key;
}

export const keyOfId = (id: string): ScoreKey =>
  keyOfContent(createHash('sha256').update('id\0').update(id).digest('hex'));

const slotOf = (key: ScoreKey, mask: number): number => (key[0]! ^ Math.imul(key[1]!, 0x9e3779b1)) & mask;

/** The row of a key; −1 where there is none. */
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

/** The score of a row under one of the table's names; null where it has none. */
export function scoreAt({ values }: Pick<ScoreTable, 'values'>, row: number, name: number): number | null {
  const value = values[name]![Math.floor(row / CHUNK)]?.[row % CHUNK];
  return value === undefined || Number.isNaN(value) ? null : value;
}

/** Bytes that a table takes, in all threads together. */
export const sizeOfTable = ({ slots, keys, values }: ScoreTable): number =>
  [slots, ...keys, ...values.flat()].reduce((sum, array) => sum + (array?.byteLength ?? 0), 0);

/** What became of a score that was added. */
export type Added = 'new' | 'repeated' | 'contradicting';

/** Makes a ScoreTable of scores as they come, in bounded memory. */
export class ScoreTableBuilder {
  readonly names: string[] = [];
  readonly keys: Uint32Array[] = [];
  readonly values: (Float64Array | null)[][] = [];
  slots = new Uint32Array(new SharedArrayBuffer(4 * FEWEST_SLOTS));
  rowCount = 0;
  private bytes = this.slots.byteLength;
  hasIds = false;

  constructor(private readonly maxBytes: number) {}

  /** Index of a name, which it then has. */
  name(name: string): number {
    const known = this.names.indexOf(name);
    if (known >= 0) return known;
    this.values.push([]);
    return this.names.push(name) - 1;
  }

  /** The row of a key, made if there is none. @throws FreckleError `invalid-setting` where memory does not suffice */
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

  /** The first value of a row and name stands. */
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
        `scores of ${this.rowCount} texts take more than the ${Math.floor(this.maxBytes / 1e6)} MB there is room for; raise --memory, or leave out the texts and scores that are not asked for`,
      );
    return new SharedArrayBuffer(bytes);
  }
}
