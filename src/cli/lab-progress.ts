import { measureTitle } from '../lab/measure.js';
import type { CellProgress, SweepProgress } from '../lab-runs/sweep-progress.js';
import { SPEAKING_MEASURES } from '../report/lab/terminal.js';
import { duration } from '../report/progress-text.js';
import { print } from './print.js';

const REDRAW_MS = 100;
/** Most cells shown with their own line. */
const MOST_CELLS = 6;

export interface LabProgress {
  /** The share done; `taken` is the part of it that took no time. */
  readonly share: (done: number, taken: number, note: string) => void;
  /** Progress of a sweep, with the latest values of its cells. */
  readonly sweep: (progress: SweepProgress) => void;
  /** Writes whole lines above the live ones. */
  readonly say: (text: string) => void;
  readonly end: () => void;
}

/** Live lines with rate and time left on a terminal; elsewhere one line when a sweep begins. `say` writes everywhere. */
export function labProgress(title: string, isQuiet: boolean): LabProgress {
  const stream = process.stderr;
  const isLive = stream.isTTY === true && process.env['TERM'] !== 'dumb' && !isQuiet;
  const startMs = performance.now();
  let firstDone: number | null = null;
  let drawnMs = Number.NEGATIVE_INFINITY;
  let drawnLines = 0;
  const clear = (): void => {
    // Move to the first line drawn and clear everything below.
    if (drawnLines > 0) stream.write(`\r${drawnLines > 1 ? `\u001b[${drawnLines - 1}A` : ''}\u001b[J`);
    drawnLines = 0;
  };
  const draw = (lines: readonly string[]): void => {
    const width = (stream.columns || 80) - 1;
    clear();
    stream.write(lines.map((line) => line.slice(0, width)).join('\n'));
    drawnLines = lines.length;
  };
  /** Work done per second by this process: finished chains found in the folder do not count. */
  const rateOf = (done: number): number => {
    firstDone ??= done;
    return (done - firstDone) / Math.max(1e-3, (performance.now() - startMs) / 1000);
  };
  const isDue = (): boolean => {
    const timeMs = performance.now();
    if (!isLive || timeMs - drawnMs < REDRAW_MS) return false;
    drawnMs = timeMs;
    return true;
  };
  return {
    share(done, taken, note) {
      if (!isDue()) return;
      const left = ((performance.now() - startMs) / 1000) * ((1 - done) / (done - taken));
      const parts = [`${Math.floor(100 * done)} %`, note];
      if (Number.isFinite(left)) parts.splice(1, 0, `${duration(left)} left`);
      draw([`${title}  ${parts.join(' · ')}`]);
    },
    sweep(progress) {
      if (firstDone === null && !isLive && !isQuiet) stream.write(`${title} ${sweepTask(progress)}\n`);
      const rate = rateOf(progress.generations.done);
      if (isDue()) draw(sweepLines(title, progress, rate, (stream.columns || 80) - 1));
    },
    say(text) {
      clear();
      print(`${text}\n`);
    },
    end: clear,
  };
}

const count = (value: number): string => value.toLocaleString('en-US');

/** `100 chains, 20,100 generations…` */
function sweepTask({ chains, generations }: SweepProgress): string {
  const there = chains.done === 0 ? '' : `, ${count(chains.done)} of the chains already finished`;
  return `${count(chains.total)} ${chains.total === 1 ? 'chain' : 'chains'}, ${count(generations.total)} generations in all${there}…`;
}

/** A running sweep on a terminal: the total, then each cell with the generation it finished last. */
export function sweepLines(title: string, progress: SweepProgress, rate: number, columns: number): string[] {
  const { chains, generations, secondsLeft, all } = progress;
  const head = [`${count(chains.done)} of ${count(chains.total)} chains`];
  if (secondsLeft !== null && chains.done < chains.total) head.push(`${duration(secondsLeft)} left`);
  head.push(`${count(generations.done)} of ${count(generations.total)} generations`);
  if (rate > 0) head.push(`${rate >= 100 ? count(Math.round(rate)) : rate.toPrecision(2)}/s`);
  // Finished cells appear in the final output.
  const unfinished = all.filter((cell) => cell.chainsDone < cell.chains);
  const shown = unfinished.slice(0, MOST_CELLS);
  const width = Math.max(0, ...shown.map(({ label }) => label.length));
  const lines = shown.map((cell) => {
    const now =
      cell.latest === null ? ['waiting'] : [`generation ${cell.latest.generation}`, ...valuesOf(cell)];
    return fitted(
      `  ${cell.label.padEnd(width)}  `,
      [`chains ${cell.chainsDone}/${cell.chains}`, ...now],
      columns,
    );
  });
  if (unfinished.length > shown.length) lines.push(`  and ${unfinished.length - shown.length} more`);
  return [fitted(`${title}  `, head, columns), ...lines];
}

/** Appends as many whole parts as fit into the columns. */
function fitted(start: string, parts: readonly string[], columns: number): string {
  let line = `${start}${parts[0] ?? ''}`;
  for (const part of parts.slice(1)) {
    if (line.length + part.length + 3 > columns) break;
    line += ` · ${part}`;
  }
  return line;
}

function valuesOf({ latest }: CellProgress): string[] {
  return SPEAKING_MEASURES.flatMap((id) => {
    const value = latest?.measurements[id]?.value;
    return value === undefined || value === null
      ? []
      : [`${measureTitle(id).toLowerCase()} ${value.toPrecision(3)}`];
  }).slice(0, 2);
}
