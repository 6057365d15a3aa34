import { INPUTS_SHOWN, inputTotals, type ReportHead } from '../head.js';
import { html, type Markup } from '../html.js';
import { formatCount } from '../numbers.js';
import { table } from '../table.js';
import type { Warning } from '../warning.js';
import { type Section, section } from './section.js';

export interface ReproductionReport {
  /** Columns that the command names and that have no value in any record. */
  readonly absentColumns: readonly string[];
}

/** How to reproduce this report. */
export const reproduce: Section<ReproductionReport> = {
  id: 'reproduce',
  name: 'Reproduce',
  draw,
  warnings: { rank: 1, of: warnings },
};

function draw({ run }: ReportHead): Markup {
  const shown = run.inputs.slice(0, INPUTS_SHOWN);
  const { inputs } = inputTotals(run);
  return section(
    'reproduce',
    'How to reproduce this run',
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
${inputs > shown.length && html`<p class="quiet">${formatCount(inputs - shown.length)} more inputs are in run.json.</p>`}`,
  );
}

function* warnings({ counts, absentColumns }: ReportHead & ReproductionReport): Generator<Warning> {
  if (counts.read === 0) yield { level: 'fail', text: 'Nothing was read.', anchor: 'reproduce' };
  for (const column of absentColumns)
    yield {
      level: 'warn',
      text: `No record has a value in the column “${column}” (named in the command).`,
      anchor: 'reproduce',
    };
}
