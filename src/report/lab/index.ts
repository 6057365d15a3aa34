import type { CellSummary } from '../../lab/cell-summary.js';
import { LOOP_MEASURES } from '../../lab/measure.js';
import type { SweepText } from '../../lab/sweep.js';
import { html, type Markup } from '../html.js';
import { formatCount } from '../numbers.js';
import { facets, MOST_BEHIND } from './facets.js';
import { headline } from './headline.js';
import { labPage } from './page.js';
import { type LabPicture, pictureLegend, smallMultiples } from './small-multiples.js';

export type { LabPicture } from './small-multiples.js';

export interface LabReportData {
  readonly sweep: SweepText;
  readonly cells: readonly CellSummary[];
  /** One picture per cell, of its first chain; null where no samples were kept. */
  readonly pictures: readonly (LabPicture | null)[];
}

/** Most loops whose generations are shown as pictures. */
export const MOST_PICTURES = 12;

const FAMILIES = [
  ['tail', 'Tails', 'Rare records are lost first.'],
  ['spread', 'Spread', 'How varied the samples are.'],
  ['fidelity', 'Fidelity', 'How well the model describes real data.'],
] as const;

/**
 * The page of a lab run: pictures of the generations, then each measure with all loops on one scale, the composition of
 * the training sets, and the closed forms. The sibling files draw its parts; the `*-terminal.ts` files print the lab's
 * lists, runs, forecasts and reproductions. Nothing here computes a number of the lab: it formats what a run summarised.
 */
export function renderLabReport({ sweep, cells, pictures }: LabReportData): string {
  const title = `${sweep.models.join(', ')} over ${sweep.generations} generations`;
  return labPage(
    `Freckle lab: ${title}`,
    html`<section id="summary"><h1>${headline(cells)}</h1>
<p class="lede">${sweep.models.join(', ')} under ${sweep.regimes.join(', ')}: ${sweep.generations} generations of ${sweep.sizes.map(formatCount).join(' or ')} records, ${formatCount(sweep.chains * sweep.seeds.length)} ${sweep.chains * sweep.seeds.length === 1 ? 'chain' : 'chains'} each, seed ${sweep.seeds.join(', ')}. ${howToRead(sweep.chains * sweep.seeds.length, cells)}</p></section>
<section id="generations"><h2>The generations</h2><p class="lede">The first chain of each loop. ${pictureLegend(pictures.slice(0, MOST_PICTURES))}</p>
${cells.slice(0, MOST_PICTURES).map((cell, at) => html`<h3>${cell.label}</h3>${pictures[at] == null ? html`<p class="refusal">No samples were kept for this run.</p>` : smallMultiples(pictures[at]!)}`)}${cells.length > MOST_PICTURES ? html`<p class="hint">${cells.length - MOST_PICTURES} more loops have no picture here; their samples, if kept, are in <code>chains/</code>.</p>` : null}</section>
${FAMILIES.map(([family, name, lead]) => familySection(family, name, lead, cells))}
<section id="counts"><h2>What each generation trained on</h2><div class="lab-grid">${cells.map(countsTable)}</div></section>
${laws(cells)}`,
  );
}

function howToRead(chains: number, cells: readonly CellSummary[]): Markup {
  const key = (mark: string): Markup =>
    html`<svg class="lab-key" viewBox="0 0 26 12" aria-hidden="true">${mark === 'lab-mean' && chains > 1 ? html`<rect class="lab-band" width="26" height="12"/>` : null}<path class="${mark}" d="M1 6H25"/></svg>`;
  const hasLaw = cells.some(({ law }) => law !== null);
  return html`${key('lab-mean')} ${chains === 1 ? 'one chain, so no interval' : `mean over chains with its 95 % interval${chains < 5 ? ', which is wide for so few chains and may leave the frame' : ''}`}${hasLaw ? html`, ${key('lab-law')} closed form, where one is exact` : null}${cells.length > MOST_BEHIND ? `; ${cells.length} loops are too many to draw the others behind each` : cells.length > 1 ? html`, ${key('lab-other')} the other loops` : null}.`;
}

function familySection(
  family: string,
  name: string,
  lead: string,
  cells: readonly CellSummary[],
): Markup | null {
  const figures = LOOP_MEASURES.filter((measure) => measure.family === family).flatMap(
    ({ id, title, unit }) => {
      const series = cells.flatMap((cell) => {
        const found = cell.series.find((one) => one.measure === id);
        if (found === undefined) return [];
        const law = cell.law?.measure === id ? cell.law.values : null;
        return [{ ...found, label: cell.label, law }];
      });
      if (series.length === 0) return [];
      const isEmpty = series.every(({ mean }) => mean.every((value) => value === null));
      const reasons = [...new Set(series.flatMap(({ why }) => (why === null ? [] : [why])))];
      const whose = (why: string): string => {
        const labels = series.filter((one) => one.why === why).map(({ label }) => label);
        return labels.length === series.length ? '' : ` of ${labels.join(', ')}`;
      };
      return [
        html`<h3>${title}</h3>${isEmpty ? null : facets(id, title, series)}<p class="hint">${unit[0]!.toUpperCase() + unit.slice(1)}.${reasons.map((why) => ` Undefined ${isEmpty ? 'here' : 'for some generations'}${whose(why)}: ${why}.`)}</p>`,
      ];
    },
  );
  if (figures.length === 0) return null;
  return html`<section id="${family}"><h2>${name}</h2><p class="lede">${lead}</p>${figures}</section>`;
}

function countsTable(cell: CellSummary): Markup {
  const shown = cell.counts
    .map((counts, generation) => ({ counts, generation }))
    .filter(({ generation }) => generation < 4 || generation === cell.counts.length - 1);
  return html`<div><h3>${cell.label}</h3><div class="table"><table><caption>Training records of each generation of ${cell.label}</caption><thead><tr><th scope="col">generation</th><th scope="col" class="number">records</th><th scope="col" class="number">real</th><th scope="col" class="number">new real</th><th scope="col" class="number">synthetic</th><th scope="col" class="number">refused</th></tr></thead><tbody>${shown.map(({ counts, generation }) => html`<tr><th scope="row">${generation}</th><td class="number">${formatCount(counts.total)}</td><td class="number">${formatCount(counts.real)}</td><td class="number">${formatCount(counts.freshReal)}</td><td class="number">${formatCount(counts.synthetic)}</td><td class="number">${formatCount(counts.refused)}</td></tr>`)}</tbody></table></div></div>`;
}

function laws(cells: readonly CellSummary[]): Markup {
  const known = cells.flatMap(({ label, law }) => (law === null ? [] : [{ label, law }]));
  return html`<section id="laws"><h2>Closed forms in the charts</h2>${known.length === 0 ? html`<p class="refusal">No closed form is exact for these loops: every curve is simulated.</p>` : html`<dl class="facts">${known.map(({ label, law }) => html`<div><dt>${label}</dt><dd><b>${law.name}</b>: <code>${law.formula}</code>. Exact under: ${law.assumptions.join('; ')}.</dd></div>`)}</dl>`}</section>`;
}
