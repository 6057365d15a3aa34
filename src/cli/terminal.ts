import type { Progress } from '../core/progress.js';
import { EXIT } from './exit.js';
import { createProgressDisplay } from './progress.js';

/** Colours only on a terminal that wants them: https://no-color.org. */
export const isColourful = (stream: NodeJS.WriteStream): boolean =>
  stream.isTTY === true && (process.env['NO_COLOR'] ?? '') === '' && process.env['TERM'] !== 'dumb';

export const terminalWidth = (stream: NodeJS.WriteStream): number =>
  Math.max(40, Math.min(stream.columns || 80, 100));

/** Runs long work with a progress line; Ctrl-C says how to go on and leaves a resumable state. */
export async function withProgress<Result>(
  isQuiet: boolean,
  work: (onProgress: (progress: Progress) => void) => Promise<Result>,
): Promise<Result> {
  const display = createProgressDisplay(process.stderr, () => performance.now());
  const stop = (): void => {
    display.end();
    process.stderr.write('freckle: stopped; give the same command again to go on from here\n');
    // Everything finished is on disk under its final name: there is nothing to tidy that a resumed run does not.
    process.exit(EXIT.interrupted);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    return await work(isQuiet ? () => {} : display.show);
  } finally {
    display.end();
    process.removeListener('SIGINT', stop);
    process.removeListener('SIGTERM', stop);
  }
}
