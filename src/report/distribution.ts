import type { DecisionKind } from '../core/decision.js';
import type { Bins } from './bins.js';
import { dots, niceUnit, short } from './glyphs.js';
import { html, type Markup } from './html.js';
import { formatCount, formatValue } from './numbers.js';
import { PALETTE } from './palette.js';

/** The distribution of a signal's values, by decision. */
export interface Distribution {
  readonly title: string;
  readonly unit: string;
  /** For numbers: the bins shared by all groups. Absent if no record has a value. */
  readonly bins?: Bins;
  /** One per decision with records. */
  readonly groups: readonly SignalGroup[];
  readonly thresholds: readonly Threshold[];
}

export interface SignalGroup {
  readonly decision: DecisionKind;
  /** Records with a value. */
  readonly count: number;
  /** Records per bin, one fewer than there are edges; sums to `count`. Empty for categories. */
  readonly histogram: readonly number[];
  /** Quantiles at `QUANTILES`; empty for categories. */
  readonly quantiles: readonly number[];
}

export const QUANTILES = [0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1] as const;

export interface Threshold {
  readonly rule: string;
  readonly decision: DecisionKind;
  /** The side of the value on which the rule matches. */
  readonly side: 'above' | 'below';
  readonly value: number;
  /** The rule has further conditions: crossing this line alone decides nothing. */
  readonly isPart?: boolean;
}

const WIDTH = 540;
const MARGIN = 12;
const ROW = 64;
const ROW_LABEL = 17;
const AXIS = 26;
const THRESHOLD_LINE = 17;
/** Further thresholds are drawn without a label; the table of rules has them. */
const LABELLED_THRESHOLDS = 5;
const RADIUS = 2.4;
const DOT_PITCH = 5.2;
/** Target number of dots in a row; a column taller than its row is compressed. */
const ROW_DOTS = 200;
const ZERO_GAP = 10;

/**
 * A signal's distribution, one row of dots per decision on one scale. A full dot stands for `unit` records of its row; a
 * small dot for a bin with fewer than half of that, so that a single record in the tail stays visible. The line under
 * each row spans its middle 90 %; the tick is its median.
 */
export function distribution(signal: Distribution): Markup | null {
  const { bins } = signal;
  const groups = signal.groups.filter((group) => group.count > 0 && group.histogram.length > 0);
  if (!bins || groups.length === 0) return null;
  const x = scaleOf(bins);
  const top = Math.min(signal.thresholds.length, LABELLED_THRESHOLDS) * THRESHOLD_LINE + 4;
  const height = top + groups.length * ROW + AXIS;
  const bottom = height - AXIS;
  const title = `${signal.title} of ${groups.map((g) => `${formatCount(g.count)} ${PALETTE[g.decision].label}`).join(', ')} records`;
  return html`<svg class="chart" role="img" aria-label="${title}" viewBox="0 0 ${WIDTH} ${height}"><title>${title}</title><desc>${describe(signal, groups)}</desc>
${groups.map((group, index) => row(signal, group, bins, x, top + index * ROW))}
${axis(signal, bins, x, bottom)}
${thresholdLines(signal, x, bottom)}
</svg>`;
}

/** How many records one dot of this group stands for. */
export const recordsPerDot = (group: SignalGroup): number => niceUnit(group.count / ROW_DOTS);

function describe(signal: Distribution, groups: readonly SignalGroup[]): string {
  const medians = groups.map((group) => {
    const at = (index: number) => formatValue(group.quantiles[index]!, signal.unit);
    return group.quantiles.length === 9
      ? `${PALETTE[group.decision].label}: median ${at(4)}, middle 90 % from ${at(2)} to ${at(6)}, extremes ${at(0)} and ${at(8)}`
      : `${PALETTE[group.decision].label}: ${group.count} records`;
  });
  const lines = signal.thresholds.map(
    (threshold) =>
      `${threshold.rule}: ${threshold.decision} ${threshold.side} ${formatValue(threshold.value, signal.unit)}${threshold.isPart ? ' with other conditions' : ''}`,
  );
  return [...medians, ...lines].join('; ');
}

type Scale = (value: number) => number;

