import { longer } from '../math/growth.js';
import { Slots } from '../math/slots.js';
import { sameUnits, type WhitespaceText } from './whitespace-text.js';

/**
 * Segments of a text (lines, paragraphs) and their repeats, compared exactly. Lengths are in characters (code points).
 */
export class Segments {
  count = 0;
  /** Number of segments that occur earlier, and their characters. */
  repeats = 0;
  repeatCharacters = 0;
  /** Number of segments that occur at least twice, including the first occurrences. */
  members = 0;
  memberCharacters = 0;

  private start = new Int32Array(256);
  private end = new Int32Array(256);
  private hash = new Int32Array(256);
  private isFirstOfSeveral = new Uint8Array(256);
  private readonly slots = new Slots();

  begin(): void {
    this.count = 0;
  }

  add(start: number, end: number): void {
    const index = this.count++;
    if (index === this.start.length) this.grow();
    this.start[index] = start;
    this.end[index] = end;
  }

  /** Counts the repeats among the segments added. */
  finish(text: WhitespaceText): void {
    const { units } = text;
    const { start, end, hash, isFirstOfSeveral, slots, count } = this;
    this.repeats = 0;
    this.repeatCharacters = 0;
    this.members = 0;
    this.memberCharacters = 0;
    isFirstOfSeveral.fill(0, 0, count);
    slots.begin(count);
    const { table, mask, base } = slots;
    for (let index = 0; index < count; index++) {
      const wanted = hashOf(units, start[index]!, end[index]!);
      hash[index] = wanted;
      let slot = (wanted ^ (wanted >>> 15)) & mask;
      let found = table[slot]! - base;
      while (
        found >= 0 &&
        (hash[found] !== wanted || !sameUnits(units, start[found]!, end[found]!, start[index]!, end[index]!))
      ) {
        slot = (slot + 1) & mask;
        found = table[slot]! - base;
      }
      if (found < 0) {
        table[slot] = base + index;
        continue;
      }
      const characters = charactersBetween(text, start[index]!, end[index]!);
      this.repeats++;
      this.repeatCharacters += characters;
      if (isFirstOfSeveral[found] === 1) continue;
      isFirstOfSeveral[found] = 1;
      this.members++;
      this.memberCharacters += characters;
    }
    this.members += this.repeats;
    this.memberCharacters += this.repeatCharacters;
  }

  private grow(): void {
    this.start = longer(this.start);
    this.end = longer(this.end);
    this.hash = longer(this.hash);
    this.isFirstOfSeveral = longer(this.isFirstOfSeveral);
  }
}

export function charactersBetween({ units, hasPairs }: WhitespaceText, start: number, end: number): number {
  if (!hasPairs) return end - start;
  let characters = end - start;
  for (let at = start + 1; at < end; at++)
    if ((units[at]! & 0xfc00) === 0xdc00 && (units[at - 1]! & 0xfc00) === 0xd800) characters--;
  return characters;
}

/** Two units at a time: a multiplication for each would take twice as long. */
function hashOf(units: Uint16Array, start: number, end: number): number {
  let hash = end - start;
  let at = start;
  for (; at + 1 < end; at += 2) {
    hash = Math.imul(hash ^ (units[at]! | (units[at + 1]! << 16)), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  if (at < end) hash = Math.imul(hash ^ units[at]!, 0x9e3779b1);
  return hash ^ (hash >>> 13);
}

/**
 * Calls back with the segments between runs of at least `newlines` line feeds within [from, to): Python's `re.split`,
 * or `str.split('\n')` where every line feed separates.
 */
export function splitAtNewlines(
  text: WhitespaceText,
  from: number,
  to: number,
  newlines: 'each' | number,
  add: (start: number, end: number) => void,
): void {
  const { newlineAt, newlineCount } = text;
  let start = from;
  let index = 0;
  while (index < newlineCount && newlineAt[index]! < from) index++;
  while (index < newlineCount && newlineAt[index]! < to) {
    const first = newlineAt[index]!;
    let run = 1;
    if (newlines !== 'each') {
      while (index + run < newlineCount && newlineAt[index + run] === first + run && first + run < to) run++;
    }
    index += run;
    if (newlines !== 'each' && run < newlines) continue;
    add(start, first);
    start = first + run;
  }
  add(start, to);
}
