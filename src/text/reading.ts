// Everything that is computed from one text: its reading (words, lines, sentences), Unicode, MinHash, language, dates and
// declared origin. Signals, formats and the gate use these definitions, so each term has one meaning.
// Nothing here knows a corpus, a file or a decision. Runs in a browser.
// This file is the reading itself: a single pass over the characters into reused typed arrays.

import { BASIC_PLANE, CharacterClass, classOf, LOWER_CASE } from './character-class.js';

/**
 * The analysis of one text: words, lines, sentences and paragraphs as offsets in typed arrays, from a single pass and
 * shared by every signal. The only definition of these terms in Freckle.
 *
 * - **Word**: a run of letters, marks, digits and numbers, joined by `_` and similar characters anywhere, by an
 *   apostrophe or middle dot between letters, and by `.` or `,` between digits. Characters of scripts
 *   written without spaces are words of their own: each Han or Hiragana character, each Thai, Lao,
 *   Khmer or Burmese letter with its marks. Invisible format characters inside a word belong to it
 *   but do not change its hash.
 * - **Line**: the text between line ends (LF, CR LF, CR, NEL, LS, PS), without the end itself.
 *   A final line end starts no further line.
 * - **Paragraph**: a run of adjacent non-blank lines.
 * - **Sentence**: ends at `. ! ?` and similar terminators (with closing quotes and brackets) before white space or
 *   the end, but not before a lower-case letter; full-width terminators need no white space; a blank
 *   line ends a sentence too.
 *
 * Offsets are UTF-16 code units, ends exclusive. Arrays are longer than their counts and are reused:
 * a Reading is valid until its reader reads the next text.
 */
export interface Reading {
  readonly text: string;
  /** Unique for every text read by any reader; the key of cached computations. */
  readonly serial: number;
  /** The text's UTF-16 code units, shape (text.length): typed, so that scanning costs no string access. */
  readonly units: Uint16Array;
  /** The text in UTF-8, a lone surrogate as U+FFFD; shape (byteCount). */
  readonly bytes: Uint8Array;
  /** Unicode code points. A lone surrogate counts as one. */
  readonly characterCount: number;
  /** Bytes in UTF-8. */
  readonly byteCount: number;
  /** Number of characters of each CharacterClass, shape (16). */
  readonly classCounts: Int32Array;
  readonly isAscii: boolean;

  readonly wordCount: number;
  readonly wordStart: Int32Array;
  readonly wordEnd: Int32Array;
  /** 32-bit hash of the lower-cased, composed word without format characters. */
  readonly wordHash: Uint32Array;
  /** Sum of the words' lengths in characters. */
  readonly wordCharacterCount: number;
  /** Words that hold at least one letter. */
  readonly wordsWithLetter: number;

  readonly lineCount: number;
  readonly lineStart: Int32Array;
  readonly lineEnd: Int32Array;
  /** Index of the line's first word; its last word is before `lineFirstWord[line + 1]`. Shape (lineCount + 1). */
  readonly lineFirstWord: Int32Array;

  readonly paragraphCount: number;
  readonly paragraphStart: Int32Array;
  readonly paragraphEnd: Int32Array;

  readonly sentenceCount: number;
  readonly sentenceStart: Int32Array;
  readonly sentenceEnd: Int32Array;
}

/** Analyses texts one after another into the same arrays. Not re-entrant; one per worker. */
export interface Reader {
  readonly read: (text: string) => Reading;
}

/** Version of the definitions above; part of the fingerprint of everything measured. */
export const READING_VERSION = 1;

export function createReader(): Reader {
  const reading = new MutableReading();
  return { read: (text) => reading.analyse(text) };
}

/** Reads one text into its own arrays, for tests and single texts. */
export const readText = (text: string): Reading => createReader().read(text);

