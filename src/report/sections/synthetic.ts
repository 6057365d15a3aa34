import { countCell, estimateCell, nameCell, textCell } from '../cells.js';
import type { Estimate } from '../estimate.js';
import { type Child, html, type Markup } from '../html.js';
import { formatCount, formatPercent, formatShare } from '../numbers.js';
import { table } from '../table.js';
import type { Warning } from '../warning.js';
import { plural } from '../words.js';
import { type Section, section } from './section.js';

/** Results of a calibration beside the share of the whole corpus. */
export interface InferredFacts {
  /** Its name. */
  readonly calibration: string;
  /** The promised false-positive rate: the greatest share of human texts of its domain that it flags. */
  readonly promisedRate: number;
  /** Largest first, with the texts flagged in each. */
  readonly bySource: readonly (GroupShare & { readonly flagged: number })[];
  /** By month of capture, chronological. */
  readonly byMonth: readonly GroupShare[];
  /** Flagged texts, of the assessed ones: those scored in sources of its domain without other evidence of origin. */
  readonly flagged: { readonly texts: number; readonly judged: number };
  /** Why it flags no text at all; null where it flags. */
  readonly refusal: string | null;
  /** Sources outside its domain, the largest first; small sources are tested together and count as one. */
  readonly refused: {
    readonly sources: number;
    readonly records: number;
    readonly largest: readonly { readonly key: string; readonly records: number; readonly why: string }[];
  };
  /** Sources too small for a test of the domain. */
  readonly smallSources: number;
  /** The share of human texts (by date or declaration) that is flagged: of all, and by `language` and each facet. */
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

/** Results of a calibration: shares by source and month, flagged texts, sources outside its domain. */
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
    html`Estimated by the calibration <b>${calibration}</b> from the scores of texts, with 95 % intervals; records of known origin count as known. Sources outside the calibration’s domain are not estimated, and none of their texts is flagged.`,
    html`${shares('sources', 'Source', bySource)}
${byMonth.length > 1 && shares('months', 'Month', byMonth)}
<h3>Flagged texts</h3>
<p>${flaggedLine(inferred)}</p>
${refused.sources > 0 && refusedSources(inferred)}
<h3>False positives</h3>
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

/** The number of flagged texts with the promised rate, or why none is flagged. */
export function flaggedLine({ flagged, promisedRate, refusal }: InferredFacts): Child {
  if (refusal !== null)
    return html`<b class="refusal">No text is flagged</b> <span class="quiet">${refusal}</span>`;
  const { texts, judged } = flagged;
  return html`<b>${formatCount(texts)}</b> of ${formatCount(judged)} ${plural(judged, 'text')} <span class="quiet">(${formatShare(texts, judged)})</span> are flagged as synthetic; at most ${formatPercent(promisedRate)} of human texts are.`;
}

function refusedSources({ refused, smallSources }: InferredFacts): Markup {
  const small =
    smallSources > 0 &&
    ` ${formatCount(smallSources)} small ${plural(smallSources, 'source')}, tested together, ${smallSources === 1 ? 'counts' : 'count'} as one.`;
  return html`<p>No text is flagged in ${formatCount(refused.sources)} ${plural(refused.sources, 'source')} with ${formatCount(refused.records)} ${plural(refused.records, 'record')}.${small}</p>
${table({
  id: 'table-refused',
  caption: 'Sources without flagged texts',
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
    return html`<p class="refusal">No text in a source of the domain is known to be human, so the rate cannot be measured here. Give capture dates or a column that declares the origin, and --facet for groups of writers.</p>`;
  return html`<p>Human texts (captured before models wrote, or declared human by their data set) that are flagged as synthetic. The promised rate, ${formatPercent(promisedRate)}, holds for the whole domain, not for each group: detectors are known to flag people who write in a second language more often.</p>
${table({
  id: 'table-flag-rates',
  caption: 'Human texts that are flagged, by group',
  columns: [
    { key: 'by', title: 'By' },
    { key: 'group', title: 'Group' },
    { key: 'texts', title: 'Human texts', isNumber: true },
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

/** Sources outside the calibration's domain, and groups of people that it flags above the promised rate. */
function* warnings(inferred: InferredFacts): Generator<Warning> {
  const { refused, flagRates, promisedRate, calibration, refusal } = inferred;
  if (refused.sources > 0 && refusal === null)
    yield {
      level: 'warn',
      text: `${formatCount(refused.sources)} ${plural(refused.sources, 'source')} (${formatCount(refused.records)} ${plural(refused.records, 'record')}) ${refused.sources === 1 ? 'is' : 'are'} outside the domain of calibration ${calibration}: no text there is flagged.`,
      anchor: 'synthetic',
    };
  for (const { by, group, rate } of flagRates)
    if (rate.value !== null && (rate.low ?? 0) > promisedRate)
      yield {
        level: 'warn',
        text: `${formatPercent(rate.value)} of human texts${by === 'all' ? '' : ` (${by} ${group})`} are flagged as synthetic; the calibration promises at most ${formatPercent(promisedRate)}.`,
        anchor: 'synthetic',
      };
}
