import { countCell, textCell } from '../cells.js';
import { recordsIn } from '../counts.js';
import { cluster, type DuplicateCluster } from '../duplicate-cluster.js';
import type { ReportHead } from '../head.js';
import { html, type Markup } from '../html.js';
import { formatCount, roughPercent } from '../numbers.js';
import { table } from '../table.js';
import { labelled, type Pen } from '../terminal-text.js';
import type { Warning } from '../warning.js';
import { plural } from '../words.js';
import { type Section, section } from './section.js';

export interface DuplicatesReport {
  readonly duplicates: DuplicateFacts;
}

export interface DuplicateFacts {
  readonly exact: { readonly clusters: number; readonly copies: number };
  readonly near: { readonly clusters: number; readonly copies: number };
  /** Pictures that look nearly the same; absent where there are no images. */
  readonly images?: { readonly clusters: number; readonly copies: number };
  /** How near duplicates were found, and the threshold, in one sentence. */
  readonly method: string;
  readonly largest: readonly DuplicateCluster[];
  /** Lines that many sources share. */
  readonly boilerplate: readonly {
    readonly line: string;
    readonly records: number;
    readonly sources: number;
  }[];
  /** System prompts and passages that many records share. */
  readonly sharedParts: {
    /** Different parts, and the records that have one. */
    readonly parts: number;
    readonly records: number;
    /** The most frequent, with the beginning of the text; null where it could not be read again. */
    readonly commonest: readonly {
      readonly role: string;
      readonly records: number;
      readonly text: string | null;
    }[];
  };
}

export const CLUSTERS_SHOWN = 25;
const LINES_SHOWN = 30;
const PART_CHARACTERS = 300;

/** Duplicate clusters: the kept copy, and what the other copies changed. */
export const duplicates: Section<DuplicatesReport> = {
  id: 'duplicates',
  name: 'Duplicates',
  draw,
  lines: { rank: 1, of: lines },
  warnings: { rank: 2, of: warnings },
};

function draw({ duplicates: facts }: DuplicatesReport): Markup {
  const { exact, near, images, largest } = facts;
  const shown = largest.slice(0, CLUSTERS_SHOWN);
  const clusters = exact.clusters + near.clusters + (images?.clusters ?? 0);
  return section(
    'duplicates',
    'Duplicates',
    html`<b>${formatCount(exact.copies)}</b> exact ${exact.copies === 1 ? 'copy' : 'copies'} in ${formatCount(exact.clusters)} ${plural(exact.clusters, 'cluster')}, <b>${formatCount(near.copies)}</b> near ${near.copies === 1 ? 'copy' : 'copies'} in ${formatCount(near.clusters)} ${plural(near.clusters, 'cluster')}${images !== undefined && html`, <b>${formatCount(images.copies)}</b> near-duplicate ${plural(images.copies, 'picture')} in ${formatCount(images.clusters)} ${plural(images.clusters, 'cluster')}`}. ${facts.method}`,
    html`${shown.map(cluster)}
${clusters > shown.length && html`<p class="quiet">${formatCount(clusters - shown.length)} smaller clusters are not shown.</p>`}
${boilerplate(facts.boilerplate)}
${sharedParts(facts.sharedParts)}`,
  );
}

function boilerplate(lines: DuplicateFacts['boilerplate']): Markup | null {
  if (lines.length === 0) return null;
  return html`<h3>Lines that many sources share</h3>
${table({
  id: 'table-boilerplate',
  caption: 'Boilerplate lines',
  columns: [
    { key: 'line', title: 'Line' },
    { key: 'records', title: 'Records', isNumber: true },
    { key: 'sources', title: 'Sources', isNumber: true },
  ],
  rows: lines
    .slice(0, LINES_SHOWN)
    .map(({ line, records, sources }) => [
      textCell(line.slice(0, 200)),
      countCell(records),
      countCell(sources),
    ]),
})}`;
}

function sharedParts({ parts, records, commonest }: DuplicateFacts['sharedParts']): Markup | null {
  if (parts === 0) return null;
  return html`<h3>System prompts and passages that many records share</h3>
<p>${formatCount(parts)} ${plural(parts, 'text')} in ${formatCount(records)} ${plural(records, 'record')}. Near-duplicate search leaves them out.</p>
${table({
  id: 'table-shared-parts',
  caption: 'Shared parts',
  columns: [
    { key: 'text', title: 'Beginning of the text' },
    { key: 'role', title: 'Part' },
    { key: 'records', title: 'Records', isNumber: true },
  ],
  rows: commonest
    .slice(0, LINES_SHOWN)
    .map((part) => [
      textCell(part.text === null ? '(not read again)' : part.text.slice(0, PART_CHARACTERS)),
      textCell(part.role === 'system' ? 'system prompt' : part.role),
      countCell(part.records),
    ]),
})}`;
}

function lines({ duplicates: { exact, near, images } }: DuplicatesReport, pen: Pen): string[] {
  const pictures =
    images === undefined || images.copies === 0
      ? ''
      : `, ${formatCount(images.copies)} near pictures in ${formatCount(images.clusters)} ${plural(images.clusters, 'cluster')}`;
  return [
    labelled(
      pen,
      'Copies',
      `${formatCount(exact.copies)} exact in ${formatCount(exact.clusters)} ${plural(exact.clusters, 'cluster')}, ${formatCount(near.copies)} near in ${formatCount(near.clusters)} ${plural(near.clusters, 'cluster')}${pictures}`,
    ),
  ];
}

const MANY_COPIES = 0.2;

function* warnings({
  counts,
  duplicates: { exact, near, images },
}: ReportHead & DuplicatesReport): Generator<Warning> {
  const copies = exact.copies + near.copies + (images?.copies ?? 0);
  if (copies > MANY_COPIES * recordsIn(counts))
    yield {
      level: 'warn',
      text: `${formatCount(copies)} ${plural(copies, 'record')} (${roughPercent(copies / recordsIn(counts))}) ${copies === 1 ? 'is a copy of another record' : 'are copies of other records'}.`,
      anchor: 'duplicates',
    };
}
