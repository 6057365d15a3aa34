import type { TerminalSettings } from '../report/index.js';
import { isColourful, terminalWidth } from './terminal.js';

export const print = (text: string): void => void process.stdout.write(text);

export const printJson = (value: unknown): void => print(`${JSON.stringify(value, null, 2)}\n`);

/** Colour and width for standard output. */
export const outputSettings = (): TerminalSettings => ({
  color: isColourful(process.stdout),
  width: terminalWidth(process.stdout),
});
