import type { Progress } from '../core/progress.js';
import { describeProgress, progressFacts, STAGE_TITLES } from '../report/progress-text.js';
import { type LogFormat, logLine } from './log.js';

const REDRAW_MS = 100;
/** Between two lines of a log. */
const LOG_MS = 10_000;

export interface ProgressDisplay {
  readonly show: (progress: Progress) => void;
  /** Clears the live line. */
  readonly end: () => void;
}

export interface ProgressSettings {
  readonly stream: Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>;
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
  /** `json` writes a log even on a terminal. */
  readonly format: LogFormat;
}

/**
 * On a terminal: one live line per stage, with progress, rate and time left. Elsewhere, a log: one line when a stage
 * begins, and one every ten seconds, so that a night's run can be followed.
 */
export function createProgressDisplay({ stream, now, format }: ProgressSettings): ProgressDisplay {
  const isLive = stream.isTTY === true && format === 'text';
  const log = format === 'json' ? jsonLine : textLine;
  let stage: Progress['stage'] | null = null;
  let startMs = 0;
  let startDone = 0;
  let shownMs = 0;
  const clear = () => stream.write('\r\u001b[2K');
  return {
    show(progress) {
      const timeMs = now();
      const isNew = progress.stage !== stage;
      if (isNew) {
        stage = progress.stage;
        startMs = timeMs;
        // A resumed run starts with work already done; the rate counts only the work of this process.
        startDone = progress.done;
      }
      if (!isNew && timeMs - shownMs < (isLive ? REDRAW_MS : LOG_MS)) return;
      shownMs = timeMs;
      const [elapsedMs, doneHere] = [timeMs - startMs, progress.done - startDone];
      if (!isLive) stream.write(log(progress, elapsedMs, doneHere, isNew));
      else {
        clear();
        stream.write(describeProgress(progress, elapsedMs, doneHere).slice(0, (stream.columns || 80) - 1));
      }
    },
    end() {
      if (isLive && stage !== null) clear();
    },
  };
}

type LogLine = (progress: Progress, elapsedMs: number, doneHere: number, isNew: boolean) => string;

const textLine: LogLine = (progress, elapsedMs, doneHere, isNew) =>
  isNew
    ? `${STAGE_TITLES[progress.stage]}…\n`
    : `  ${describeProgress(progress, elapsedMs, doneHere).replace('  ', ': ')}\n`;

const jsonLine: LogLine = (progress, elapsedMs, doneHere) =>
  `${logLine('info', { event: 'progress', ...progressFacts(progress, elapsedMs, doneHere) })}\n`;
