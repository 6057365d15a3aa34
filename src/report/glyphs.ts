import { type Child, html, type Markup } from './html.js';
import { FATES, type Fate, type Meaning, PALETTE } from './palette.js';

/** The meaning's glyph and word, so that colour is never the only cue. */
export const badge = (meaning: Meaning, text: Child = PALETTE[meaning].label): Markup =>
  html`<span class="badge c-${meaning}">${glyph(meaning)} ${text}</span>`;

export const glyph = (meaning: Meaning): Markup =>
  html`<span class="glyph c-${meaning}" aria-hidden="true">${PALETTE[meaning].glyph}</span>`;

/**
 * Dots of one radius at many places. A full dot is a round-capped stroke of zero length; the others are outlines, so that
 * dots in a pile stay visible.
 */
export function dots(
  fate: Fate,
  points: readonly (readonly [x: number, y: number])[],
  radius: number,
): Markup {
  if (points.length === 0) return html``;
  const r = tenth(radius * 0.82);
  const ring = `m${-r} 0a${r} ${r} 0 1 1 0 .01z`;
  switch (fate) {
    case 'admit':
      return html`<path class="dot s-admit" stroke-width="${tenth(radius * 2)}" d="${path(points, 'h0')}"/>`;
    case 'reject':
      return html`<path class="ring s-reject" d="${path(points, ring)}"/>`;
    case 'quarantine': {
      const half = `m0 ${-r}a${r} ${r} 0 0 0 0 ${tenth(2 * r)}z`;
      return html`<path class="ring s-quarantine" d="${path(points, ring)}"/><path class="f-quarantine" d="${path(points, half)}"/>`;
    }
    case 'unreadable': {
      const d = tenth(r * 2);
      const cross = `m${-r} ${-r}l${d} ${d}m0 ${-d}l${-d} ${d}`;
      return html`<path class="cross s-unreadable" stroke-width="${short(radius * 0.5)}" d="${path(points, cross)}"/>`;
    }
    default:
      return fate satisfies never;
  }
}

const tenth = (value: number): number => Math.round(value * 10) / 10;

/** Each mark is drawn from its own centre. */
const path = (points: readonly (readonly [x: number, y: number])[], mark: string): string =>
  points.map(([x, y]) => `M${tenth(x)} ${tenth(y)}${mark}`).join('');

/** At most two decimals, to keep a page of dots small. */
export const short = (value: number): number => Math.round(value * 100) / 100;

/** Smallest of 1, 2, 5 × 10ⁿ that is at least `value`: records per dot. */
export function niceUnit(value: number): number {
  if (value <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  for (const step of [1, 2, 5, 10]) if (step * power >= value) return step * power;
  return 10 * power;
}

export type FateCounts = { readonly [fate in Fate]: number };

/** A bar of the fates of records; each part has its own fill, and a non-empty part is always visible. */
export function fateBar(counts: FateCounts, scaleTo: number, width = 120): Markup {
  const height = 9;
  const total = FATES.reduce((sum, fate) => sum + counts[fate], 0);
  const label = FATES.filter((fate) => counts[fate] > 0)
    .map((fate) => `${PALETTE[fate].label} ${counts[fate]}`)
    .join(', ');
  const room = (width * total) / Math.max(1, scaleTo);
  const present = FATES.filter((fate) => counts[fate] > 0);
  const least = Math.min(2.5, room / Math.max(1, present.length));
  const spare = room - least * present.length;
  let x = 0;
  const parts = present.map((fate) => {
    const length = least + (spare * counts[fate]) / Math.max(1, total);
    const part = html`<rect class="bar b-${fate}" x="${short(x)}" width="${short(Math.max(0.5, length - 0.6))}" y="0.5" height="${height - 1}"/>`;
    x += length;
    return part;
  });
  return html`<svg class="fate-bar" role="img" aria-label="${label || 'no records'}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">${parts}</svg>`;
}
