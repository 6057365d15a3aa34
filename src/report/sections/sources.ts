import {
  type Counts,
  type Estimate,
  REPORT_LIMITS,
  type ReportData,
  type SourceFacts,
  type SourceTable,
} from '../data.js';
import { fateCounts } from '../dot-field.js';
import { fateBar } from '../glyphs.js';
import { html, type Markup } from '../html.js';
import { formatCount, formatPercent, formatShare, formatValue } from '../numbers.js';
import { type Cell, type Column, table } from '../table.js';
import { leftOut, section } from './section.js';

/** Sources side by side. */
export function sources(data: ReportData): Markup {
  const { rows, medianSignals, diversity, leftOut: others } = data.sources;
  const shown = rows.slice(0, REPORT_LIMITS.sources);
  const columns: Column[] = [
    { key: 'source', title: 'Source' },
    { key: 'records', title: 'Records', isNumber: true },
    { key: 'fates', title: 'Decided' },
    { key: 'out', title: 'Kept out', isNumber: true },
    { key: 'words', title: 'Words', isNumber: true },
    { key: 'copies', title: 'Copies', isNumber: true },
    ...medianSignals.map(({ id, title }) => ({
      key: id,
      title: html`${title} <span class="quiet">median</span>`,
      isNumber: true,
    })),
    ...(diversity ? [{ key: 'diversity', title: diversity.title, isNumber: true }] : []),
  ];
  return section(
    'sources',
    'Sources side by side',
    html`Who published the records, largest first. “Copies” are records that repeat another record of any source.${diversity && ` ${diversity.title}: ${diversity.note}`}`,
    html`${table({
      id: 'table-sources',
      caption: 'Sources and what became of their records',
      columns,
      rows: shown.map((row) => sourceRow(row, data.sources)),
    })}
${leftOut(rows.length - shown.length + others, 'sources')}`,
  );
}

function sourceRow(row: SourceFacts, { medianSignals, diversity }: SourceTable): Cell[] {
  return [
    { content: html`<span class="name">${row.source}</span>`, value: row.source },
    ...fateCells(row.counts),
    { content: formatCount(row.words), value: row.words },
    { content: formatPercent(row.duplicateShare), value: row.duplicateShare },
    ...medianSignals.map(({ unit }, index): Cell => {
      const median = row.medians[index] ?? null;
      return median === null
        ? { content: html`<span class="quiet">no value</span>`, value: null }
        : { content: formatValue(median, unit), value: median };
    }),
    ...(diversity
      ? [
          row.diversity
            ? estimateCell(row.diversity, diversity.unit)
            : { content: html`<span class="quiet">not measured</span>`, value: null },
        ]
      : []),
  ];
}

/** Records, their bar and the share kept out: three cells that several tables share. */
export function fateCells(counts: Counts): Cell[] {
  const records = counts.admitted + counts.quarantined + counts.rejected;
  const out = counts.quarantined + counts.rejected;
  return [
    { content: formatCount(counts.read), value: counts.read },
    { content: fateBar(fateCounts(counts), counts.read, 90), value: '' },
    { content: formatShare(out, records), value: records === 0 ? null : out / records },
  ];
}

/** A number with its interval in a lighter weight, or the refusal with its reason. */
export function estimateCell(estimate: Estimate, unit: string): Cell {
  if (estimate.value === null)
    return {
      content: html`<span class="refusal">refused</span> <span class="quiet">${estimate.why}</span>`,
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
