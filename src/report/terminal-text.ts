import { reveal } from './hidden.js';
import { type Meaning, PALETTE } from './palette.js';

export interface TerminalSettings {
  /** SGR colours; false when piped or when NO_COLOR is set. */
  readonly color: boolean;
  /** Columns. */
  readonly width: number;
  /** Whether the terminal can show dots and dashes; true by default. */
  readonly unicode?: boolean;
}

/** Styles for terminal lines; without colour they are plain text. Never moves the cursor. */
export interface Pen {
  /** The meaning's glyph, repeated. */
  readonly glyph: (meaning: Meaning, times?: number) => string;
  readonly tint: (meaning: Meaning, text: string) => string;
  readonly bold: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly mark: (text: string) => string;
  readonly width: number;
}

export function penOf({ color, width, unicode = true }: TerminalSettings): Pen {
  const sgr = (code: number | string, text: string) => (color ? `\x1b[${code}m${text}\x1b[0m` : text);
  const glyph = (meaning: Meaning) => (unicode ? PALETTE[meaning].glyph : PALETTE[meaning].ascii);
  return {
    glyph: (meaning, times = 1) =>
      times === 0 ? '' : sgr(PALETTE[meaning].ansi, glyph(meaning).repeat(times)),
    tint: (meaning, text) => sgr(PALETTE[meaning].ansi, text),
    bold: (text) => sgr(1, text),
    faint: (text) => sgr(2, text),
    // Without colour, brackets show the mark.
    mark: (text) => (color ? sgr('1;4', text) : unicode ? `⟦${text}⟧` : `[[${text}]]`),
    width,
  };
}

/** The codes of `penOf`. A terminal obeys no others from us. */
const OWN_STYLE = new RegExp(
  `(\\x1b\\[(?:${['0', '1', '2', '1;4', ...Object.values(PALETTE).map(({ ansi }) => ansi)].join('|')})m)`,
);

/**
 * A text as it may reach a terminal: whatever stands in names, messages and data, no control character gets through but
 * tabs, line ends and our own styles.
 */
export const forTerminal = (text: string): string =>
  text
    .split(OWN_STYLE)
    .map((part, index) => (index % 2 === 1 ? part : reveal(part)))
    .join('');

/** Data on one line: hidden characters spelt out, line ends as spaces. */
export const plain = (text: string): string => reveal(text.replace(/\s+/g, ' '));

const SGR = /\x1b\[[\d;]*m/g;
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303e\uff01-\uff60\p{Emoji_Presentation}]/u;
const NO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** Width of a text in columns, without styles. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text.replace(SGR, ''))
    columns += NO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return columns;
}

/** Cuts a text without styles to at most `width` columns, an ellipsis at the end. */
export function cut(text: string, width: number): string {
  if (columnsOf(text) <= width) return text;
  let columns = 0;
  let kept = '';
  for (const character of text) {
    columns += columnsOf(character);
    if (columns > width - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

export const padEnd = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - columnsOf(text)));
export const padStart = (text: string, width: number): string =>
  ' '.repeat(Math.max(0, width - columnsOf(text))) + text;

/** Breaks a text without styles into lines of at most `width` columns, at spaces if possible. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (columnsOf(joined) <= width) {
      line = joined;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
    while (columnsOf(line) > width) {
      const head = cut(line, width + 1).slice(0, -1);
      lines.push(head);
      line = line.slice(head.length);
    }
  }
  lines.push(line);
  return lines;
}

/** Columns of a label and the following space. */
export const LABEL = 9;

/** A label and one line of text; `isWhole` never cuts it, for text that people copy, such as a path. */
export function labelled(pen: Pen, label: string, text: string, isWhole = false): string {
  const room = pen.width - LABEL;
  return (
    pen.bold(padEnd(label, LABEL)) + (isWhole || columnsOf(text) <= room ? text : cut(plain(text), room))
  );
}

const TYPOGRAPHY: { readonly [character: string]: string } = {
  '…': '~',
  '–': '-',
  '−': '-',
  '‹': '<',
  '›': '>',
  '“': '"',
  '”': '"',
  '’': "'",
  '·': '.',
  '→': '->',
  '✓': 'ok',
  '✗': 'no',
};

/** For unknown terminals: our typography in ASCII, other characters as `\u{4e2d}`. */
export const toAscii = (text: string): string =>
  text.replace(
    /[^\x00-\x7f]/gu,
    (character) => TYPOGRAPHY[character] ?? `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