const C = CharacterClass;
const STARTS_WORD = tableOf(
  C.lower,
  C.upper,
  C.caseless,
  C.mark,
  C.digit,
  C.number,
  C.connector,
  C.ideograph,
  C.spaceless,
);
/** Inside an ordinary word. */
const GOES_ON = tableOf(C.lower, C.upper, C.caseless, C.mark, C.digit, C.number, C.connector, C.format);
/** Words of one character and its marks. */
const IS_SINGLE = tableOf(C.ideograph, C.spaceless);
const IS_SPACE = tableOf(C.space, C.newline);
const JOINS_LETTERS_CLASS = tableOf(C.lower, C.upper, C.caseless, C.mark);
const LETTER_BITS =
  (1 << C.lower) | (1 << C.upper) | (1 << C.caseless) | (1 << C.ideograph) | (1 << C.spaceless);
const ASCII_CLASS = BASIC_PLANE.slice(0, 0x80);
/**
 * One look-up per ASCII letter or digit of a common word: lower case in the low seven bits, then a 1 in the twelve bits
 * that count upper case or in the next twelve, which count digits. 0 for all other characters.
 */
const ASCII_IN_WORD = Int32Array.from(ASCII_CLASS, (characterClass, unit) =>
  characterClass === C.lower
    ? unit
    : characterClass === C.upper
      ? LOWER_CASE[unit]! | (1 << 7)
      : characterClass === C.digit
        ? unit | (1 << 19)
        : 0,
);
/** Characters of a word that twelve bits can count. */
const LONGEST_TALLY = 0xfff;
/** Whether a word of letters and digits may continue with this character. */
const ASCII_CONTINUES = Uint8Array.from(ASCII_CLASS, (characterClass, unit) =>
  characterClass === C.connector || "'.,".includes(String.fromCharCode(unit)) ? 1 : 0,
);
/** As a signed integer, so that engines keep the hash in a 32-bit register. */
const FNV_OFFSET = 0x811c9dc5 | 0;
const FNV_PRIME = 0x01000193;

function tableOf(...classes: number[]): Uint8Array {
  const table = new Uint8Array(16);
  for (const characterClass of classes) table[characterClass] = 1;
  return table;
}

