import { atLeast, longer } from '../math/growth.js';
import { Slots } from '../math/slots.js';
import { oncePerReading } from './once.js';
import type { Reading } from './reading.js';

/**
 * A text as seen by Python programs that split words with `str.split()` and lines with `str.splitlines()` or at `\n`.
 * The published filter rules are based on it; it is separate from Freckle's own reading. Words are compared exactly,
 * including case and punctuation.
 *
 * White space and line ends are Python's own sets: U+001C…U+001F are white, the byte order mark is not. Lengths called
 * characters are code points. Letters follow this engine's version of Unicode; Python's may be older.
 */
export interface WhitespaceText {
  readonly units: Uint16Array;
  /** Code points of the text: Python's `len`. */
  readonly characters: number;
  readonly hasPairs: boolean;

  readonly wordCount: number;
  readonly wordStart: Int32Array;
  readonly wordEnd: Int32Array;
  /** Characters in the words before each word, shape (wordCount + 1). */
  readonly charactersBefore: Int32Array;
  /** Traits of each word: HAS_LETTER, HAS_NON_PUNCTUATION, HAS_SYMBOL. */
  readonly wordTraits: Uint8Array;
  /** Polynomial hash of each word's units and the power of the base that appends it, both modulo 2^32. */
  readonly wordHash: Int32Array;
  readonly wordPower: Int32Array;
  /** The words' code units without white space, and the start of each word there, shape (wordCount + 1). */
  readonly packed: Uint16Array;
  readonly packedStart: Int32Array;

  /** Lines as `str.splitlines()` gives them. */
  readonly lineCount: number;
  readonly lineStart: Int32Array;
  readonly lineEnd: Int32Array;
  /** Offsets of every `\n`. */
  readonly newlineCount: number;
  readonly newlineAt: Int32Array;
}

export const whitespaceTextOf: (reading: Reading) => WhitespaceText = oncePerReading((reading) =>
  shared.fill(reading),
);

const IS_SPACE = 1;
export const HAS_LETTER = 2;
/** At least one character outside datatrove's PUNCTUATION_SET. */
export const HAS_NON_PUNCTUATION = 4;
/** `#` or `…`, which dolma counts as symbols. */
export const HAS_SYMBOL = 8;
const IS_LINE_END = 16;
const HASH_BASE = 0x01000193;
const NEWLINE = 0x0a;

const ranges = (text: string): (readonly [number, number])[] =>
  text.split(' ').map((range) => {
    const [first, last = first] = range.split('-').map((end) => Number.parseInt(end, 16));
    return [first!, last!] as const;
  });

/** `str.isspace()`, and where `str.splitlines()` splits. */
const PYTHON_SPACE = '9-d 1c-20 85 a0 1680 2000-200a 2028-2029 202f 205f 3000';
const PYTHON_LINE_ENDS = 'a-d 1c-1e 85 2028-2029';

/**
 * Code points of datatrove's TERMINAL_PUNCTUATION: 159 sentence terminators of all scripts (datatrove/utils/text.py).
 */
const TERMINAL_PUNCTUATION = new Set<number>();
for (const [first, last] of ranges(
  '21 2e 3f 589 61d-61f 6d4 700-702 7f9 837 839 83d-83e 964-965 104a-104b 1362 1367-1368 166e 1735-1736 ' +
    '17d4-17d6 17d9-17da 1803 1809 1944-1945 1aa8-1aab 1b5a-1b5b 1b5e-1b5f 1b7d-1b7e 1c3b-1c3c 1c7e-1c7f ' +
    '203c-203d 2047-2049 2e2e 2e3c 2e53-2e54 3002 a4ff a60e-a60f a6f3 a6f7 a876-a877 a8ce-a8cf a92f ' +
    'a9c8-a9c9 aa5d-aa5f aaf0-aaf1 abeb fe52 fe56-fe57 ff01 ff0e ff1f ff61 10a56-10a57 10f55-10f59 ' +
    '10f86-10f89 11047-11048 110be-110c1 11141-11143 111c5-111c6 111cd 111de-111df 11238-11239 1123b-1123c ' +
    '112a9 1144b-1144c 115c2-115c3 115c9-115d7 11641-11642 1173c-1173e 11944 11946 11a42-11a43 11a9b-11a9c ' +
    '11c41-11c42 11ef7-11ef8 11f43-11f44 16a6e-16a6f 16af5 16b37-16b38 16b44 16e98 1bc9f 1da88',
))
  for (let codePoint = first; codePoint <= last; codePoint++) TERMINAL_PUNCTUATION.add(codePoint);

