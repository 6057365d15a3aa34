import type { Reason } from '../../core/decision.js';
import { type PlantedFacts, REPORT_LIMITS, type ReportData, type SampleFacts } from '../data.js';
import { badge } from '../glyphs.js';
import { type Child, html, type Markup, slug } from '../html.js';
import { markedText } from '../marked-text.js';
import { formatCount, formatNumber, inputTotals } from '../numbers.js';
import { PALETTE } from '../palette.js';
import { gallery, pictureEvidence, shot } from '../picture.js';
import { table } from '../table.js';
import { plural } from '../worries.js';
import { section } from './section.js';

const ORDER = ['reject', 'quarantine', 'admit'] as const;
const OPEN_SAMPLES = 3;

/** Records of each decision, with what the rules saw marked in the text. */
export function samples({ samples: all }: ReportData): Markup {
  return section(
    'samples',
    'Samples',
    html`Judge the gate by its work. What a rule saw is marked; characters that cannot be seen are spelt out, like <span class="chip">‹U+200B›</span>.`,
    ORDER.map((decision) => {
      const shown = all
        .filter((sample) => sample.decision === decision)
        .slice(0, REPORT_LIMITS.samplesPerDecision);
      if (shown.length === 0) return null;
      const [pictures, texts] = [true, false].map((isPicture) =>
        shown.filter(({ picture }) => (picture !== undefined) === isPicture),
      ) as [SampleFacts[], SampleFacts[]];
      return html`<h3 id="samples-${PALETTE[decision].label}">${badge(decision)}</h3>
${gallery(pictures.map(pictureMarkup))}${texts.map((sample, index) => sampleMarkup(sample, decision !== 'admit' && index < OPEN_SAMPLES))}`;
    }),
  );
}

function sampleMarkup(sample: SampleFacts, isOpen: boolean): Markup {
  const preview = (sample.excerpt.pieces[0]?.text ?? '').trim().replace(/\s+/g, ' ').slice(0, 90);
  return html`<details class="sample" id="sample-${slug(sample.record)}"${isOpen && html` open`}>
<summary><span class="c-${sample.decision}" aria-hidden="true">${PALETTE[sample.decision].glyph}</span> <b>${sample.source}</b> <span class="quiet">${sample.position}</span> ${sample.reasons.map((reason) => html`<span class="tag">${reason.rule}</span> `)}<span class="preview">${preview}</span></summary>
${reasons(sample.reasons)}
${sample.payloads.map(({ kind, text }) => html`<p class="payload">Decoded from <b>${kind}</b>: <q>${text.slice(0, 500)}</q></p>`)}
${markedText(sample.excerpt)}
<p class="quiet">Everything about it: <code>freckle explain &lt;run&gt; ${sample.record}</code>${sample.id !== null && html`; its own id is <code>${sample.id}</code>`}</p>
</details>
`;
}

function pictureMarkup({ picture, record, source, reasons: why }: SampleFacts): Markup {
  const tags = why.map((reason) => html`<span class="tag">${reason.rule}</span> `);
  const about = html`<b>${source}</b> <span class="quiet">${record}</span>${tags.length > 0 && html`<span>${tags}</span>`}${pictureEvidence(picture!)}`;
  return shot(picture!, record, about, `sample-${slug(record)}`);
}

const reasons = (list: readonly Reason[]): Child =>
  list.length > 0 &&
  html`<ul class="reasons">${list.map(
    ({ rule, decision, subject, value, condition }) =>
      html`<li>${badge(decision, rule)}: ${subject} is <b>${typeof value === 'number' ? formatNumber(value) : value}</b>, <span class="quiet">the rule says ${condition}</span></li>
`,
  )}</ul>`;

/** Items that could not become records, by the kind of fault. */
export function unreadable({ unreadable: faults, counts }: ReportData): Markup {
  return section(
    'unreadable',
    'Unreadable',
    counts.unreadable === 0
      ? 'Every item could be read.'
      : html`${formatCount(counts.unreadable)} items could not become records. They are counted and kept with their position; none stopped the run.`,
    faults.map(
      ({
        code,
        count,
        examples,
      }) => html`<h3 id="unreadable-${slug(code)}">${badge('unreadable', code)} <span class="quiet">${formatCount(count)}</span></h3>
<ul class="faults">${examples.slice(0, REPORT_LIMITS.unreadableExamples).map(
        (
          example,
        ) => html`<li><b>${example.position}</b> <span class="quiet">${example.source}</span><br>${example.message}${
          example.excerpt && html`<pre class="text">${example.excerpt.slice(0, 400)}</pre>`
        }</li>
`,
      )}</ul>`,
    ),
  );
}

/** Known truth, where a demonstration planted it. */
export function planted({ planted: facts = [] }: ReportData): Markup | null {
  if (facts.length === 0) return null;
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
      rows: facts.slice(0, REPORT_LIMITS.planted).map((row) => [
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

/** How to get this report again. */
export function reproduce({ run }: ReportData): Markup {
  const shown = run.inputs.slice(0, REPORT_LIMITS.inputs);
  const { inputs } = inputTotals(run);
  return section(
    'reproduce',
    'How to get this again',
    'The same inputs, versions, settings and policy give the same bytes, this page included.',
    html`<pre class="text command"><code>${run.command}</code></pre>
<dl class="facts"><div><dt>Policy</dt><dd>${run.policy.name} <code>${run.policy.digest}</code></dd></div>
${run.settings.map(
  ({ name, value }) => html`<div><dt>${name}</dt><dd>${value}</dd></div>
`,
)}
<div><dt>Versions</dt><dd>${run.versions.map(({ name, version }, index) => html`${index > 0 && ', '}${name} <span class="quiet">${version}</span>`)}</dd></div></dl>
${table({
  id: 'table-inputs',
  caption: 'Inputs with their digests',
  columns: [
    { key: 'input', title: 'Input' },
    { key: 'format', title: 'Format' },
    { key: 'bytes', title: 'Bytes', isNumber: true },
    { key: 'digest', title: 'Digest' },
  ],
  rows: shown.map((input) => [
    { content: input.name, value: input.name },
    { content: input.format, value: input.format },
    { content: formatCount(input.sizeBytes), value: input.sizeBytes },
    { content: html`<code class="digest">${input.digest}</code>`, value: input.digest },
  ]),
})}
${inputs > shown.length && html`<p class="quiet">${formatCount(inputs - shown.length)} more inputs stand in run.json.</p>`}`,
  );
}
