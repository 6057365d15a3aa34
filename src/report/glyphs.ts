import { type Child, html, type Markup } from './html.js';
import { FATES, type Fate, type Meaning, PALETTE } from './palette.js';

/** The meaning's glyph and word: colour never stands alone. */
export const badge = (meaning: Meaning, text: Child = PALETTE[meaning].label): Markup =>
  html`<span class="badge c-${meaning}">${glyph(meaning)} ${text}</span>`;

export const glyph = (meaning: Meaning): Markup =>
  html`<span class="glyph c-${meaning}" aria-hidden="true">${PALETTE[meaning].glyph}</span>`;

/** Dots of one radius at many places: round-capped strokes of no length, eight bytes a dot. */
export function dots(
  fate: Fate,
  points: readonly (readonly [x: number, y: number])[],
  radius: number,
): Markup {
  if (points.length === 0) return html``;
  const path = points.map(([x, y]) => `M${short(x)} ${short(y)}h0`).join('');
  const full = html`<path class="dot s-${fate}" stroke-width="${short(radius * 2)}" d="${path}"/>`;
  const hollow = html`<path class="dot s-paper" stroke-width="${short(radius * 1.1)}" d="${path}"/>`;
  switch (fate) {
    case 'admit':
      return full;
    case 'reject':
      return html`${full}${hollow}`;
    case 'quarantine': {
      const r = short(radius * 0.8);
      const halves = points
        .map(([x, y]) => `M${short(x)} ${short(y - radius * 0.8)}a${r} ${r} 0 0 0 0 ${short(radius * 1.6)}z`)
        .join('');
      return html`${full}${hollow}<path class="f-${fate}" d="${halves}"/>`;
    }
    case 'unreadable': {
      const r = short(radius * 0.75);
      const d = short(radius * 1.5);
      const crosses = points
        .map(([x, y]) => `M${short(x - r)} ${short(y - r)}l${d} ${d}m0 ${-d}l${-d} ${d}`)
        .join('');
      return html`<path class="cross s-${fate}" stroke-width="${short(radius * 0.5)}" d="${crosses}"/>`;
    }
    default:
      return fate satisfies never;
  }
}

/** At most two digits after the point: a page of dots stays small. */
export const short = (value: number): number => Math.round(value * 100) / 100;

/** Smallest of 1, 2, 5 × 10ⁿ that is at least `value`: how many records one dot stands for. */
export function niceUnit(value: number): number {
  if (value <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  for (const step of [1, 2, 5, 10]) if (step * power >= value) return step * power;
  return 10 * power;
}

export type FateCounts = { readonly [fate in Fate]: number };

/** A bar of what became of records; each part has its own fill and never vanishes while it is not empty. */
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
