import type { Counts, ReportData, SignalFacts } from './data.js';
import { formatCount, formatPercent, formatShare } from './numbers.js';

/** Something a careful person would look at, with the place on the page where it is shown. */
export interface Worry {
  /** `fail`: the corpus or the run does not hold. `warn`: look before you train. `note`: good to know, nothing to do. */
  readonly level: 'fail' | 'warn' | 'note';
  readonly text: string;
  /** Id of a section of the page. */
  readonly anchor: string;
}

/** Groups smaller than this say nothing about a rate. */
const SMALLEST_GROUP = 20;
const MOSTLY = 0.5;
const MANY_COPIES = 0.2;
const MANY_UNREADABLE = 0.01;
const NAMED = 3;
/** Items that are the rest of an input, or a part of it, of which nothing more is known. */
const STANDS_FOR_MORE: ReadonlySet<string> = new Set([
  'truncated-input',
  'corrupt-compression',
  'input-changed',
  'input-unreadable',
  'malformed-parquet',
  'malformed-tar',
]);

/** What should worry the reader, gravest first. The terminal shows all but the notes, and counts those. */
export function worriesOf(data: ReportData): Worry[] {
  const worries = [
    ...corpusWorries(data),
    ...originWorries(data),
    ...plantedWorries(data),
    ...groupWorries(data),
    ...ruleWorries(data),
    ...scoreWorries(data),
  ];
  const order = ['fail', 'warn', 'note'];
  return worries.sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
}

const keptOut = (counts: Counts): number => counts.quarantined + counts.rejected;
const records = (counts: Counts): number => counts.admitted + keptOut(counts);

function* corpusWorries({
  counts,
  acceptance,
  duplicates,
  origin,
  unreadable,
  absentColumns,
}: ReportData): Generator<Worry> {
  if (counts.read !== records(counts) + counts.unreadable)
    yield {
      level: 'fail',
      text: `The counts do not add up: ${formatCount(counts.read)} read, ${formatCount(records(counts) + counts.unreadable)} accounted for.`,
      anchor: 'summary',
    };
  if (counts.read === 0) yield { level: 'fail', text: 'Nothing was read.', anchor: 'reproduce' };
  for (const line of acceptance)
    if (!line.isMet)
      yield {
        level: 'fail',
        text: `Not met (${line.found}): ${line.line}.`,
        anchor: 'rules',
      };
  if (counts.unreadable > 0)
    yield {
      level: counts.unreadable / counts.read >= MANY_UNREADABLE ? 'warn' : 'note',
      text: `${formatCount(counts.unreadable)} ${plural(counts.unreadable, 'item')} (${formatShare(counts.unreadable, counts.read)}) could not be read${reasonsOf(unreadable)}.`,
      anchor: 'unreadable',
    };
  const breaks = unreadable.filter(({ code }) => STANDS_FOR_MORE.has(code));
  if (breaks.length > 0)
    yield {
      level: 'warn',
      text: `Records are missing, nobody knows how many, where inputs break off or are damaged: ${named(breaks.map(({ code }) => code))}.`,
      anchor: 'unreadable',
    };
  for (const column of absentColumns)
    yield {
      level: 'warn',
      text: `No record has a value in the column "${column}", which the command names.`,
      anchor: 'reproduce',
    };
  const { records: contradicted } = origin.contradictions;
  if (contradicted > 0)
    yield {
      level: 'warn',
      text: `${formatCount(contradicted)} ${plural(contradicted, 'record')} (${formatShare(contradicted, records(counts))}) ${contradicted === 1 ? 'is' : 'are'} said to be a person's and ${contradicted === 1 ? 'shows' : 'show'} a model's hand.`,
      anchor: 'origin',
    };
  const { exact, near, images } = duplicates;
  const copies = exact.copies + near.copies + (images?.copies ?? 0);
  if (copies > MANY_COPIES * records(counts))
    yield {
      level: 'warn',
      text: `${formatCount(copies)} ${plural(copies, 'record')} (${formatShare(copies, records(counts))}) ${copies === 1 ? 'is a copy' : 'are copies'} of another one.`,
      anchor: 'duplicates',
    };
}

/** Sources that the calibration does not know, and groups of people whom it flags beyond its promise. */
function* originWorries({ origin: { inferred } }: ReportData): Generator<Worry> {
  if (inferred === undefined) return;
  const { refused, flagRates, promisedRate, calibration, refusal } = inferred;
  if (refused.sources > 0 && refusal === null)
    yield {
      level: 'warn',
      text: `Calibration ${calibration} does not know the texts of ${formatCount(refused.sources)} ${plural(refused.sources, 'source')} (${formatCount(refused.records)} ${plural(refused.records, 'record')}): nothing in them is flagged.`,
      anchor: 'synthetic',
    };
  for (const { by, group, rate } of flagRates)
    if (rate.value !== null && (rate.low ?? 0) > promisedRate)
      yield {
        level: 'warn',
        text: `Of texts by people${by === 'all' ? '' : ` (${by} ${group})`}, ${formatPercent(rate.value)} are flagged as synthetic, where ${formatPercent(promisedRate)} are promised.`,
        anchor: 'synthetic',
      };
}

