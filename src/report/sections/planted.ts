import { html, type Markup } from '../html.js';
import { formatCount } from '../numbers.js';
import { table } from '../table.js';
import { labelled, type Pen } from '../terminal-text.js';
import type { Warning } from '../warning.js';
import { plural } from '../words.js';
import { type Section, section } from './section.js';

export interface PlantedReport {
  /** Planted records and their decisions; only where the truth is known, as in the demo. */
  readonly planted?: readonly PlantedFacts[];
}

export interface PlantedFacts {
  readonly kind: string;
  readonly description: string;
  readonly planted: number;
  /** Quarantined or rejected. */
  readonly caught: number;
  readonly missed: number;
  /** Clean originals that are kept out because of the planted records. */
  readonly originalsLost: number;
  /** Positions of the missed records, for `freckle explain`. */
  readonly missedRecords: readonly string[];
}

const ROWS_SHOWN = 50;

/** Results against known truth. */
export const planted: Section<PlantedReport> = {
  id: 'planted',
  name: 'Planted',
  isShown: ({ planted: facts = [] }) => facts.length > 0,
  draw,
  lines: { rank: 3, of: lines },
  warnings: { rank: 3, of: warnings },
};

function draw({ planted: facts = [] }: PlantedReport): Markup {
  const total = (of: (row: PlantedFacts) => number) => facts.reduce((sum, row) => sum + of(row), 0);
  return section(
    'planted',
    'Planted contaminations',
    html`This run planted ${formatCount(total((row) => row.planted))} contaminated records on purpose: ${formatCount(total((row) => row.caught))} were caught, ${formatCount(total((row) => row.missed))} ${total((row) => row.missed) === 1 ? 'was' : 'were'} missed. ${originals(total((row) => row.originalsLost))}`,
    table({
      id: 'table-planted',
      caption: 'Planted records and their decisions',
      columns: [
        { key: 'kind', title: 'Planted' },
        { key: 'planted', title: 'Records', isNumber: true },
        { key: 'caught', title: 'Caught', isNumber: true },
        { key: 'missed', title: 'Missed', isNumber: true },
        { key: 'lost', title: 'Originals lost', isNumber: true },
        { key: 'description', title: 'Description' },
      ],
      rows: facts.slice(0, ROWS_SHOWN).map((row) => [
        { content: row.kind, value: row.kind },
        { content: formatCount(row.planted), value: row.planted },
        { content: formatCount(row.caught), value: row.caught },
        { content: row.missed > 0 ? html`<b>${formatCount(row.missed)}</b>` : '0', value: row.missed },
        { content: formatCount(row.originalsLost), value: row.originalsLost },
        {
          content: html`${row.description}${row.missedRecords.length > 0 && html` <span class="quiet">missed:</span> ${row.missedRecords.slice(0, 5).map((record) => html`<code>${record}</code> `)}`}`,
          value: row.description,
        },
      ]),
    }),
  );
}

const originals = (lost: number): string =>
  lost === 0
    ? 'No clean original was lost.'
    : `${formatCount(lost)} clean ${plural(lost, 'original')} ${lost === 1 ? 'was' : 'were'} kept out because of them.`;

function lines({ planted: facts = [] }: PlantedReport, pen: Pen): string[] {
  const total = (key: 'planted' | 'caught' | 'missed' | 'originalsLost') =>
    facts.reduce((sum, row) => sum + row[key], 0);
  const lost = total('originalsLost');
  return [
    labelled(
      pen,
      'Planted',
      `${formatCount(total('planted'))} contaminations: ${formatCount(total('caught'))} caught, ${formatCount(total('missed'))} missed; ${lost === 0 ? 'no' : formatCount(lost)} clean ${lost === 1 ? 'original' : 'originals'} lost`,
    ),
  ];
}

function* warnings({ planted: facts = [] }: PlantedReport): Generator<Warning> {
  for (const { kind, missed, planted: total } of facts)
    if (missed > 0)
      yield {
        level: 'warn',
        text: `${formatCount(missed)} of ${formatCount(total)} planted ${plural(total, 'record')} of kind ${kind} ${missed === 1 ? 'was' : 'were'} missed.`,
        anchor: 'planted',
      };
}
