import { measureTitle } from '../lab/measure.js';
import type { CellProgress, SweepProgress } from '../lab-runs/sweep-progress.js';
import { SPEAKING_MEASURES } from '../report/lab/terminal.js';
import { duration } from '../report/progress-text.js';

const REDRAW_MS = 100;
/** Cells that have a line of their own. */
const MOST_CELLS = 6;

export interface LabProgress {
  /** The share that is done, of which `taken` took no time. */
  readonly share: (done: number, taken: number, note: string) => void;
  /** How far a sweep is, and what its cells show now. */
  readonly sweep: (progress: SweepProgress) => void;
  /** Writes whole lines above the live ones. */
  readonly say: (text: string) => void;
  readonly end: () => void;
}

/** Live lines with rate and time left on a terminal; elsewhere one line when a sweep begins, and what is said. */
export function labProgress(title: string, isQuiet: boolean): LabProgress {
  const stream = process.stderr;
  const isLive = stream.isTTY === true && process.env['TERM'] !== 'dumb' && !isQuiet;
  const startMs = performance.now();
  let firstDone: number | null = null;
  let drawnMs = Number.NEGATIVE_INFINITY;
  let drawnLines = 0;
  const clear = (): void => {
    // To the first of the lines drawn, and away with all below.
    if (drawnLines > 0) stream.write(`\r${drawnLines > 1 ? `\u001b[${drawnLines - 1}A` : ''}\u001b[J`);
    drawnLines = 0;
  };
  const draw = (lines: readonly string[]): void => {
    const width = (stream.columns || 80) - 1;
    clear();
    stream.write(lines.map((line) => line.slice(0, width)).join('\n'));
    drawnLines = lines.length;
  };
  /** Work done per second here: what lay there already took no time. */
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
      process.stdout.write(`${text}\n`);
    },
    end: clear,
  };
}

const count = (value: number): string => value.toLocaleString('en-US');

/** `100 chains, 20,100 generations…` */
function sweepTask({ chains, generations }: SweepProgress): string {
  const there = chains.done === 0 ? '' : `, ${count(chains.done)} of the chains are there already`;
  return `${count(chains.total)} ${chains.total === 1 ? 'chain' : 'chains'}, ${count(generations.total)} generations in all${there}…`;
}

/** What a terminal shows of a running sweep: the whole, then each cell with the generation it finished last. */
export function sweepLines(title: string, progress: SweepProgress, rate: number, columns: number): string[] {
  const { chains, generations, secondsLeft, all } = progress;
  const head = [`${count(chains.done)} of ${count(chains.total)} chains`];
  if (secondsLeft !== null && chains.done < chains.total) head.push(`${duration(secondsLeft)} left`);
  head.push(`${count(generations.done)} of ${count(generations.total)} generations`);
  if (rate > 0) head.push(`${rate >= 100 ? count(Math.round(rate)) : rate.toPrecision(2)}/s`);
  // The unfinished first: what is done stands in the end.
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

/** As many of the parts as the columns hold, whole. */
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
