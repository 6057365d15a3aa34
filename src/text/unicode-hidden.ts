import { isAlphabetic, Kind, kindOf } from './unicode-kind.js';
import { codeName, describeSelectors, describeTags, describeZeroWidth } from './unicode-payload.js';
import type { UnicodeScan } from './unicode-scan.js';

/** Examines the suspect at an offset, records a finding, and returns the offset after the examined range. */
export type Rule = (scan: UnicodeScan, at: number) => number;

const isInvisible = (codePoint: number): boolean => {
  const kind = codePoint < 0 ? Kind.neutral : kindOf(codePoint);
  return kind === Kind.zeroWidth || kind === Kind.invisible;
};

/** UAX #31 A2 and B: next to a virama, ZWNJ and ZWJ choose between shapes of a conjunct. */
const VIRAMA =
  /[\u094D\u09CD\u0A4D\u0ACD\u0B4D\u0BCD\u0C4D\u0CCD\u0D3B\u0D3C\u0D4D\u0DCA\uA806\uA8C4\uABED]|[\u{11046}\u{11133}\u{1134D}\u{11442}]/u;
const EMOJI = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F|\u20E3|\u{E007F}/u;
const is = (pattern: RegExp, codePoint: number): boolean =>
  codePoint >= 0 && pattern.test(String.fromCodePoint(codePoint));

/** Longest run of invisible characters that spelling and line breaking can explain. */
const LONGEST_INNOCENT_RUN = 2;

/** A run of zero-width and other invisible characters between two visible neighbours. */
export const invisibleRun: Rule = (scan, start) => {
  let end = start;
  while (end < scan.units.length && isInvisible(scan.at(end))) end += scan.at(end) > 0xffff ? 2 : 1;
  const before = scan.before(start);
  const after = scan.at(end);
  // C2PA's text manifest opens with U+FEFF; the selectors after it are reported.
  if (end - start === 1 && scan.units[start] === 0xfeff && kindAt(after) === Kind.variationSelector)
    return end;
  let isInnocent = end - start <= LONGEST_INNOCENT_RUN;
  for (let at = start; at < end && isInnocent; at++)
    isInnocent = isInnocentInvisible(scan, at, before, after, start, end);
  if (!isInnocent) scan.found('invisible', start, end, describeZeroWidth(scan.text.slice(start, end)));
  return end;
};

const kindAt = (codePoint: number): number => (codePoint < 0 ? Kind.neutral : kindOf(codePoint));

function isInnocentInvisible(
  scan: UnicodeScan,
  at: number,
  before: number,
  after: number,
  start: number,
  end: number,
): boolean {
  const codePoint = scan.at(at);
  const [left, right] = [kindAt(before), kindAt(after)];
  switch (codePoint) {
    case 0x200b:
      return isBesideBreakable(scan, start, end);
    case 0x200c:
      return joins(left) || isBesideIndicMark(before, after);
    case 0x200d:
      if (is(EMOJI, before) && is(EMOJI, after)) return true;
      return joins(left) || joins(right) || isBesideIndicMark(before, after);
    case 0x2060:
      return (
        left === Kind.cjk ||
        right === Kind.cjk ||
        ((is(/[-\u2010-\u2015\u00A0/]/u, before) || is(/[-\u2010-\u2015\u00A0/]/u, after)) &&
          is(/\S/u, before) &&
          is(/\S/u, after))
      );
    case 0xfeff:
      return at === 0;
    case 0x2061:
    case 0x2062:
    case 0x2063:
    case 0x2064:
      return (
        is(/[([{]/u, after) ||
        is(/[)\]}\d]/u, before) ||
        is(/\p{Nd}/u, after) ||
        scan.isNearMathematics(start, end)
      );
    case 0x034f:
      // Between marks, where it keeps their order: Biblical Hebrew.
      return is(/\p{M}/u, before) && left !== Kind.mark;
    case 0x115f:
    case 0x1160:
      return is(/[\u1100-\u11FF\uA960-\uA97F\uD7B0-\uD7FF]/u, before) || is(/[\u1100-\u11FF]/u, after);
    case 0xffa0:
      return is(/[\uFFA1-\uFFDC]/u, before) || is(/[\uFFA1-\uFFDC]/u, after);
    case 0x180e:
      return left === Kind.mongolian;
    case 0x2800:
      return /[\u2801-\u28FF]/.test(scan.text.slice(Math.max(0, start - 4), end + 4));
    case 0x17b4:
    case 0x17b5:
      return left === Kind.spaceless;
    default:
      // Musical formatting among notes; everything else has no use in text.
      return (
        codePoint >= 0x1d159 &&
        codePoint <= 0x1d17a &&
        /[\u{1D100}-\u{1D158}]/u.test(scan.text.slice(Math.max(0, start - 64), end + 64))
      );
  }
}

