import { short, shortInterval } from '../../lab/reproduction.js';
import { extent } from '../../math/extent.js';
import { type Pen, padEnd, padStart, penOf, plain, type TerminalSettings, wrap } from '../terminal-text.js';
import { openSpan } from './span.js';

/** One cell of a sweep: its mean over the chains, generation by generation. */
export interface Panel {
  readonly label: string;
  readonly mean: readonly (number | null)[];
  /** 95 % interval of the mean, where there is one. */
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
  /** The closed form, where there is one. */
  readonly law: readonly number[] | null;
}

const ROWS = 8;
const NARROWEST = 24;
const WIDEST = 56;
const GAP = 2;
/** Glyphs of a chart cell; a later one covers an earlier one. */
const GLYPHS = {
  unicode: { band: '░', law: '┄', corner: '└', tick: '┤', wall: '│', floor: '─' },
  ascii: { band: '.', law: '-', corner: '+', tick: '+', wall: '|', floor: '-' },
} as const;

/**
 * Panels side by side on one scale: the mean as a line (braille, four levels to a row), its interval shaded, the closed
 * form dashed. Below each: its first and last value.
 */
export function panelChart(panels: readonly Panel[], settings: TerminalSettings): string[] {
  const pen = penOf(settings);
  const scale = scaleOf(panels);
  if (scale === null) return [];
  const { low, high } = scale;
  const glyphs = GLYPHS[settings.unicode === false ? 'ascii' : 'unicode'];
  const ticks = [high, (low + high) / 2, low].map((value) => tick(value, high - low));
  const margin = Math.max(...ticks.map((text) => text.length)) + 2;
  const perRow = Math.max(1, Math.min(panels.length, Math.floor((settings.width - margin) / NARROWEST)));
  const inner = Math.floor((settings.width - margin - GAP * perRow) / perRow) - 1;
  const width = Math.max(10, Math.min(WIDEST, inner));
  const lines: string[] = [];
  /** Prints the lines above or below the panels of a row, panel beside panel. */
  const beside = (columns: readonly (readonly string[])[]): void => {
    const height = Math.max(...columns.map((column) => column.length));
    for (let at = 0; at < height; at++)
      lines.push(
        `${' '.repeat(margin)}${columns.map((column) => padEnd(column[at] ?? '', width + GAP + 1)).join('')}`.trimEnd(),
      );
  };
  for (let from = 0; from < panels.length; from += perRow) {
    const row = panels.slice(from, from + perRow);
    const last = Math.max(...row.map(({ mean }) => mean.length)) - 1;
    const drawn = row.map((panel) => draw(panel, width, scale, settings.unicode !== false, pen));
    if (from > 0) lines.push('');
    beside(row.map(({ label }) => wrap(plain(label), width).map(pen.bold)));
    for (let at = 0; at < ROWS; at++) {
      const text = at === 0 ? ticks[0]! : at === ROWS - 1 ? ticks[2]! : at === ROWS / 2 ? ticks[1]! : '';
      const edge = text === '' ? glyphs.wall : glyphs.tick;
      const parts = drawn.map(
        (rows, panel) => (panel === 0 ? edge : glyphs.wall) + padEnd(rows[at]!, width + GAP),
      );
      lines.push(`${padStart(text, margin - 1)}${parts.join('')}`.trimEnd());
    }
    const floors = row.map(() => glyphs.corner + glyphs.floor.repeat(width) + ' '.repeat(GAP));
    lines.push(`${' '.repeat(margin - 1)}${floors.join('')}`.trimEnd());
    beside(row.map((panel) => [pen.faint(axis(last, width)), ends(panel), ...details(panel).map(pen.faint)]));
  }
  return lines;
}

/** Legend for the glyphs that occur. */
export function chartLegend(panels: readonly Panel[], chains: number, settings: TerminalSettings): string {
  const glyphs = GLYPHS[settings.unicode === false ? 'ascii' : 'unicode'];
  const parts = [
    `${settings.unicode === false ? '*' : '⠤⠒'} ${chains === 1 ? 'the chain' : `mean of ${chains} chains`}`,
  ];
  if (panels.some(({ low }) => low.some((value) => value !== null)))
    parts.push(`${glyphs.band} its 95 % interval`);
  if (panels.some(({ law }) => law !== null)) parts.push(`${glyphs.law} closed form`);
  return parts.join('   ');
}

interface Scale {
  readonly low: number;
  readonly high: number;
}

