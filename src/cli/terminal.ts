import type { Progress } from '../core/progress.js';
import { createProgressDisplay } from './progress.js';
import { untilStopped } from './until-stopped.js';

/** Colours only on a terminal that wants them: https://no-color.org. */
export const isColourful = (stream: NodeJS.WriteStream): boolean =>
  stream.isTTY === true && (process.env['NO_COLOR'] ?? '') === '' && process.env['TERM'] !== 'dumb';

export const terminalWidth = (stream: NodeJS.WriteStream): number =>
  Math.max(40, Math.min(stream.columns || 80, 100));

/** Says what was left out, and goes on. */
export const tellProblem = (message: string): void => void process.stderr.write(`freckle: ${message}\n`);

/** Runs long work with a progress line, until a signal stops it. */
export async function withProgress<Result>(
  isQuiet: boolean,
  work: (onProgress: (progress: Progress) => void) => Promise<Result>,
): Promise<Result> {
  const display = createProgressDisplay(process.stderr, () => performance.now());
  return untilStopped(display.end, () => work(isQuiet ? () => {} : display.show));
}
