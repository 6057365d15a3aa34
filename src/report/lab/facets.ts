import { extent } from '../../math/extent.js';
import { html, type Markup } from '../html.js';
import { formatNumber } from '../numbers.js';
import { scaleOf } from './chart.js';
import { type Place, pathOf, thin } from './thin.js';

const WIDTH = 320;
const HEIGHT = 190;
const LEFT = 44;
const RIGHT = 8;
const TOP = 8;
const BOTTOM = 26;
/** Most generations drawn with a dot each; more dots would only thicken the line. */
const DOTS = 24;
/** Most loops drawn behind each other; more would be a grey cloud. */
export const MOST_BEHIND = 12;

/** One loop's values over its generations; null where a generation has none. */
export interface Facet {
  readonly label: string;
  readonly mean: readonly (number | null)[];
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
  /** The closed form, from generation 0; null where none is exact. */
  readonly law: readonly number[] | null;
}

/**
 * One measure of every loop, in panels on one scale: the mean over chains as a line in its 95 % band, the closed form
 * dashed, and the means of the other loops, if few, behind it in grey. `id` is the measure's id, unique on a page.
 */
export function facets(id: string, title: string, series: readonly Facet[]): Markup {
  const drawn = series.filter(({ mean }) => mean.some((value) => value !== null));
  if (drawn.length === 0) return html`<p class="refusal">Nothing to draw: no generation has a value.</p>`;
  const means = drawn.flatMap(({ mean, law }) => [...mean, ...(law ?? [])]).filter((value) => value !== null);
  const positive = means.filter((value) => value > 0);
  const [bottom, top] = extent(means);
  const isLog = positive.length === means.length && top / bottom > 200;
  // The intervals of two or three chains would flatten every line, so a band may leave the frame.
  const reach = (top - bottom || Math.abs(top) || 1) * 0.6;
  const bounds = drawn
    .flatMap(({ low, high }) => [...low, ...high])
    .filter((value) => value !== null)
    .map((value) =>
      Math.min(
        top + reach,
        Math.max(isLog ? bottom / 3 : bottom < 0 ? bottom - reach : Math.max(0, bottom - reach), value),
      ),
    );
  const [, count] = extent(drawn.map(({ mean }) => mean.length));
  const x = scaleOf([0, Math.max(1, count - 1)], LEFT, WIDTH - RIGHT, false, false);
  const y = scaleOf([...means, ...bounds], HEIGHT - BOTTOM, TOP, isLog, true);
  const clamp = (place: number): number => Math.min(HEIGHT - BOTTOM, Math.max(TOP, place));
  const points = (values: readonly (number | null)[]): readonly Place[] =>
    thin(
      values.flatMap((value, at) => {
        if (value === null) return [];
        const place = y.at(value);
        // Values that a logarithmic scale cannot show are drawn at its foot.
        return [{ x: x.at(at), y: clamp(Number.isFinite(place) ? place : HEIGHT - BOTTOM) }];
      }),
    );
  const behind = drawn.length > MOST_BEHIND ? [] : drawn.map((_, at) => at);
  const panel = (one: Facet, index: number): Markup => {
    const line = points(one.mean);
    const last = one.mean.findLastIndex((value) => value !== null);
    const edge = [...points(one.low), ...points(one.high).toReversed()];
    const [low, high] = [one.low[last] ?? null, one.high[last] ?? null];
    const interval = low === null || high === null ? '' : ` [${formatNumber(low)}, ${formatNumber(high)}]`;
    return html`<figure class="lab-panel"><figcaption><b>${one.label}</b> ${last === -1 ? 'no value' : html`${formatNumber(one.mean[last]!)}<span class="interval">${interval}</span>`}</figcaption>
<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title} of ${one.label}: ${last === -1 ? 'no value' : `${formatNumber(one.mean[0] ?? one.mean[last]!)} at generation 0, ${formatNumber(one.mean[last]!)} at generation ${last}`}">
${y.ticks.map((tick) => html`<line class="base" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y.at(tick).toFixed(1)}" y2="${y.at(tick).toFixed(1)}"/><text x="${LEFT - 5}" y="${(y.at(tick) + 4).toFixed(1)}" text-anchor="end">${formatNumber(tick)}</text>`)}
${x.ticks.filter(Number.isInteger).map((tick) => html`<text x="${x.at(tick).toFixed(1)}" y="${HEIGHT - BOTTOM + 15}" text-anchor="middle">${formatNumber(tick)}</text>`)}
${behind.filter((other) => other !== index).map((other) => html`<use class="lab-other" href="#mean-${id}-${other}"/>`)}
${edge.length > 2 ? html`<path class="lab-band" d="${pathOf(edge)}Z"/>` : null}<g class="lab-mean"><path id="mean-${id}-${index}" d="${pathOf(line)}"/></g>
${one.law === null ? null : html`<path class="lab-law" d="${pathOf(points(one.law))}"/>`}
${line.length <= DOTS ? line.map((dot) => html`<circle class="lab-dot" cx="${dot.x.toFixed(1)}" cy="${dot.y.toFixed(1)}" r="2.4"/>`) : null}</svg></figure>`;
  };
  return html`<div class="lab-facets">${drawn.map(panel)}</div>`;
}
