import type { PictureStrip, TextStrip } from '../../lab/preset.js';
import { type PresetResult, short, shortInterval, verdictWord } from '../../lab/reproduction.js';
import { html, type Markup } from '../html.js';
import { encodeGreyBitmap } from './bitmap.js';
import { lineChart } from './chart.js';
import { labPage } from './page.js';
import { ridges } from './ridges.js';

/** The page of a reproduction: each paper's numbers beside ours, with the curves behind them. */
export function renderReproduction(results: readonly PresetResult[], isQuick: boolean): string {
  const count = (verdict: string) => results.filter((result) => result.verdict === verdict).length;
  return labPage(
    'Freckle lab: published collapse experiments, reproduced',
    html`<section id="summary"><h1>${count('reproduced')} of ${results.length} published experiments reproduced</h1>
<p class="lede">${count('failed')} failed, ${count('not-run')} not run.${isQuick ? ' Quick run: each experiment states what was reduced.' : null}</p>
<div class="table"><table><caption>Verdicts</caption><thead><tr><th scope="col">experiment</th><th scope="col">verdict</th></tr></thead><tbody>${results.map(({ id, title, verdict, paper }) => html`<tr><th scope="row"><a href="#${id}">${title}</a> <span class="quiet">${paper}</span></th><td>${verdictMark(verdict)}</td></tr>`)}</tbody></table></div></section>
${results.map((result) => section(result, isQuick))}`,
  );
}

const verdictMark = (verdict: PresetResult['verdict']): Markup =>
  verdict === 'failed'
    ? html`<span class="lab-verdict lab-verdict-failed">○ failed</span>`
    : html`<span class="lab-verdict">${verdict === 'reproduced' ? '● ' : ''}${verdictWord(verdict)}</span>`;

function section(result: PresetResult, isQuick: boolean): Markup {
  return html`<section id="${result.id}"><h2>${result.title}</h2><p class="lede">${result.paper}</p><p>${result.protocol}</p>
<p>${verdictMark(result.verdict)} <span class="quiet">Measures: ${result.definition}.</span>${result.why === null ? null : html` <span class="quiet">${result.why}</span>`}${isQuick && result.quickReduction !== null ? html` <span class="quiet">Quick run: ${result.quickReduction}.</span>` : null}</p>
${result.comparisons.length === 0 ? null : html`<div class="table"><table><caption>${result.title}: numbers</caption><thead><tr><th scope="col">quantity</th><th scope="col">printed</th><th scope="col" class="number">expected</th><th scope="col" class="number">ours</th><th scope="col">rule</th><th scope="col">verdict</th></tr></thead><tbody>${result.comparisons.map((one) => html`<tr${one.verdict === 'shown' ? html` class="lab-shown"` : null}><th scope="row">${one.quantity}${one.note === undefined ? null : html`<br><span class="quiet">${one.note}</span>`}</th><td>${one.printed === null ? null : html`${one.printed.value}<br><span class="quiet">${one.printed.source}</span>`}</td><td class="number">${one.expected === null ? '' : short(one.expected)}</td><td class="number">${short(one.ours)} <span class="interval">${shortInterval(one.interval)}</span></td><td>${one.rule}</td><td>${verdictMark(one.verdict)}</td></tr>`)}</tbody></table></div>`}
${result.figures.length === 0 ? null : html`<div class="lab-grid">${result.figures.map((figure) => html`<div>${lineChart(figure)}</div>`)}</div>`}
${result.histograms.length === 0 ? null : html`<h3>Samples of each generation, scored by generation 0</h3><div class="lab-grid">${result.histograms.map(ridges)}</div>`}
${result.pictures.map(strip)}${result.texts.map(textList)}</section>`;
}

/** Whole rows of three. */
const SHOWN = 12;

/** Generations from left to right, their samples from top to bottom. */
function strip({ title, width, height, rows }: PictureStrip): Markup {
  return html`<h3>${title}</h3><div class="lab-panels lab-strip">${rows.map(({ name, pictures }) => html`<figure class="lab-panel"><div class="lab-images">${pictures.slice(0, SHOWN).map((pixels) => html`<img src="${encodeGreyBitmap(pixels, width, height)}" alt="${name}" width="38" height="38">`)}</div><figcaption>${name === 'real' ? html`<span class="c-real">real</span>` : name}</figcaption></figure>`)}</div>`;
}

/** The texts of the generations, one below another. */
function textList({ title, rows }: TextStrip): Markup {
  return html`<details><summary>Texts of each generation: ${title}</summary><ol class="lab-texts">${rows.map(({ name, text }) => html`<li><span class="quiet">${name}</span> ${text}</li>`)}</ol></details>`;
}
