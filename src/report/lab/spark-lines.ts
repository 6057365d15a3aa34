import { short } from '../../lab/reproduction.js';
import { extent } from '../../math/extent.js';
import { cut, padEnd, penOf, plain, type TerminalSettings, wrap } from '../terminal-text.js';
import type { Panel } from './terminal-chart.js';

const MOST_LINES = 16;

/** Many cells: one row of bars each, on one stated scale. */
export function sparkLines(panels: readonly Panel[], settings: TerminalSettings): string[] {
  const pen = penOf(settings);
  const all = panels.flatMap(({ mean }) => mean).filter((value) => value !== null);
  const [least, high] = extent(all);
  const low = Math.min(least, 0);
  const shown = panels.slice(0, MOST_LINES);
  const room = Math.max(12, settings.width - 36);
  const nameWidth = Math.min(room, Math.max(...shown.map(({ label }) => plain(label).length)));
  const width = Math.max(8, Math.min(40, settings.width - nameWidth - 26));
  const lines = shown.map(
    ({ label, mean }) =>
      `  ${padEnd(cut(plain(label), nameWidth), nameWidth)}  ${spark(mean, low, high, width)}  ${short(mean[0] ?? null)} → ${short(mean.at(-1) ?? null)}`,
  );
  if (panels.length > shown.length) lines.push(`  and ${panels.length - shown.length} more in the report`);
  const last = Math.max(...shown.map(({ mean }) => mean.length)) - 1;
  const scale = `bars from ${short(low)} to ${short(high)}, generation 0 to ${last}, first → last`;
  lines.push(...wrap(scale, settings.width - 2).map((line) => pen.faint(`  ${line}`)));
  return lines;
}

/** One row of bars on the shared scale; a hollow dot marks a generation without a value. */
export function spark(values: readonly (number | null)[], low: number, high: number, width: number): string {
  const count = Math.min(width, values.length);
  const bars = '▁▂▃▄▅▆▇█';
  return Array.from({ length: count }, (_, at) => {
    const value = values[count === 1 ? 0 : Math.round((at * (values.length - 1)) / (count - 1))] ?? null;
    if (value === null) return '○';
    const share = high === low ? 0.5 : (value - low) / (high - low);
    return bars[Math.min(7, Math.floor(share * 8))]!;
  }).join('');
}
