import { countCell, estimateCell, nameCell, textCell } from '../cells.js';
import type { Estimate } from '../estimate.js';
import { type Child, html, type Markup } from '../html.js';
import { formatCount, formatPercent, formatShare } from '../numbers.js';
import { table } from '../table.js';
import type { Warning } from '../warning.js';
import { plural } from '../words.js';
import { type Section, section } from './section.js';

/** What a calibration says of the corpus beside the share of the whole. */
export interface InferredFacts {
  /** Its name. */
  readonly calibration: string;
  /** Greatest share of human texts of its domain that it flags. */
  readonly promisedRate: number;
  /** Largest first, with the texts flagged in each. */
  readonly bySource: readonly (GroupShare & { readonly flagged: number })[];
  /** By month of capture, chronological. */
  readonly byMonth: readonly GroupShare[];
  /** Texts flagged, of the texts judged: those scored in sources of its domain whose origin nothing else tells. */
  readonly flagged: { readonly texts: number; readonly judged: number };
  /** Why it flags nothing anywhere; null where it may. */
  readonly refusal: string | null;
  /** Sources in which nothing is flagged, the largest first; the small ones, asked together, count as one. */
  readonly refused: {
    readonly sources: number;
    readonly records: number;
    readonly largest: readonly { readonly key: string; readonly records: number; readonly why: string }[];
  };
  /** Sources too small to show their domain. */
  readonly smallSources: number;
  /** Of texts by people, by date or by their data set's word, the share flagged: by `language` and each facet, and of all. */
  readonly flagRates: readonly {
    readonly by: string;
    readonly group: string;
    readonly texts: number;
    readonly flagged: number;
    readonly rate: Estimate;
  }[];
}

export interface GroupShare {
  readonly key: string;
  readonly records: number;
  readonly share: Estimate;
}

/** Sources, and months. */
export const GROUPS_SHOWN = 60;

/** What a calibration says: shares by source and month, what is flagged and where not; nothing where none was asked. */
export const synthetic: Section<unknown, { readonly origin: { readonly inferred?: InferredFacts } }> = {
  id: 'synthetic',
  name: 'Synthetic',
  isShown: ({ origin }) => origin.inferred !== undefined,
  draw: ({ origin }) => draw(origin.inferred!),
  warnings: { rank: 3, of: ({ origin }) => warnings(origin.inferred!) },
};

function draw(inferred: InferredFacts): Markup {
  const { calibration, bySource, byMonth, refused } = inferred;
  return section(
    'synthetic',
    'Synthetic share by source and month',
    html`Estimated by the calibration <b>${calibration}</b> from the scores of the texts it can read, with 95 % intervals; records known to be human or synthetic count as what they are. A source whose texts are not of the calibration’s domain is refused, and no text of it is flagged.`,
    html`${shares('sources', 'Source', bySource)}
${byMonth.length > 1 && shares('months', 'Month', byMonth)}
<h3>Texts flagged</h3>
<p>${flaggedLine(inferred)}</p>
${refused.sources > 0 && refusedSources(inferred)}
<h3>Who is flagged wrongly?</h3>
${wronglyFlagged(inferred)}`,
  );
}

const shares = (
  id: string,
  title: string,
  groups: readonly (GroupShare & { readonly flagged?: number })[],
): Markup =>
  table({
    id: `table-synthetic-${id}`,
    caption: `Synthetic share by ${title.toLowerCase()}`,
    columns: [
      { key: 'group', title },
      { key: 'records', title: 'Records', isNumber: true },
      { key: 'share', title: 'Synthetic', isNumber: true },
      ...(groups[0]?.flagged === undefined ? [] : [{ key: 'flagged', title: 'Flagged', isNumber: true }]),
    ],
    rows: groups
      .slice(0, GROUPS_SHOWN)
      .map(({ key, records, share, flagged }) => [
        nameCell(key),
        countCell(records),
        estimateCell(share, 'share'),
        ...(flagged === undefined ? [] : [countCell(flagged)]),
      ]),
  });

/** How many texts are flagged at which promise, or why none is. */
export function flaggedLine({ flagged, promisedRate, refusal }: InferredFacts): Child {
  if (refusal !== null)
    return html`<b class="refusal">No text is flagged</b> <span class="quiet">${refusal}</span>`;
  const { texts, judged } = flagged;
  return html`<b>${formatCount(texts)}</b> of ${formatCount(judged)} ${plural(judged, 'text')} <span class="quiet">(${formatShare(texts, judged)})</span> score as synthetic, where at most ${formatPercent(promisedRate)} of human texts do.`;
}

function refusedSources({ refused, smallSources }: InferredFacts): Markup {
  const small =
    smallSources > 0 &&
    ` ${formatCount(smallSources)} small ${plural(smallSources, 'source')}, asked together, ${smallSources === 1 ? 'counts' : 'count'} as one.`;
  return html`<p>Nothing is flagged in ${formatCount(refused.sources)} ${plural(refused.sources, 'source')} with ${formatCount(refused.records)} ${plural(refused.records, 'record')}.${small}</p>
${table({
  id: 'table-refused',
  caption: 'Sources in which nothing is flagged',
  columns: [
    { key: 'source', title: 'Source' },
    { key: 'records', title: 'Records', isNumber: true },
    { key: 'why', title: 'Why' },
  ],
  rows: refused.largest.map(({ key, records, why }) => [nameCell(key), countCell(records), textCell(why)]),
})}`;
}

function wronglyFlagged({ flagRates, promisedRate }: InferredFacts): Markup {
  if (flagRates.length === 0)
    return html`<p class="refusal">No text in a source of the domain is known to be by people, so this corpus cannot show it. Give dates of capture, or a column that declares the origin, and --facet for groups of writers.</p>`;
  return html`<p>Texts captured before models wrote, or declared human by their data set, that score as synthetic. Promised are ${formatPercent(promisedRate)} over the whole domain, not in every group of it: detectors are known to accuse people who write in a second language.</p>
${table({
  id: 'table-flag-rates',
  caption: 'Texts by people that are flagged, by group',
  columns: [
    { key: 'by', title: 'By' },
    { key: 'group', title: 'Group' },
    { key: 'texts', title: 'Texts by people', isNumber: true },
    { key: 'flagged', title: 'Flagged', isNumber: true },
    { key: 'rate', title: 'Rate', isNumber: true },
  ],
  rows: flagRates.map(({ by, group, texts, flagged, rate }) => [
    textCell(by),
    nameCell(group),
    countCell(texts),
    countCell(flagged),
    estimateCell(rate, 'share'),
  ]),
})}`;
}

/** Sources that the calibration does not know, and groups of people whom it flags beyond its promise. */
function* warnings(inferred: InferredFacts): Generator<Warning> {
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
