/** Contents of `generated/language-model.ts`: the n-grams of the library eld, packed by scripts/language-model.mjs. */
export interface PackedModel {
  readonly LANGUAGES: readonly string[];
  readonly SEPARATORS: RegExp;
  readonly BYTE_CODES: readonly number[];
  readonly GRAMS: number;
  readonly WEIGHTS: number;
  readonly base64: string;
}

/** The best and the second language of a text, with eld's scores from 0 to 1; null if absent. */
export interface NgramGuess {
  readonly first: { readonly language: string; readonly score: number };
  readonly second: { readonly language: string; readonly score: number } | null;
}

const MOST_CHARACTERS = 1000;
/** Bytes after which a text is cut at the next space, and at any character. */
const CUT_AT_SPACE = 350;
const CUT_ANYWHERE = 380;
/** Only this many bytes of a word are cut into n-grams, of four bytes each, three bytes apart. */
const WORD_BYTES = 70;
const GRAM_BYTES = 4;
const STRIDE = 3;
/** Offset subtracted from every stored weight. */
const BASE_WEIGHT = 53;
/** A mean n-gram weight w becomes the score w / (w + SCALE). */
const SCALE = 25;

const SPACE = 0x20;
const SEEN_SLOTS = 1024;

/**
 * Evaluates the n-grams of the library eld (Apache-2.0, © Nito T.M.) exactly like eld 2.1.0, with typed arrays instead
 * of objects; tests compare both. An n-gram is four bytes of a word, with a space before the first and after the last
 * byte, and counts once per text.
 */
export class NgramModel {
  private readonly languages: readonly string[];
  private readonly separators: RegExp;
  private readonly byteCodes: Uint8Array;
  private readonly grams: GramTable;
  private readonly ofLanguage: Uint8Array;
  private readonly weights: Uint8Array;
  private readonly scores: Float64Array;
  /** The encoded text: words, one code per byte, and where they end. */
  private readonly codes = new Uint8Array(CUT_ANYWHERE + 8);
  private readonly ends = new Int32Array(CUT_ANYWHERE + 8);
  private readonly seen = new SeenGrams();

  constructor(packed: PackedModel) {
    this.languages = packed.LANGUAGES;
    this.separators = packed.SEPARATORS;
    this.byteCodes = Uint8Array.from(packed.BYTE_CODES);
    this.scores = new Float64Array(packed.LANGUAGES.length);
    const bytes = bytesOf(packed.base64);
    const [lowAt, countAt] = [2 * packed.GRAMS, 6 * packed.GRAMS];
    const languageAt = 7 * packed.GRAMS;
    this.grams = new GramTable(bytes, packed.GRAMS, lowAt, countAt);
    this.ofLanguage = bytes.subarray(languageAt, languageAt + packed.WEIGHTS);
    this.weights = bytes.subarray(languageAt + packed.WEIGHTS);
  }

  guess(text: string): NgramGuess | null {
    const wordCount = this.encode(
      text.slice(0, MOST_CHARACTERS).replace(this.separators, ' ').trim().toLowerCase(),
    );
    const { codes, ends, seen } = this;
    this.scores.fill(0);
    seen.clear();
    let start = 0;
    for (let word = 0; word < wordCount; word++) {
      const end = ends[word]!;
      const length = Math.min(end - start, WORD_BYTES);
      let at = 0;
      for (; at + GRAM_BYTES < length; at += STRIDE)
        this.count(codes, start + at, start + at + GRAM_BYTES, at === 0, false);
      // The last n-gram extends to the end of the word, however long.
      const from = start + Math.max(0, length - GRAM_BYTES);
      this.count(codes, from, end, at === 0, true);
      start = end;
    }
    return this.best(seen.count);
  }