/** Why items could not be read, the commonest first: a text column of another name shows here. */
function reasonsOf(unreadable: ReportData['unreadable']): string {
  const [only, ...others] = unreadable;
  if (only === undefined) return '';
  if (others.length === 0) return `: ${only.code}`;
  return `: ${named(unreadable.map(({ code, count }) => `${formatCount(count)} ${code}`))}`;
}

function* plantedWorries({ planted = [] }: ReportData): Generator<Worry> {
  for (const { kind, missed, planted: total } of planted)
    if (missed > 0)
      yield {
        level: 'warn',
        text: `${formatCount(missed)} of ${formatCount(total)} planted ${kind} went through.`,
        anchor: 'planted',
      };
}

/** Groups that the gate keeps out far more often than the rest: rare languages go this way unnoticed. */
function* groupWorries({ counts, sources, composition }: ReportData): Generator<Worry> {
  const overall = keptOut(counts) / Math.max(1, records(counts));
  const isOut = (group: Counts) => {
    const size = records(group);
    const error = Math.sqrt((Math.max(overall, 0.005) * (1 - overall)) / Math.max(1, size));
    return size >= SMALLEST_GROUP && keptOut(group) / size > Math.max(2 * overall, overall + 4 * error);
  };
  const against = (group: Counts) =>
    `${formatShare(keptOut(group), records(group))} kept out, against ${formatPercent(overall)} of all records`;
  for (const { key, counts: group } of composition.languages)
    if (isOut(group) && records(group) < records(counts) / 2)
      yield { level: 'warn', text: `Language ${key}: ${against(group)}.`, anchor: 'composition' };
  const outlying = sources.rows.filter((row) => isOut(row.counts));
  for (const { source, counts: group } of outlying.slice(0, NAMED))
    yield { level: 'warn', text: `Source ${source}: ${against(group)}.`, anchor: 'sources' };
  if (outlying.length > NAMED)
    yield {
      level: 'warn',
      text: `${outlying.length - NAMED} more sources are kept out far more often than the rest.`,
      anchor: 'sources',
    };
}

/** Rules that found nothing and rules that could not look: as most texts are, too short or undated, no fault of theirs. */
function* ruleWorries({ rules }: ReportData): Generator<Worry> {
  const asked = rules.filter((rule) => rule.evaluated > 0);
  const unanswered = asked.filter((rule) => rule.unknown > MOSTLY * rule.evaluated);
  const silent = asked.filter((rule) => rule.fired === 0 && !unanswered.includes(rule));
  for (const [found, what] of [
    [unanswered, 'could not be answered for most records'],
    [silent, 'never fired'],
  ] as const)
    if (found.length > 0)
      yield {
        level: 'note',
        text: `${found.length} ${plural(found.length, 'rule')} ${what}: ${named(found.map((rule) => rule.id))}.`,
        anchor: 'rules',
      };
}

/** Scores computed elsewhere that found no text, or not all of them. */
function* scoreWorries({ signals, run }: ReportData): Generator<Worry> {
  const basis = signals.find(({ id }) => id === 'score-basis');
  if (basis === undefined || !run.versions.some(({ name }) => name === 'scores-elsewhere')) return;
  const judged = inCategories(basis);
  const scored = inCategories({
    ...basis,
    categories: basis.categories?.filter(({ value }) => value === 'text-and-scores'),
  });
  if (scored === 0)
    yield {
      level: 'warn',
      text: 'Scores computed elsewhere were given, but no text that could be judged has all of them: do their ids or content hashes belong to this corpus?',
      anchor: 'signals',
    };
  else if (scored < judged)
    yield {
      level: 'note',
      text: `${formatShare(scored, judged)} of the judged texts were judged with scores computed elsewhere, the others by the text alone.`,
      anchor: 'signals',
    };
}

export const plural = (count: number, noun: string): string => (count === 1 ? noun : `${noun}s`);

function named(names: readonly string[]): string {
  const shown = names.slice(0, NAMED).join(', ');
  return names.length > NAMED ? `${shown} and ${names.length - NAMED} more` : shown;
}

/** Records of a signal whose values are words. */
const inCategories = ({ categories = [] }: SignalFacts): number =>
  categories.reduce((sum, { admitted, quarantined, rejected }) => sum + admitted + quarantined + rejected, 0);
