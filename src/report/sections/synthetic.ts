import { type GroupShare, type InferredFacts, REPORT_LIMITS, type ReportData } from '../data.js';
import { type Child, html, type Markup } from '../html.js';
import { formatCount, formatPercent, formatShare } from '../numbers.js';
import { table } from '../table.js';
import { plural } from '../worries.js';
import { section } from './section.js';
import { estimateCell } from './sources.js';

/** What a calibration says: shares by source and month, what is flagged and where not; nothing where none was asked. */
export function synthetic(data: ReportData): Markup | null {
  const { inferred } = data.origin;
  if (inferred === undefined) return null;
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
      .slice(0, REPORT_LIMITS.compositionRows)
      .map(({ key, records, share, flagged }) => [
        { content: html`<span class="name">${key}</span>`, value: key },
        { content: formatCount(records), value: records },
        estimateCell(share, 'share'),
        ...(flagged === undefined ? [] : [{ content: formatCount(flagged), value: flagged }]),
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
  rows: refused.largest.map(({ key, records, why }) => [
    { content: html`<span class="name">${key}</span>`, value: key },
    { content: formatCount(records), value: records },
    { content: why, value: why },
  ]),
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
    { content: by, value: by },
    { content: html`<span class="name">${group}</span>`, value: group },
    { content: formatCount(texts), value: texts },
    { content: formatCount(flagged), value: flagged },
    estimateCell(rate, 'share'),
  ]),
})}`;
}
