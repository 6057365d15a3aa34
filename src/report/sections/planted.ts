import { html, type Markup } from '../html.js';
import { formatCount } from '../numbers.js';
import { table } from '../table.js';
import { labelled, type Pen } from '../terminal-text.js';
import type { Warning } from '../warning.js';
import { plural } from '../words.js';
import { type Section, section } from './section.js';

export interface PlantedReport {
  /** What was planted on purpose and what became of it; only where the truth is known, as in the demo. */
  readonly planted?: readonly PlantedFacts[];
}

export interface PlantedFacts {
  readonly kind: string;
  readonly description: string;
  readonly planted: number;
  /** Quarantined or rejected. */
  readonly caught: number;
  readonly missed: number;
  /** Clean documents they were made from that are kept out because of them. */
  readonly originalsLost: number;
  /** Records that were missed, for `freckle explain`. */
  readonly missedRecords: readonly string[];
}

const ROWS_SHOWN = 50;

/** Known truth, where a demonstration planted it. */
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
    'Against known truth',
    html`This run planted ${formatCount(total((row) => row.planted))} contaminated records on purpose: ${formatCount(total((row) => row.caught))} were caught, ${formatCount(total((row) => row.missed))} went through. ${originals(total((row) => row.originalsLost))}`,
    table({
      id: 'table-planted',
      caption: 'What was planted and what became of it',
      columns: [
        { key: 'kind', title: 'Planted' },
        { key: 'planted', title: 'Records', isNumber: true },
        { key: 'caught', title: 'Caught', isNumber: true },
        { key: 'missed', title: 'Missed', isNumber: true },
        { key: 'lost', title: 'Originals lost', isNumber: true },
        { key: 'description', title: 'What it is' },
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
    ? 'The text of every clean document they were made from may stay.'
    : `${formatCount(lost)} clean ${plural(lost, 'document')} they were made from ${lost === 1 ? 'is' : 'are'} kept out with them.`;

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
        text: `${formatCount(missed)} of ${formatCount(total)} planted ${kind} went through.`,
        anchor: 'planted',
      };
}