/** Some keyboards insert joiners after a vowel sign; between two bare letters they are suspicious. */
const isBesideIndicMark = (before: number, after: number): boolean =>
  is(VIRAMA, before) || is(VIRAMA, after) || (kindAt(before) === Kind.indic && is(/\p{M}/u, before));

/** Scripts in which joiners are spelling. */
const joins = (kind: number): boolean =>
  kind === Kind.arabic || kind === Kind.mongolian || kind === Kind.spaceless;

/** Whether a letter of a script that breaks lines without spaces is within three characters. */
function isBesideBreakable(scan: UnicodeScan, start: number, end: number): boolean {
  const breaks = (kind: number): boolean => kind === Kind.spaceless || kind === Kind.cjk;
  for (let step = 1, left = start - 1; step <= 3 && left >= 0; step++, left--) {
    const kind = kindAt(scan.before(left + 1));
    if (breaks(kind)) return true;
    if (isAlphabetic(kind)) break;
  }
  for (let step = 1, right = end; step <= 3 && right < scan.units.length; step++, right++) {
    const kind = kindAt(scan.at(right));
    if (breaks(kind)) return true;
    if (isAlphabetic(kind)) break;
  }
  return false;
}

/** A soft hyphen marks a possible break: after a letter or a hyphen, and before a letter or a line end. */
export const softHyphen: Rule = (scan, start) => {
  let end = start;
  while (scan.units[end] === 0xad) end++;
  const before = scan.before(start);
  const after = scan.at(end);
  const isAtBreak = is(/[\p{L}\p{M}\p{N}\p{Pd}/]/u, before) && (after < 0 || is(/[\p{L}\p{M}\n\r]/u, after));
  // Hyphenation never isolates single letters twice in a row: w­o­r­d hides the word from a filter.
  const isSpelled =
    isAtBreak &&
    scan.units[end + 1] === 0xad &&
    is(/\p{L}/u, scan.at(end + 2)) &&
    scan.units[end + 3] === 0xad;
  if (isSpelled) while (scan.units[end + 1] === 0xad) end += 2;
  if (!isAtBreak || isSpelled || end - start > 1)
    scan.found('invisible', start, end, isSpelled ? 'soft hyphens between single letters' : 'U+00AD');
  return end;
};

const BIDI_NAMES: { readonly [codePoint: number]: string } = {
  1564: 'Arabic letter mark',
  8206: 'left-to-right mark',
  8207: 'right-to-left mark',
  8234: 'left-to-right embedding',
  8235: 'right-to-left embedding',
  8236: 'pop directional formatting',
  8237: 'left-to-right override',
  8238: 'right-to-left override',
  8294: 'left-to-right isolate',
  8295: 'right-to-left isolate',
  8296: 'first strong isolate',
  8297: 'pop directional isolate',
};

/** Minimum share of right-to-left letters for the whole text to count as right-to-left. */
const RIGHT_TO_LEFT_SHARE = 0.2;

const isRightToLeftText = (scan: UnicodeScan): boolean =>
  scan.counts[Kind.hebrew]! + scan.counts[Kind.arabic]! >=
  RIGHT_TO_LEFT_SHARE * Math.max(1, scan.letterCount);

/** A direction mark is legitimate where its line, or most of the text, runs from right to left. */
export const bidiMark: Rule = (scan, start) => {
  let end = start + 1;
  while (end < scan.units.length && scan.units[end] === scan.units[start]) end++;
  const isInnocent = end - start <= 2 && (scan.lineAt(start).hasRightToLeft || isRightToLeftText(scan));
  if (!isInnocent) scan.found('bidi', start, end, BIDI_NAMES[scan.units[start]!]!);
  return end;
};

const BIDI_CONTROL = /[\u202A-\u202E\u2066-\u2069]/g;

/**
 * Embeddings, overrides and isolates of one line. They are legitimate next to right-to-left letters. Trojan Source
 * leaves them open at the line's end or reverses Latin text.
 */
export const bidiControls: Rule = (scan, start) => {
  const line = scan.lineAt(start);
  const text = scan.text.slice(line.start, line.end);
  const isPlausible =
    (line.hasRightToLeft || isRightToLeftText(scan)) &&
    isBalanced(text) &&
    !/\u202E[^\u202C]*[a-z]/i.test(text);
  if (!isPlausible)
    for (const { 0: control, index } of text.matchAll(BIDI_CONTROL))
      scan.found('bidi', line.start + index, line.start + index + 1, BIDI_NAMES[control.charCodeAt(0)]!);
  return line.end;
};

