import type { HistogramRow, HistogramStrip } from '../../lab/preset.js';
import { extent } from '../../math/extent.js';
import { html, type Markup } from '../html.js';
import { formatNumber, formatPercent } from '../numbers.js';

const WIDTH = 460;
const LEFT = 92;
const RIGHT = 104;
const PITCH = 27;
const TALLEST = 25;
const TOP = 18;

/**
 * One histogram per generation, stacked on one logarithmic scale, with real data outlined behind each. A thin line from
 * the 1 % to the 99 % quantile shows tails whose bars are too low to see.
 */
export function ridges({ title, xLabel, unit, range, real, rows }: HistogramStrip): Markup {
  const all = [real, ...rows];
  const bars = real.shares.length;
  const decades = Math.log10(range[1] / range[0]);
  const edge = (bar: number): number => range[0] * 10 ** ((bar / bars) * decades);
  const used = all.flatMap(({ shares }) => shares.flatMap((share, bar) => (share > 0 ? [bar] : [])));
  const [from, highest] = extent(used);
  const to = highest + 1;
  const x = (value: number): number => {
    const bar = (Math.log10(value / range[0]) / decades) * bars;
    return LEFT + ((Math.min(to, Math.max(from, bar)) - from) / (to - from)) * (WIDTH - LEFT - RIGHT);
  };
  const [, tallest] = extent(all.flatMap(({ shares }) => shares));
  const outline = ({ shares }: HistogramRow, foot: number): string => {
    let path = `M${x(edge(from)).toFixed(1)} ${foot}`;
    for (let bar = from; bar < to; bar++) {
      const y = (foot - (shares[bar]! / tallest) * TALLEST).toFixed(1);
      path += `V${y}H${x(edge(bar + 1)).toFixed(1)}`;
    }
    return `${path}V${foot}`;
  };
  const foot = (at: number): number => TOP + (at + 1) * PITCH;
  const height = foot(all.length - 1) + 36;
  const ticks = Array.from({ length: Math.ceil(decades) + 1 }, (_, power) => range[0] * 10 ** power).filter(
    (tick) => tick >= edge(from) && tick <= edge(to),
  );
  const tail = ({ low, median, high }: HistogramRow, y: number, name: string): Markup =>
    html`<line class="lab-range" x1="${x(low).toFixed(1)}" x2="${x(high).toFixed(1)}" y1="${y}" y2="${y}"/><circle class="lab-dot" cx="${x(median).toFixed(1)}" cy="${y}" r="2.2"><title>${name}: median ${formatNumber(median)}, 1 % to 99 % ${formatNumber(low)} to ${formatNumber(high)}</title></circle>`;
  return html`<figure class="lab-figure"><figcaption>${title}</figcaption>
<svg class="chart" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${title}: ${unit} by ${xLabel}, ${rows.length} generations and ${real.name}">
<text x="${WIDTH - 58}" y="12" text-anchor="end">median</text><text x="${WIDTH}" y="12" text-anchor="end">99 %</text>
${ticks.map((tick) => html`<line class="base" x1="${x(tick).toFixed(1)}" x2="${x(tick).toFixed(1)}" y1="${TOP}" y2="${height - 30}"/><text x="${x(tick).toFixed(1)}" y="${height - 18}" text-anchor="middle">${formatNumber(tick)}</text>`)}
${all.map((row, at) => html`<g>${row === real ? null : html`<path class="lab-ridge" d="${outline(row, foot(at))}"/>`}<path class="lab-outline" d="${outline(real, foot(at))}"/>${tail(row, foot(at), row.name)}<text class="${row === real ? 'c-real' : ''}" x="0" y="${foot(at)}">${row.name}</text><text x="${WIDTH - 58}" y="${foot(at)}" text-anchor="end">${formatNumber(row.median)}</text><text x="${WIDTH}" y="${foot(at)}" text-anchor="end">${formatNumber(row.high)}</text></g>`)}
<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${height - 3}" text-anchor="middle">${xLabel}</text></svg>
<p class="hint">Height: ${unit}, at most ${formatPercent(tallest)}. <span class="c-synthetic">Filled</span>: samples of a generation. <span class="c-real">Outline</span>: ${real.name}. Line: 1 % to 99 % quantile, with a dot at the median.</p></figure>`;
}
