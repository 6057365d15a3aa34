import { type Forecast, RECORDS_ALONE_HOLD } from '../../lab/forecast.js';
import type { ForecastPoint } from '../../lab/forecast-plan.js';
import { formatCount, formatNumber, formatPercent } from '../numbers.js';
import { padEnd, padStart, penOf, plain, type TerminalSettings, wrap } from '../terminal-text.js';
import { spark } from './spark-lines.js';

const CURVE = 20;

/** The output of `freckle lab forecast`: the laws, their assumptions, the curves, and the fresh data needed to hold them. */
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
  lines.push(pen.bold(`Diversity of generation ${plan.generations}: ${share(last)} of the real diversity`));
  lines.push(`  ${curve(diversity.points, Math.min(60, settings.width - 4))}`);
  say(
    'Diversity is the variance of numbers, or the probability that two draws differ. Generation 0 is trained on real records only.',
  );
  say(`${diversity.method}: ${diversity.law}, ${diversity.formula}`);
  for (const assumption of diversity.assumptions) say(`Assumption: ${assumption}`);

  lines.push('');
  say(
    pen.bold(
      `Rare items: probability that an item seen c times in ${formatCount(plan.real)} real records is still in the training set`,
    ),
    0,
  );
  const width = Math.min(CURVE, Math.max(plan.generations, 4));
  lines.push(
    pen.faint(
      `  ${padStart('c', 4)}  ${padEnd(plan.generations > 3 ? `1 to ${plan.generations}` : '', width)}  ${padEnd('below 50 %', 21)}  at generation ${plan.generations}`,
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
    say(`Assumption: ${assumption}`);

  if (curves.length > 0) {
    lines.push(
      '',
      pen.bold(`Your corpus: share still in the training set of generation ${plan.generations}`),
    );
    for (const { kind, from, to, things, alive } of curves) {
      const often =
        from === to ? (from === 1 ? 'once' : `${from} times`) : `${from} to ${formatCount(to)} times`;
      const name = plain(`${formatCount(things)} ${kind}${things === 1 ? '' : 's'} seen ${often}`);
      lines.push(`  ${padEnd(name, 38)} ${padEnd(curve(alive, width), width)}  ${share(alive.at(-1)!)}`);
    }
    say(
      `Occurrences are the corpus’s own counts; the forecast takes them as counts among the first ${formatCount(plan.real)} real records.`,
    );
  }
  lines.push('', pen.bold('Fresh real data needed'));
  for (const sentence of whatHolds(answer)) say(sentence);
  return `${lines.join('\n')}\n`;
}

function* whatHolds({ plan, anchors, tails }: Forecast): Generator<string> {
  const { hold, diversity, forEver } = anchors;
  const wanted = formatPercent(hold);
  const records = (count: number): string =>
    `${formatCount(count)} ${plan.fresh > 0 ? 'more ' : ''}fresh real record${count === 1 ? '' : 's'} every generation`;
  yield diversity === 0
    ? `Diversity: this plan already keeps ${wanted} up to generation ${plan.generations}.`
    : diversity === null
      ? `Diversity: no number of fresh real records keeps ${wanted} up to generation ${plan.generations}: the training set is too small.`
      : `Diversity: ${records(diversity)} keep${diversity === 1 ? 's' : ''} ${wanted} up to generation ${plan.generations}.`;
  yield `In an endless replace loop, ${formatCount(forEver)} fresh real records every generation hold ${wanted} beside ${formatCount(plan.synthetic)} synthetic ones. Beside many synthetic records, k fresh ones hold about 2k/(2k + 1): their number matters, not their share.`;
  if (tails.every(({ alive }) => alive.every(({ value }) => value === 1)))
    return yield 'Rare items: every training set already holds all real records.';
  const where = `in the training set of generation ${plan.generations} with a probability of ${wanted}`;
  const thing = (often: string): string => `an item seen ${often} in ${formatCount(plan.real)}`;
  const often = (count: number): string => (count === 1 ? 'once' : `${count} times`);
  const held = anchors.tails.filter(({ fresh }) => fresh === 0).map(({ count }) => often(count));
  if (held.length > 0)
    yield `Rare items: under this plan, ${thing(held.join(' or '))} is still ${where} or more.`;
  for (const { count, fresh, alone } of anchors.tails) {
    if (fresh === null)
      yield `Rare items: no number of fresh real records keeps ${thing(often(count))} ${where}: even with real records only, some training set before it is too small.`;
    else if (fresh > 0)
      yield `Rare items: ${records(fresh)} keep${fresh === 1 ? 's' : ''} ${thing(often(count))} ${where}${RECORDS_ALONE_HOLD.includes(plan.regime) ? `; ${formatCount(alone)} suffice even if the model forgets it` : ''}.`;
  }
}

/** `87 % (86 % to 88 %)`; an exact value has no interval. A value near 1 is stated by its distance from 1. */
function share({ value, low, high }: ForecastPoint): string {
  if (high - low >= 1e-9) return `${formatPercent(value)} (${formatPercent(low)} to ${formatPercent(high)})`;
  if (value > 0.9999 && value <= 0.99999999) return `all but ${formatNumber(100 * (1 - value))} %`;
  return value > 0.9999 && value < 1 ? 'over 99.999999 %' : formatPercent(value);
}
