import { type Counts, keptOut, recordsIn } from './counts.js';
import { fateCounts } from './dot-field.js';
import type { Estimate } from './estimate.js';
import { fateBar } from './glyphs.js';
import { html } from './html.js';
import { formatCount, formatShare, formatValue } from './numbers.js';
import type { Cell } from './table.js';

/** A count, sorted as a number. */
export const countCell = (count: number): Cell => ({ content: formatCount(count), value: count });

/** A text, sorted alphabetically. */
export const textCell = (text: string): Cell => ({ content: text, value: text });

/** A name from the data, which may be long. */
export const nameCell = (name: string): Cell => ({
  content: html`<span class="name">${name}</span>`,
  value: name,
});

/** Three cells of several tables: records, their bar, and the share kept out. */
export function fateCells(counts: Counts): Cell[] {
  const [records, out] = [recordsIn(counts), keptOut(counts)];
  return [
    countCell(counts.read),
    { content: fateBar(fateCounts(counts), counts.read, 90), value: '' },
    { content: formatShare(out, records), value: records === 0 ? null : out / records },
  ];
}

/** A number with its interval in a lighter weight, or why it is not estimated. */
export function estimateCell(estimate: Estimate, unit: string): Cell {
  if (estimate.value === null)
    return {
      content: html`<span class="refusal">not estimated</span> <span class="quiet">${estimate.why}</span>`,
      value: null,
    };
  const { value, low, high } = estimate;
  return {
    content: html`${formatValue(value, unit)}${
      low !== undefined &&
      high !== undefined &&
      html` <span class="interval">${formatValue(low, unit)} – ${formatValue(high, unit)}</span>`
    }`,
    value,
  };
}