function scaleOf(bins: Bins): Scale {
  const { edges, scale } = bins;
  const left = MARGIN;
  const right = WIDTH - MARGIN;
  const last = edges.at(-1)!;
  if (scale === 'linear') {
    const span = last - edges[0]! || 1;
    return (value) => left + ((right - left) * (value - edges[0]!)) / span;
  }
  const hasZero = edges[0] === 0;
  const first = edges[hasZero ? 1 : 0]!;
  const from = hasZero ? left + ZERO_GAP + 8 : left;
  const span = Math.log(last) - Math.log(first) || 1;
  return (value) =>
    value < first ? left : from + ((right - from) * (Math.log(value) - Math.log(first))) / span;
}

/** Middle of a bin on the page. */
function binCentre(bins: Bins, x: Scale, index: number): number {
  if (bins.scale === 'log' && index === 0 && bins.edges[0] === 0) return MARGIN;
  return (x(bins.edges[index]!) + x(bins.edges[index + 1]!)) / 2;
}

function row(signal: Distribution, group: SignalGroup, bins: Bins, x: Scale, top: number): Markup {
  const base = top + ROW - 10;
  const unit = recordsPerDot(group);
  const binWidth = (WIDTH - 2 * MARGIN) / Math.max(1, bins.edges.length - 1);
  const lanes = Math.max(1, Math.min(9, Math.floor(binWidth / DOT_PITCH)));
  const room = base - top - ROW_LABEL - RADIUS;
  const full: [number, number][] = [];
  const few: [number, number][] = [];
  for (const [index, count] of group.histogram.entries()) {
    if (count === 0) continue;
    const centre = binCentre(bins, x, index);
    const number = Math.round(count / unit);
    if (number === 0) few.push([centre, base - RADIUS]);
    const levels = Math.ceil(number / lanes);
    const step = Math.min(DOT_PITCH, room / Math.max(1, levels - 1));
    for (let i = 0; i < number; i++) {
      const inLevel = Math.min(lanes, number - Math.floor(i / lanes) * lanes);
      const lane = (i % lanes) - (inLevel - 1) / 2;
      full.push([centre + lane * DOT_PITCH, base - RADIUS - Math.floor(i / lanes) * step]);
    }
  }
  const { label, glyph } = PALETTE[group.decision];
  return html`<g><line class="base" x1="${MARGIN}" x2="${WIDTH - MARGIN}" y1="${short(base + 0.5)}" y2="${short(base + 0.5)}"/>${dots(group.decision, full, RADIUS)}${dots(group.decision, few, RADIUS * 0.55)}${middle(group, x, base)}<text class="row-label c-${group.decision}" x="${MARGIN}" y="${top + 12}">${glyph} ${label} <tspan class="quiet">${formatCount(group.count)}${signal.groups.length > 0 && unit > 1 ? ` · a dot is ${formatCount(unit)}` : ''}</tspan></text></g>`;
}

function middle(group: SignalGroup, x: Scale, base: number): Markup | null {
  if (group.quantiles.length !== 9 || group.count < 2) return null;
  const y = base + 3.5;
  return html`<line class="middle" x1="${short(x(group.quantiles[2]!))}" x2="${short(x(group.quantiles[6]!))}" y1="${y}" y2="${y}"/><line class="median" x1="${short(x(group.quantiles[4]!))}" x2="${short(x(group.quantiles[4]!))}" y1="${base + 1}" y2="${base + 7}"/>`;
}

/** Thresholds that decide alone come first; those with further conditions are faint. */
function thresholdLines(signal: Distribution, x: Scale, bottom: number): Markup[] {
  const ordered = [...signal.thresholds].sort(
    (a, b) => Number(a.isPart ?? false) - Number(b.isPart ?? false),
  );
  return ordered.map((threshold, index) => {
    const labelY = (Math.min(index, LABELLED_THRESHOLDS - 1) + 1) * THRESHOLD_LINE - 4;
    const at = thresholdX(signal.bins!, threshold, x);
    const kind = threshold.isPart || at.isOff ? ' faint' : '';
    const line = html`<line class="threshold s-${threshold.decision}${kind}" x1="${short(at.x)}" x2="${short(at.x)}" y1="${labelY + 3}" y2="${bottom}"/>`;
    if (index >= LABELLED_THRESHOLDS) return html`<g>${line}</g>`;
    const isRight = at.x > WIDTH / 2;
    const label = thresholdLabel(threshold, signal.unit, at.isOff);
    return html`<g>${line}<text class="threshold-label c-${threshold.decision}" x="${short(isRight ? at.x - 1 : at.x + 1)}" y="${labelY}" text-anchor="${isRight ? 'end' : 'start'}">${label}</text></g>`;
  });
}

