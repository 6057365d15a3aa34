import type { Progress } from '../core/progress.js';

const REDRAW_MS = 100;
const TITLES: { readonly [stage in Progress['stage']]: string } = {
  score: 'Asking the language model',
  plan: 'Reading the inputs',
  measure: 'Measuring',
  find: 'Asking the corpus',
  decide: 'Deciding',
  write: 'Writing',
  report: 'Drawing the report',
};

export interface ProgressDisplay {
  readonly show: (progress: Progress) => void;
  /** Leaves the terminal as it was found. */
  readonly end: () => void;
}

/**
 * One live line per stage on a terminal: what, how far, rate, time left. Elsewhere one plain line when a
 * stage begins, so that logs stay short.
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
        if (!isTerminal) stream.write(`${TITLES[progress.stage]}…\n`);
        stage = progress.stage;
        startMs = timeMs;
        // A resumed run starts with work already done: the rate is that of this process.
        startDone = progress.done;
        drawnMs = Number.NEGATIVE_INFINITY;
      }
      if (!isTerminal || timeMs - drawnMs < REDRAW_MS) return;
      drawnMs = timeMs;
      clear();
      stream.write(
        describe(progress, timeMs - startMs, progress.done - startDone).slice(0, (stream.columns || 80) - 1),
      );
    },
    end() {
      if (isTerminal && stage !== null) clear();
    },
  };
}

/** `Measuring  412 MB of 1.0 GB · 41 % · 38 MB/s · 16 s left` */
export function describe(progress: Progress, elapsedMs: number, doneHere: number): string {
  const { done, total, unit } = progress;
  const parts = [total === null ? amount(done, unit) : `${amount(done, unit)} of ${amount(total, unit)}`];
  if (total !== null && total > 0) parts.push(`${Math.floor((100 * done) / total)} %`);
  const seconds = elapsedMs / 1000;
  if (seconds >= 1 && doneHere > 0) {
    const rate = doneHere / seconds;
    if (unit === 'bytes' || unit === 'records') parts.push(`${amount(rate, unit)}/s`);
    if (total !== null && done < total) parts.push(`${duration((total - done) / rate)} left`);
  }
  if (progress.note !== undefined) parts.push(progress.note);
  return `${TITLES[progress.stage]}  ${parts.join(' · ')}`;
}

function amount(value: number, unit: Progress['unit']): string {
  if (unit === 'bytes') return formatBytes(value);
  return `${Math.round(value).toLocaleString('en-US')} ${unit}`;
}

export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

export function duration(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