/** Final mix of MurmurHash3 (Appleby, public domain): with FNV alone, the high bits of short words are similar. */
function avalanche(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

let wordReader: Reader | null = null;

/** Hash of a word as `Reading.wordHash` has it. */
export function hashWord(word: string): number {
  wordReader ??= createReader();
  const reading = wordReader.read(word);
  if (reading.wordCount !== 1)
    throw new RangeError(`hashWord needs exactly one word, got ${JSON.stringify(word)}`);
  return reading.wordHash[0]!;
}

/** Role of a code unit at the end of a sentence: 1 ends it before white space, 2 ends it anywhere, 4 may close it. */
const SENTENCE_ROLE = new Uint8Array(0x10000);
const ENDS = 1;
const ENDS_ANYWHERE = 2;
const CLOSES = 4;
// Ellipsis, danda and double danda, Arabic question mark and full stop, Ethiopic and Burmese stops.
for (const character of '.!?…।॥؟۔።။‼⁇⁈⁉') SENTENCE_ROLE[character.charCodeAt(0)] = ENDS;
for (const character of '。！？．｡') SENTENCE_ROLE[character.charCodeAt(0)] = ENDS | ENDS_ANYWHERE;
for (const character of '"\')]}’”»›」』）') SENTENCE_ROLE[character.charCodeAt(0)] = CLOSES;

/** Whether a range ends like a sentence: a terminator, optionally followed by closing quotes and brackets. */
export function endsSentence(units: Uint16Array, start: number, end: number): boolean {
  let at = end;
  while (at > start && SENTENCE_ROLE[units[at - 1]!] === CLOSES) at--;
  return at > start && (SENTENCE_ROLE[units[at - 1]!]! & ENDS) !== 0;
}

/** Which characters join a word across themselves: 1 between letters, 2 between digits. */
const JOINS = new Uint8Array(0x10000);
const JOINS_LETTERS = 1;
const JOINS_DIGITS = 2;
for (const character of "'’·׳״") JOINS[character.charCodeAt(0)] = JOINS_LETTERS;
for (const character of '.,') JOINS[character.charCodeAt(0)] = JOINS_DIGITS;

const SPACE = 0x20;
const ENCODER = new TextEncoder();
let readCount = 0;

/**
 * Letters with more than one encoding, so that their words must be composed before hashing: conjoining Hangul vowels
 * and finals, and characters that composition replaces (U+212B by Å, U+0958 by two). Marks are recognised by their
 * class.
 */
const COMPOSES = composingTable();

function composingTable(): Uint8Array {
  const table = new Uint8Array(0x10000).fill(1, 0x1160, 0x1200);
  for (let unit = 0x80; unit < 0x10000; unit++) {
    if (unit === 0x3400) unit = 0xa000;
    if (unit === 0xac00) unit = 0xf900;
    const character = String.fromCharCode(unit);
    if (STARTS_WORD[BASIC_PLANE[unit]!] === 1 && character.normalize('NFC') !== character) table[unit] = 1;
  }
  return table;
}

class MutableReading implements Reading {
  text = '';
  serial = 0;
  buffer = new Uint16Array(8192);
  private encoded = new Uint8Array(8192);
  bytes = this.encoded.subarray(0, 0);
  units = this.buffer.subarray(0, 0);
  characterCount = 0;
  byteCount = 0;
  readonly classCounts = new Int32Array(16);
  isAscii = true;
  wordCount = 0;
  wordStart = new Int32Array(1024);
  wordEnd = new Int32Array(1024);
  wordHash = new Uint32Array(1024);
  wordCharacterCount = 0;
  wordsWithLetter = 0;
  lineCount = 0;
  lineStart = new Int32Array(256);
  lineEnd = new Int32Array(256);
  lineFirstWord = new Int32Array(257);
  paragraphCount = 0;
  paragraphStart = new Int32Array(64);
  paragraphEnd = new Int32Array(64);
  sentenceCount = 0;
  sentenceStart = new Int32Array(256);
  sentenceEnd = new Int32Array(256);
  /** Offsets of characters outside words that may end a sentence. */
  private terminatorCount = 0;
  private terminatorAt = new Int32Array(256);

  analyse(text: string): Reading {
    this.text = text;
    this.serial = ++readCount;
    this.classCounts.fill(0);
    this.wordCount = 0;
    this.wordCharacterCount = 0;
    this.wordsWithLetter = 0;
    this.lineCount = 0;
    this.paragraphCount = 0;
    this.sentenceCount = 0;
    this.load(text);
    this.scan();
    this.characterCount = 0;
    for (const count of this.classCounts) this.characterCount += count;
    this.findParagraphs();
    this.findSentences();
    return this;
  }

  private load(text: string): void {
    const { length } = text;
    // One more unit, for a space after the end that stops every word.
    if (length >= this.buffer.length)
      this.buffer = new Uint16Array(Math.max(length + 1, this.buffer.length * 2));
    const { buffer } = this;
    this.encode(text);
    this.byteCount = this.bytes.length;
    this.isAscii = this.byteCount === length;
    // Copying bytes is several times faster than reading single characters, and most texts are ASCII.
    if (this.isAscii) buffer.set(this.bytes);
    else for (let at = 0; at < length; at++) buffer[at] = text.charCodeAt(at);
    buffer[length] = SPACE;
    this.units = buffer.subarray(0, length);
    this.terminatorCount = 0;
  }

  private encode(text: string): void {
    if (text.length > this.encoded.length) this.encoded = new Uint8Array(text.length);
    let { read, written } = ENCODER.encodeInto(text, this.encoded);
    if (read < text.length) {
      // Not ASCII: at most three bytes per remaining code unit.
      this.encoded = new Uint8Array(Math.max(written + 3 * (text.length - read), this.encoded.length * 2));
      ({ read, written } = ENCODER.encodeInto(text, this.encoded));
    }
    this.bytes = this.encoded.subarray(0, written);
  }

  /** The single pass over the characters: classes, words, lines. */
  private scan(): void {
    const { buffer, classCounts } = this;
    const length = this.text.length;
    // Tables and counts are locals: engines reload and check module-level bindings and fields at every access, which
    // would triple the cost of this loop.
    const classes = ASCII_CLASS;
    const inWord = ASCII_IN_WORD;
    const continues = ASCII_CONTINUES;
    const roles = SENTENCE_ROLE;
    let { wordStart, wordEnd, wordHash } = this;
    let words = 0;
    let lowers = 0;
    let uppers = 0;
    let digits = 0;
    let spaces = 0;
    let withLetter = 0;
    let lineStart = 0;
    let at = 0;
    while (at < length) {
      const unit = buffer[at]!;
      let characterClass: number;
      if (unit < 0x80) {
        let info = inWord[unit]!;
        if (info !== 0) {
          // The common word has only ASCII letters or digits. Any other character after it takes the slow path.
          const start = at;
          let hash = FNV_OFFSET;
          let tally = 0;
          let next = unit;
          do {
            hash = Math.imul(hash ^ (info & 0x7f), FNV_PRIME);
            tally += info >>> 7;
            next = buffer[++at]!;
            info = next < 0x80 ? inWord[next]! : 0;
          } while (info !== 0);
          const characters = at - start;
          if (next < 0x80 && continues[next] === 0 && characters <= LONGEST_TALLY) {
            const upper = tally & LONGEST_TALLY;
            const digit = tally >>> 12;
            lowers += characters - upper - digit;
            uppers += upper;
            digits += digit;
            if (digit !== characters) withLetter++;
            if (words === wordStart.length) {
              this.growWords();
              ({ wordStart, wordEnd, wordHash } = this);
            }
            wordStart[words] = start;
            wordEnd[words] = at;
            wordHash[words] = avalanche(hash);
            words++;
            if (next === SPACE && at < length) {
              spaces++;
              at++;
            }
          } else {
            this.wordCount = words;
            at = this.scanWord(start, classes[unit]!);
            ({ wordStart, wordEnd, wordHash, wordCount: words } = this);
          }
          continue;
        }
        characterClass = classes[unit]!;
      } else characterClass = unit < 0xd800 || unit > 0xdfff ? BASIC_PLANE[unit]! : this.classAt(at);
      if (STARTS_WORD[characterClass] === 1) {
        this.wordCount = words;
        at = this.scanWord(at, characterClass);
        ({ wordStart, wordEnd, wordHash, wordCount: words } = this);
        continue;
      }
      classCounts[characterClass]!++;
      if (characterClass === C.punctuation) {
        if ((roles[unit]! & ENDS) !== 0) this.pushTerminator(at);
      } else if (characterClass === C.newline) {
        this.wordCount = words;
        this.pushLine(lineStart, at);
        if (unit === 0x0d && at + 1 < length && buffer[at + 1] === 0x0a) {
          at++;
          classCounts[C.newline]!++;
        }
        lineStart = at + 1;
      }
      if (unit >= 0xd800 && unit <= 0xdbff && this.isLowSurrogate(at + 1)) at++;
      at++;
    }
    this.wordCount = words;
    this.wordCharacterCount += lowers + uppers + digits;
    this.wordsWithLetter += withLetter;
    classCounts[C.lower]! += lowers;
    classCounts[C.upper]! += uppers;
    classCounts[C.digit]! += digits;
    classCounts[C.space]! += spaces;
    if (lineStart < length) this.pushLine(lineStart, length);
    if (this.lineCount === 0) this.lineFirstWord[0] = 0;
  }

  /** Reads the word at `start`, whose first character has class `first`; returns the offset after it. */
  private scanWord(start: number, first: number): number {
    const { buffer, classCounts } = this;
    const length = this.text.length;
    const plane = BASIC_PLANE;
    const lowerCase = LOWER_CASE;
    const isSingle = IS_SINGLE[first] === 1;
    let hash = FNV_OFFSET;
    let characters = 0;
    let at = start;
    const composes = COMPOSES;
    let needsComposing = 0;
    /** One bit per class seen. */
    let seen = 0;
    let characterClass = first;
    let last = first;
    while (true) {
      const unit = buffer[at]!;
      classCounts[characterClass]!++;
      characters++;
      seen |= 1 << characterClass;
      at++;
      if (unit < 0x80) {
        hash = Math.imul(hash ^ lowerCase[unit]!, FNV_PRIME);
        last = characterClass;
      } else if (unit < 0xd800 || unit > 0xdfff) {
        needsComposing |= composes[unit]!;
        if (characterClass !== C.format) {
          hash = Math.imul(hash ^ lowerCase[unit]!, FNV_PRIME);
          last = characterClass;
        }
      } else {
        // A pair: a word never starts or continues with a lone surrogate, whose class is `other`.
        const lower = this.text.slice(at - 1, at + 1).toLowerCase();
        if (characterClass !== C.format) {
          hash = Math.imul(hash ^ lower.charCodeAt(0), FNV_PRIME);
          hash = Math.imul(hash ^ lower.charCodeAt(1), FNV_PRIME);
          last = characterClass;
        }
        at++;
      }
      if (at >= length) break;
      const next = buffer[at]!;
      characterClass = next < 0xd800 || next > 0xdfff ? plane[next]! : this.classAt(at);
      if (isSingle) {
        if (characterClass === C.mark || characterClass === C.format) continue;
        break;
      }
      if (GOES_ON[characterClass] === 1) continue;
      if (JOINS[next] === 0 || !this.joins(at, last)) break;
      // The typographic apostrophe hashes like the plain one: don’t and don't are the same word.
      hash = Math.imul(hash ^ (next === 0x2019 ? 0x27 : next), FNV_PRIME);
      classCounts[characterClass]!++;
      characters++;
      at++;
      characterClass = plane[buffer[at]!]!;
    }
    if (needsComposing !== 0 || (seen & (1 << C.mark)) !== 0) hash = hashComposed(this.text.slice(start, at));
    this.pushWord(start, at, avalanche(hash));
    this.wordCharacterCount += characters;
    if ((seen & LETTER_BITS) !== 0) this.wordsWithLetter++;
    return at;
  }

  private classAt(at: number): number {
    return classOf(this.text.codePointAt(at)!);
  }

  private isLowSurrogate(at: number): boolean {
    return at < this.text.length && (this.buffer[at]! & 0xfc00) === 0xdc00;
  }

  private joins(at: number, last: number): boolean {
    if (at + 1 >= this.text.length) return false;
    const after = BASIC_PLANE[this.buffer[at + 1]!]!;
    if (JOINS[this.buffer[at]!] === JOINS_DIGITS) return last === C.digit && after === C.digit;
    return JOINS_LETTERS_CLASS[last] === 1 && JOINS_LETTERS_CLASS[after] === 1;
  }

  private pushWord(start: number, end: number, hash: number): void {
    const index = this.wordCount++;
    if (index === this.wordStart.length) this.growWords();
    this.wordStart[index] = start;
    this.wordEnd[index] = end;
    this.wordHash[index] = hash;
  }

  private growWords(): void {
    this.wordStart = grown(this.wordStart);
    this.wordEnd = grown(this.wordEnd);
    this.wordHash = grown(this.wordHash);
  }

  private pushLine(start: number, end: number): void {
    const index = this.lineCount++;
    if (index === this.lineStart.length) {
      this.lineStart = grown(this.lineStart);
      this.lineEnd = grown(this.lineEnd);
    }
    if (index + 2 > this.lineFirstWord.length) this.lineFirstWord = grown(this.lineFirstWord);
    this.lineStart[index] = start;
    this.lineEnd[index] = end;
    // All words of this line were pushed before its end was seen, so the next line starts at the current count.
    if (index === 0) this.lineFirstWord[0] = 0;
    this.lineFirstWord[index + 1] = this.wordCount;
  }

  private findParagraphs(): void {
    const { buffer, lineCount, lineStart, lineEnd } = this;
    let isOpen = false;
    for (let line = 0; line < lineCount; line++) {
      if (isBlank(buffer, lineStart[line]!, lineEnd[line]!)) {
        isOpen = false;
        continue;
      }
      if (isOpen) this.paragraphEnd[this.paragraphCount - 1] = lineEnd[line]!;
      else {
        const index = this.paragraphCount++;
        if (index === this.paragraphStart.length) {
          this.paragraphStart = grown(this.paragraphStart);
          this.paragraphEnd = grown(this.paragraphEnd);
        }
        this.paragraphStart[index] = lineStart[line]!;
        this.paragraphEnd[index] = lineEnd[line]!;
        isOpen = true;
      }
    }
  }

  private findSentences(): void {
    const { buffer, terminatorAt, terminatorCount } = this;
    const roles = SENTENCE_ROLE;
    let terminator = 0;
    for (let paragraph = 0; paragraph < this.paragraphCount; paragraph++) {
      const end = this.paragraphEnd[paragraph]!;
      let start = skipSpace(buffer, this.paragraphStart[paragraph]!, end);
      while (terminator < terminatorCount && terminatorAt[terminator]! < end) {
        let at = terminatorAt[terminator]!;
        let role = 0;
        while (at < end && (roles[buffer[at]!]! & ENDS) !== 0) role |= roles[buffer[at++]!]!;
        while (terminator < terminatorCount && terminatorAt[terminator]! < at) terminator++;
        while (at < end && roles[buffer[at]!] === CLOSES) at++;
        const next = skipSpace(buffer, at, end);
        if ((role & ENDS_ANYWHERE) === 0 && next === at && at < end) continue;
        if (next < end && BASIC_PLANE[buffer[next]!] === C.lower) continue;
        this.pushSentence(start, at);
        start = next;
      }
      if (start < end) this.pushSentence(start, end);
    }
  }

  private pushTerminator(at: number): void {
    const index = this.terminatorCount++;
    if (index === this.terminatorAt.length) this.terminatorAt = grown(this.terminatorAt);
    this.terminatorAt[index] = at;
  }

  private pushSentence(start: number, end: number): void {
    const index = this.sentenceCount++;
    if (index === this.sentenceStart.length) {
      this.sentenceStart = grown(this.sentenceStart);
      this.sentenceEnd = grown(this.sentenceEnd);
    }
    this.sentenceStart[index] = start;
    this.sentenceEnd[index] = end;
  }
}

function hashComposed(word: string): number {
  const composed = word.normalize('NFC').toLowerCase();
  let hash = FNV_OFFSET;
  for (let at = 0; at < composed.length; at++) {
    const unit = composed.charCodeAt(at);
    if (BASIC_PLANE[unit] === C.format) continue;
    hash = Math.imul(hash ^ (unit === 0x2019 ? 0x27 : unit), FNV_PRIME);
  }
  return hash;
}

function isBlank(units: Uint16Array, start: number, end: number): boolean {
  return skipSpace(units, start, end) === end;
}

function skipSpace(units: Uint16Array, start: number, end: number): number {
  let at = start;
  while (at < end && IS_SPACE[BASIC_PLANE[units[at]!]!] === 1) at++;
  return at;
}

function grown<A extends Int32Array | Uint32Array>(array: A): A {
  const larger = new (array.constructor as new (length: number) => A)(array.length * 2);
  larger.set(array);
  return larger;
}
