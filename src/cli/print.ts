import type { TerminalSettings } from '../report/index.js';
import { forTerminal } from '../report/terminal-text.js';

/** Prints to standard output; names and data cannot steer the terminal. */
export const print = (text: string): void => void process.stdout.write(forTerminal(text));

/** Prints a line to standard error. */
export const tell = (line: string): void => void process.stderr.write(`${forTerminal(line)}\n`);

/** JSON leaves these characters as they are, and terminals obey some of them; escaped, they are the same JSON. */
const UNSAFE_IN_JSON = /[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

export const printJson = (value: unknown): void =>
  void process.stdout.write(
    `${JSON.stringify(value, null, 2).replace(
      UNSAFE_IN_JSON,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )}\n`,
  );

/** Colour and width for standard output. */
export const outputSettings = (): TerminalSettings => ({
  color: isColourful(process.stdout),
  width: terminalWidth(process.stdout),
});

/** True for a terminal that accepts colours: https://no-color.org. */
const isColourful = (stream: NodeJS.WriteStream): boolean =>
  stream.isTTY === true && (process.env['NO_COLOR'] ?? '') === '' && process.env['TERM'] !== 'dumb';

const terminalWidth = (stream: NodeJS.WriteStream): number =>
  Math.max(40, Math.min(stream.columns || 80, 100));