/** Covers all means and closed forms, and the intervals as far as they do not flatten the lines; starts at 0 if near. */
function scaleOf(panels: readonly Panel[]): Scale | null {
  const finite = (value: number | null): value is number => value !== null && Number.isFinite(value);
  const lines = panels.flatMap(({ mean, law }) => [...mean, ...(law ?? [])]).filter(finite);
  if (lines.length === 0) return null;
  const [least, most] = extent(lines);
  const reach = Math.max(most - least, 1e-9 * Math.abs(most));
  const bands = panels.flatMap(({ low, high }) => [...low, ...high]).filter(finite);
  const [lowest, highest] = extent(bands);
  let low = Math.max(Math.min(lowest, least), least - reach);
  let high = Math.min(Math.max(highest, most), most + reach);
  if (least >= 0 && (low < 0 || low < high / 2)) low = 0;
  [low, high] = openSpan(low, high);
  return { low, high };
}

/** Uses enough digits to tell two ticks apart. */
function tick(value: number, span: number): string {
  if (value === 0) return '0';
  const digits = Math.max(3, Math.min(6, 3 + Math.ceil(Math.log10(Math.abs(value) / span))));
  const text = String(Number(value.toPrecision(digits)));
  return text.length > 8 ? value.toExponential(1) : text;
}

function draw(
  { mean, low, high, law }: Panel,
  width: number,
  scale: Scale,
  isBraille: boolean,
  pen: Pen,
): string[] {
  const glyphs = GLYPHS[isBraille ? 'unicode' : 'ascii'];
  const dots = lineDots(mean, isBraille ? 2 * width : width, isBraille ? 4 * ROWS : ROWS, scale);
  return Array.from({ length: ROWS }, (_, row) => {
    let text = '';
    for (let column = 0; column < width; column++) {
      const share = width === 1 ? 0 : column / (width - 1);
      // The middle of this row, from 0 at the bottom to 1.
      const lawRow = rowOf(valueAt(law, share), ROWS, scale);
      const from = rowOf(valueAt(low, share), ROWS, scale);
      const to = rowOf(valueAt(high, share), ROWS, scale);
      const isLaw = lawRow === row;
      const line = isBraille ? brailleAt(dots, column, row) : dots[column]!.has(row) ? '*' : '';
      // Where line and closed form meet, they alternate.
      if (line !== '' && !(isLaw && column % 3 === 1)) text += pen.tint('real', line);
      else if (isLaw) text += pen.tint('synthetic', glyphs.law);
      else if (from !== null && to !== null && row <= from && row >= to) text += pen.faint(glyphs.band);
      else text += ' ';
    }
    return text;
  });
}

/** Rows from the top that the line fills in each column of dots, joined vertically; empty where a value is missing. */
function lineDots(
  values: readonly (number | null)[],
  columns: number,
  rows: number,
  scale: Scale,
): Set<number>[] {
  let before: number | null = null;
  return Array.from({ length: columns }, (_, column) => {
    const row = rowOf(valueAt(values, columns === 1 ? 0 : column / (columns - 1)), rows, scale);
    const filled = new Set<number>();
    if (row !== null) {
      const start: number = before ?? row;
      for (let at = Math.min(start, row); at <= Math.max(start, row); at++)
        if (at === row || at !== start) filled.add(at);
    }
    before = row;
    return filled;
  });
}

/** Linear interpolation between generations. */
function valueAt(values: readonly (number | null)[] | null, share: number): number | null {
  if (values === null || values.length === 0) return null;
  const at = share * (values.length - 1);
  const left = values[Math.floor(at)] ?? null;
  const right = values[Math.ceil(at)] ?? null;
  return left === null || right === null ? null : left + (at - Math.floor(at)) * (right - left);
}

function rowOf(value: number | null, rows: number, { low, high }: Scale): number | null {
  if (value === null || !Number.isFinite(value)) return null;
  const share = Math.max(0, Math.min(1, (value - low) / (high - low)));
  return Math.min(rows - 1, Math.floor((1 - share) * rows));
}

/** Bits of a braille cell's dots, row by row. */
const BRAILLE = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

function brailleAt(dots: readonly Set<number>[], column: number, row: number): string {
  let bits = 0;
  for (let y = 0; y < 4; y++)
    for (let x = 0; x < 2; x++) if (dots[2 * column + x]!.has(4 * row + y)) bits |= BRAILLE[y]![x]!;
  return bits === 0 ? '' : String.fromCharCode(0x2800 + bits);
}

/** `0        generation        200` */
function axis(last: number, width: number): string {
  const end = String(last);
  const word = 'generation';
  if (width < word.length + end.length + 5) return padEnd('0', width - end.length) + end;
  const left = Math.floor((width - word.length) / 2);
  return `${padEnd(padEnd('0', left) + word, width - end.length)}${end}`;
}

function ends({ mean }: Panel): string {
  return `${short(mean[0] ?? null)} → ${short(mean.at(-1) ?? null)}`;
}

function details({ low, high, law }: Panel): string[] {
  const lines = [];
  if (low.at(-1) != null && high.at(-1) != null) lines.push(shortInterval([low.at(-1)!, high.at(-1)!]));
  if (law !== null) lines.push(`closed form ${short(law.at(-1)!)}`);
  return lines;
}
