import { sha256Base64 } from '../math/sha256.js';
import { type ReportData, sectionsOf } from './data.js';
import { inputTotals } from './head.js';
import { html, type Markup, trusted } from './html.js';
import { SCRIPT } from './script.js';
import { STYLE } from './style.js';
import { summary } from './summary.js';

/**
 * The report as one HTML file that opens from disk and loads nothing from the network. The same data gives the same
 * bytes. Every string of the data is escaped, and the Content-Security-Policy allows only the page's own script.
 */
export function renderReport(data: ReportData): string {
  const body = bodyOf(data);
  const policy = `default-src 'none'; script-src 'sha256-${sha256Base64(SCRIPT)}'; style-src 'sha256-${sha256Base64(STYLE)}'; base-uri 'none'; form-action 'none'${hasPictures(body) ? '; img-src data:' : ''}`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${title(data)}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<a class="skip" href="#summary">Skip to the summary</a>
${PATTERNS}
<header class="top"><div class="bar-in"><a class="mark" href="#summary">${FRECKLES} freckle</a>${navigation(sectionsOf(data))}</div></header>
<main>
${body}</main>
<footer>Made by Freckle. report.json beside this page has the same facts as JSON.</footer>
<script>${trusted(SCRIPT)}</script>
</body>
</html>
`;
  return page.text;
}

/** The first screen, then the sections; an absent section leaves no empty line. */
const bodyOf = (data: ReportData): Markup =>
  html`${summary(data)}
${sectionsOf(data).map(({ draw, isShown }) => html`${draw(data)}${isShown === undefined && '\n'}`)}`;

/** Text of the data cannot match this: it is escaped. */
const hasPictures = ({ text }: Markup): boolean => text.includes('<figure class="shot"');

function title({ run, counts }: ReportData): string {
  const name = run.inputs[0]?.name.slice(0, 80) ?? 'nothing';
  const { inputs } = inputTotals(run);
  const more = inputs > 1 ? ` and ${inputs - 1} more` : '';
  return `Freckle: ${counts.admitted} of ${counts.read} records of ${name}${more}`;
}

const navigation = (sections: readonly { readonly id: string; readonly name: string }[]): Markup =>
  html`<nav aria-label="Sections"><ul>${sections.map(({ id, name }) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>`;

/** The wordmark: dots that thin out. */
const FRECKLES = trusted(
  '<svg aria-hidden="true" width="26" height="18" viewBox="0 0 26 18" fill="currentColor"><circle cx="4" cy="6" r="3"/><circle cx="10" cy="12.5" r="2.6"/><circle cx="12" cy="4.5" r="2"/><circle cx="17" cy="8.5" r="1.6"/><circle cx="20" cy="14" r="1.2"/><circle cx="23.5" cy="6" r=".9"/></svg>',
);

/** Fills that distinguish the decisions without colour. */
const PATTERNS = trusted(
  '<svg class="defs" aria-hidden="true"><defs><pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 2h4"/></pattern><pattern id="cross" width="3" height="3" patternUnits="userSpaceOnUse"><path class="crosshatch" d="M0 0l3 3M3 0l-3 3"/></pattern></defs></svg>',
);