/** The rest of datatrove's PUNCTUATION_SET: marks and quotes, control characters, a full-width 1. */
const OTHER_PUNCTUATION = ranges(
  '0-8 b-1f 22-2d 2f 3a-3e 40 5b-60 7b-9f ab b4 bb 2013-2014 2019 201c-201e 2026 2236 2501 25ba 3001 ' +
    '3008-300d 3010-3011 ff05 ff08-ff09 ff0c ff11 ff1a-ff1b ff5e',
);

/** Whether the character that ends at offset `end` is one of datatrove's TERMINAL_PUNCTUATION. */
export function endsInTerminalPunctuation(units: Uint16Array, start: number, end: number): boolean {
  if (end <= start) return false;
  const last = units[end - 1]!;
  if ((last & 0xfc00) !== 0xdc00 || end - 2 < start) return TERMINAL_PUNCTUATION.has(last);
  return TERMINAL_PUNCTUATION.has(codePointOf(units[end - 2]!, last));
}

/** Traits of units below U+10000; surrogates count as neither letter nor punctuation. */
const TRAITS = new Uint8Array(0x10000);
fillTraits();

function fillTraits(): void {
  const letter = /\p{L}/u;
  TRAITS.fill(HAS_NON_PUNCTUATION);
  for (const [first, last] of OTHER_PUNCTUATION) TRAITS.fill(0, first, last + 1);
  for (const codePoint of TERMINAL_PUNCTUATION) if (codePoint < 0x10000) TRAITS[codePoint] = 0;
  for (let unit = 0; unit < 0x10000; unit++)
    if (letter.test(String.fromCharCode(unit))) TRAITS[unit]! |= HAS_LETTER;
  for (const symbol of '#…') TRAITS[symbol.charCodeAt(0)]! |= HAS_SYMBOL;
  for (const [first, last] of ranges(PYTHON_SPACE)) TRAITS.fill(IS_SPACE, first, last + 1);
  for (const [first, last] of ranges(PYTHON_LINE_ENDS)) TRAITS.fill(IS_SPACE | IS_LINE_END, first, last + 1);
}

const codePointOf = (high: number, low: number): number => (high - 0xd800) * 0x400 + (low - 0xdc00) + 0x10000;

function traitsOfPair(high: number, low: number): number {
  const codePoint = codePointOf(high, low);
  const punctuation = TERMINAL_PUNCTUATION.has(codePoint) ? 0 : HAS_NON_PUNCTUATION;
  return punctuation | (/\p{L}/u.test(String.fromCodePoint(codePoint)) ? HAS_LETTER : 0);
}

class MutableWhitespaceText implements WhitespaceText {
  units: Uint16Array = new Uint16Array(0);
  characters = 0;
  hasPairs = false;
  wordCount = 0;
  wordStart = new Int32Array(1024);
  wordEnd = new Int32Array(1024);
  charactersBefore = new Int32Array(1024);
  wordTraits = new Uint8Array(1024);
  wordHash = new Int32Array(1024);
  wordPower = new Int32Array(1024);
  packed = new Uint16Array(8192);
  packedStart = new Int32Array(1024);
  lineCount = 0;
  lineStart = new Int32Array(256);
  lineEnd = new Int32Array(256);
  newlineCount = 0;
  newlineAt = new Int32Array(256);

