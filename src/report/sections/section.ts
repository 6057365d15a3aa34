import type { ReportHead } from '../head.js';
import { type Child, html, type Markup } from '../html.js';
import { formatCount } from '../numbers.js';
import type { Pen } from '../terminal-text.js';
import type { Warning } from '../warning.js';

/**
 * A section of the report: the facts it adds to report.json, and how they are shown. `Reads` are the facts of other
 * sections that it uses. `gate/report/` collects the facts; all other code finds sections in the list.
 */
export interface Section<Facts, Reads = unknown> {
  /** Its id on the page. */
  readonly id: string;
  /** Its name in the navigation. */
  readonly name: string;
  /** Whether the page includes it; if left out, every page does. */
  readonly isShown?: (data: ReportHead & Facts & Reads) => boolean;
  readonly draw: (data: ReportHead & Facts & Reads) => Markup;
  /** Its lines in the terminal summary. */
  readonly lines?: Ranked<(data: ReportHead & Facts & Reads, pen: Pen) => readonly string[]>;
  readonly warnings?: Ranked<(data: ReportHead & Facts & Reads) => Iterable<Warning>>;
}

/** An entry in a list shared by all sections: smaller ranks first, equal ranks in the order of the page. */
interface Ranked<Of> {
  readonly rank: number;
  readonly of: Of;
}

/** The entries of a shared list, in order. */
export const byRank = <Of>(all: readonly (Ranked<Of> | undefined)[]): Of[] =>
  all
    .filter((one) => one !== undefined)
    .sort((a, b) => a.rank - b.rank)
    .map(({ of }) => of);

/** The facts of all sections of a list. */
export type FactsOf<Sections> = Sections extends readonly [Section<infer Facts, infer _>, ...infer Rest]
  ? Facts & FactsOf<Rest>
  : unknown;

/** A section of the page: heading, one paragraph on how to read it, body. */
export const section = (id: string, title: string, lead: Child, body: Child): Markup =>
  html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title"><a href="#${id}">${title}</a></h2>
<p class="lead">${lead}</p>
${body}
</section>
`;

/** How many items of a list the page leaves out. */
export const leftOut = (count: number, what: string): Markup | null =>
  count > 0 ? html`<p class="quiet">${formatCount(count)} more ${what} are in report.json.</p>` : null;
