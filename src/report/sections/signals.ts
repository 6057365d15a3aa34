import type { SignalKind } from '../../core/signal.js';
import { type Distribution, distribution, QUANTILES } from '../distribution.js';
import { badge, fateBar } from '../glyphs.js';
import type { ReportHead } from '../head.js';
import { html, type Markup, slug } from '../html.js';
import { formatCount, formatShare, formatValue, roughPercent } from '../numbers.js';
import { table } from '../table.js';
import type { Warning } from '../warning.js';
import { leftOut, type Section, section } from './section.js';

export interface SignalsReport {
  /** In the order of the signal list. */
  readonly signals: readonly SignalFacts[];
}

export interface SignalFacts extends Distribution {
  /** `mean-word-length` */
  readonly id: string;
  readonly version: number;
  readonly description: string;
  readonly formula: string;
  readonly source: string;
  readonly kind: SignalKind;
  /** Possible values. */
  readonly range?: readonly [minimum: number, maximum: number];
  /** Reasons why the signal is null, most frequent first. */
  readonly nulls: readonly { readonly why: string; readonly count: number }[];
  /** For categories: values by frequency. */
  readonly categories?: readonly CategoryCount[];
}

export interface CategoryCount {
  readonly value: string;
  readonly admitted: number;
  readonly quarantined: number;
  readonly rejected: number;
}

/** The subjects of rules, shown first. */
export interface Subjects {
  readonly rules: readonly { readonly subject?: string }[];
}

const SIGNALS_SHOWN = 200;
export const CATEGORIES_SHOWN = 20;

/** Each signal's distribution: first the signals that rules test, then the others, folded. */
export const signals: Section<SignalsReport, Subjects> = {
  id: 'signals',
  name: 'Signals',
  draw,
  warnings: { rank: 6, of: warnings },
};

function draw(data: SignalsReport & Subjects): Markup {
  const shown = data.signals.slice(0, SIGNALS_SHOWN);
  const asked = new Set(data.rules.map((rule) => rule.subject));
  const isRead = (signal: SignalFacts) => signal.thresholds.length > 0 || asked.has(signal.id);
  const read = shown.filter(isRead);
  const rest = shown.filter((signal) => !isRead(signal));
  const cards = (list: readonly SignalFacts[]) => html`<div class="cards">${list.map(card)}</div>`;
  return section(
    'signals',
    'Signals',
    html`Dots are records. Each decision has its own row, on one shared scale. A small dot stands for fewer records than a full one; piles too high for the row are compressed. Vertical lines are the thresholds of rules. The bar under a row spans the middle 90 % of its records; the tick is the median.`,
    html`${read.length > 0 && cards(read)}
${rest.length > 0 && html`<details id="more-signals"><summary>${rest.length} signals that no rule tests</summary>${cards(rest)}</details>`}
${leftOut(data.signals.length - shown.length, 'signals')}`,
  );
}

function card(signal: SignalFacts): Markup {
  const id = slug(signal.id);
  return html`<article class="card" id="signal-${id}" aria-labelledby="signal-${id}-title">
<h3 id="signal-${id}-title"><a href="#signal-${id}">${signal.title}</a> <span class="quiet">${signal.unit}${signal.bins?.scale === 'log' && ', logarithmic'}</span></h3>
<p class="description">${signal.description}</p>
${signal.kind === 'number' ? chart(signal) : categories(signal)}
${nulls(signal)}
<details id="signal-${id}-more"><summary>Numbers and definition</summary>
${quantiles(signal, id)}
<dl class="facts"><div><dt>Formula</dt><dd>${signal.formula}</dd></div>
<div><dt>Source</dt><dd>${signal.source}</dd></div>
${signal.range && html`<div><dt>Range</dt><dd>${formatValue(signal.range[0], signal.unit)} to ${formatValue(signal.range[1], signal.unit)}</dd></div>`}
<div><dt>Id</dt><dd><code>signal/${signal.id}@${signal.version}</code></dd></div></dl>
</details>
</article>
`;
}

