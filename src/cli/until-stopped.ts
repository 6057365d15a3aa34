import { EXIT } from './exit.js';

/** Ctrl-C, a request to terminate, and a closed terminal. */
const STOPPING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs long work under live lines that `end` clears. A signal stops it, says how to resume, and leaves a resumable state. */
export async function untilStopped<Result>(end: () => void, work: () => Promise<Result>): Promise<Result> {
  const stop = (): void => {
    end();
    process.stderr.write('freckle: stopped; give the same command again to resume\n');
    // Finished files are on disk under their final names; a resumed run removes the unfinished ones.
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
