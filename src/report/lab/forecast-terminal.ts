import type { Forecast, ForecastPoint } from '../../lab/forecast.js';
import { formatCount, formatPercent } from '../numbers.js';
import { padEnd, padStart, penOf, plain, type TerminalSettings, wrap } from '../terminal-text.js';
import { spark } from './terminal.js';

/** The answer of `freckle lab forecast`: the law, its assumptions, the curves, and what would hold them. */
export function renderForecast(
  answer: Forecast,
  wanted: { readonly hold: number; readonly fresh: number },
  settings: TerminalSettings,
): string {
  const pen = penOf(settings);
  const { plan, diversity } = answer;
  const last = diversity.points.at(-1)!;
  const lines: string[] = [];
  const say = (text: string, indent = 0): void =>
    void lines.push(...wrap(text, settings.width - indent).map((line) => ' '.repeat(indent) + line));
  lines.push(pen.bold(`Diversity kept after ${plan.generations} generations: ${share(last)}`));
  lines.push(
    `  ${spark(
      diversity.points.map(({ value }) => value),
      0,
      1,
      Math.min(60, settings.width - 4),
    )}`,
  );
  say(`${diversity.method}: ${diversity.law}, ${diversity.formula}`, 2);
  for (const assumption of diversity.assumptions) say(`assumes ${assumption}`, 2);
  lines.push('', pen.bold(`Tails: a thing seen c times among ${formatCount(plan.real)} real records`));
  lines.push(
    pen.faint(
      `  ${padStart('c', 6)}  ${padEnd('even odds of loss', 24)}  still there after ${plan.generations}`,
    ),
  );
  for (const { count, halfLife, survives } of answer.tails)
    lines.push(
      `  ${padStart(String(count), 6)}  ${padEnd(halfLife === null ? `beyond ${plan.generations} generations` : `at generation ${halfLife}`, 24)}  ${share(survives)}`,
    );
  say(`${answer.tailMethod.method}: ${answer.tailMethod.law}`, 2);
  if (answer.curves.length > 0) lines.push('', pen.bold('Your corpus'));
  for (const { kind, from, to, things, alive } of answer.curves) {
    const range =
      from === to ? `${from} time${from === 1 ? '' : 's'}` : `${from} to ${formatCount(to)} times`;
    lines.push(
      `  ${padEnd(plain(`${formatCount(things)} ${kind}${things === 1 ? '' : 's'} seen ${range}`), 38)} ${spark(
        alive.map(({ value }) => value),
        0,
        1,
        20,
      )} ${share(alive.at(-1)!)}`,
    );
  }
  lines.push('', pen.bold('What would hold it'));
  say(
    `${formatCount(wanted.fresh)} fresh real records every generation hold ${formatPercent(wanted.hold)} of the diversity for ever, however many synthetic records there are: k records hold 2k/(2k + 1). The anchor is a count, not a share.`,
    2,
  );
  for (const { count, fresh } of answer.tailAnchors.filter(({ count: c }) => [1, 10, 100].includes(c)))
    say(
      `${formatCount(fresh)} of them keep a thing seen ${count === 1 ? 'once' : `${count} times`} in ${formatCount(plan.real)} in every training set with ${formatPercent(wanted.hold)} odds, whatever the model forgets.`,
      2,
    );
  return `${lines.join('\n')}\n`;
}

/** `87 % (86 to 88)`; an exact value has no interval. */
function share({ value, low, high }: ForecastPoint): string {
  const text = formatPercent(value);
  return high - low < 1e-9 ? text : `${text} (${formatPercent(low)} to ${formatPercent(high)})`;
}
