import { countCell, estimateCell, fateCells, textCell } from '../cells.js';
import { type Counts, recordsIn } from '../counts.js';
import type { Estimate } from '../estimate.js';
import type { ReportHead } from '../head.js';
import { html, type Markup, slug } from '../html.js';
import { formatCount, formatPercent } from '../numbers.js';
import { againstAll, isOutlying } from '../outlying.js';
import { type Cell, table } from '../table.js';
import type { Warning } from '../warning.js';
import { type Section, section } from './section.js';

export interface CompositionReport {
  readonly composition: Composition;
  readonly overRepresentation: readonly OverRepresentation[];
}

export interface Composition {
  readonly languages: readonly CompositionRow[];
  /** Chronological; `key` is `2021-03`, or `undated`. */
  readonly months: readonly CompositionRow[];
}

export interface CompositionRow {
  readonly key: string;
  readonly counts: Counts;
  readonly words: number;
}

export interface OverRepresentation {
  readonly facet: string;
  readonly value: string;
  readonly count: number;
  /** Of the records that have the facet; 0 to 1. */
  readonly share: number;
  readonly expectedShare: number;
  /** share ÷ expectedShare. */
  readonly ratio: Estimate;
}

/** Languages, and months. */
export const GROUPS_SHOWN = 60;
export const VALUES_SHOWN = 50;

/** Languages and months of the corpus, and over-represented values. */
export const composition: Section<CompositionReport> = {
  id: 'composition',
  name: 'Composition',
  draw,
  warnings: { rank: 4, of: warnings },
};

function draw(data: CompositionReport): Markup {
  const { languages, months } = data.composition;
  const rowsOf = (rows: typeof languages) =>
    rows
      .slice(0, GROUPS_SHOWN)
      .map(({ key, counts, words }): Cell[] => [textCell(key), ...fateCells(counts), countCell(words)]);
  const columns = (first: string) => [
    { key: slug(first), title: first },
    { key: 'records', title: 'Records', isNumber: true },
    { key: 'fates', title: 'Decided' },
    { key: 'out', title: 'Kept out', isNumber: true },
    { key: 'words', title: 'Words', isNumber: true },
  ];
  return section(
    'composition',
    'Composition',
    html`Languages and months of capture, with the decisions on each. A filter that silently removes a rare language does the same damage as model collapse.`,
    html`<div class="columns"><div><h3>Language</h3>${table({ id: 'table-languages', caption: 'Records by language', columns: columns('Language'), rows: rowsOf(languages) })}</div>
<div><h3>Month of capture</h3>${months.length === 0 ? html`<p class="refusal">No record has a date.</p>` : table({ id: 'table-months', caption: 'Records by month', columns: columns('Month'), rows: rowsOf(months) })}</div></div>
${overRepresentation(data)}`,
  );
}

/** Values whose whole interval lies above their expected share; the others are only counted. */
function overRepresentation({ overRepresentation: all }: CompositionReport): Markup {
  if (all.length === 0) return html``;
  const rows = all.filter(({ ratio }) => ratio.value !== null && (ratio.low ?? ratio.value) > 1);
  return html`<h3 id="over-representation">Over-represented</h3>
<p class="quiet">${rows.length === 0 ? 'No value is' : `${formatCount(rows.length)} of ${formatCount(all.length)} values are`} above the expected share with 95 % confidence.</p>
${table({
  id: 'table-over-representation',
  caption: 'Values and their expected shares',
  columns: [
    { key: 'value', title: 'Value' },
    { key: 'facet', title: 'Facet' },
    { key: 'records', title: 'Records', isNumber: true },
    { key: 'share', title: 'Share', isNumber: true },
    { key: 'expected', title: 'Expected', isNumber: true },
    { key: 'ratio', title: 'Times', isNumber: true },
  ],
  rows: rows
    .slice(0, VALUES_SHOWN)
    .map((row): Cell[] => [
      textCell(row.value),
      textCell(row.facet),
      countCell(row.count),
      { content: formatPercent(row.share), value: row.share },
      { content: formatPercent(row.expectedShare), value: row.expectedShare },
      estimateCell(row.ratio, 'ratio'),
    ]),
})}`;
}

/** Languages that are kept out far more often than average. */
function* warnings({
  counts,
  composition: { languages },
}: ReportHead & CompositionReport): Generator<Warning> {
  for (const { key, counts: group } of languages.slice(0, GROUPS_SHOWN))
    if (isOutlying(group, counts) && recordsIn(group) < recordsIn(counts) / 2)
      yield { level: 'warn', text: `Language ${key}: ${againstAll(group, counts)}.`, anchor: 'composition' };
}
