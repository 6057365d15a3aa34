import type { CellSummary } from '../../lab/cell-summary.js';
import { REGIMES } from '../../lab/regimes/index.js';
import { formatCount, formatNumber, formatPercent } from '../numbers.js';

/** More loops than these make no sentence. */
const MOST_TOLD = 3;
/** Measures that a headline can state, the first of them that every loop has. */
const TOLD = ['types', 'variance-kept', 'tail-kept'] as const;
type ToldMeasure = (typeof TOLD)[number];

/** `Trained only on its own output, the model kept 31 % of the real variety; on all data so far, 96 %`. */
export function headline(cells: readonly CellSummary[]): string {
  if (cells.length > MOST_TOLD)
    return `${cells.length} loops, ${cells[0]!.plan.generations} generations each`;
  const measure = TOLD.find((id) => cells.every((cell) => endsOf(cell, id) !== null));
  if (measure === undefined) return 'How a model changes when it trains on its own output';
  const outcomes = cells.map((cell) => outcomeOf(measure, endsOf(cell, measure)!));
  const subject = subjectOf(cells);
  return cells
    .map((cell, at) => {
      const { verb, amount, what } = outcomes[at]!;
      const clause = at === 0 ? `the model ${verb} ${amount}${what}` : `it ${verb} ${amount}${what}`;
      return `${subject(cell, at)}, ${at > 0 && verb === outcomes[0]!.verb ? amount : clause}`;
    })
    .join('; ');
}

/** First and last mean of a measure; null where either is undefined. */
function endsOf({ series }: CellSummary, id: ToldMeasure): readonly [number, number] | null {
  const mean = series.find(({ measure }) => measure === id)?.mean ?? [];
  const [first, last] = [mean[0] ?? null, mean.at(-1) ?? null];
  return first === null || last === null ? null : [first, last];
}

interface Outcome {
  readonly verb: string;
  readonly amount: string;
  readonly what: string;
}

function outcomeOf(measure: ToldMeasure, [first, last]: readonly [number, number]): Outcome {
  switch (measure) {
    case 'types':
      return {
        verb: `went from ${formatCount(first)} different symbols to`,
        amount: formatCount(last),
        what: '',
      };
    case 'variance-kept':
      return { verb: last > 1 ? 'has' : 'kept', amount: wholePercent(last), what: ' of the real variety' };
    case 'tail-kept':
      return last > 1
        ? {
            verb: 'samples rare cases',
            amount: `${formatNumber(last)} times`,
            what: ' as often as real data',
          }
        : { verb: 'kept', amount: wholePercent(last), what: ' of the rare cases' };
    default:
      return measure satisfies never;
  }
}

/** The training data in words where the regime alone tells the loops apart, else the loop's label. */
function subjectOf(cells: readonly CellSummary[]): (cell: CellSummary, at: number) => string {
  const trainedOn = ({ plan }: CellSummary) => REGIMES.find(({ id }) => id === plan.regime)?.trainedOn;
  const isByRegime =
    new Set(cells.map(({ plan }) => plan.regime)).size === cells.length &&
    new Set(cells.map(({ plan }) => plan.model)).size === 1 &&
    cells.every((cell) => trainedOn(cell) !== undefined);
  return (cell, at) => {
    if (isByRegime) return `${at === 0 ? 'Trained ' : ''}${trainedOn(cell)}`;
    return `${at === 0 ? 'Under' : 'under'} ${cell.label}`;
  };
}

/** Whole per cent; more digits only near 0 and 1. */
const wholePercent = (share: number): string =>
  formatPercent(share > 0.01 && share < 0.99 ? Math.round(100 * share) / 100 : share);
