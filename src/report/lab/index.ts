import { LOOP_MEASURES } from '../../lab/measure.js';
import type { Figure } from '../../lab/preset.js';
import { type CellSummary, measureTitle, type SweepText } from '../../lab/sweep.js';
import { html, type Markup } from '../html.js';
import { formatCount, formatNumber } from '../numbers.js';
import { lineChart } from './chart.js';
import { labPage } from './page.js';
import { type LabPicture, smallMultiples } from './small-multiples.js';

export type { LabPicture } from './small-multiples.js';

export interface LabReportData {
  readonly sweep: SweepText;
  readonly cells: readonly CellSummary[];
  /** Of each cell's first chain; null where no samples were kept. */
  readonly pictures: readonly (LabPicture | null)[];
}

const FAMILIES = [
  ['tail', 'Tails', 'What is lost first.'],
  ['spread', 'Spread', 'How varied what remains is.'],
  ['fidelity', 'Fidelity', 'How well real data is still described.'],
] as const;

/** The page of a run: pictures of the generations, then each measure with all regimes on one scale. */
export function renderLabReport({ sweep, cells, pictures }: LabReportData): string {
  const title = `${sweep.models.join(', ')} over ${sweep.generations} generations`;
  return labPage(
    `Freckle lab: ${title}`,
    html`<section id="summary"><h1>${headline(cells)}</h1>
<p class="lede">${sweep.models.join(', ')} under ${sweep.regimes.join(', ')}: ${sweep.generations} generations of ${sweep.sizes.map(formatCount).join(' or ')} records, ${formatCount(sweep.chains * sweep.seeds.length)} ${sweep.chains * sweep.seeds.length === 1 ? 'chain' : 'chains'} each, seed ${sweep.seeds.join(', ')}. Dots are means over chains, whiskers their 95 % intervals, thin lines closed forms where one is exact.</p></section>
<section id="generations"><h2>The generations</h2><p class="lede">One chain of each, on one scale. <span class="c-synthetic">Filled dots</span> are samples; <span class="c-real">hollow dots</span> are real records, or symbols, that no sample is near any more.</p>
${cells.map((cell, at) => html`<h3>${cell.label}</h3>${pictures[at] == null ? html`<p class="refusal">No samples were kept for this run.</p>` : smallMultiples(pictures[at]!)}`)}</section>
${FAMILIES.map(([family, name, lead]) => familySection(family, name, lead, cells))}
<section id="counts"><h2>What each generation trained on</h2>${cells.map(countsTable)}</section>
${laws(cells)}`,
  );
}

/** One sentence: what became of the measure that speaks for the tail, regime by regime. */
function headline(cells: readonly CellSummary[]): string {
  if (cells.length > 3) return `${cells.length} loops, ${cells[0]!.plan.generations} generations each`;
  const speaking = ['tail-kept', 'types', 'variance-kept'].find((id) =>
    cells[0]!.series.some((one) => one.measure === id && one.mean.at(-1) !== null),
  );
  if (speaking === undefined) return 'What becomes of a model that reads itself';
  const parts = cells.slice(0, 4).map((cell) => {
    const series = cell.series.find((one) => one.measure === speaking);
    const [first, last] = [series?.mean[0] ?? null, series?.mean.at(-1) ?? null];
    return `${cell.label} ${first === null ? '?' : formatNumber(first)} → ${last === null ? '?' : formatNumber(last)}`;
  });
  return `${measureTitle(speaking)}: ${parts.join(', ')}`;
}

function familySection(
  family: string,
  name: string,
  lead: string,
  cells: readonly CellSummary[],
): Markup | null {
  const figures = LOOP_MEASURES.filter((measure) => measure.family === family).flatMap(
    ({ id, title, unit }) => {
      const curves = cells.flatMap((cell) => {
        const series = cell.series.find((one) => one.measure === id);
        if (series === undefined) return [];
        const kept = series.mean.map((_, g) => g).filter((g) => series.mean[g] !== null);
        const pick = (values: readonly (number | null)[]) => kept.map((g) => values[g] ?? series.mean[g]!);
        const ours = {
          name: cell.label,
          kind: 'ours' as const,
          x: kept,
          y: pick(series.mean),
          low: pick(series.low),
          high: pick(series.high),
        };
        if (cell.law?.measure !== id) return [ours];
        return [
          ours,
          {
            name: `${cell.label}: ${cell.law.name}`,
            kind: 'closed-form' as const,
            x: cell.law.values.map((_, g) => g),
            y: cell.law.values,
          },
        ];
      });
      if (curves.length === 0) return [];
      const reasons = new Set(
        cells.flatMap((cell) =>
          cell.series
            .filter((one) => one.measure === id && one.why !== null)
            .map((one) => `${cell.label}: ${one.why}`),
        ),
      );
      const all = curves.flatMap(({ y }) => y).filter((value) => value > 0);
      const figure: Figure = {
        title,
        xLabel: 'generation',
        yLabel: unit,
        curves,
        isLogY: Math.max(...all) / Math.min(...all) > 200,
      };
      return [
        html`<div>${lineChart(figure)}<p class="hint">${unit}.${[...reasons].map((reason) => ` Undefined somewhere, ${reason}.`)}</p></div>`,
      ];
    },
  );
  if (figures.length === 0) return null;
  return html`<section id="${family}"><h2>${name}</h2><p class="lede">${lead}</p><div class="lab-grid">${figures}</div></section>`;
}

function countsTable(cell: CellSummary): Markup {
  const shown = cell.counts
    .map((counts, generation) => ({ counts, generation }))
    .filter(({ generation }) => generation < 4 || generation === cell.counts.length - 1);
  return html`<h3>${cell.label}</h3><div class="table"><table><caption>Records each generation of ${cell.label} was trained on</caption><thead><tr><th scope="col">generation</th><th scope="col" class="number">records</th><th scope="col" class="number">real</th><th scope="col" class="number">of them new</th><th scope="col" class="number">synthetic</th><th scope="col" class="number">refused</th></tr></thead><tbody>${shown.map(({ counts, generation }) => html`<tr><th scope="row">${generation}</th><td class="number">${formatCount(counts.total)}</td><td class="number">${formatCount(counts.real)}</td><td class="number">${formatCount(counts.freshReal)}</td><td class="number">${formatCount(counts.synthetic)}</td><td class="number">${formatCount(counts.refused)}</td></tr>`)}</tbody></table></div>`;
}

function laws(cells: readonly CellSummary[]): Markup {
  const known = cells.flatMap(({ label, law }) => (law === null ? [] : [{ label, law }]));
  return html`<section id="laws"><h2>The laws drawn in</h2>${known.length === 0 ? html`<p class="refusal">No closed form is exact for these loops; what is drawn was simulated.</p>` : html`<dl class="facts">${known.map(({ label, law }) => html`<div><dt>${label}</dt><dd><b>${law.name}</b>: <code>${law.formula}</code>. Exact under: ${law.assumptions.join('; ')}.</dd></div>`)}</dl>`}</section>`;
}
