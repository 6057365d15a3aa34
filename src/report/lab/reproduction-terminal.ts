import type { Preset } from '../../lab/preset.js';
import { type PresetResult, short, shortInterval } from '../../lab/reproduction.js';
import { padStart, penOf, plain, type TerminalSettings, wrap } from '../terminal-text.js';

/** One experiment: its verdict, then the paper's numbers beside ours. */
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

/** The list of experiments, one per line. */
export function renderPresetList(
  presets: readonly Pick<Preset, 'id' | 'kind' | 'title'>[],
  { width: columns }: TerminalSettings,
): string {
  const width = Math.max(...presets.map(({ id }) => id.length));
  const margin = width + 12;
  return presets
    .map(
      ({ id, kind, title }) =>
        `${id.padEnd(width)}  ${kind.padEnd(8)}  ${wrap(title, columns - margin).join(`\n${' '.repeat(margin)}`)}\n`,
    )
    .join('');
}
