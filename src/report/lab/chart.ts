import type { Curve, Figure } from '../../lab/preset.js';
import { extent } from '../../math/extent.js';
import { html, type Markup } from '../html.js';
import { formatNumber } from '../numbers.js';
import { openSpan } from './span.js';
import { pathOf, thin } from './thin.js';

const WIDTH = 460;
const HEIGHT = 230;
const LEFT = 58;
/** Room for the names at the ends of the lines. */
const RIGHT = 118;
const LABEL_PITCH = 13;
const TOP = 12;
const BOTTOM = 40;

/** Six dash patterns, so that lines differ by more than their names. */
const DASHES = ['none', '6 3', '2 3', '9 3 2 3', '12 4', '1 4'];

interface Scale {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

/**
 * Lines over generations: our numbers as dots with whiskers for their intervals, a closed form as a thin line behind
 * them, printed numbers as hollow dots.
 */
export function lineChart(figure: Figure): Markup {
  const finite = (values: readonly number[], isLog: boolean | undefined) =>
    values.filter((value) => Number.isFinite(value) && (isLog !== true || value > 0));
  const xs = finite(
    figure.curves.flatMap((curve) => [...curve.x]),
    figure.isLogX,
  );
  const ys = finite(
    figure.curves.flatMap((curve) => [...curve.y, ...(curve.low ?? []), ...(curve.high ?? [])]),
    figure.isLogY,
  );
  if (xs.length === 0 || ys.length === 0)
    return html`<p class="refusal">${figure.title}: nothing to draw: no generation has a value.</p>`;
  const x = scaleOf(xs, LEFT, WIDTH - RIGHT, figure.isLogX === true, false);
  const y = scaleOf(ys, HEIGHT - BOTTOM, TOP, figure.isLogY === true, true);
  const ends: { name: string; x: number; y: number }[] = [];
  const drawn = figure.curves.map((curve, index) => {
    const points = curve.x
      .map((value, at) => ({ x: x.at(value), y: y.at(curve.y[at]!), at }))
      .filter((point) => Number.isFinite(point.x) && Number.isFinite(point.y));
    const path = pathOf(thin(points));
    if (curve.kind === 'closed-form') return html`<path class="lab-law" d="${path}"/>`;
    const dots =
      points.length > 60 ? points.filter((_, at) => at % Math.ceil(points.length / 40) === 0) : points;
    if (curve.kind === 'ours' && points.length > 0)
      ends.push({ name: curve.name, x: points.at(-1)!.x, y: points.at(-1)!.y });
    return html`<g class="lab-series">${path === '' ? null : html`<path class="lab-line lab-${curve.kind}" stroke-dasharray="${DASHES[index % DASHES.length]!}" d="${path}"/>`}
${dots.map((point) => whisker(curve, point.at, point.x, y.at))}
${dots.map((point) => html`<circle class="${curve.kind === 'printed' ? 'lab-hollow' : 'lab-dot'}" cx="${point.x.toFixed(1)}" cy="${point.y.toFixed(1)}" r="3"><title>${curve.name}, ${figure.xLabel} ${formatNumber(curve.x[point.at]!)}: ${formatNumber(curve.y[point.at]!)}</title></circle>`)}</g>`;
  });
  return html`<figure class="lab-figure"><figcaption>${figure.title}</figcaption>
<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${figure.title}: ${figure.yLabel} over ${figure.xLabel}">
${y.ticks.map((tick) => html`<line class="base" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y.at(tick).toFixed(1)}" y2="${y.at(tick).toFixed(1)}"/><text x="${LEFT - 6}" y="${(y.at(tick) + 4).toFixed(1)}" text-anchor="end">${formatNumber(tick)}</text>`)}
${x.ticks.filter((tick) => !xs.every(Number.isInteger) || Number.isInteger(tick)).map((tick) => html`<text x="${x.at(tick).toFixed(1)}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${formatNumber(tick)}</text>`)}
<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 6}" text-anchor="middle">${figure.xLabel}</text>
${drawn}${spreadOut(ends).map((end) => html`<text class="lab-name" x="${(end.x + 8).toFixed(1)}" y="${(end.y + 4).toFixed(1)}">${end.name}</text>`)}</svg>
${legend(figure)}</figure>`;
}

/** Moves overlapping names apart, in the order of their lines' ends. */
function spreadOut(ends: readonly { readonly name: string; readonly x: number; readonly y: number }[]) {
  const sorted = [...ends].sort((a, b) => a.y - b.y);
  const placed: { name: string; x: number; y: number }[] = [];
  for (const end of sorted) {
    const above = placed.findLast(({ x }) => Math.abs(x - end.x) < RIGHT);
    placed.push({ ...end, y: above === undefined ? end.y : Math.max(end.y, above.y + LABEL_PITCH) });
  }
  const excess = Math.max(0, ...placed.map(({ y }) => y - (HEIGHT - BOTTOM + 4)));
  return placed.map((end) => ({ ...end, y: end.y - excess }));
}

/** Names the curves without a label at their line: closed forms, which pass through our dots, and printed numbers. */
function legend({ curves }: Figure): Markup | null {
  const entry = (kind: Curve['kind'], many: string): Markup | null => {
    const found = curves.filter((curve) => curve.kind === kind);
    if (found.length === 0) return null;
    return html`<li>${legendMark(found[0]!, curves.indexOf(found[0]!))} ${found.length === 1 ? found[0]!.name : many}</li>`;
  };
  const entries = [entry('closed-form', 'closed form of each'), entry('printed', 'published value of each')];
  return entries.every((one) => one === null) ? null : html`<ul class="lab-legend">${entries}</ul>`;
}

function whisker(curve: Curve, at: number, x: number, y: (value: number) => number): Markup | null {
  const low = curve.low?.[at];
  const high = curve.high?.[at];
  if (low === undefined || high === undefined || !Number.isFinite(y(low)) || !Number.isFinite(y(high)))
    return null;
  return html`<line class="whisker" x1="${x.toFixed(1)}" x2="${x.toFixed(1)}" y1="${y(low).toFixed(1)}" y2="${y(high).toFixed(1)}"/>`;
}

const legendMark = (curve: Curve, index: number): Markup =>
  curve.kind === 'closed-form'
    ? html`<svg width="26" height="10" aria-hidden="true"><path class="lab-law" d="M1 5H25"/></svg>`
    : html`<svg width="26" height="10" aria-hidden="true"><path class="lab-line" stroke-dasharray="${DASHES[index % DASHES.length]!}" d="M1 5H25"/><circle class="${curve.kind === 'printed' ? 'lab-hollow' : 'lab-dot'}" cx="13" cy="5" r="3"/></svg>`;

/** Linear or logarithmic, with three to six round ticks; a linear vertical scale starts at zero when zero is near. */
export function scaleOf(
  values: readonly number[],
  from: number,
  to: number,
  isLog: boolean,
  fromZero: boolean,
): Scale {
  const f = isLog ? Math.log10 : (value: number) => value;
  const [least, most] = extent(values).map(f) as [number, number];
  const [low, high] = openSpan(!isLog && fromZero && least > 0 && least < 0.6 * most ? 0 : least, most);
  // Results kept as JSON hold null for values that are not numbers.
  const at = (value: number): number => {
    if (!Number.isFinite(value) || (isLog && value <= 0)) return Number.NaN;
    return from + ((f(value) - low) / (high - low)) * (to - from);
  };
  return { at, ticks: isLog ? logTicks(low, high) : linearTicks(low, high) };
}

function linearTicks(low: number, high: number): number[] {
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough)!;
  // Counted in whole numbers: adding tiny steps to large values may not change them.
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, at) => Number(((first + at) * step).toPrecision(15)));
}

function logTicks(low: number, high: number): number[] {
  const first = Math.ceil(low - 1e-9);
  const last = Math.floor(high + 1e-9);
  const step = Math.max(1, Math.ceil((last - first) / 5));
  const powers: number[] = [];
  for (let power = first; power <= last; power += step) powers.push(10 ** power);
  if (powers.length >= 2) return powers;
  // Less than a decade: round numbers within it.
  return [1, 2, 3, 5, 7]
    .flatMap((digit) => [digit * 10 ** (first - 1), digit * 10 ** first, digit * 10 ** (first + 1)])
    .filter((value) => Math.log10(value) >= low - 1e-9 && Math.log10(value) <= high + 1e-9)
    .sort((a, b) => a - b);
}
