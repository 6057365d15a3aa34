import { type Forecast, RECORDS_ALONE_HOLD } from '../../lab/forecast.js';
import type { ForecastPoint } from '../../lab/forecast-plan.js';
import { formatCount, formatNumber, formatPercent } from '../numbers.js';
import { padEnd, padStart, penOf, plain, type TerminalSettings, wrap } from '../terminal-text.js';
import { spark } from './spark-lines.js';

const CURVE = 20;

/** The answer of `freckle lab forecast`: the law, its assumptions, the curves, and what would hold them. */
export function renderForecast(answer: Forecast, settings: TerminalSettings): string {
  const pen = penOf(settings);
  const { plan, diversity, tails, curves } = answer;
  const last = diversity.points.at(-1)!;
  const lines: string[] = [];
  const say = (text: string, indent = 2): void =>
    void lines.push(...wrap(text, settings.width - indent).map((line) => ' '.repeat(indent) + line));
  const curve = (points: readonly ForecastPoint[], width: number): string =>
    spark(
      points.map(({ value }) => value),
      0,
      1,
      width,
    );
  lines.push(pen.bold(`Diversity inside generation ${plan.generations}: ${share(last)} of the real`));
  lines.push(`  ${curve(diversity.points, Math.min(60, settings.width - 4))}`);
  say(
    'Diversity is the variance of numbers, or the odds that two draws differ. Generation 0 is trained on the real records alone.',
  );
  say(`${diversity.method}: ${diversity.law}, ${diversity.formula}`);
  for (const assumption of diversity.assumptions) say(`assumes that ${assumption}`);

  lines.push('');
  say(
    pen.bold(
      `Tails: is a thing seen c times among ${formatCount(plan.real)} real records still in the training set?`,
    ),
    0,
  );
  const width = Math.min(CURVE, Math.max(plan.generations, 4));
  lines.push(
    pen.faint(
      `  ${padStart('c', 4)}  ${padEnd(plan.generations > 3 ? `1 to ${plan.generations}` : '', width)}  ${padEnd('below even odds', 21)}  at generation ${plan.generations}`,
    ),
  );
  for (const { count, halfLife, survives, alive } of tails)
    lines.push(
      `  ${padStart(String(count), 4)}  ${padEnd(curve(alive, width), width)}  ${padEnd(halfLife === null ? `not by generation ${plan.generations}` : `from generation ${halfLife}`, 21)}  ${share(survives)}`,
    );
  say(answer.tailMethod.law);
  for (const assumption of answer.tailMethod.assumptions.filter(
    (one) => !diversity.assumptions.includes(one),
  ))
    say(`assumes that ${assumption}`);

  if (curves.length > 0) {
    lines.push('', pen.bold(`Your corpus: still in the training set of generation ${plan.generations}`));
    for (const { kind, from, to, things, alive } of curves) {
      const often =
        from === to ? (from === 1 ? 'once' : `${from} times`) : `${from} to ${formatCount(to)} times`;
      const name = plain(`${formatCount(things)} ${kind}${things === 1 ? '' : 's'} seen ${often}`);
      lines.push(`  ${padEnd(name, 38)} ${padEnd(curve(alive, width), width)}  ${share(alive.at(-1)!)}`);
    }
    say(
      `Occurrences are as counted there: they stand for those among the first ${formatCount(plan.real)} real records.`,
    );
  }
  lines.push('', pen.bold('What would hold it'));
  for (const sentence of whatHolds(answer)) say(sentence);
  return `${lines.join('\n')}\n`;
}

function* whatHolds({ plan, anchors, tails }: Forecast): Generator<string> {
  const { hold, diversity, forEver } = anchors;
  const wanted = formatPercent(hold);
  const records = (count: number): string =>
    `${formatCount(count)} ${plan.fresh > 0 ? 'more ' : ''}fresh real record${count === 1 ? '' : 's'} every generation`;
  yield diversity === 0
    ? `Diversity: this plan keeps ${wanted} by generation ${plan.generations} as it is.`
    : diversity === null
      ? `Diversity: no count of fresh real records keeps ${wanted} by generation ${plan.generations}; its training set is too small for that.`
      : `Diversity: ${records(diversity)} keep${diversity === 1 ? 's' : ''} ${wanted} by generation ${plan.generations}.`;
  yield `For ever, in a loop that replaces, ${formatCount(forEver)} fresh ones every generation hold ${wanted} beside ${formatCount(plan.synthetic)} synthetic ones. Beside many, k hold about 2k/(2k + 1): the anchor is a count, not a share.`;
  if (tails.every(({ alive }) => alive.every(({ value }) => value === 1)))
    return yield 'Tails: nothing more is needed for a real record to be in every training set.';
  const where = `in the training set of generation ${plan.generations} with ${wanted} odds`;
  const thing = (often: string): string => `a thing seen ${often} in ${formatCount(plan.real)}`;
  const often = (count: number): string => (count === 1 ? 'once' : `${count} times`);
  const held = anchors.tails.filter(({ fresh }) => fresh === 0).map(({ count }) => often(count));
  if (held.length > 0) yield `Tails: as it is, ${thing(held.join(' or '))} is still ${where} or better.`;
  for (const { count, fresh, alone } of anchors.tails) {
    if (fresh === null)
      yield `Tails: no count of fresh real records puts ${thing(often(count))} ${where}: even of real records alone, some training set on the way is too small to meet it so often.`;
    else if (fresh > 0)
      yield `Tails: ${records(fresh)} put${fresh === 1 ? 's' : ''} ${thing(often(count))} ${where}${RECORDS_ALONE_HOLD.includes(plan.regime) ? `; ${formatCount(alone)} do so by themselves, whatever the model forgets` : ''}.`;
  }
}

/** `87 % (86 % to 88 %)`; an exact value has no interval, and what is nearly all is told by what is missing. */
function share({ value, low, high }: ForecastPoint): string {
  if (high - low >= 1e-9) return `${formatPercent(value)} (${formatPercent(low)} to ${formatPercent(high)})`;
  if (value > 0.9999 && value <= 0.99999999) return `all but ${formatNumber(100 * (1 - value))} %`;
  return value > 0.9999 && value < 1 ? 'more than 99.999999 %' : formatPercent(value);
}