function isBalanced(line: string): boolean {
  const open: number[] = [];
  for (const [control] of line.matchAll(BIDI_CONTROL)) {
    const code = control.charCodeAt(0);
    if (code !== 0x202c && code !== 0x2069) open.push(code >= 0x2066 ? 0x2069 : 0x202c);
    else if (open.pop() !== code) return false;
  }
  return open.length === 0;
}

const RGI_FLAG = /^(gbeng|gbsct|gbwls|[a-z]{2}[a-z0-9]{1,3})\u007f$/;

/** Tag characters, whose only legitimate use is in the flags of regions. */
export const tags: Rule = (scan, start) => {
  let end = start;
  while (kindAt(scan.at(end)) === Kind.tag) end += 2;
  const run = scan.text.slice(start, end);
  const ascii = [...run].map((tag) => String.fromCharCode(tag.codePointAt(0)! & 0x7f)).join('');
  if (scan.before(start) !== 0x1f3f4 || !RGI_FLAG.test(ascii))
    scan.found('smuggled', start, end, describeTags(run));
  return end;
};

/** Bases with registered variants besides Han: digits and punctuation, mathematics, Burmese, Phags-pa, hieroglyphs. */
const VARIES =
  /[0\u2018-\u201D\u2200-\u22FF\u2A00-\u2AFF\u2205\u1000-\u109F\uA840-\uA87F\u3001\u3002\uFF00-\uFF1F\u{10AC0}-\u{10AFF}\u{13000}-\u{1345F}\u{1D49C}-\u{1D4B5}]/u;
/** Selectors above have no registered use with any ideograph. */
const LAST_IDEOGRAPHIC_SELECTOR = 0xe0120;

export const variationSelectors: Rule = (scan, start) => {
  let end = start;
  let count = 0;
  while (kindAt(scan.at(end)) === Kind.variationSelector) {
    end += scan.at(end) > 0xffff ? 2 : 1;
    count++;
  }
  if (count > 1 || !mayVary(scan.before(start), scan.at(start)))
    scan.found('smuggled', start, end, describeSelectors(scan.text.slice(start, end)));
  return end;
};

function mayVary(base: number, selector: number): boolean {
  const kind = kindAt(base);
  if (selector >= 0x180b && selector <= 0x180f) return kind === Kind.mongolian || kind === Kind.cjk;
  if (selector === 0xfe0f || selector === 0xfe0e)
    return (
      is(/[\p{Emoji}\p{S}\p{Po}\p{Emoji_Modifier}\p{Regional_Indicator}]|\u20E3|\u{E007F}/u, base) ||
      kind === Kind.cjk
    );
  if (kind === Kind.cjk) return selector <= LAST_IDEOGRAPHIC_SELECTOR;
  return selector <= 0xfe02 && is(VARIES, base);
}

const SEQUENCE =
  /(?:\u001B|\u009B)(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007\u001B\n]{0,200}(?:\u0007|\u001B\\)|[@-_])?/y;
const CONTROL_NAMES: { readonly [code: number]: string } = {
  0: 'NUL',
  7: 'bell',
  8: 'backspace',
  127: 'delete',
};

/** Control characters: terminal sequences, backspaces, NUL. Windows-1252 punctuation misread as Latin-1 passes. */
export const control: Rule = (scan, start) => {
  const code = scan.units[start]!;
  SEQUENCE.lastIndex = start;
  const sequence = SEQUENCE.exec(scan.text)?.[0] ?? '';
  if (code === 0x1b || (code === 0x9b && sequence.length > 1)) {
    const end = start + Math.max(1, sequence.length);
    const shown = JSON.stringify(sequence.slice(1, 40)).slice(1, -1);
    scan.found('control', start, end, `terminal sequence ESC ${shown}`.trim());
    return end;
  }
  let end = start + 1;
  while (end < scan.units.length && scan.units[end] === code) end++;
  const isEndOfFile = code === 0x1a && end === scan.units.length;
  if (!isEndOfFile && !(end - start === 1 && isMisreadPunctuation(scan, start)))
    scan.found('control', start, end, CONTROL_NAMES[code] ?? codeName(scan.text[start]!));
  return end;
};

