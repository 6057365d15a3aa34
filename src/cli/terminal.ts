import type { Progress } from '../core/progress.js';
import { createProgressDisplay } from './progress.js';
import { untilStopped } from './until-stopped.js';

/** True for a terminal that accepts colours: https://no-color.org. */
export const isColourful = (stream: NodeJS.WriteStream): boolean =>
  stream.isTTY === true && (process.env['NO_COLOR'] ?? '') === '' && process.env['TERM'] !== 'dumb';

export const terminalWidth = (stream: NodeJS.WriteStream): number =>
  Math.max(40, Math.min(stream.columns || 80, 100));

/** Prints a warning; the run continues. */
export const tellProblem = (message: string): void => void process.stderr.write(`freckle: ${message}\n`);

/** Runs long work under a progress line. A signal stops it. */
export async function withProgress<Result>(
  isQuiet: boolean,
  work: (onProgress: (progress: Progress) => void) => Promise<Result>,
): Promise<Result> {
  const display = createProgressDisplay(process.stderr, () => performance.now());
  return untilStopped(display.end, () => work(isQuiet ? () => {} : display.show));
}
