import { type Child, html, type Markup } from '../html.js';
import { formatCount } from '../numbers.js';

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