/** Windows-1252 keeps quotes, dashes and a few letters where Latin-1 has controls: broken, but not hidden. */
function isMisreadPunctuation(scan: UnicodeScan, at: number): boolean {
  const code = scan.units[at]!;
  const before = scan.before(at);
  const after = scan.at(at + 1);
  const opens = (before < 0 || is(/[\s([\u0091\u0093-]/u, before)) && is(/[\p{L}\p{N}.]/u, after);
  const closes = is(/[\p{L}\p{N}.,!?]/u, before) && (after < 0 || is(/[\s.,;:!?)\]]/u, after));
  const isInside = is(/\p{L}/u, before) && is(/\p{L}/u, after);
  if (code === 0x92 || code === 0x94) return closes || (code === 0x92 && isInside);
  if (code === 0x91 || code === 0x93 || code === 0x84 || code === 0x82) return opens;
  if (code === 0x96 || code === 0x97) return isInside || (is(/[\s\d]/u, before) && is(/[\s\d]/u, after));
  if (code === 0x80) return is(/\d/u, after) || is(/[\d\s]/u, before);
  if (code === 0x99 || code === 0x85) return closes;
  return [0x8a, 0x8c, 0x8e, 0x9a, 0x9c, 0x9e, 0x9f].includes(code) && (isInside || opens || closes);
}

/** Private use: its appearance depends on the reader's font. Word's bullets pass at a line's start. */
export const privateUse: Rule = (scan, start) => {
  let end = start;
  while (kindAt(scan.at(end)) === Kind.privateUse) end += scan.at(end) > 0xffff ? 2 : 1;
  const code = scan.units[start]!;
  const isBullet =
    end - start === 1 &&
    code >= 0xf020 &&
    code <= 0xf0ff &&
    scan.text.slice(scan.lineAt(start).start, start).trim() === '' &&
    is(/\s/u, scan.at(end));
  if (!isBullet) scan.found('private-use', start, end, codeName(scan.text.slice(start, end)));
  return end;
};

/** Unassigned code points and lone surrogates. */
export const unassigned: Rule = (scan, start) => {
  const codePoint = scan.at(start);
  const end = start + (codePoint > 0xffff ? 2 : 1);
  const isLone = codePoint >= 0xd800 && codePoint <= 0xdfff;
  scan.found(
    'control',
    start,
    end,
    `${isLone ? 'lone surrogate' : 'unassigned'} ${codeName(scan.text.slice(start, end))}`,
  );
  return end;
};

/** Spaces hardly ever used between letters in prose; other spaces have typographic uses. */
const RAREST_SPACES = new Set([0x2000, 0x2001, 0x2004, 0x2005, 0x2006, 0x2008, 0x205f, 0x1680]);
/** Minimum number of kinds of unusual spaces between letters in one text to count as a code. */
const SPACE_KINDS = 3;

/** Bits encoded in the choice of space: a rare space between two letters, or a mixture of many kinds. */
export function findSpaceCodes(scan: UnicodeScan, offsets: readonly number[]): void {
  const between = offsets.filter((at) => is(/\p{L}/u, scan.before(at)) && is(/\p{L}/u, scan.at(at + 1)));
  const isMixed = new Set(between.map((at) => scan.units[at])).size >= SPACE_KINDS;
  for (const at of isMixed ? between : between.filter((offset) => RAREST_SPACES.has(scan.units[offset]!))) {
    if (scan.units[at] === 0x1680 && kindAt(scan.before(at)) === Kind.alphabet) continue;
    scan.found('space-code', at, at + 1, codeName(scan.text[at]!));
  }
}

/** Minimum number of changes between space and tab at a line's end to count as a code (SNOW writes 3 bits per tab). */
const CHANGES = 3;
const LEAST_LINES = 2;
const LONG_RUN = 8;

/** Bits encoded in spaces and tabs at the ends of lines, as by SNOW. */
export function findTrailingCodes(scan: UnicodeScan): void {
  const { reading, units } = scan;
  const found: { start: number; end: number }[] = [];
  for (let line = 0; line < reading.lineCount; line++) {
    const end = reading.lineEnd[line]!;
    const start = reading.lineStart[line]!;
    if (end - start < 4 || (units[end - 1] !== 0x20 && units[end - 1] !== 0x09)) continue;
    let at = end;
    let changes = 0;
    while (at > start && (units[at - 1] === 0x20 || units[at - 1] === 0x09)) {
      at--;
      if (at + 1 < end && units[at] !== units[at + 1]) changes++;
    }
    // A blank line may carry the mixed indentation of its neighbours.
    if (changes >= (at === start ? CHANGES + 2 : CHANGES)) found.push({ start: at, end });
  }
  if (found.length < LEAST_LINES && !found.some(({ start, end }) => end - start >= LONG_RUN)) return;
  for (const { start, end } of found)
    scan.found('space-code', start, end, `${end - start} mixed spaces and tabs at a line’s end`);
}
