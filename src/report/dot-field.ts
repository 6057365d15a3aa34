import type { Counts } from './counts.js';
import { dots, type FateCounts, niceUnit } from './glyphs.js';
import { html, type Markup } from './html.js';
import { formatCount } from './numbers.js';
import { FATES, type Fate, PALETTE } from './palette.js';

/** Most dots in the field, not counting those that keep a rare fate visible. */
const FIELD_DOTS = 800;
const PITCH = 11;
const RADIUS = 4;
/** Dots in a row of a full-width field. */
const COLUMNS = 106;

export const fateCounts = (counts: Counts): FateCounts => ({
  admit: counts.admitted,
  quarantine: counts.quarantined,
  reject: counts.rejected,
  unreadable: counts.unreadable,
});

/** Records per dot, and dots per fate: a fate with records has at least one dot. */
export function fieldDots(
  counts: Counts,
  limit = FIELD_DOTS,
): { unit: number; dots: { [fate in Fate]: number } } {
  const of = fateCounts(counts);
  const unit = niceUnit(counts.read / limit);
  const share = (fate: Fate) => (of[fate] === 0 ? 0 : Math.max(1, Math.round(of[fate] / unit)));
  return {
    unit,
    dots: {
      admit: share('admit'),
      quarantine: share('quarantine'),
      reject: share('reject'),
      unreadable: share('unreadable'),
    },
  };
}

/** The corpus as a field of dots, ordered by fate. */
export function dotField(counts: Counts): Markup {
  const { unit, dots: perFate } = fieldDots(counts);
  const total = FATES.reduce((sum, fate) => sum + perFate[fate], 0);
  const rows = Math.max(1, Math.min(Math.round(Math.sqrt(total / 14)), Math.round(total / COLUMNS) || 1));
  const columns = Math.max(1, Math.ceil(total / rows));
  // Every second column is shifted by half a row, so that the dots are packed densely.
  const place = (index: number): readonly [number, number] => {
    const column = Math.floor(index / rows);
    const offset = column % 2 === 1 && rows > 1 ? PITCH / 2 : 0;
    return [RADIUS + 1 + column * PITCH * 0.9, RADIUS + 1 + (index % rows) * PITCH + offset];
  };
  let first = 0;
  const groups = FATES.map((fate) => {
    const points = Array.from({ length: perFate[fate] }, (_, i) => place(first + i));
    first += perFate[fate];
    return dots(fate, points, RADIUS);
  });
  const width = Math.ceil((columns - 1) * PITCH * 0.9 + 2 * RADIUS + 2);
  const height = Math.ceil((rows - 1) * PITCH + 2 * RADIUS + 2 + (rows > 1 ? PITCH / 2 : 0));
  const description = FATES.map((fate) => `${formatCount(fateCounts(counts)[fate])} ${PALETTE[fate].label}`);
  return html`<figure class="field">
<svg${columns > COLUMNS * 0.8 && html` class="full"`} role="img" aria-labelledby="field-title field-desc" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"><title id="field-title">Decisions on the corpus, as dots</title><desc id="field-desc">${description.join(', ')}.</desc>${groups}</svg>
<figcaption>${
    unit === 1
      ? 'Each dot is one record.'
      : `Each dot stands for ${formatCount(unit)} records; every outcome with records has at least one dot.`
  }</figcaption>
</figure>`;
}