  fill(reading: Reading): WhitespaceText {
    this.units = reading.units;
    this.characters = reading.characterCount;
    this.hasPairs = reading.characterCount !== reading.units.length;
    this.packed = atLeast(this.packed, reading.units.length);
    this.splitWords();
    this.splitLines();
    return this;
  }

  /** Makes the arrays of words twice as long, contents kept. */
  private growWords(): void {
    this.wordStart = longer(this.wordStart);
    this.wordEnd = longer(this.wordEnd);
    this.charactersBefore = longer(this.charactersBefore);
    this.wordTraits = longer(this.wordTraits);
    this.wordHash = longer(this.wordHash);
    this.wordPower = longer(this.wordPower);
    this.packedStart = longer(this.packedStart);
  }

  private splitWords(): void {
    const { units, packed } = this;
    let { packedStart, wordStart, wordEnd, wordTraits, wordHash, wordPower, charactersBefore } = this;
    const traitsOf = TRAITS;
    const length = units.length;
    let words = 0;
    let put = 0;
    let characters = 0;
    let at = 0;
    while (at < length) {
      let unit = units[at]!;
      if ((traitsOf[unit]! & IS_SPACE) !== 0) {
        at++;
        continue;
      }
      if (words + 1 === wordStart.length) {
        this.growWords();
        ({ packedStart, wordStart, wordEnd, wordTraits, wordHash, wordPower, charactersBefore } = this);
      }
      const start = at;
      packedStart[words] = put;
      charactersBefore[words] = characters;
      let hash = 0;
      let power = 1;
      let traits = 0;
      let pairs = 0;
      do {
        hash = (Math.imul(hash, HASH_BASE) + unit) | 0;
        power = Math.imul(power, HASH_BASE);
        traits |= traitsOf[unit]!;
        packed[put++] = unit;
        at++;
        if ((unit & 0xfc00) === 0xd800 && at < length && (units[at]! & 0xfc00) === 0xdc00) pairs++;
        unit = at < length ? units[at]! : 0x20;
      } while ((traitsOf[unit]! & IS_SPACE) === 0);
      wordStart[words] = start;
      wordEnd[words] = at;
      wordTraits[words] = pairs === 0 ? traits : traitsOfWord(units, start, at);
      wordHash[words] = hash;
      wordPower[words] = power;
      characters += at - start - pairs;
      words++;
    }
    packedStart[words] = put;
    charactersBefore[words] = characters;
    this.wordCount = words;
  }

  private splitLines(): void {
    const { units } = this;
    const traitsOf = TRAITS;
    const length = units.length;
    let start = 0;
    this.lineCount = 0;
    this.newlineCount = 0;
    for (let at = 0; at < length; at++) {
      const unit = units[at]!;
      if ((traitsOf[unit]! & IS_LINE_END) === 0) continue;
      if (unit === NEWLINE) this.pushNewline(at);
      const isSecondOfPair = unit === NEWLINE && at > 0 && units[at - 1] === 0x0d;
      if (!isSecondOfPair) this.pushLine(start, at);
      start = at + 1;
    }
    if (start < length) this.pushLine(start, length);
  }

  private pushLine(start: number, end: number): void {
    const index = this.lineCount++;
    if (index === this.lineStart.length) {
      this.lineStart = longer(this.lineStart);
      this.lineEnd = longer(this.lineEnd);
    }
    this.lineStart[index] = start;
    this.lineEnd[index] = end;
  }

  private pushNewline(at: number): void {
    const index = this.newlineCount++;
    if (index === this.newlineAt.length) this.newlineAt = longer(this.newlineAt);
    this.newlineAt[index] = at;
  }
}

function traitsOfWord(units: Uint16Array, start: number, end: number): number {
  let traits = 0;
  for (let at = start; at < end; at++) {
    const unit = units[at]!;
    const isPair = (unit & 0xfc00) === 0xd800 && at + 1 < end && (units[at + 1]! & 0xfc00) === 0xdc00;
    traits |= isPair ? traitsOfPair(unit, units[++at]!) : TRAITS[unit]!;
  }
  return traits;
}