function chart(signal: SignalFacts): Markup {
  const only = onlyValue(signal);
  if (only !== null)
    return html`<p class="refusal">Every record with a value has ${formatValue(only, signal.unit)}.</p>`;
  const svg = distribution(signal);
  return svg
    ? html`<div class="chart-box">${svg}</div>`
    : html`<p class="refusal">No record has a value.</p>`;
}

/** The value of all records, where they have one and the same: a chart of it says no more. */
function onlyValue({ groups }: SignalFacts): number | null {
  const ends = groups.flatMap(({ quantiles }) => [quantiles[0], quantiles.at(-1)]);
  const [first] = ends;
  return first !== undefined && ends.every((value) => value === first) ? first : null;
}

function categories(signal: SignalFacts): Markup {
  const rows = (signal.categories ?? []).slice(0, CATEGORIES_SHOWN);
  if (rows.length === 0)
    return html`<p class="refusal">${signal.kind === 'bytes' ? 'The values are bytes.' : 'No record has a value.'}</p>`;
  const total = (row: (typeof rows)[number]) => row.admitted + row.quarantined + row.rejected;
  const most = Math.max(1, ...rows.map(total));
  return html`<ul class="categories">${rows.map(
    (row) =>
      html`<li><span class="name">${row.value}</span> ${fateBar({ admit: row.admitted, quarantine: row.quarantined, reject: row.rejected, unreadable: 0 }, most, 200)} <span class="quiet">${formatCount(total(row))}</span></li>
`,
  )}</ul>${leftOut((signal.categories ?? []).length - rows.length, 'values')}`;
}

function nulls(signal: SignalFacts): Markup | null {
  const total = signal.nulls.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return null;
  const all = total + signal.groups.reduce((sum, group) => sum + group.count, 0);
  const reasons = signal.nulls
    .slice(0, 4)
    .map(
      ({ why, count }, i) => html`${i > 0 && ', '}${why} <span class="quiet">${formatCount(count)}</span>`,
    );
  return html`<p class="nulls"><b>No value</b> for ${formatCount(total)} records <span class="quiet">(${formatShare(total, all)})</span>: ${reasons}</p>`;
}

const QUANTILE_NAMES = QUANTILES.map((q) =>
  q === 0 ? 'minimum' : q === 1 ? 'maximum' : q === 0.5 ? 'median' : `${Math.round(q * 100)} %`,
);

function quantiles(signal: SignalFacts, id: string): Markup | null {
  const groups = signal.groups.filter((group) => group.quantiles.length === QUANTILES.length);
  if (groups.length === 0) return null;
  return table({
    id: `table-${id}`,
    caption: `Quantiles of ${signal.title}`,
    columns: [
      { key: 'decision', title: 'Decision' },
      { key: 'records', title: 'Records', isNumber: true },
      ...QUANTILE_NAMES.map((name) => ({ key: slug(name), title: name, isNumber: true })),
    ],
    rows: groups.map((group) => [
      { content: badge(group.decision), value: group.decision },
      { content: formatCount(group.count), value: group.count },
      ...group.quantiles.map((value) => ({ content: formatValue(value, signal.unit), value })),
    ]),
  });
}

/** Scores computed elsewhere that match no text, or not all texts. */
function* warnings({ signals: all, run }: ReportHead & SignalsReport): Generator<Warning> {
  const basis = all.find(({ id }) => id === 'score-basis');
  if (basis === undefined || !run.versions.some(({ name }) => name === 'scores-elsewhere')) return;
  const judged = inCategories(basis);
  const scored = inCategories({
    ...basis,
    categories: basis.categories?.filter(({ value }) => value === 'text-and-scores'),
  });
  if (scored === 0)
    yield {
      level: 'warn',
      text: 'No text has all of the scores computed elsewhere. Check that their ids or content hashes belong to this corpus.',
      anchor: 'signals',
    };
  else if (scored < judged)
    yield {
      level: 'note',
      text: `Scores computed elsewhere were used for ${roughPercent(scored / judged)} of the assessed texts; the others were assessed by their text alone.`,
      anchor: 'signals',
    };
}

/** Records with a value, of a signal with categories. */
const inCategories = ({ categories: values = [] }: SignalFacts): number =>
  values.reduce((sum, { admitted, quarantined, rejected }) => sum + admitted + quarantined + rejected, 0);
