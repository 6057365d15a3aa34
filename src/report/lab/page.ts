import { sha256Base64 } from '../../math/sha256.js';
import { html, type Markup, trusted } from '../html.js';
import { STYLE } from '../style.js';
import { LAB_STYLE } from './style.js';

const FULL_STYLE = STYLE + LAB_STYLE;

/** A page of the lab: one HTML file that opens from disk, needs no network and runs no script. */
export function labPage(title: string, body: Markup): string {
  const policy = `default-src 'none'; style-src 'sha256-${sha256Base64(FULL_STYLE)}'; img-src data:; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${trusted(FULL_STYLE)}</style>
</head>
<body>
<main>
${body}
</main>
<footer>Made by Freckle’s lab. The same numbers are in the JSON file beside this page.</footer>
</body>
</html>
`.text;
}