const shared = new MutableWhitespaceText();

/** The distinct words, exactly: Python's `Counter(text.split())`. */
export interface WhitespaceTypes {
  readonly typeCount: number;
  /** Type of each word by first appearance, shape (wordCount). */
  readonly typeOfWord: Int32Array;
  readonly typeFrequency: Int32Array;
  /** Index of the first word of each type. */
  readonly firstWord: Int32Array;
}

export const whitespaceTypesOf: (reading: Reading) => WhitespaceTypes = oncePerReading(countTypes);

const slots = new Slots();
const types = {
  typeCount: 0,
  typeOfWord: new Int32Array(1024),
  typeFrequency: new Int32Array(1024),
  firstWord: new Int32Array(1024),
};

function countTypes(reading: Reading): WhitespaceTypes {
  const { wordCount, wordHash, packed, packedStart } = whitespaceTextOf(reading);
  types.typeOfWord = atLeast(types.typeOfWord, wordCount);
  types.typeFrequency = atLeast(types.typeFrequency, wordCount);
  types.firstWord = atLeast(types.firstWord, wordCount);
  const { typeOfWord, typeFrequency, firstWord } = types;
  slots.begin(wordCount);
  const { table, mask, base } = slots;
  let typeCount = 0;
  for (let word = 0; word < wordCount; word++) {
    const hash = wordHash[word]!;
    let slot = (hash ^ (hash >>> 15)) & mask;
    let type = table[slot]! - base;
    while (type >= 0) {
      const first = firstWord[type]!;
      const from = packedStart[first]!;
      if (
        wordHash[first] === hash &&
        sameUnits(packed, from, packedStart[first + 1]!, packedStart[word]!, packedStart[word + 1]!)
      )
        break;
      slot = (slot + 1) & mask;
      type = table[slot]! - base;
    }
    if (type < 0) {
      type = typeCount++;
      table[slot] = base + type;
      firstWord[type] = word;
      typeFrequency[type] = 0;
    }
    typeFrequency[type]!++;
    typeOfWord[word] = type;
  }
  types.typeCount = typeCount;
  return types;
}

/** Whether two stretches of an array hold the same units. */
export function sameUnits(units: Uint16Array, a: number, aEnd: number, b: number, bEnd: number): boolean {
  if (aEnd - a !== bEnd - b) return false;
  const offset = b - a;
  for (let at = a; at < aEnd; at++) if (units[at] !== units[at + offset]) return false;
  return true;
}

/**
 * Counts some short ASCII words: how many of them occur, and their total frequency. `codes` come from `shortWordCode`.
 */
export function countShortWords(
  reading: Reading,
  codes: ReadonlySet<number>,
): { readonly distinct: number; readonly total: number } {
  const { units, wordStart, wordEnd } = whitespaceTextOf(reading);
  const { typeCount, typeFrequency, firstWord } = whitespaceTypesOf(reading);
  let distinct = 0;
  let total = 0;
  for (let type = 0; type < typeCount; type++) {
    const start = wordStart[firstWord[type]!]!;
    const end = wordEnd[firstWord[type]!]!;
    if (end - start > 4 || !codes.has(codeOfUnits(units, start, end))) continue;
    distinct++;
    total += typeFrequency[type]!;
  }
  return { distinct, total };
}

/** An ASCII word of at most four letters as one number; −1 for other units. */
function codeOfUnits(units: Uint16Array, start: number, end: number): number {
  let code = 0;
  for (let at = start; at < end; at++) {
    if (units[at]! >= 0x80) return -1;
    code = (code << 7) | units[at]!;
  }
  return code;
}

export const shortWordCode = (word: string): number =>
  codeOfUnits(
    Uint16Array.from(word, (character) => character.charCodeAt(0)),
    0,
    word.length,
  );
