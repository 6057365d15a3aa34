import { latinLookAlike, plainReading } from './confusables.js';
import type { Rule } from './unicode-hidden.js';
import { basicPlaneKinds, isAlphabetic, KIND_COUNT, Kind, kindOf } from './unicode-kind.js';
import type { UnicodeScan } from './unicode-scan.js';

const kindAt = (codePoint: number): number => (codePoint < 0 ? Kind.neutral : kindOf(codePoint));
const isLatin = (kind: number): boolean => kind === Kind.latin || kind === Kind.phonetic;
/** Longer words, which no language has, are judged by their beginning. */
const LONGEST_WORD = 200;

const reads = (scan: UnicodeScan, start: number, end: number): string =>
  `reads as ${JSON.stringify(plainReading(scan.text.slice(start, Math.min(end, start + LONGEST_WORD))).slice(0, 80))}`;

/** End of the run of characters of one kind that starts at `start`. */
function runEnd(scan: UnicodeScan, start: number, kind: number): number {
  let end = start;
  while (kindAt(scan.at(end)) === kind) end += scan.at(end) > 0xffff ? 2 : 1;
  return end;
}

/** Full-width letters, digits and sentence punctuation belong to lines with Han, Kana or Hangul. */
export const fullWidth: Rule = (scan, start) => {
  const end = runEnd(scan, start, Kind.fullWidth);
  const spells = /[\uFF10-\uFF19\uFF21-\uFF3A\uFF41-\uFF5A\uFF01\uFF0C\uFF0E\uFF1A\uFF1B\uFF1F]/.test(
    scan.text.slice(start, end),
  );
  const cjk = scan.counts[Kind.cjk]! + scan.counts[Kind.hangul]!;
  const isAtHome = cjk > 0 && (scan.lineAt(start).hasCjk || cjk >= 0.2 * scan.letterCount);
  if (spells && !isAtHome)
    scan.found('lookalike-alphabet', start, end, `full-width, ${reads(scan, start, end)}`);
  return end;
};

/** Longest run of styled letters in a formula: 𝑎𝑏𝑐. */
const LONGEST_PRODUCT = 3;

