import { countCell, estimateCell, fateCells, nameCell } from '../cells.js';
import type { Counts } from '../counts.js';
import type { Estimate } from '../estimate.js';
import type { ReportHead } from '../head.js';
import { html, type Markup } from '../html.js';
import { formatPercent, formatValue } from '../numbers.js';
import { againstAll, isOutlying } from '../outlying.js';
import { type Cell, type Column, table } from '../table.js';
import type { Warning } from '../warning.js';
import { NAMED } from '../words.js';
import { leftOut, type Section, section } from './section.js';

export interface SourcesReport {
  readonly sources: SourceTable;
}

export interface SourceTable {
  readonly rows: readonly SourceFacts[];
  /** Sources beyond those in `rows`. */
  readonly leftOut: number;
  /** The signals whose medians stand in `SourceFacts.medians`, in that order. */
  readonly medianSignals: readonly {
    readonly id: string;
    readonly title: string;
    readonly unit: string;
  }[];
  /** The diversity measure of `SourceFacts.diversity`; absent if none was measured. */
  readonly diversity?: { readonly title: string; readonly unit: string; readonly note: string };
}

export interface SourceFacts {
  readonly source: string;
  readonly counts: Counts;
  readonly words: number;
  /** Null where the signal was null for every record. */
  readonly medians: readonly (number | null)[];
  /** Share of its records that are copies of another record, of any source; 0 to 1. */
  readonly duplicateShare: number;
  readonly diversity?: Estimate;
}

export const SOURCES_SHOWN = 250;

/** A table of all sources. */
export const sources: Section<SourcesReport> = {
  id: 'sources',
  name: 'Sources',
  draw,
  warnings: { rank: 5, of: warnings },
};

function draw(data: SourcesReport): Markup {
  const { rows, medianSignals, diversity, leftOut: others } = data.sources;
  const shown = rows.slice(0, SOURCES_SHOWN);
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
    'Sources',
    html`Sources of the records, largest first. “Copies” are records that repeat another record of any source.${diversity && ` ${diversity.title}: ${diversity.note}`}`,
    html`${table({
      id: 'table-sources',
      caption: 'Sources and the decisions on their records',
      columns,
      rows: shown.map((row) => sourceRow(row, data.sources)),
    })}
${leftOut(rows.length - shown.length + others, 'sources')}`,
  );
}

function sourceRow(row: SourceFacts, { medianSignals, diversity }: SourceTable): Cell[] {
  return [
    nameCell(row.source),
    ...fateCells(row.counts),
    countCell(row.words),
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

/** Sources that are kept out far more often than average. */
function* warnings({ counts, sources: { rows } }: ReportHead & SourcesReport): Generator<Warning> {
  const outlying = rows.filter((row) => isOutlying(row.counts, counts));
  for (const { source, counts: group } of outlying.slice(0, NAMED))
    yield { level: 'warn', text: `Source ${source}: ${againstAll(group, counts)}.`, anchor: 'sources' };
  if (outlying.length > NAMED)
    yield {
      level: 'warn',
      text: `${outlying.length - NAMED} more sources are kept out far more often than average.`,
      anchor: 'sources',
    };
}
