import type { Progress } from '../core/progress.js';
import { tell } from './print.js';
import { createProgressDisplay } from './progress.js';
import { untilStopped } from './until-stopped.js';

/** Prints a warning; the run continues. */
export const tellProblem = (message: string): void => tell(`freckle: ${message}`);

/** Runs long work under a progress line. A signal stops it. */
export async function withProgress<Result>(
  isQuiet: boolean,
  work: (onProgress: (progress: Progress) => void) => Promise<Result>,
): Promise<Result> {
  const display = createProgressDisplay(process.stderr, () => performance.now());
  return untilStopped(display.end, () => work(isQuiet ? () => {} : display.show));
}
