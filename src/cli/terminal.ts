import type { Progress } from '../core/progress.js';
import type { LogFormat } from './log.js';
import { createProgressDisplay } from './progress.js';
import { untilStopped } from './until-stopped.js';

/** How much is said while work goes on. */
export interface Saying {
  readonly quiet: boolean;
  readonly logFormat: LogFormat;
}

/** Runs long work under progress lines. A signal stops it. */
export async function withProgress<Result>(
  { quiet, logFormat: format }: Saying,
  work: (onProgress: (progress: Progress) => void) => Promise<Result>,
): Promise<Result> {
  const display = createProgressDisplay({ stream: process.stderr, now: () => performance.now(), format });
  return untilStopped(display.end, () => work(quiet ? () => {} : display.show));
}
