import type { Progress } from '../core/progress.js';

export const STAGE_TITLES: { readonly [stage in Progress['stage']]: string } = {
  score: 'Asking the language model',
  plan: 'Reading the inputs',
  measure: 'Measuring',
  find: 'Running corpus metrics',
  decide: 'Deciding',
  write: 'Writing records',
  report: 'Writing the report',
};

/** Progress as a log has it. A rate needs a second of work; time left needs a rate and a total. */
export interface ProgressFacts extends Progress {
  /** 0 to 1; null while the total is unknown. */
  readonly share: number | null;
  /** Units per second of this process. */
  readonly rate: number | null;
  readonly secondsLeft: number | null;
}

export function progressFacts(progress: Progress, elapsedMs: number, doneHere: number): ProgressFacts {
  const { done, total } = progress;
  const seconds = elapsedMs / 1000;
  const rate = seconds >= 1 && doneHere > 0 ? doneHere / seconds : null;
  return {
    ...progress,
    share: total === null || total === 0 ? null : done / total,
    rate,
    secondsLeft: rate === null || total === null || done >= total ? null : (total - done) / rate,
  };
}

/** `Measuring  412 MB of 1.0 GB · 41 % · 38 MB/s · 16 s left` */
export function describeProgress(progress: Progress, elapsedMs: number, doneHere: number): string {
  const { done, total, unit } = progress;
  const { share, rate, secondsLeft } = progressFacts(progress, elapsedMs, doneHere);
  const parts = [total === null ? amount(done, unit) : `${amount(done, unit)} of ${amount(total, unit)}`];
  if (share !== null) parts.push(`${Math.floor(100 * share)} %`);
  if (rate !== null && (unit === 'bytes' || unit === 'records')) parts.push(`${amount(rate, unit)}/s`);
  if (secondsLeft !== null) parts.push(`${duration(secondsLeft)} left`);
  if (progress.note !== undefined) parts.push(progress.note);
  return `${STAGE_TITLES[progress.stage]}  ${parts.join(' · ')}`;
}

/** The duration of a run in this process, and how much was already measured. */
export interface RunSpeed {
  /** Of the measured texts; 0 in a corpus without texts. */
  readonly textBytes: number;
  readonly totalSeconds: number;
  readonly splits: number;
  readonly measuredSplits: number;
}

/** `3.3 MB of text in 4 s (816 kB/s)`; for a corpus of pictures, the size of the inputs. */
export function renderSpeed(
  { textBytes, totalSeconds, splits, measuredSplits }: RunSpeed,
  inputBytes: number,
): string {
  const [bytes, what] = textBytes > 0 ? [textBytes, 'text'] : [inputBytes, 'input'];
  const rate = bytes / Math.max(totalSeconds, 1e-3);
  const resumed = splits - measuredSplits;
  return (
    `${roundBytes(bytes)} of ${what} in ${duration(totalSeconds)} (${roundBytes(rate)}/s)` +
    `${resumed > 0 ? `; ${resumed} of ${splits} splits were already measured` : ''}`
  );
}

function amount(value: number, unit: Progress['unit']): string {
  if (unit === 'bytes') return roundBytes(value);
  return `${Math.round(value).toLocaleString('en-US')} ${unit}`;
}

/** Rounded, so that a live line does not flicker. */
function roundBytes(bytes: number): string {
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
