/**
 * Characters that are invisible or that move visible text. A report that printed them raw would let an attacker design
 * the page.
 */
const HIDDEN =
  // C0 and C1 controls but tab and newline, soft hyphen, combining grapheme joiner, Arabic letter mark,
  // fillers, zero-width and bidi controls, line separators, blanks, annotations, tag characters,
  // supplementary variation selectors, halves of surrogate pairs, noncharacters.
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: each stands for itself; none is a sequence.
  /[\0-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]|\p{Surrogate}/u;
/** More than six combining marks on one letter: no orthography needs them, and they cover the lines above. */
const PILED_MARKS = /(?<=\p{M}{6})\p{M}+/u;
const HIDDEN_RUN = new RegExp(`(?:${HIDDEN.source})+|${PILED_MARKS.source}`, 'gu');

export type Segment =
  | { readonly kind: 'text'; readonly text: string; readonly start: number }
  | { readonly kind: 'hidden'; readonly text: string; readonly label: string; readonly start: number };

/** Cuts a text into visible segments and segments that need a label; concatenated, they are the text. */
export function segments(text: string): Segment[] {
  const found: Segment[] = [];
  let shown = 0;
  const push = (segment: Segment) => segment.text.length > 0 && found.push(segment);
  for (const match of text.matchAll(HIDDEN_RUN)) {
    if (isInnocent(text, match.index, match[0])) continue;
    push({ kind: 'text', text: text.slice(shown, match.index), start: shown });
    for (const part of partsOf(match[0], match.index)) push(part);
    shown = match.index + match[0].length;
  }
  push({ kind: 'text', text: text.slice(shown), start: shown });
  return found;
}

/** The text with every hidden character spelt out: `a‹U+200B›b`. */
export const reveal = (text: string): string =>
  HIDDEN.test(text) || PILED_MARKS.test(text)
    ? segments(text)
        .map((segment) => (segment.kind === 'text' ? segment.text : segment.label))
        .join('')
    : text;

/** Joiners and one variation selector that scripts or emoji need to be displayed correctly. */
function isInnocent(text: string, at: number, run: string): boolean {
  if (run === '\r') return text[at + 1] === '\n';
  const before = characterBefore(text, at);
  if (run === '\ufe0e' || run === '\ufe0f') return /[\p{Extended_Pictographic}\p{Emoji}]/u.test(before);
  if (run === '\ufe0f\u200d' || run === '\u200d') {
    const after = String.fromCodePoint(text.codePointAt(at + run.length) ?? 0x20);
    const pictures = /[\p{Extended_Pictographic}\p{Emoji_Modifier}]/u;
    if (pictures.test(before) && pictures.test(after)) return true;
  }
  if (run !== '\u200c' && run !== '\u200d') return false;
  return /[\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Kannada}\p{Script=Telugu}]/u.test(
    before,
  );
}

function characterBefore(text: string, at: number): string {
  if (at === 0) return ' ';
  const unit = text.charCodeAt(at - 1);
  const isPair = unit >= 0xdc00 && unit <= 0xdfff && at > 1;
  return String.fromCodePoint(text.codePointAt(at - (isPair ? 2 : 1))!);
}

/** Runs of at least this many carriers of the same kind get one label with the decoded text. */
const PAYLOAD = 4;
const CARRIERS = /(?:[\u{e0020}-\u{e007e}]{4,}|[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]{4,}|(.)\1{3,})/gsu;

function* partsOf(run: string, start: number): Generator<Segment> {
  if (!HIDDEN.test(run)) {
    yield { kind: 'hidden', text: run, label: `‹${[...run].length} combining marks›`, start };
    return;
  }
  let at = 0;
  for (const match of run.matchAll(CARRIERS)) {
    yield* singles(run.slice(at, match.index), start + at);
    yield { kind: 'hidden', text: match[0], label: carrierLabel(match[0]), start: start + match.index };
    at = match.index + match[0].length;
  }
  yield* singles(run.slice(at), start + at);
}

function* singles(run: string, start: number): Generator<Segment> {
  let at = start;
  for (const character of run) {
    yield { kind: 'hidden', text: character, label: `‹${codeName(character)}›`, start: at };
    at += character.length;
  }
}

function carrierLabel(run: string): string {
  const characters = [...run];
  const count = characters.length;
  const codes = characters.map((character) => character.codePointAt(0)!);
  if (codes.every((code) => code === codes[0])) return `‹${count} × ${codeName(characters[0]!)}›`;
  if (codes[0]! >= 0xe0020 && codes[0]! <= 0xe007e)
    return `‹${count} tag characters: “${printable(codes.map((code) => code - 0xe0000))}”›`;
  const bytes = codes.map((code) => (code >= 0xe0100 ? code - 0xe0100 + 16 : code - 0xfe00));
  return `‹${count} variation selectors: “${printable(bytes)}”›`;
}

const printable = (codes: readonly number[]): string =>
  codes
    .slice(0, 10 * PAYLOAD * PAYLOAD)
    .map((code) => (code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '·'))
    .join('') + (codes.length > 10 * PAYLOAD * PAYLOAD ? '…' : '');

const NAMES: { readonly [code: number]: string } = { 0: 'NUL', 13: 'CR', 27: 'ESC', 173: 'SHY' };

function codeName(character: string): string {
  const code = character.codePointAt(0)!;
  return NAMES[code] ?? `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
