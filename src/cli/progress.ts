import type { Progress } from '../core/progress.js';
import { describeProgress, STAGE_TITLES } from '../report/progress-text.js';

const REDRAW_MS = 100;

export interface ProgressDisplay {
  readonly show: (progress: Progress) => void;
  /** Clears the live line. */
  readonly end: () => void;
}

/**
 * On a terminal: one live line per stage, with progress, rate and time left. Elsewhere: one plain line when a stage
 * begins, so that logs stay short.
 */
export function createProgressDisplay(stream: NodeJS.WriteStream, now: () => number): ProgressDisplay {
  let stage: Progress['stage'] | null = null;
  let startMs = 0;
  let startDone = 0;
  let drawnMs = Number.NEGATIVE_INFINITY;
  const isTerminal = stream.isTTY === true;
  const clear = () => stream.write('\r\u001b[2K');
  return {
    show(progress) {
      const timeMs = now();
      if (progress.stage !== stage) {
        if (!isTerminal) stream.write(`${STAGE_TITLES[progress.stage]}…\n`);
        stage = progress.stage;
        startMs = timeMs;
        // A resumed run starts with work already done; the rate counts only the work of this process.
        startDone = progress.done;
        drawnMs = Number.NEGATIVE_INFINITY;
      }
      if (!isTerminal || timeMs - drawnMs < REDRAW_MS) return;
      drawnMs = timeMs;
      clear();
      stream.write(
        describeProgress(progress, timeMs - startMs, progress.done - startDone).slice(
          0,
          (stream.columns || 80) - 1,
        ),
      );
    },
    end() {
      if (isTerminal && stage !== null) clear();
    },
  };
}
