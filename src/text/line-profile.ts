import { atLeast } from '../math/growth.js';
import { Slots } from '../math/slots.js';
import { BASIC_PLANE, CharacterClass, LOWER_CASE } from './character-class.js';
import { oncePerReading } from './once.js';
import type { Reading } from './reading.js';
import { endsSentence } from './reading.js';

/** Lines of at most this many characters are short (FineWeb, arXiv:2406.17557, section 3.6). */
export const SHORT_LINE_CHARACTERS = 30;

/**
 * Properties of the lines of a text, from one pass. Blank lines do not count.
 *
 * Two lines, or two paragraphs, are equal if they differ only in case and the amount of white space. They are compared
 * by a 64-bit hash: among a million lines, a pair collides once in forty million texts.
 */
export interface LineProfile {
  /** Number of non-blank lines. */
  readonly lineCount: number;
  readonly bulletLines: number;
  readonly ellipsisLines: number;
  readonly shortLines: number;
  readonly terminalLines: number;
  /** Number of lines that occur earlier in the text. */
  readonly duplicateLines: number;
  readonly duplicateLineCharacters: number;
  readonly paragraphCount: number;
  readonly duplicateParagraphs: number;
  readonly duplicateParagraphCharacters: number;
  /** Characters of all lines, trimmed, with runs of white space counted once. */
  readonly characters: number;
  /** Low and high half of each line's hash, shape (lineCount). */
  readonly hashLow: Uint32Array;
  readonly hashHigh: Uint32Array;
  /** Characters of each line, shape (lineCount). */
  readonly lineCharacters: Int32Array;
  /** 1 where the line occurs earlier in the text, shape (lineCount). */
  readonly isDuplicate: Uint8Array;
}

export const lineProfileOf: (reading: Reading) => LineProfile = oncePerReading((reading) =>
  profile.fill(reading),
);

const SPACE = 0x20;
const ELLIPSIS = 0x2026;
const DOT = 0x2e;

/** Folds to lower case, and any white space to one space. */
const FOLDED = foldingTable();

/** Glyphs that open a list entry at the start of a line, and those that do so only before white space. */
const BULLET = new Uint8Array(0x10000);
const ALWAYS = 1;
const BEFORE_SPACE = 2;
for (const glyph of '•‣⁃▪▫●○◦■□◆◇▶►➢➤·∙⦁') BULLET[glyph.charCodeAt(0)] = ALWAYS;
for (const glyph of '-*+–—') BULLET[glyph.charCodeAt(0)] = BEFORE_SPACE;

function foldingTable(): Uint16Array {
  const table = LOWER_CASE.slice();
  for (let unit = 0; unit < 0x10000; unit++) {
    const characterClass = BASIC_PLANE[unit];
    if (characterClass === CharacterClass.space || characterClass === CharacterClass.newline)
      table[unit] = SPACE;
  }
  return table;
}

class MutableLineProfile implements LineProfile {
  lineCount = 0;
  bulletLines = 0;
  ellipsisLines = 0;
  shortLines = 0;
  terminalLines = 0;
  duplicateLines = 0;
  duplicateLineCharacters = 0;
  paragraphCount = 0;
  duplicateParagraphs = 0;
  duplicateParagraphCharacters = 0;
  characters = 0;
  hashLow = new Uint32Array(256);
  hashHigh = new Uint32Array(256);
  lineCharacters = new Int32Array(256);
  isDuplicate = new Uint8Array(256);

  private hasPairs = false;
  private readonly paragraphs = new ParagraphHashes();
  private readonly slots = new Slots();

  fill(reading: Reading): LineProfile {
    this.hasPairs = reading.characterCount !== reading.units.length;
    this.lineCount = 0;
    this.bulletLines = 0;
    this.ellipsisLines = 0;
    this.shortLines = 0;
    this.terminalLines = 0;
    this.characters = 0;
    this.hashLow = atLeast(this.hashLow, reading.lineCount);
    this.hashHigh = atLeast(this.hashHigh, reading.lineCount);
    this.lineCharacters = atLeast(this.lineCharacters, reading.lineCount);
    this.isDuplicate = atLeast(this.isDuplicate, reading.lineCount);
    this.paragraphs.begin(reading.lineCount);
    let wasBlank = true;
    for (let line = 0; line < reading.lineCount; line++) {
      const isBlank = !this.addLine(reading.units, reading.lineStart[line]!, reading.lineEnd[line]!);
      if (!isBlank) this.paragraphs.addLine(this, wasBlank);
      wasBlank = isBlank;
    }
    this.countDuplicates();
    return this;
  }

  /** Returns false for a blank line. */
  private addLine(units: Uint16Array, lineStart: number, lineEnd: number): boolean {
    const folded = FOLDED;
    let start = lineStart;
    let end = lineEnd;
    while (start < end && folded[units[start]!] === SPACE) start++;
    if (start === end) return false;
    while (folded[units[end - 1]!] === SPACE) end--;
    const line = this.lineCount++;
    this.hashLine(units, start, end, line);
    this.look(units, start, end, line);
    return true;
  }

