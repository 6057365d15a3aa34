import { FreckleError } from '../core/errors.js';
import { EXIT } from './exit.js';
import { duration } from './progress.js';

const REDRAW_MS = 100;

export interface LabProgress {
  readonly show: (done: number, total: number, unit: string, note?: string) => void;
  /** Writes whole lines above the live one. */
  readonly say: (text: string) => void;
  readonly end: () => void;
}

/** A live line with rate and time left on a terminal; elsewhere nothing but what is said. */
export function labProgress(title: string, isQuiet: boolean): LabProgress {
  const stream = process.stderr;
  const isLive = stream.isTTY === true && !isQuiet;
  const startMs = performance.now();
  let firstDone: number | null = null;
  let drawnMs = Number.NEGATIVE_INFINITY;
  const clear = (): void => void (isLive && stream.write('\r\u001b[2K'));
  return {
    show(done, total, unit, note) {
      firstDone ??= done;
      const timeMs = performance.now();
      if (!isLive || timeMs - drawnMs < REDRAW_MS) return;
      drawnMs = timeMs;
      const rate = (done - firstDone) / Math.max(1e-3, (timeMs - startMs) / 1000);
      const parts = [
        `${Math.floor(done).toLocaleString('en-US')} of ${total.toLocaleString('en-US')} ${unit}`,
      ];
      if (rate > 0) {
        if (unit !== '%') parts.push(`${rate.toPrecision(3)} ${unit}/s`);
        if (done < total) parts.push(`${duration((total - done) / rate)} left`);
      }
      if (note !== undefined) parts.push(note);
      clear();
      stream.write(`${title}  ${parts.join(' · ')}`.slice(0, (stream.columns ?? 80) - 1));
    },
    say(text) {
      clear();
      process.stdout.write(`${text}\n`);
    },
    end: clear,
  };
}

/** Runs work that Ctrl-C may stop; `how` says how to go on. */
export async function untilStopped<Result>(
  progress: LabProgress,
  how: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const stop = (): void => {
    progress.end();
    process.stderr.write(`freckle: stopped; ${how}\n`);
    // What is finished lies on disk under its final name.
    process.exit(EXIT.interrupted);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    return await work();
  } finally {
    progress.end();
    process.removeListener('SIGINT', stop);
    process.removeListener('SIGTERM', stop);
  }
}

/** `a,b` → `['a', 'b']`. */
export const commaList = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** `--set components=2,3` → components: [2, 3]. @throws FreckleError invalid-setting */
export function parseSettings(given: readonly string[]): { [id: string]: (number | string)[] } {
  const settings: { [id: string]: (number | string)[] } = {};
  for (const one of given) {
    const at = one.indexOf('=');
    const values = at < 1 ? [] : commaList(one.slice(at + 1));
    if (values.length === 0)
      throw new FreckleError(
        'invalid-setting',
        `--set needs name=value or name=value,value, got ${JSON.stringify(one)}`,
      );
    settings[one.slice(0, at).trim()] = values.map((value) =>
      Number.isFinite(Number(value)) ? Number(value) : value,
    );
  }
  return settings;
}

/** A number within bounds. @throws FreckleError invalid-setting */
export function parseNumber(flag: string, text: string, low: number, high: number): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!(value >= low && value <= high))
    throw new FreckleError(
      'invalid-setting',
      `${flag} needs a number from ${low} to ${high}, got ${JSON.stringify(text)}`,
    );
  return value;
}
