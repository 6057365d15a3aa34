import { estimateCell } from '../cells.js';
import { linearTicks } from '../distribution.js';
import type { Estimate } from '../estimate.js';
import { short } from '../glyphs.js';
import { html, type Markup, slug } from '../html.js';
import { formatPercent, formatValue } from '../numbers.js';
import { type Cell, table } from '../table.js';
import { type Section, section } from './section.js';

export interface DiversityReport {
  readonly diversity: readonly DiversityFacts[];
}

export interface DiversityFacts {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly description: string;
  readonly formula: string;
  readonly source: string;
  readonly overall: Estimate;
  /** At equal size, so that sources can be compared; largest sources first. */
  readonly bySource: readonly { readonly source: string; readonly estimate: Estimate }[];
  /** The size of the comparison. */
  readonly note: string;
}

/** Sources in the drawing, and in the table below it. */
const DRAWN = 12;
const ROWS_SHOWN = 250;

/** The diversity of the corpus with intervals, or why it cannot be estimated. */
export const diversity: Section<DiversityReport> = { id: 'diversity', name: 'Diversity', draw };

function draw({ diversity: facts }: DiversityReport): Markup {
  return section(
    'diversity',
    'Diversity',
    html`The variety that a model could lose. Sources are compared at equal size; lighter lines are 95 % intervals. A measure whose assumptions do not hold is not estimated, and the reason is given.`,
    facts.length === 0
      ? html`<p class="refusal">No diversity was measured.</p>`
      : html`<div class="cards">${facts.map(card)}</div>`,
  );
}

function card(facts: DiversityFacts): Markup {
  const id = slug(facts.id);
  const shown = facts.bySource.slice(0, DRAWN);
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
    .slice(0, ROWS_SHOWN)
    .map(({ source, estimate }): Cell[] => [{ content: source }, estimateCell(estimate, facts.unit)]),
})}
<dl class="facts"><div><dt>Formula</dt><dd>${facts.formula}</dd></div><div><dt>Source</dt><dd>${facts.source}</dd></div><div><dt>Note</dt><dd>${facts.note}</dd></div></dl></details>
</article>
`;
}

function overall(estimate: Estimate, unit: string): Markup {
  if (estimate.value === null)
    return html`<b class="refusal">Not estimated</b> <span class="quiet">${estimate.why}</span>`;
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
      return html`${label}<text class="tick-label refused" x="${LABELS + 8}" y="${y + 4}">not estimated: ${shortened(estimate.why, 38)}</text>`;
    const { value, low, high } = estimate;
    return html`${label}${low !== undefined && high !== undefined && html`<line class="whisker" x1="${x(low)}" x2="${x(high)}" y1="${y}" y2="${y}"/>`}<circle class="ink-dot" cx="${x(value)}" cy="${y}" r="4"/>`;
  });
  const described = rows.map(({ source, estimate }) =>
    estimate.value === null ? `${source} not estimated` : `${source} ${formatValue(estimate.value, unit)}`,
  );
  const y = rows.length * LINE + 16;
  return html`<div class="chart-box"><svg class="chart" role="img" aria-label="${title} by source" viewBox="0 0 ${WIDTH} ${height}"><title>${title} by source</title><desc>${described.join('; ')}</desc>${lines}${linearTicks(least, least + span).map((tick) => html`<line class="tick" x1="${x(tick)}" x2="${x(tick)}" y1="${y - 14}" y2="${y - 10}"/><text class="tick-label" x="${x(tick)}" y="${y + 3}" text-anchor="middle">${formatValue(tick, unit)}</text>`)}</svg></div>`;
}

const shortened = (text: string, length = 26): string =>
  text.length > length ? `${[...text].slice(0, length - 1).join('')}…` : text;