/** Mathematical letters: single ones and products in formulae are mathematics, runs of them spell. */
export const mathLetters: Rule = (scan, start) => {
  const end = runEnd(scan, start, Kind.mathLetter);
  const letters = (end - start) / 2;
  const touchesWord =
    /\p{Script=Latin}['’]?$/u.test(scan.text.slice(Math.max(0, start - 2), start)) ||
    isLatin(kindAt(scan.at(end)));
  const isFormula =
    letters === 1
      ? !touchesWord || scan.isNearMathematics(start, end)
      : letters <= LONGEST_PRODUCT && scan.isNearMathematics(start, end);
  if (!isFormula)
    scan.found('lookalike-alphabet', start, end, `mathematical letters, ${reads(scan, start, end)}`);
  return end;
};

/** Enclosed and letter-like symbols: single ones are marks and labels, runs of them or parts of words spell. */
export const symbolLetters: Rule = (scan, start) => {
  const end = runEnd(scan, start, Kind.symbolLetter);
  const count = [...scan.text.slice(start, end)].length;
  const first = scan.at(start);
  const isNumeral = first >= 0x2160 && first <= 0x2183;
  const isLetterLike = first >= 0x2100 && first < 0x2150;
  const left = kindAt(scan.before(start));
  const right = kindAt(scan.at(end));
  const touchesWord = left === Kind.latin || right === Kind.latin;
  const spells = isNumeral
    ? left === Kind.latin || /^\p{Ll}/u.test(scan.text.slice(end, end + 1))
    : touchesWord
      ? !(isLetterLike && scan.isNearMathematics(start, end))
      : count >= (isLetterLike ? LONGEST_PRODUCT : 2);
  if (spells) scan.found('lookalike-alphabet', start, end, `letters in symbols, ${reads(scan, start, end)}`);
  return end;
};

/** Codes of regions that have a flag: ISO 3166-1 and CLDR's additions. */
const REGIONS =
  'ACADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCNCOCPCQCRCUCVCWCXCYCZDEDGDJDKDMDODZEAECEEEGEHERESETEUFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUICIDIEILIMINIOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRUSARWSBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTATCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUMUNUSUYUZVAVCVEVGVIVNVUWFWSXKYEYTZAZMZW';
const FLAGS = new Set(REGIONS.match(/../g));

/** Regional indicators: pairs that are flags pass; other pairs, and two or more single ones, spell a word. */
export const regionalIndicators: Rule = (scan, start) => {
  const end = runEnd(scan, start, Kind.regionalIndicator);
  const letters = [...scan.text.slice(start, end)].map((indicator) =>
    String.fromCharCode(indicator.codePointAt(0)! - 0x1f1e6 + 0x41),
  );
  const pairs = letters.join('').match(/../g) ?? [];
  // A single half of a flag means that the text was cut in the middle.
  const isCut =
    letters.length % 2 === 1 &&
    (scan.counts[Kind.regionalIndicator]! <= 1 || (letters.length > 2 && end === scan.units.length));
  if (!pairs.every((pair) => FLAGS.has(pair)) || (letters.length % 2 === 1 && !isCut))
    scan.found(
      'lookalike-alphabet',
      start,
      end,
      `regional indicators, read as ${JSON.stringify(letters.join('').slice(0, 80))}`,
    );
  return end;
};

/** Greek and Armenian punctuation in other text, and the click letter that looks like an exclamation mark. */
export const confusablePunctuation: Rule = (scan, start) => {
  const code = scan.units[start]!;
  const left = kindAt(scan.before(start));
  const right = kindAt(scan.at(start + 1));
  const deceives =
    code === 0x37e
      ? scan.counts[Kind.greek]! < 0.3 * scan.letterCount || scan.letterCount === 0
      : code === 0x1c3
        ? /^[=\s.)"']/.test(scan.text.slice(start + 1, start + 2)) ||
          (left === Kind.neutral &&
            right === Kind.latin &&
            /[(\s]/.test(scan.text.slice(Math.max(0, start - 1), start)) &&
            scan.units[start + 1]! < 0x80 &&
            /[({;]/.test(scan.text.slice(start + 1, start + 24)))
        : left === Kind.latin && right === Kind.latin;
  if (deceives)
    scan.found(
      'homoglyph',
      start,
      start + 1,
      `looks like ${code === 0x37e ? ';' : code === 0x1c3 ? '!' : code === 0x2024 ? '.' : ':'}`,
    );
  return start + 1;
};

/** Marks over or around a letter that keep it readable: overlays, strokes, enclosing marks. */
const OVERLAY = /[\u0334-\u0338\u20D2\u20D3\u20D8-\u20DA\u20DD-\u20E0\u20E2-\u20E6\u20EA\u20EB\u0488\u0489]/u;
/** Lines through, above and under each letter of styled text; no spelling repeats them. */
const LINES = /[\u0305\u0332\u0333\u033F\u0346-\u034E\u0350-\u0356\u035C-\u0362]/u;
/** Vietnamese, polytonic Greek and phonetics put up to three marks on one letter. */
const MOST_MARKS = 3;
const LEAST_STYLED = 3;

/** Combining marks after one base: overlays on letters, heaps of marks, and lines repeated through a word. */
export const marks: Rule = (scan, start) => {
  const end = runEnd(scan, start, Kind.mark);
  const base = scan.before(start);
  const kind = kindAt(base);
  const run = scan.text.slice(start, end);
  const isWritten =
    kind === Kind.latin ||
    kind === Kind.cyrillic ||
    kind === Kind.greek ||
    (kind === Kind.neutral && /[\p{N}\p{P}\s]/u.test(base < 0 ? ' ' : String.fromCodePoint(base)));
  if (!isWritten && kind !== Kind.phonetic) return end;
  if (OVERLAY.test(run) && isWritten && !isLinguisticOverlay(scan, start, run)) {
    scan.found('overlay', start - (base > 0xffff ? 2 : base < 0 ? 0 : 1), end, 'strikes through a character');
    return end;
  }
  if (end - start > MOST_MARKS) {
    scan.found('overlay', start, end, `${end - start} marks on one character`);
    return end;
  }
  if (!LINES.test(run)) return end;
  let letters = 1;
  let last = end;
  while (kindAt(scan.at(last)) === Kind.latin && scan.text.startsWith(run, last + 1)) {
    letters++;
    last += 1 + run.length;
  }
  if (letters >= LEAST_STYLED) scan.found('overlay', start - 1, last, 'the same line through each letter');
  return last;
};

/** The tilde overlay of velarised consonants in phonetic text. */
function isLinguisticOverlay(scan: UnicodeScan, start: number, run: string): boolean {
  if (run !== '\u0334') return false;
  return /[\u0250-\u02AF\u02C8\u02D0]|\u0303|\u0329/.test(
    scan.text.slice(Math.max(0, start - 12), start + 12),
  );
}

/** Greek letters that science writes beside Latin ones: hν, µm, TNFα, Δt. */
const SCIENTIFIC = /^[αβγδεζηθκλμνξπρστφχψωΓΔΘΛΞΠΣΦΨΩϕϵ]$/u;
/** Short English words, which distinguish αnd from dα. */
const SHORT_WORDS = new Set(
  'a an and any are as at ate be but by can did do eat for get got had has he her his how i if in is it its me my net no nor not now of off on one or our out own say see she so ten the to too two up us via was we yes yet you war law day way man men new far car bar art act age air end era get via very then than that this they them with when what have from more most over only some such also'.split(
    ' ',
  ),
);
/** Apostrophes that join two languages in one word: Facebook’а. */
const APOSTROPHES = new Set([0x27, 0x2019, 0x2bc, 0x5f, 0xb7]);

/** Whether words can be deceptive at all: letters of two alphabets, or phonetic letters. */
export function needsWords(scan: UnicodeScan): boolean {
  const { counts } = scan;
  if (counts[Kind.phonetic]! > 0) return true;
  let alphabets = 0;
  for (let kind: number = Kind.latin; kind <= Kind.spaceless; kind++) if (counts[kind]! > 0) alphabets++;
  if (counts[Kind.hangul]! > 0) alphabets++;
  return alphabets > 1;
}

/** Minimum share of Latin letters in a text for a word of only look-alikes to be suspicious. */
const LATIN_SHARE = 0.7;

/** Words that mix alphabets, or are written in look-alikes of the surrounding script. */
export function findDeceptiveWords(scan: UnicodeScan): void {
  const { reading, units } = scan;
  const isLatinText = scan.counts[Kind.latin]! >= LATIN_SHARE * scan.letterCount;
  const foreign: Word[] = [];
  let allForeignDeceive = true;
  const kinds = basicPlaneKinds();
  const bits = KIND_BITS;
  for (let index = 0; index < reading.wordCount; index++) {
    const wordEnd = reading.wordEnd[index]!;
    let start = reading.wordStart[index]!;
    while (start < wordEnd) {
      let end = start;
      let seen = 0;
      while (end < wordEnd && !APOSTROPHES.has(units[end]!)) seen |= bits[kinds[units[end++]!]!]!;
      if (isWorthReading(seen, isLatinText && allForeignDeceive)) {
        const word = readWord(scan, start, Math.min(end, start + LONGEST_WORD));
        if (word.latin > 0 || word.alphabets > 1) {
          const note = mixedWord(scan, word);
          if (note !== null) scan.found('homoglyph', start, end, note);
        } else if (isLatinText && word.foreign > 0) {
          if (word.lookAlikes === word.foreign) foreign.push(word);
          else if (word.foreign > 1 || !SCIENTIFIC.test(scan.text.slice(start, end)))
            allForeignDeceive = false;
        }
        if (word.phonetic > 0) phoneticWord(scan, word);
      }
      start = end + 1;
    }
  }
  for (const word of foreign)
    if (isDisguised(scan, word, allForeignDeceive))
      scan.found('homoglyph', word.start, word.end, reads(scan, word.start, word.end));
}

const ALPHABETS = [1, 2, 3, 4, 5, 6, 7, 8].reduce((bits, kind) => bits | (1 << kind), 0);
/** Kinds of characters in a word: one bit per alphabet, and one for characters that need a check. */
const NEEDS_LOOK = 1 << 16;
const KIND_BITS = Int32Array.from({ length: KIND_COUNT }, (_, kind) => {
  if (kind >= Kind.latin && kind <= Kind.spaceless) return 1 << kind;
  return kind === Kind.phonetic || kind === Kind.surrogate || kind === Kind.hangul ? NEEDS_LOOK : 0;
});

/** Words of one alphabet pass, unless it is a foreign one in Latin text. */
function isWorthReading(seen: number, isLatinText: boolean): boolean {
  const alphabets = seen & ALPHABETS;
  if ((seen & NEEDS_LOOK) !== 0 || (alphabets & (alphabets - 1)) !== 0) return true;
  return isLatinText && alphabets > 1 << Kind.latin && alphabets <= 1 << Kind.alphabet;
}

interface Word {
  readonly start: number;
  readonly end: number;
  /** Number of Latin letters, of letters of other alphabets, and of those that look Latin. */
  readonly latin: number;
  readonly foreign: number;
  readonly lookAlikes: number;
  readonly phonetic: number;
  /** Kinds of alphabets other than Latin. */
  readonly alphabets: number;
  /** Runs of letters of one alphabet. */
  readonly runs: number;
  readonly isSingleAstralOrJamo: boolean;
}

function readWord(scan: UnicodeScan, start: number, end: number): Word {
  let [latin, foreign, lookAlikes, phonetic, runs, last, seen] = [0, 0, 0, 0, 0, -1, 0];
  let jamo = 0;
  for (let at = start; at < end; ) {
    const codePoint = scan.at(at);
    at += codePoint > 0xffff ? 2 : 1;
    let kind = kindAt(codePoint);
    if (kind === Kind.phonetic) {
      phonetic++;
      kind = Kind.latin;
    }
    if (kind === Kind.hangul && codePoint >= 0x3131 && codePoint <= 0x318e) {
      jamo++;
      kind = Kind.alphabet;
    }
    if (!isAlphabetic(kind)) continue;
    if (kind === Kind.latin) latin++;
    else {
      foreign++;
      seen |= 1 << kind;
      if (latinLookAlike(codePoint) !== null) lookAlikes++;
    }
    if (kind !== last) runs++;
    last = kind;
  }
  let alphabets = 0;
  for (let bits = seen; bits !== 0; bits &= bits - 1) alphabets++;
  return {
    start,
    end,
    latin,
    foreign,
    lookAlikes,
    phonetic,
    alphabets,
    runs,
    isSingleAstralOrJamo: jamo > 0,
  };
}

/** Reason why a word of two alphabets is deceptive, or null where it legitimately mixes two languages. */
function mixedWord(scan: UnicodeScan, word: Word): string | null {
  if (word.foreign === 0) return null;
  const text = scan.text.slice(word.start, word.end);
  const says = reads(scan, word.start, word.end);
  const isGreekOnly = word.alphabets === 1 && /\p{Script=Greek}/u.test(text);
  if (isGreekOnly && word.latin > 0 && isScientific(text, word)) return null;
  if (isTranscription(text) || isEscapeLeftover(text, word)) return null;
  if (word.latin === 0) return word.runs > 2 || word.lookAlikes === word.foreign ? says : null;
  // A letter between letters of another alphabet occurs in no spelling.
  if (word.runs > 2) return says;
  if (word.lookAlikes === word.foreign) {
    // SMSка, DVDшник: an abbreviation with an ending.
    const isAbbreviation =
      /^\p{Lu}{2,}\P{Script=Latin}{2,}$/u.test(text.replace(/\p{N}/gu, '')) && /^[A-Z]/.test(text);
    return isAbbreviation ? null : says;
  }
  // One foreign letter at an edge, or Latin look-alikes at the edge of a foreign word.
  const latinLetters = text.match(/\p{Script=Latin}/gu) ?? [];
  const seemsForeign =
    latinLetters.length <= 2 &&
    word.foreign > latinLetters.length &&
    latinLetters.every((letter) => 'aceopxyABCEHKMOPTXaikvuntiIo'.includes(letter));
  return seemsForeign ? `Latin letters in another alphabet: ${JSON.stringify(text.slice(0, 80))}` : null;
}

/** The IPA borrows β, θ and χ from Greek. */
const isTranscription = (text: string): boolean =>
  /[\u0250-\u02AF\u02C8\u02CC\u02D0]/.test(text) && /^[^\u0370-\u03FF]*[βθχλφ][^\u0370-\u03FF]*$/.test(text);

/**
 * `\n` without its backslash: сентябряnМосква. A single n disguises nothing in a word with letters that do not look
 * Latin.
 */
const isEscapeLeftover = (text: string, word: Word): boolean =>
  !/[a-mo-zA-Z]/.test(text) &&
  (/^n+\p{Lu}/u.test(text) || (word.lookAlikes < word.foreign && word.foreign >= 3));

function isScientific(text: string, word: Word): boolean {
  const greek = [...text].filter((character) => /\p{Script=Greek}/u.test(character));
  if (!greek.every((character) => SCIENTIFIC.test(character))) return false;
  if (SHORT_WORDS.has(plainReading(text).toLowerCase())) return false;
  if (word.runs === 2 && (word.latin <= 3 || /[A-Z\d]/.test(text)) && greek.length <= 2) return true;
  // NFκB, Aβ42, TCRαβ, sinθ: between capitals or digits, or after a function.
  return (
    /^(\p{Lu}|\p{N})[A-Z\d]*[α-ωΓ-Ω]{1,2}[A-Z\d]\w{0,3}$/u.test(text) ||
    /^(a?(sin|cos|tan|cot)h?|log|exp|arg|mean|max|min|lim|det|div|grad)[α-ωΓ-Ω]$/u.test(text)
  );
}

/** Words often quoted in their own script: СССР on a poster, a Greek article or letter. */
const QUOTED = new Set([
  'СССР',
  'και',
  'το',
  'η',
  'ο',
  'α',
  'β',
  'γ',
  'ν',
  'η',
  'κ',
  'ρ',
  'τ',
  'χ',
  'ω',
  'σ',
  'ε',
  'μ',
  'υ',
  'Χ',
  'Ρ',
  'Α',
  'Β',
  'Ν',
  'Η',
  'Τ',
  'Κ',
  'Ι',
  'Ε',
  'Μ',
  'Υ',
  'Ζ',
  'Σ',
  'Θ',
  'Ω',
]);

/** A whole word of look-alikes among Latin words, in a text that does not otherwise use that script. */
function isDisguised(scan: UnicodeScan, word: Word, isOnlyUse: boolean): boolean {
  const text = scan.text.slice(word.start, word.end).replace(/\p{N}/gu, '');
  if (word.alphabets !== 1 || !isOnlyUse) return false;
  if (!QUOTED.has(text)) return /^[\p{L}\p{M}\p{N}\p{Cf}_.,'’]+$/u.test(text);
  // The article a, alone and small, with Latin words on both sides, is only told from α by its alphabet.
  return (
    text === 'ο' && /\p{Script=Latin}\s$/u.test(scan.text.slice(Math.max(0, word.start - 2), word.start))
  );
}

const SMALL_CAPITAL = /[\u1D00-\u1D25\uA730\uA731]/gu;
const SUPERSCRIPT =
  /[\u02B0-\u02B8\u02E0-\u02E4\u1D2C-\u1D65\u1D9B-\u1DBF\u2071\u207F\u2090-\u209C\u2C7C\u2C7D]{4,}/u;
const TURNED = /[\u01DD\u0183\u0250\u0254\u025F\u0265\u026F\u0279\u0287\u028C-\u028E\u029E]/gu;

/** Words in small capitals, superscripts or upside down; phonetic transcription passes. */
function phoneticWord(scan: UnicodeScan, word: Word): void {
  const text = scan.text.slice(word.start, word.end);
  const small = text.match(SMALL_CAPITAL)?.length ?? 0;
  const turned = text.match(TURNED)?.length ?? 0;
  const isCapitals = small >= 1 && word.latin >= 2 && word.phonetic >= 0.6 * word.latin;
  const isUpsideDown = turned >= 3 && /[\u0183\u0287\u029E]/u.test(text);
  const isStyled = isCapitals || isUpsideDown || SUPERSCRIPT.test(text);
  if (isStyled)
    scan.found(
      'lookalike-alphabet',
      word.start,
      word.end,
      `styled letters, ${reads(scan, word.start, word.end)}`,
    );
}
