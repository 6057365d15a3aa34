/**
 * Character classes for all of Freckle: one byte per code point, from a table. Derived from the Unicode general
 * categories and scripts of the running engine.
 */
export const CharacterClass = {
  other: 0,
  lower: 1,
  upper: 2,
  /** Letters without case: Arabic, Hebrew, Devanagari, Hangul, Katakana… */
  caseless: 3,
  mark: 4,
  digit: 5,
  /** Numbers other than decimal digits: Ⅻ, ½. */
  number: 6,
  punctuation: 7,
  symbol: 8,
  space: 9,
  newline: 10,
  control: 11,
  /** Invisible format characters: zero-width joiners, soft hyphen, bidi controls. */
  format: 12,
  /** Scripts whose single characters stand for words or syllables: Han, Hiragana, Yi. */
  ideograph: 13,
  /** Letters of scripts written without spaces and with marks: Thai, Lao, Khmer, Burmese, Tibetan… */
  spaceless: 14,
  /** `_` and similar characters, which join words. */
  connector: 15,
} as const;
export type CharacterClass = (typeof CharacterClass)[keyof typeof CharacterClass];

const RULES: readonly (readonly [RegExp, CharacterClass])[] = [
  [/[\n\r\u0085\u2028\u2029]/u, CharacterClass.newline],
  [/[\p{Zs}\t\v\f]/u, CharacterClass.space],
  [/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Yi}\p{Script=Tangut}]/u, CharacterClass.ideograph],
  [/\p{M}/u, CharacterClass.mark],
  [
    /(?=\p{L})[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tai_Le}\p{Script=New_Tai_Lue}\p{Script=Tai_Tham}\p{Script=Tai_Viet}\p{Script=Tibetan}\p{Script=Javanese}\p{Script=Balinese}]/u,
    CharacterClass.spaceless,
  ],
  [/\p{Lu}|\p{Lt}/u, CharacterClass.upper],
  [/\p{Ll}/u, CharacterClass.lower],
  [/\p{L}/u, CharacterClass.caseless],
  [/\p{Nd}/u, CharacterClass.digit],
  [/\p{N}/u, CharacterClass.number],
  [/\p{Pc}/u, CharacterClass.connector],
  [/\p{P}/u, CharacterClass.punctuation],
  [/\p{S}/u, CharacterClass.symbol],
  [/\p{Cc}/u, CharacterClass.control],
  [/\p{Cf}/u, CharacterClass.format],
];

function classify(codePoint: number): CharacterClass {
  const character = String.fromCodePoint(codePoint);
  for (const [pattern, characterClass] of RULES) if (pattern.test(character)) return characterClass;
  return CharacterClass.other;
}

/** Class of every UTF-16 unit below U+10000; surrogates are `other` and are looked up as pairs. */
export const BASIC_PLANE: Uint8Array = buildBasicPlane();

function buildBasicPlane(): Uint8Array {
  const table = new Uint8Array(0x10000);
  for (let unit = 0; unit < 0x10000; unit++) {
    // Hangul syllables and the Han block are half the plane, so they skip the 15 patterns.
    if (unit >= 0xac00 && unit <= 0xd7a3) table[unit] = CharacterClass.caseless;
    else if (unit >= 0x4e00 && unit <= 0x9fff) table[unit] = CharacterClass.ideograph;
    else if (unit < 0xd800 || unit > 0xdfff) table[unit] = classify(unit);
  }
  return table;
}

const astralClasses = new Map<number, CharacterClass>();

/** Class of any code point. */
export function classOf(codePoint: number): CharacterClass {
  if (codePoint < 0x10000) return BASIC_PLANE[codePoint] as CharacterClass;
  const known = astralClasses.get(codePoint);
  if (known !== undefined) return known;
  const found = classify(codePoint);
  astralClasses.set(codePoint, found);
  return found;
}

/** Lower case of every unit below U+10000 whose lower case is one unit; itself otherwise. */
export const LOWER_CASE: Uint16Array = buildLowerCase();

function buildLowerCase(): Uint16Array {
  const table = new Uint16Array(0x10000);
  for (let unit = 0; unit < 0x10000; unit++) {
    table[unit] = unit;
    if (BASIC_PLANE[unit] !== CharacterClass.upper) continue;
    const lower = String.fromCharCode(unit).toLowerCase();
    if (lower.length === 1) table[unit] = lower.charCodeAt(0);
  }
  return table;
}