function thresholdX(bins: Bins, { value, side }: Threshold, x: Scale): { x: number; isOff: boolean } {
  // Whole numbers are in the middle of their bins: the line goes between the last unmatched number and the next.
  const shift = isWhole(bins) ? (side === 'above' ? 0.5 : -0.5) : 0;
  const isOff = value > bins.edges.at(-1)! || value < bins.edges[0]!;
  return { x: Math.max(MARGIN, Math.min(WIDTH - MARGIN, x(value + shift))), isOff };
}

function thresholdLabel(
  { rule, decision, side, value, isPart }: Threshold,
  unit: string,
  isOff: boolean,
): string {
  const name = rule.length > 28 ? `${rule.slice(0, 27)}…` : rule;
  const rest = isPart ? ' and more' : isOff ? ', outside the range of all records' : '';
  const text = `${PALETTE[decision].glyph} ${name}: ${side} ${formatValue(value, unit)}${rest}`;
  return side === 'below' ? `← ${text}` : `${text} →`;
}

/** Width of a label on a phone, where text is larger relative to the drawing. */
const TICK_ROOM = 58;

function axis(signal: Distribution, bins: Bins, x: Scale, y: number): Markup {
  let last = -TICK_ROOM;
  const ticks = ticksOf(bins).map((value) => {
    const at = x(value);
    const tick = html`<line class="tick" x1="${short(at)}" x2="${short(at)}" y1="${y}" y2="${y + 4}"/>`;
    if (at - last < TICK_ROOM) return tick;
    last = at;
    const anchor = at < 30 ? 'start' : at > WIDTH - 30 ? 'end' : 'middle';
    const labelX = short(anchor === 'start' ? at - 3 : anchor === 'end' ? at + 3 : at);
    return html`${tick}<text class="tick-label" x="${labelX}" y="${y + 17}" text-anchor="${anchor}">${formatValue(value, signal.unit)}</text>`;
  });
  return html`<g>${ticks}</g>`;
}

/** Round numbers on the axis, four to seven of them, all inside the bins. */
export function ticksOf(bins: Bins): number[] {
  const first = bins.edges[0]!;
  const last = bins.edges.at(-1)!;
  return bins.scale === 'linear'
    ? linearTicks(first, last, isWhole(bins) ? 1 : 0)
    : logTicks(bins, first, last);
}

/** Bins of whole numbers begin half a step early. */
const isWhole = (bins: Bins): boolean => bins.scale === 'linear' && Math.abs(bins.edges[0]! % 1) === 0.5;

const MOST_TICKS = 6;

/** Multiples of 1, 2 or 5 × 10ⁿ, and of at least `least`, about five of them. */
export function linearTicks(first: number, last: number, least = 0): number[] {
  const rough = (last - first) / 5;
  if (!(rough > 0)) return [first];
  const power = 10 ** Math.floor(Math.log10(rough));
  const unit = Math.max(least, [1, 2, 5, 10].find((candidate) => candidate * power >= rough)! * power);
  const start = Math.ceil(first / unit);
  const ticks: number[] = [];
  // Never more than MOST_TICKS; with units tiny beside the values, the next step would be the same number.
  for (let i = 0; i < MOST_TICKS && (start + i) * unit <= last; i++)
    ticks.push(Number(((start + i) * unit).toPrecision(12)));
  return ticks;
}

function logTicks(bins: Bins, first: number, last: number): number[] {
  const start = first === 0 ? bins.edges[1]! : first;
  const decades = Math.log10(last) - Math.log10(start);
  const ticks: number[] = first === 0 ? [0] : [];
  const every = Math.max(1, Math.ceil(decades / 6));
  for (let power = Math.floor(Math.log10(start)); power <= Math.log10(last); power++)
    for (const digit of decades < 2 ? [1, 2, 5] : [1]) {
      const value = Number((digit * 10 ** power).toPrecision(6));
      if (value >= start && value <= last && power % every === 0) ticks.push(value);
    }
  return ticks;
}
