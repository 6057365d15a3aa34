/**
 * Character kinds for the search for hidden and deceptive text: the script of a letter, or the reason for a closer
 * check. Characters of kinds from `SUSPECT` up are checked with their neighbours; most of them pass.
 */
export const Kind = {
  /** Digits, punctuation, symbols, ordinary spaces. */
  neutral: 0,
  latin: 1,
  cyrillic: 2,
  greek: 3,
  /** Alphabets and syllabaries without rules of their own here: Armenian, Cherokee, Lisu, Ethiopic… */
  alphabet: 4,
  /** Written from right to left, not joined. */
  hebrew: 5,
  /** Written from right to left and joined, so that ZWNJ and ZWJ are spelling: Arabic, Syriac, N’Ko… */
  arabic: 6,
  /** Brahmic scripts with spaces, where joiners occur next to a virama. */
  indic: 7,
  /** Scripts without spaces, where ZWSP marks where a line may break: Thai, Lao, Khmer, Burmese… */
  spaceless: 8,
  /** Han, Hiragana, Katakana, Bopomofo, Yi. */
  cjk: 9,
  hangul: 10,
  mongolian: 11,

  zeroWidth: 16,
  softHyphen: 17,
  bidiMark: 18,
  bidiControl: 19,
  /** Invisible for other reasons: fillers, invisible operators, deprecated format characters. */
  invisible: 20,
  variationSelector: 21,
  surrogate: 22,
  control: 23,
  privateUse: 24,
  fullWidth: 25,
  /** Enclosed and letter-like symbols that spell: ⓐ, 🄰, ℯ, ⅼ. */
  symbolLetter: 26,
  mark: 27,
  rareSpace: 28,
  unassigned: 29,
  /** Punctuation that looks like other punctuation: the Greek question mark. */
  punctuation: 30,
  /** Small capitals, superscript and turned letters: Latin, but no part of any spelling. */
  phonetic: 31,
  tag: 32,
  mathLetter: 33,
  regionalIndicator: 34,
} as const;
export type Kind = (typeof Kind)[keyof typeof Kind];

/** The first kind that is checked with its neighbours. */
export const SUSPECT = 16;
/** One more than the largest kind. */
export const KIND_COUNT = 35;

/** Applied in order: later entries override earlier ones. */
const KINDS: readonly (readonly [kind: Kind, pattern: RegExp])[] = [
  [Kind.alphabet, /\p{L}+/gu],
  // Letters without a script: the okina of Hawaiian, modifiers, length marks.
  [Kind.neutral, /(?:(?=\p{L})[\p{Script=Common}\p{Script=Inherited}])+/gu],
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: single marks are meant.
  [Kind.mark, /[\u0300-\u036F\u0483-\u0489\u1AB0-\u1AFF\u1DC0-\u1DFF\u20D0-\u20FF\uFE20-\uFE2F]+/gu],
  [Kind.latin, /\p{Script=Latin}+/gu],
  [Kind.cyrillic, /(?:(?=\p{L})\p{Script=Cyrillic})+/gu],
  [Kind.greek, /(?:(?=\p{L})\p{Script=Greek})+/gu],
  [Kind.hebrew, /\p{Script=Hebrew}+/gu],
  [
    Kind.arabic,
    /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Nko}\p{Script=Thaana}\p{Script=Mandaic}\p{Script=Samaritan}\p{Script=Adlam}\p{Script=Hanifi_Rohingya}\p{Script=Sogdian}\p{Script=Manichaean}\p{Script=Psalter_Pahlavi}\u0640\u064B-\u0655\u0670]+/gu,
  ],
  [
    Kind.indic,
    /[\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Meetei_Mayek}\p{Script=Chakma}\p{Script=Saurashtra}\p{Script=Syloti_Nagri}\p{Script=Grantha}\p{Script=Newa}\p{Script=Brahmi}]+/gu,
  ],
  [
    Kind.spaceless,
    /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}\p{Script=Javanese}\p{Script=Balinese}\p{Script=Sundanese}\p{Script=Tai_Le}\p{Script=New_Tai_Lue}\p{Script=Tai_Tham}\p{Script=Tai_Viet}]+/gu,
  ],
  [
    Kind.cjk,
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Yi}\u3001-\u3003\u30FC\uFF70]+/gu,
  ],
  [Kind.hangul, /\p{Script=Hangul}+/gu],
  [Kind.mongolian, /[\p{Script=Mongolian}\p{Script=Phags_Pa}]+/gu],
  // Units of measurement carry the scripts of letters but are used in any text.
  [Kind.neutral, /[\u00AA\u00B5\u00BA\u2126\u212A\u212B]/gu],
  // Small capitals, superscripts and subscripts, turned letters.
  [
    Kind.phonetic,
    /[\u01DD\u0183\u0250\u0254\u025F\u0265\u0262\u026A\u026F\u0274\u0276\u0279\u0280\u0287\u028C-\u028F\u0299\u029C\u029E\u029F\u02B0-\u02B8\u02E0-\u02E4\u1D00-\u1D25\u1D2C-\u1D65\u1D6B-\u1D78\u1D9B-\u1DBF\u2071\u207F\u2090-\u209C\u2C7C\u2C7D\uA730\uA731\uA7F8\uA7F9\uAB5C-\uAB5F]+/gu,
  ],
  [
    Kind.symbolLetter,
    /[\u2102-\u2115\u2118-\u211D\u2124\u2128-\u2129\u212C-\u2138\u213C-\u213F\u2145-\u2149\u2160-\u2183\u249C-\u24E9]+/gu,
  ],
  [Kind.symbolLetter, /[\u{1F110}-\u{1F149}\u{1F150}-\u{1F169}\u{1F170}-\u{1F189}]/gu],
  [Kind.fullWidth, /[\uFF01-\uFF5E]+/gu],
  [Kind.mathLetter, /[\u{1D400}-\u{1D7FF}]/gu],
  [Kind.regionalIndicator, /\p{Regional_Indicator}/gu],
  [Kind.punctuation, /[\u01C3\u037E\u2024\uA789]/gu],
  [Kind.rareSpace, /[\u1680\u2000-\u200A\u202F\u205F]+/gu],
  [Kind.unassigned, /(?:[\p{Cn}\p{Noncharacter_Code_Point}](?<![\u20A0-\u20CF\u{1F000}-\u{1FAFF}]))+/gu],
  [Kind.privateUse, /\p{Co}+/gu],
  // Tab, line feed, form feed, carriage return and next line are layout.
  [Kind.control, /[\0-\x08\x0E-\x1F\x7F-\x84\x86-\x9F]+/gu],
  [
    Kind.invisible,
    /[\u034F\u115F\u1160\u17B4\u17B5\u180E\u2061-\u2065\u206A-\u206F\u2800\u3164\uFFA0\uFFF0-\uFFFB\u{1BCA0}-\u{1BCA3}\u{1D159}\u{1D173}-\u{1D17A}]+/gu,
  ],
  [Kind.zeroWidth, /[\u200B-\u200D\u2060\uFEFF]+/gu],
  [Kind.softHyphen, /\u00AD/gu],
  [Kind.bidiMark, /[\u061C\u200E\u200F]+/gu],
  [Kind.bidiControl, /[\u202A-\u202E\u2066-\u2069]+/gu],
  [Kind.variationSelector, /[\u180B-\u180D\u180F\uFE00-\uFE0F\u{E0100}-\u{E01EF}]+/gu],
  [Kind.tag, /[\u{E0000}-\u{E00FF}\u{E01F0}-\u{E0FFF}]+/gu],
];

