import type { CellSummary } from '../../lab/cell-summary.js';
import { measureTitle, measureUnit } from '../../lab/measure.js';
import { extent } from '../../math/extent.js';
import { penOf, plain, type TerminalSettings, wrap } from '../terminal-text.js';
import { sparkLines } from './spark-lines.js';
import { chartLegend, type Panel, panelChart } from './terminal-chart.js';

/** Headline measures, by priority. */
export const SPEAKING_MEASURES: readonly string[] = [
  'tail-kept',
  'types',
  'variance-kept',
  'perplexity',
  'held-out-loss',
];

/** Most cells drawn as panels; more become one line each. */
const MOST_PANELS = 4;

/** Final output of `freckle lab run`: small charts of the headline measures, and the paths of the results. */
export function renderRunEnd(
  {
    cells,
    resumedChains,
    out,
  }: { readonly cells: readonly CellSummary[]; readonly resumedChains: number; readonly out: string },
  settings: TerminalSettings,
): string {
  const pen = penOf(settings);
  const lines: string[] = [];
  for (const id of shownMeasures(cells)) {
    const panels = cells
      .map((cell) => panelOf(cell, id))
      .filter(({ mean }) => mean.some((one) => one !== null));
    lines.push('', ...wrap(`${measureTitle(id)}: ${measureUnit(id)}`, settings.width).map(pen.faint));
    if (panels.length <= MOST_PANELS) {
      lines.push('', ...panelChart(panels, settings));
      const [, chains] = extent(cells.map((cell) => cell.chains));
      const legend = chartLegend(panels, chains, settings);
      lines.push(...wrap(legend, settings.width).map(pen.faint));
    } else lines.push(...sparkLines(panels, settings));
  }
  lines.push('');
  const laws = new Set(cells.flatMap(({ law }) => (law === null ? [] : [`${law.name}: ${law.formula}`])));
  for (const law of [...laws].slice(0, 4)) lines.push(...wrap(law, settings.width).map(pen.faint));
  for (const why of emptyReasons(cells)) lines.push(...wrap(why, settings.width).map(pen.faint));
  if (resumedChains > 0)
    lines.push(
      pen.faint(`${resumedChains} ${resumedChains === 1 ? 'chain was' : 'chains were'} already finished`),
    );
  const folder = `${plain(out).replace(/\/+$/, '')}/`;
  lines.push(`${folder}report.html shows the generations; ${folder}summary.json has every number`);
  return `${lines.slice(lines[0] === '' ? 1 : 0).join('\n')}\n`;
}

/** Two headline measures; a measure with a closed form is one of them. */
function shownMeasures(cells: readonly CellSummary[]): string[] {
  const having = (id: string) =>
    cells.some((cell) =>
      cell.series.some((one) => one.measure === id && one.mean.some((value) => value !== null)),
    );
  const speaking = SPEAKING_MEASURES.filter(having).slice(0, 2);
  const lawful = cells.find(({ law }) => law !== null)?.law?.measure;
  if (lawful === undefined || speaking.includes(lawful) || !having(lawful)) return speaking;
  return [...speaking.slice(0, 1), lawful];
}

function panelOf({ label, series, law }: CellSummary, id: string): Panel {
  const one = series.find(({ measure }) => measure === id);
  return {
    label,
    mean: one?.mean ?? [],
    low: one?.low ?? [],
    high: one?.high ?? [],
    law: law?.measure === id ? law.values : null,
  };
}

/** Why a headline measure has no value in any generation. */
function emptyReasons(cells: readonly CellSummary[]): string[] {
  const reasons = cells.flatMap(({ series }) =>
    series.flatMap(({ measure, mean, why }) =>
      SPEAKING_MEASURES.includes(measure) && why !== null && mean.every((value) => value === null)
        ? [`${measureTitle(measure)} has no value: ${why}`]
        : [],
    ),
  );
  return [...new Set(reasons)].slice(0, 1);
}
