import type { TerminalSettings } from '../report/index.js';
import { isColourful, terminalWidth } from './terminal.js';

export const print = (text: string): void => void process.stdout.write(text);

export const printJson = (value: unknown): void => print(`${JSON.stringify(value, null, 2)}\n`);

/** How the terminal behind standard output is written to. */
export const outputSettings = (): TerminalSettings => ({
  color: isColourful(process.stdout),
  width: terminalWidth(process.stdout),
});