  /** Fills `codes` and `ends`; returns the number of words. */
  private encode(text: string): number {
    const { codes, ends, byteCodes } = this;
    let words = 0;
    let filled = 0;
    let start = 0;
    let byteCount = 0;
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      if (unit === SPACE) {
        if (filled > start) ends[words++] = start = filled;
        if (byteCount > CUT_AT_SPACE) break;
        byteCount++;
      } else if (unit < 0x80) {
        codes[filled++] = unit;
        byteCount++;
      } else if (unit < 0x800) {
        codes[filled++] = byteCodes[0xc0 | (unit >> 6)]!;
        codes[filled++] = byteCodes[0x80 | (unit & 0x3f)]!;
        byteCount += 2;
      } else {
        // No surrogates here: characters outside the basic plane are separators.
        codes[filled++] = byteCodes[0xe0 | (unit >> 12)]!;
        codes[filled++] = byteCodes[0x80 | ((unit >> 6) & 0x3f)]!;
        codes[filled++] = byteCodes[0x80 | (unit & 0x3f)]!;
        byteCount += 3;
      }
      if (byteCount > CUT_ANYWHERE) break;
    }
    if (filled > start) ends[words++] = filled;
    return words;
  }

  private count(codes: Uint8Array, from: number, to: number, isFirst: boolean, isLast: boolean): void {
    if (to - from > GRAM_BYTES + 1) return this.seen.addLong(codes.subarray(from, to));
    let high = 0;
    let low = isFirst ? SPACE : 0;
    for (let at = from; at < to; at++) {
      high = (high << 8) | (low >>> 24);
      low = (low << 8) | codes[at]!;
    }
    if (isLast) {
      high = (high << 8) | (low >>> 24);
      low = (low << 8) | SPACE;
    }
    if (!this.seen.add(high, low)) return;
    const gram = this.grams.find(high, low);
    if (gram < 0) return;
    const { scores, ofLanguage, weights } = this;
    for (let at = this.grams.start[gram]!; at < this.grams.start[gram + 1]!; at++)
      scores[ofLanguage[at]!]! += weights[at]! + BASE_WEIGHT;
  }

  private best(gramCount: number): NgramGuess | null {
    const { scores, languages } = this;
    let [first, second] = [-1, -1];
    let [firstScore, secondScore] = [0, 0];
    for (let language = 0; language < scores.length; language++) {
      if (scores[language] === 0) continue;
      const mean = scores[language]! / gramCount;
      const score = mean / (mean + SCALE);
      if (first < 0 || score > firstScore) {
        [second, secondScore] = [first, firstScore];
        [first, firstScore] = [language, score];
      } else if (second < 0 || score > secondScore) [second, secondScore] = [language, score];
    }
    if (first < 0) return null;
    return {
      first: { language: languages[first]!, score: firstScore },
      second: second < 0 ? null : { language: languages[second]!, score: secondScore },
    };
  }
}

/** Mixes both halves of a gram: grams of one language share most of their bytes. */
const mix = (high: number, low: number): number => {
  let hash = Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1);
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x2c1b3c6d) >>> 0;
};

/** Maps n-grams to their numbers: open addressing, a third full. */
class GramTable {
  /** Where each gram's languages start. */
  readonly start: Int32Array;
  private readonly mask: number;
  private readonly high: Uint16Array;
  private readonly low: Int32Array;
  /** One more than the gram's number; 0 in free slots. */
  private readonly gram: Int32Array;

  constructor(bytes: Uint8Array, count: number, lowAt: number, countAt: number) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const slots = 2 ** (34 - Math.clz32(count));
    this.mask = slots - 1;
    this.high = new Uint16Array(slots);
    this.low = new Int32Array(slots);
    this.gram = new Int32Array(slots);
    this.start = new Int32Array(count + 1);
    for (let gram = 0; gram < count; gram++) {
      const high = view.getUint16(2 * gram, true);
      const low = view.getInt32(lowAt + 4 * gram, true);
      const slot = this.slotOf(high, low);
      this.high[slot] = high;
      this.low[slot] = low;
      this.gram[slot] = gram + 1;
      this.start[gram + 1] = this.start[gram]! + bytes[countAt + gram]!;
    }
  }

  /** Number of a gram, or -1 if the model lacks it. */
  find(high: number, low: number): number {
    return this.gram[this.slotOf(high, low)]! - 1;
  }

  private slotOf(high: number, low: number): number {
    let slot = mix(high, low) & this.mask;
    while (this.gram[slot] !== 0 && (this.low[slot] !== low || this.high[slot] !== high))
      slot = (slot + 1) & this.mask;
    return slot;
  }
}

/** The different n-grams of one text. */
class SeenGrams {
  count = 0;
  private round = 0;
  private readonly rounds = new Int32Array(SEEN_SLOTS);
  private readonly high = new Int32Array(SEEN_SLOTS);
  private readonly low = new Int32Array(SEEN_SLOTS);
  private long: string[] = [];

  clear(): void {
    this.count = 0;
    this.round++;
    if (this.long.length > 0) this.long = [];
  }

  /** False if seen before. */
  add(high: number, low: number): boolean {
    let slot = mix(high, low) & (SEEN_SLOTS - 1);
    for (; this.rounds[slot] === this.round; slot = (slot + 1) & (SEEN_SLOTS - 1))
      if (this.low[slot] === low && this.high[slot] === high) return false;
    this.rounds[slot] = this.round;
    this.low[slot] = low;
    this.high[slot] = high;
    this.count++;
    return true;
  }

  /** Ends of very long words: the model lacks them, but they count. */
  addLong(codes: Uint8Array): void {
    const key = String.fromCharCode(...codes);
    if (this.long.includes(key)) return;
    this.long.push(key);
    this.count++;
  }
}

function bytesOf(base64: string): Uint8Array {
  const characters = atob(base64);
  const bytes = new Uint8Array(characters.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = characters.charCodeAt(at);
  return bytes;
}