let plane: Uint8Array | null = null;

/** Kind of every UTF-16 unit; surrogates are `surrogate`. Built at the first non-ASCII text. */
export function basicPlaneKinds(): Uint8Array {
  plane ??= buildPlane();
  return plane;
}

function buildPlane(): Uint8Array {
  const table = new Uint8Array(0x10000).fill(Kind.surrogate, 0xd800, 0xe000);
  const below = stretch(0, 0xd800);
  const above = stretch(0xe000, 0x10000);
  for (const [kind, pattern] of KINDS) {
    for (const { 0: run, index } of below.matchAll(pattern)) table.fill(kind, index, index + run.length);
    for (const { 0: run, index } of above.matchAll(pattern))
      table.fill(kind, 0xe000 + index, 0xe000 + index + run.length);
  }
  return table;
}

function stretch(first: number, end: number): string {
  const units = Array.from({ length: end - first }, (_, offset) => first + offset);
  let text = '';
  for (let at = 0; at < units.length; at += 0x1000)
    text += String.fromCharCode(...units.slice(at, at + 0x1000));
  return text;
}

const astralKinds = new Map<number, Kind>();
/** Limits the table, so that a text with every character cannot make it grow without bound. */
const ASTRAL_LIMIT = 20_000;

/** Kind of any code point; lone surrogates are `surrogate`. */
export function kindOf(codePoint: number): Kind {
  if (codePoint < 0x10000) return basicPlaneKinds()[codePoint] as Kind;
  const known = astralKinds.get(codePoint);
  if (known !== undefined) return known;
  const character = String.fromCodePoint(codePoint);
  let found: Kind = Kind.neutral;
  for (const [kind, pattern] of KINDS) {
    pattern.lastIndex = 0;
    if (pattern.test(character)) found = kind;
  }
  if (astralKinds.size >= ASTRAL_LIMIT) astralKinds.clear();
  astralKinds.set(codePoint, found);
  return found;
}

/** Whether a kind is a letter of a script that can be confused with another: all except Han, Kana and Hangul. */
export const isAlphabetic = (kind: number): boolean => kind >= Kind.latin && kind <= Kind.spaceless;
export const isRightToLeft = (kind: number): boolean => kind === Kind.hebrew || kind === Kind.arabic;
