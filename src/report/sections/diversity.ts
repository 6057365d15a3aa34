import { type DiversityFacts, type Estimate, REPORT_LIMITS, type ReportData } from '../data.js';
import { linearTicks } from '../distribution.js';
import { short } from '../glyphs.js';
import { html, type Markup, slug } from '../html.js';
import { formatCount, formatPercent, formatValue } from '../numbers.js';
import { type Cell, table } from '../table.js';
import { section } from './section.js';
import { estimateCell, fateCells } from './sources.js';

const SOURCES_SHOWN = 12;

/** How varied the corpus is, with intervals, or why that cannot be said. */
export function diversity({ diversity: facts }: ReportData): Markup {
  return section(
    'diversity',
    'Diversity',
    html`What a model can lose. Sources are compared at equal size; intervals are lighter. A measure whose assumptions do not hold refuses and says which.`,
    facts.length === 0
      ? html`<p class="refusal">No diversity was measured.</p>`
      : html`<div class="cards">${facts.map(card)}</div>`,
  );
}

function card(facts: DiversityFacts): Markup {
  const id = slug(facts.id);
  const shown = facts.bySource.slice(0, SOURCES_SHOWN);
  return html`<article class="card" id="diversity-${id}" aria-labelledby="diversity-${id}-title">
<h3 id="diversity-${id}-title"><a href="#diversity-${id}">${facts.title}</a> <span class="quiet">${facts.unit}</span></h3>
<p class="verdict">${overall(facts.overall, facts.unit)}</p>
<p class="description">${facts.description}</p>
${shown.length > 0 && intervals(shown, facts)}
<details id="diversity-${id}-more"><summary>Numbers and definition</summary>
${table({
  id: `table-diversity-${id}`,
  caption: `${facts.title} by source`,
  columns: [
    { key: 'source', title: 'Source' },
    { key: 'value', title: facts.title, isNumber: true },
  ],
  rows: facts.bySource
    .slice(0, REPORT_LIMITS.sources)
    .map(({ source, estimate }): Cell[] => [{ content: source }, estimateCell(estimate, facts.unit)]),
})}
<dl class="facts"><div><dt>Formula</dt><dd>${facts.formula}</dd></div><div><dt>Source</dt><dd>${facts.source}</dd></div><div><dt>Note</dt><dd>${facts.note}</dd></div></dl></details>
</article>
`;
}

function overall(estimate: Estimate, unit: string): Markup {
  if (estimate.value === null)
    return html`<b class="refusal">Refused</b> <span class="quiet">${estimate.why}</span>`;
  const { value, low, high, level } = estimate;
  return html`<b>${formatValue(value, unit)}</b>${
    low !== undefined &&
    high !== undefined &&
    html` <span class="interval">${formatValue(low, unit)} – ${formatValue(high, unit)}${level && ` (${formatPercent(level)})`}</span>`
  }`;
}

const WIDTH = 540;
const LABELS = 190;
const LINE = 19;

/** One dot per source with its interval as a light line, on one scale. */
function intervals(rows: DiversityFacts['bySource'], { title, unit }: DiversityFacts): Markup | null {
  const ends = rows.flatMap(({ estimate }) =>
    estimate.value === null ? [] : [estimate.low ?? estimate.value, estimate.high ?? estimate.value],
  );
  if (ends.length === 0) return null;
  const least = Math.min(...ends);
  const span = Math.max(...ends) - least || 1;
  const x = (value: number) => short(LABELS + 10 + ((WIDTH - LABELS - 26) * (value - least)) / span);
  const height = rows.length * LINE + 26;
  const lines = rows.map(({ source, estimate }, index) => {
    const y = index * LINE + 12;
    const label = html`<text class="tick-label" x="${LABELS - 6}" y="${y + 4}" text-anchor="end">${shortened(source)}</text>`;
    if (estimate.value === null)
      return html`${label}<text class="tick-label refused" x="${LABELS + 8}" y="${y + 4}">refused: ${shortened(estimate.why, 44)}</text>`;
    const { value, low, high } = estimate;
    return html`${label}${low !== undefined && high !== undefined && html`<line class="whisker" x1="${x(low)}" x2="${x(high)}" y1="${y}" y2="${y}"/>`}<circle class="ink-dot" cx="${x(value)}" cy="${y}" r="4"/>`;
  });
  const described = rows.map(({ source, estimate }) =>
    estimate.value === null ? `${source} refused` : `${source} ${formatValue(estimate.value, unit)}`,
  );
  const y = rows.length * LINE + 16;
  return html`<div class="chart-box"><svg class="chart" role="img" aria-label="${title} by source" viewBox="0 0 ${WIDTH} ${height}"><title>${title} by source</title><desc>${described.join('; ')}</desc>${lines}${linearTicks(least, least + span).map((tick) => html`<line class="tick" x1="${x(tick)}" x2="${x(tick)}" y1="${y - 14}" y2="${y - 10}"/><text class="tick-label" x="${x(tick)}" y="${y + 3}" text-anchor="middle">${formatValue(tick, unit)}</text>`)}</svg></div>`;
}