  private hashLine(units: Uint16Array, start: number, end: number, line: number): void {
    const folded = FOLDED;
    // Two independent multiplicative hashes side by side: the processor works on both at once.
    let low = 0x811c9dc5 | 0;
    let high = 0x2545f491;
    // Hashed as if white space never followed white space, and again where it did. Checking at each space would cost more
    // than everything else, since the ends of words are unpredictable for the processor.
    let skipped = 0;
    let previous = 0;
    for (let at = start; at < end; at++) {
      const unit = folded[units[at]!]!;
      low = Math.imul(low ^ unit, 0x01000193);
      high = Math.imul(high ^ unit, 0x5bd1e995);
      // 1 where both are spaces.
      skipped += (((unit ^ SPACE) | (previous ^ SPACE)) - 1) >>> 31;
      previous = unit;
    }
    if (skipped > 0) {
      low = 0x811c9dc5 | 0;
      high = 0x2545f491;
      previous = 0;
      for (let at = start; at < end; at++) {
        const unit = folded[units[at]!]!;
        if (unit === SPACE && previous === SPACE) continue;
        low = Math.imul(low ^ unit, 0x01000193);
        high = Math.imul(high ^ unit, 0x5bd1e995);
        previous = unit;
      }
    }
    if (this.hasPairs) skipped += countPairs(units, start, end);
    const characters = end - start - skipped;
    this.hashLow[line] = mixed(low);
    this.hashHigh[line] = mixed(high ^ characters);
    this.lineCharacters[line] = characters;
    this.characters += characters;
  }

  private look(units: Uint16Array, start: number, end: number, line: number): void {
    const bullet = BULLET[units[start]!]!;
    if (bullet === ALWAYS || (bullet === BEFORE_SPACE && FOLDED[units[start + 1] ?? SPACE] === SPACE))
      this.bulletLines++;
    const last = units[end - 1]!;
    const endsInDots = last === DOT && end - start >= 3 && units[end - 2] === DOT && units[end - 3] === DOT;
    if (last === ELLIPSIS || endsInDots) this.ellipsisLines++;
    if (this.lineCharacters[line]! <= SHORT_LINE_CHARACTERS) this.shortLines++;
    if (endsSentence(units, start, end)) this.terminalLines++;
  }

  private countDuplicates(): void {
    const { hashLow, hashHigh, lineCharacters, isDuplicate, lineCount, paragraphs } = this;
    markDuplicates(this.slots, hashLow, hashHigh, isDuplicate, lineCount);
    this.duplicateLines = 0;
    this.duplicateLineCharacters = 0;
    for (let line = 0; line < lineCount; line++) {
      if (isDuplicate[line] === 0) continue;
      this.duplicateLines++;
      this.duplicateLineCharacters += lineCharacters[line]!;
    }
    markDuplicates(this.slots, paragraphs.low, paragraphs.high, paragraphs.isDuplicate, paragraphs.count);
    this.paragraphCount = paragraphs.count;
    this.duplicateParagraphs = 0;
    this.duplicateParagraphCharacters = 0;
    for (let paragraph = 0; paragraph < paragraphs.count; paragraph++) {
      if (paragraphs.isDuplicate[paragraph] === 0) continue;
      this.duplicateParagraphs++;
      this.duplicateParagraphCharacters += paragraphs.characters[paragraph]!;
    }
  }
}

/** Paragraphs as their lines hash them. */
class ParagraphHashes {
  count = 0;
  low = new Uint32Array(64);
  high = new Uint32Array(64);
  characters = new Int32Array(64);
  isDuplicate = new Uint8Array(64);

  begin(capacity: number): void {
    this.count = 0;
    this.low = atLeast(this.low, capacity);
    this.high = atLeast(this.high, capacity);
    this.characters = atLeast(this.characters, capacity);
    this.isDuplicate = atLeast(this.isDuplicate, capacity);
  }

  addLine(lines: MutableLineProfile, opensParagraph: boolean): void {
    const line = lines.lineCount - 1;
    if (opensParagraph) {
      const index = this.count++;
      this.low[index] = lines.hashLow[line]!;
      this.high[index] = lines.hashHigh[line]!;
      this.characters[index] = lines.lineCharacters[line]!;
      return;
    }
    const index = this.count - 1;
    this.low[index] = mixed(Math.imul(this.low[index]!, 0x9e3779b1) ^ lines.hashLow[line]!);
    this.high[index] = mixed(Math.imul(this.high[index]!, 0x85ebca6b) ^ lines.hashHigh[line]!);
    this.characters[index]! += lines.lineCharacters[line]!;
  }
}

const profile = new MutableLineProfile();

function markDuplicates(
  slots: Slots,
  low: Uint32Array,
  high: Uint32Array,
  isDuplicate: Uint8Array,
  count: number,
): void {
  slots.begin(count);
  const { table, mask, base } = slots;
  for (let entry = 0; entry < count; entry++) {
    const hash = low[entry]!;
    let slot = hash & mask;
    let found = table[slot]! - base;
    while (found >= 0 && (low[found] !== hash || high[found] !== high[entry])) {
      slot = (slot + 1) & mask;
      found = table[slot]! - base;
    }
    isDuplicate[entry] = found >= 0 ? 1 : 0;
    if (found < 0) table[slot] = base + entry;
  }
}

/** Number of surrogate pairs, each of which is one character. */
function countPairs(units: Uint16Array, start: number, end: number): number {
  let pairs = 0;
  for (let at = start + 1; at < end; at++)
    if ((units[at]! & 0xfc00) === 0xdc00 && (units[at - 1]! & 0xfc00) === 0xd800) pairs++;
  return pairs;
}

/** Final mix of MurmurHash3 (Appleby, public domain). */
function mixed(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
