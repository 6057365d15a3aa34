import type { Rung } from '../../core/origin.js';
import {
  type LadderRung,
  type OriginExample,
  type OriginFacts,
  REPORT_LIMITS,
  type ReportData,
} from '../data.js';
import { badge, glyph } from '../glyphs.js';
import { type Child, html, type Markup, slug } from '../html.js';
import { markedText } from '../marked-text.js';
import { formatCount, formatShare } from '../numbers.js';
import { PALETTE } from '../palette.js';
import { gallery, shot } from '../picture.js';
import { table } from '../table.js';
import { section } from './section.js';

/** The ladder of evidence in words. */
export const RUNG_NAMES: { readonly [rung in Rung | 'none']: string } = {
  signed: 'Signed',
  watermarked: 'Watermarked',
  declared: 'Declared',
  traces: 'Traces',
  dated: 'Dated',
  inferred: 'Inferred',
  none: 'Unknown',
};

export const onRung = ({ human, synthetic, mixed, unknown }: LadderRung): number =>
  human + synthetic + mixed + unknown;

/**
 * Records in which a model shows itself, whole or in part, also where somebody says otherwise: unknown with evidence is
 * contradicted. A detector's opinion is no evidence of that kind.
 */
export const shownByEvidence = ({ ladder }: Pick<OriginFacts, 'ladder'>): number =>
  ladder.reduce(
    (sum, { rung, synthetic, mixed, unknown }) =>
      sum + (rung === 'inferred' || rung === 'none' ? 0 : synthetic + mixed + unknown),
    0,
  );

/** `3 human, 2 synthetic` with the glyphs of both. */
export function rungCounts(rung: LadderRung): Markup {
  if (rung.rung === 'none')
    return html`${formatCount(onRung(rung))} <span class="quiet">nothing tells</span>`;
  const parts: Child[] = [];
  if (rung.human > 0) parts.push(html`${glyph('real')} ${formatCount(rung.human)} human`);
  if (rung.synthetic > 0) parts.push(html`${glyph('synthetic')} ${formatCount(rung.synthetic)} synthetic`);
  if (rung.mixed > 0) parts.push(html`${formatCount(rung.mixed)} mixed`);
  if (rung.unknown > 0) parts.push(html`${formatCount(rung.unknown)} contradicted`);
  return html`${parts.map((part, index) => html`${index > 0 && ', '}${part}`)}`;
}

/** Who made the records, by the ladder of evidence; contradictions; examples with their evidence. */
export function origin({ origin: facts, counts }: ReportData): Markup {
  const { ladder, kinds, dataSets, contradictions, examples } = facts;
  const records = counts.read - counts.unreadable;
  return section(
    'origin',
    'Origin',
    html`Who made each record, by the strongest evidence that says it; every record stands on one rung. Signatures and watermarks prove, declarations and dates are somebody’s word, traces are left by accident, detectors only infer. A person’s work that shows a model’s hand is <b>contradicted</b>: proof then decides, and where there is none the origin is unknown.`,
    html`${table({
      id: 'table-ladder',
      caption: 'Records by their strongest evidence',
      columns: [
        { key: 'evidence', title: 'Evidence' },
        { key: 'records', title: 'Records', isNumber: true },
        { key: 'share', title: 'Share', isNumber: true },
        { key: 'human', title: 'Human', isNumber: true },
        { key: 'synthetic', title: 'Synthetic', isNumber: true },
        { key: 'mixed', title: 'Mixed', isNumber: true },
        { key: 'unknown', title: 'Unknown', isNumber: true },
        { key: 'kinds', title: 'Of which kind' },
      ],
      rows: ladder.map((rung) => [
        { content: RUNG_NAMES[rung.rung], value: rung.rung },
        ...[onRung(rung)].map(number),
        { content: formatShare(onRung(rung), records), value: onRung(rung) / Math.max(1, records) },
        ...[rung.human, rung.synthetic, rung.mixed, rung.unknown].map(number),
        { content: kindsOf(kinds, rung.rung), value: '' },
      ]),
    })}
${
  contradictions.records > 0 &&
  html`<h3 id="contradictions">Contradictions <span class="quiet">${formatCount(contradictions.records)}</span></h3>
${table({
  id: 'table-contradictions',
  caption: 'Records that are said to be a person’s and show a model’s hand',
  columns: [
    { key: 'said', title: 'A person’s, by' },
    { key: 'shown', title: 'A model’s, by' },
    { key: 'records', title: 'Records', isNumber: true },
  ],
  rows: contradictions.pairs
    .slice(0, REPORT_LIMITS.compositionRows)
    .map(({ said, shown, records: count }) => [
      { content: said, value: said },
      { content: shown, value: shown },
      number(count),
    ]),
})}`
}
${
  dataSets.length > 0 &&
  html`<h3 id="data-sets">What data sets say of all their records</h3>
${table({
  id: 'table-data-sets',
  caption: 'What data sets say of all their records',
  columns: [
    { key: 'file', title: 'File' },
    { key: 'says', title: 'Says' },
    { key: 'words', title: 'In these words' },
    { key: 'records', title: 'Records', isNumber: true },
  ],
  rows: dataSets
    .slice(0, REPORT_LIMITS.dataSets)
    .map(({ file, origin: says, words, records: count }) => [
      { content: html`<span class="name">${file}</span>`, value: file },
      { content: says === 'mixed' ? 'some synthetic' : says, value: says },
      { content: words, value: words },
      number(count),
    ]),
})}`
}
${examples.length > 0 && html`<h3 id="origin-examples">Examples, with their evidence</h3>`}
${examples.slice(0, REPORT_LIMITS.originExamples).map(exampleMarkup)}`,
  );
}

const number = (count: number) => ({ content: formatCount(count), value: count });

/** Kinds on a rung are counted whether or not a stronger rung has the record. */
const kindsOf = (kinds: OriginFacts['kinds'], rung: LadderRung['rung']): Child =>
  kinds
    .filter((kind) => kind.rung === rung)
    .map(
      ({ title, origin: says, records }, index) =>
        html`${index > 0 && ', '}${title} <span class="quiet">${says} ${formatCount(records)}</span>`,
    );

function exampleMarkup(example: OriginExample): Markup {
  const { record, source, decision, origin: verdict, contradiction, evidence, excerpt } = example;
  const preview = (excerpt.pieces[0]?.text ?? '').trim().replace(/\s+/g, ' ').slice(0, 90);
  return html`<details class="sample" id="origin-${slug(record)}">
<summary>${badge(decision)} <b>${contradiction === null ? verdict : html`contradicted, ${verdict}`}</b> <span class="quiet">${source} ${record}</span> ${evidence.slice(0, 3).map(({ rung, kind }) => html`<span class="tag">${rung}: ${kind}</span> `)}<span class="preview">${preview}</span></summary>
<ul class="reasons">${evidence.map(
    ({ rung, kind, origin: says, detail }) =>
      html`<li>${glyphOf(says)} <b>${says}</b> <span class="quiet">${RUNG_NAMES[rung] ?? rung}, ${kind}:</span> ${detail}</li>
`,
  )}</ul>
${example.picture === undefined ? markedText(excerpt) : gallery([shot(example.picture, record, null)])}
<p class="quiet">Everything about it: <code>freckle explain &lt;run&gt; ${record}</code>, which is ${PALETTE[decision].label}</p>
</details>
`;
}

const glyphOf = (says: string): Child =>
  says === 'human' ? glyph('real') : says === 'synthetic' ? glyph('synthetic') : null;
