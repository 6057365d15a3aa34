import type { ReportData } from './data.js';
import { dotField } from './dot-field.js';
import type { Estimate } from './estimate.js';
import { badge, glyph } from './glyphs.js';
import { inputTotals } from './head.js';
import { type Child, html, type Markup } from './html.js';
import { RUNG_NAMES, rungCounts, shownByEvidence } from './ladder.js';
import { formatBytes, formatCount, formatPercent, formatShare } from './numbers.js';
import { FATES, type Fate } from './palette.js';
import { readFromLines } from './read-from.js';
import type { OriginFacts } from './sections/origin.js';
import { flaggedLine, type InferredFacts } from './sections/synthetic.js';
import type { Warning } from './warning.js';
import { warningsOf } from './warnings.js';
import { plural } from './words.js';

/** The first screen: records read, decisions, synthetic share, warnings. */
export function summary(data: ReportData): Markup {
  const { counts } = data;
  return html`<section id="summary" aria-labelledby="headline">
<h1 id="headline">${headline(data)}</h1>
<p class="lede">${inputLine(data)}</p>
${readFromLines(data).map((line) => html`<p class="quiet">${line}.</p>`)}
${counts.read > 0 && dotField(counts)}
<dl class="fates">${FATES.map((fate) => fateFigure(data, fate))}</dl>
<div class="answers">
${syntheticAnswer(data.origin, counts.read - counts.unreadable)}
${warningAnswer(data)}
</div>
</section>`;
}

function headline({ counts }: ReportData): Child {
  if (counts.read === 0) return 'Nothing was read.';
  const out = counts.quarantined + counts.rejected;
  const read = `${formatCount(counts.read)} ${plural(counts.read, 'record')} read`;
  if (out === 0 && counts.unreadable === 0) return `${read}, all admitted`;
  return `${read}, ${formatCount(counts.admitted)} admitted`;
}

function inputLine({ run }: ReportData): Child {
  const { inputs, sizeBytes } = inputTotals(run);
  const names = run.inputs.slice(0, 3).map((input, index) => html`${index > 0 && ', '}<b>${input.name}</b>`);
  const more = inputs > names.length ? ` and ${formatCount(inputs - names.length)} more` : '';
  return html`${formatBytes(sizeBytes)} in ${formatCount(inputs)} ${plural(inputs, 'input')}: ${names}${more}. Policy <b>${run.policy.name}</b>: ${run.policy.description}`;
}

function fateFigure({ counts }: ReportData, fate: Fate): Markup {
  const key = {
    admit: 'admitted',
    quarantine: 'quarantined',
    reject: 'rejected',
    unreadable: 'unreadable',
  } as const;
  const count = counts[key[fate]];
  return html`<div class="fate"><dt>${badge(fate)}</dt><dd><span class="big c-${fate}">${formatCount(count)}</span> <span class="quiet">${formatShare(count, counts.read)}</span></dd></div>
`;
}

function syntheticAnswer(origin: OriginFacts, records: number): Markup {
  const { traces, era, contradictions } = origin;
  const row = (name: string, content: Child) => html`<div><dt>${name}</dt><dd>${content}</dd></div>
`;
  const shown = shownByEvidence(origin.ladder);
  return html`<div class="answer" id="origin-answer">
<h2>What share is synthetic?</h2>
<p class="verdict">${shareVerdict(origin.inferredShare)}</p>${origin.inferred !== undefined && inferredAnswer(origin.inferred)}
<p>Direct evidence: <b class="c-synthetic">${glyph('synthetic')} ${formatCount(shown)}</b> of ${formatCount(records)} ${plural(records, 'record')} <span class="quiet">(${formatShare(shown, records)})</span> ${shown === 1 ? 'shows' : 'show'} that a model made all or part of ${shown === 1 ? 'it' : 'them'}. This is a lower bound, not an estimate.</p>
<dl class="facts">
${origin.ladder.map((rung) => row(RUNG_NAMES[rung.rung], rungCounts(rung)))}
${contradictions.records > 0 && row('Contradicted', html`<b>${formatCount(contradictions.records)}</b> declared or dated as human, with <a href="#origin">evidence of a model</a>`)}
${traces.records > 0 && row('Kinds of traces', html`${traces.kinds.slice(0, 4).map(({ kind, records: n }, index) => html`${index > 0 && ', '}${kind} <span class="quiet">${formatCount(n)}</span>`)}`)}
${row(
  'Captured',
  era.before + era.after === 0
    ? html`no record has a date to compare with the cut-off ${era.cutoff}`
    : html`${formatCount(era.before)} before ${era.cutoff}, ${formatCount(era.after)} since; <span class="quiet">${formatCount(era.undated)} undated</span>`,
)}
</dl>
</div>`;
}

/** The flagged texts, and the sources outside the calibration's domain. */
function inferredAnswer(inferred: InferredFacts): Markup {
  const { refused } = inferred;
  return html`<p>${flaggedLine(inferred)}${
    inferred.refusal === null &&
    refused.sources > 0 &&
    html` No text is flagged in ${formatCount(refused.sources)} ${plural(refused.sources, 'source')} (${formatCount(refused.records)} ${plural(refused.records, 'record')}) outside its domain.`
  } <a href="#synthetic">By source and month</a></p>`;
}

function shareVerdict(share: Estimate): Markup {
  if (share.value === null)
    return html`<b class="refusal">Not estimated.</b> <span class="quiet">${share.why}</span>`;
  const interval =
    share.low === undefined || share.high === undefined
      ? null
      : html` <span class="interval">${formatPercent(share.low)} – ${formatPercent(share.high)}${share.level && ` (${formatPercent(share.level)} interval)`}</span>`;
  return html`<b class="c-synthetic">${glyph('synthetic')} ${formatPercent(share.value)}</b>${interval}`;
}

const WORD_OF_LEVEL = { fail: 'Failed', warn: 'Warning', note: 'Note' } as const;
const WARNINGS_SHOWN = 7;

function warningAnswer(data: ReportData): Markup {
  const warnings = warningsOf(data);
  const met = data.acceptance.filter((line) => line.isMet).length;
  const verdict =
    data.acceptance.length === 0
      ? 'The policy has no acceptance lines.'
      : met === data.acceptance.length
        ? html`<b>The corpus passes the policy’s acceptance ${plural(met, 'line')}.</b>`
        : html`<b class="c-reject">${glyph('reject')} The corpus fails the policy’s acceptance lines</b> <span class="quiet">(${met} of ${data.acceptance.length} passed)</span>`;
  return html`<div class="answer" id="warnings">
<h2>What needs attention?</h2>
<p class="verdict small">${verdict}</p>
${warnings.length === 0 ? html`<p>No warnings: every item was read, every rule matched somewhere, and no group is kept out far more often than average.</p>` : html`<ul class="warnings">${warnings.slice(0, WARNINGS_SHOWN).map(warningItem)}</ul>`}
${
  warnings.length > WARNINGS_SHOWN &&
  html`<details id="more-warnings"><summary>${warnings.length - WARNINGS_SHOWN} more</summary><ul class="warnings">${warnings.slice(WARNINGS_SHOWN).map(warningItem)}</ul></details>`
}
</div>`;
}

const warningItem = ({ level, text, anchor }: Warning): Markup =>
  html`<li class="warning level-${level}"><span class="level">${WORD_OF_LEVEL[level]}</span> <span>${text}</span> <a href="#${anchor}">${anchor}</a></li>
`;
