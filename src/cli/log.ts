import { tell } from './print.js';

/** How progress, warnings and errors are written to standard error. */
export const LOG_FORMATS = ['text', 'json'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** One line of a log as JSON: when, how grave, and what. */
export const logLine = (level: 'info' | 'warn' | 'error', facts: object): string =>
  JSON.stringify({ time: new Date().toISOString(), level, ...facts });

/** Prints a warning; the run continues. */
export const tellProblem = (message: string, format: LogFormat = 'text'): void =>
  tell(format === 'json' ? logLine('warn', { event: 'problem', message }) : `freckle: ${message}`);

/** The format that these words ask for: an error may come before they are parsed. */
export function logFormatIn(words: readonly string[]): LogFormat {
  const at = words.indexOf('--log-format');
  return words.includes('--log-format=json') || (at >= 0 && words[at + 1] === 'json') ? 'json' : 'text';
}
