import { EXIT } from './exit.js';

/** Ctrl-C, whoever ends us, and a terminal that is closed. */
const STOPPING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs long work under live lines that `end` clears; a signal stops it, says how to go on, and leaves a resumable state. */
export async function untilStopped<Result>(end: () => void, work: () => Promise<Result>): Promise<Result> {
  const stop = (): void => {
    end();
    process.stderr.write('freckle: stopped; give the same command again to go on from here\n');
    // Everything finished is on disk under its final name: there is nothing to tidy that a resumed run does not.
    process.exit(EXIT.interrupted);
  };
  for (const signal of STOPPING) process.once(signal, stop);
  try {
    return await work();
  } finally {
    end();
    for (const signal of STOPPING) process.removeListener(signal, stop);
  }
}