const shortened = (text: string, length = 26): string =>
  text.length > length ? `${[...text].slice(0, length - 1).join('')}…` : text;

/** What the corpus is made of, and what stands out of proportion in it. */
export function composition(data: ReportData): Markup {
  const { languages, months } = data.composition;
  const rowsOf = (rows: typeof languages) =>
    rows
      .slice(0, REPORT_LIMITS.compositionRows)
      .map(({ key, counts, words }): Cell[] => [
        { content: key, value: key },
        ...fateCells(counts),
        { content: formatCount(words), value: words },
      ]);
  const columns = (first: string) => [
    { key: slug(first), title: first },
    { key: 'records', title: 'Records', isNumber: true },
    { key: 'fates', title: 'Decided' },
    { key: 'out', title: 'Kept out', isNumber: true },
    { key: 'words', title: 'Words', isNumber: true },
  ];
  return section(
    'composition',
    'What it is made of',
    html`Languages and months, and whether the gate treats them alike: a filter that keeps out a rare language unnoticed does what collapse does.`,
    html`<div class="columns"><div><h3>Language</h3>${table({ id: 'table-languages', caption: 'Records by language', columns: columns('Language'), rows: rowsOf(languages) })}</div>
<div><h3>Month of capture</h3>${months.length === 0 ? html`<p class="refusal">No record has a date.</p>` : table({ id: 'table-months', caption: 'Records by month', columns: columns('Month'), rows: rowsOf(months) })}</div></div>
${overRepresentation(data)}`,
  );
}

/** Values whose whole interval lies above the share expected of them; the rest is only counted. */
function overRepresentation({ overRepresentation: all }: ReportData): Markup {
  if (all.length === 0) return html``;
  const rows = all.filter(({ ratio }) => ratio.value !== null && (ratio.low ?? ratio.value) > 1);
  return html`<h3 id="over-representation">Over-represented</h3>
<p class="quiet">${rows.length === 0 ? 'Nothing stands' : `${formatCount(rows.length)} of ${formatCount(all.length)} values stand`} surely above the share expected of ${rows.length === 0 ? 'it' : 'them'}.</p>
${table({
  id: 'table-over-representation',
  caption: 'Facet values against the share expected of them',
  columns: [
    { key: 'value', title: 'Value' },
    { key: 'facet', title: 'Facet' },
    { key: 'records', title: 'Records', isNumber: true },
    { key: 'share', title: 'Share', isNumber: true },
    { key: 'expected', title: 'Expected', isNumber: true },
    { key: 'ratio', title: 'Times', isNumber: true },
  ],
  rows: rows
    .slice(0, REPORT_LIMITS.overRepresentation)
    .map((row): Cell[] => [
      { content: row.value, value: row.value },
      { content: row.facet, value: row.facet },
      { content: formatCount(row.count), value: row.count },
      { content: formatPercent(row.share), value: row.share },
      { content: formatPercent(row.expectedShare), value: row.expectedShare },
      estimateCell(row.ratio, 'ratio'),
    ]),
})}`;
}
