import { type PresetResult, short, shortInterval } from '../../lab/reproduction.js';
import { type CellSummary, measureTitle } from '../../lab/sweep.js';
import { padEnd, padStart, penOf, plain, type TerminalSettings, wrap } from '../terminal-text.js';

/** What `freckle lab run` ends with: a small chart per measure that speaks for the run, and where everything lies. */
export function renderRunEnd(
  {
    cells,
    resumedChains,
    out,
  }: { readonly cells: readonly CellSummary[]; readonly resumedChains: number; readonly out: string },
  settings: TerminalSettings,
): string {
  const pen = penOf(settings);
  const lines: string[] = [];
  const speaking = ['tail-kept', 'types', 'variance-kept', 'perplexity', 'held-out-loss'].filter((id) =>
    cells.some((cell) =>
      cell.series.some((one) => one.measure === id && one.mean.some((value) => value !== null)),
    ),
  );
  for (const id of speaking.slice(0, 2)) {
    lines.push(pen.bold(measureTitle(id)));
    const all = cells.flatMap((cell) => valuesOf(cell, id)).filter((value) => value !== null);
    const [low, high] = [Math.min(...all, 0), Math.max(...all)];
    const nameWidth = Math.min(32, Math.max(...cells.map(({ label }) => label.length)));
    const having = cells.filter((cell) => valuesOf(cell, id).some((value) => value !== null));
    for (const cell of having.slice(0, 8)) {
      const values = valuesOf(cell, id);
      const width = Math.max(10, Math.min(40, settings.width - nameWidth - 30));
      const last = values.at(-1) ?? null;
      const ends = `${short(values[0] ?? null)} → ${short(last)}`;
      const series = cell.series.find((one) => one.measure === id);
      const interval =
        series?.low.at(-1) == null ? '' : ` ${shortInterval([series.low.at(-1)!, series.high.at(-1)!])}`;
      lines.push(
        `  ${padEnd(plain(cell.label), nameWidth)}  ${spark(values, low, high, width)}  ${ends}${pen.faint(interval)}`,
      );
    }
  }
  for (const { label, law } of cells.slice(0, 4))
    if (law !== null) lines.push(pen.faint(`${label}: ${law.name}, ${law.formula}`));
  if (resumedChains > 0) lines.push(pen.faint(`${resumedChains} chains were already there`));
  lines.push(`${out}/report.html shows the generations; ${out}/summary.json has every number`);
  return `${lines.join('\n')}\n`;
}

const valuesOf = (cell: CellSummary, id: string): readonly (number | null)[] =>
  cell.series.find((one) => one.measure === id)?.mean ?? [];

/** One row of bars on a scale shared by the rows; a generation without a value is a hollow dot. */
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

/** One experiment: its verdict, then paper beside ours. */
export function renderPreset(result: PresetResult, isQuick: boolean, settings: TerminalSettings): string {
  const pen = penOf(settings);
  const mark =
    result.verdict === 'reproduced'
      ? pen.tint('real', '●')
      : result.verdict === 'failed'
        ? pen.tint('reject', '○')
        : '·';
  const word = result.verdict === 'failed' ? pen.bold('FAILED') : result.verdict.replace('-', ' ');
  const lines = [
    `${mark} ${pen.bold(result.title)}  ${word}${result.why === null ? '' : `: ${result.why}`}  ${pen.faint(result.seconds > 0 ? `${result.seconds.toFixed(1)} s` : '')}`,
  ];
  lines.push(...wrap(result.paper, settings.width - 4).map((line) => pen.faint(`    ${line}`)));
  if (isQuick && result.quickReduction !== null) lines.push(pen.faint(`    quick: ${result.quickReduction}`));
  for (const one of result.comparisons) {
    const verdict =
      one.verdict === 'failed'
        ? pen.tint('reject', '○')
        : one.verdict === 'shown'
          ? '·'
          : pen.tint('real', '●');
    const numbers = [
      one.printed === null ? '' : `printed ${one.printed.value}`,
      one.expected === null ? '' : `expected ${short(one.expected)}`,
      `ours ${short(one.ours)}${one.interval === null ? '' : ` ${shortInterval(one.interval)}`}`,
    ].filter((part) => part !== '');
    for (const [at, line] of wrap(
      `${one.quantity}: ${numbers.join(', ')} (${one.rule})`,
      settings.width - 8,
    ).entries())
      lines.push(`    ${at === 0 ? verdict : ' '} ${line}`);
  }
  return `${lines.join('\n')}\n`;
}

/** The last screen: one line per experiment. */
export function renderVerdicts(
  results: readonly PresetResult[],
  seconds: number,
  settings: TerminalSettings,
): string {
  const pen = penOf(settings);
  const count = (verdict: PresetResult['verdict']) =>
    results.filter((result) => result.verdict === verdict).length;
  const failed = results.filter(({ verdict }) => verdict === 'failed');
  const absent = results.filter(({ verdict }) => verdict === 'not-run');
  const lines = [
    `${pen.bold(`${count('reproduced')} reproduced`)}, ${count('failed')} failed, ${count('not-run')} not run, of ${results.length} in ${padStart(seconds.toFixed(0), 1)} s`,
    ...failed.map(({ id, why }) => `  ${pen.tint('reject', '○')} ${id}: ${plain(why ?? '')}`),
    ...absent.map(({ id, why }) => `  · ${id}: ${plain(why ?? '')}`),
  ];
  return `${lines.join('\n')}\n`;
}
