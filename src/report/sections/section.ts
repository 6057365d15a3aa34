import type { ReportHead } from '../head.js';
import { type Child, html, type Markup } from '../html.js';
import { formatCount } from '../numbers.js';
import type { Pen } from '../terminal-text.js';
import type { Warning } from '../warning.js';

/**
 * A part of the report: the facts it adds to report.json, and how they are shown. `Reads` is what it looks at of other
 * sections' facts. The facts are gathered in `gate/report/`; everything else that knows sections walks the list.
 */
export interface Section<Facts, Reads = unknown> {
  /** Its place on the page. */
  readonly id: string;
  /** Its word in the navigation. */
  readonly name: string;
  /** Whether it has anything to say, so that the page names it; where left out, it stands on every page. */
  readonly isShown?: (data: ReportHead & Facts & Reads) => boolean;
  readonly draw: (data: ReportHead & Facts & Reads) => Markup;
  /** Its lines in the terminal's summary. */
  readonly lines?: Ranked<(data: ReportHead & Facts & Reads, pen: Pen) => readonly string[]>;
  readonly warnings?: Ranked<(data: ReportHead & Facts & Reads) => Iterable<Warning>>;
}

/** What a section adds to a list that all sections share: smaller ranks first, equal ones in the order of the page. */
interface Ranked<Of> {
  readonly rank: number;
  readonly of: Of;
}

/** What sections add to a list that they share, in its order. */
export const byRank = <Of>(all: readonly (Ranked<Of> | undefined)[]): Of[] =>
  all
    .filter((one) => one !== undefined)
    .sort((a, b) => a.rank - b.rank)
    .map(({ of }) => of);

/** The facts that the sections of a list bring, together. */
export type FactsOf<Sections> = Sections extends readonly [Section<infer Facts, infer _>, ...infer Rest]
  ? Facts & FactsOf<Rest>
  : unknown;

/** A section of the page with its heading and one paragraph that says how to read it. */
export const section = (id: string, title: string, lead: Child, body: Child): Markup =>
  html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title"><a href="#${id}">${title}</a></h2>
<p class="lead">${lead}</p>
${body}
</section>
`;

/** What the page does not show of a list, and where it stands instead. */
export const leftOut = (count: number, what: string): Markup | null =>
  count > 0 ? html`<p class="quiet">${formatCount(count)} more ${what} stand in report.json.</p>` : null;
