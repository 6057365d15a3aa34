import type { ReportData, RuleFacts } from '../data.js';
import { REPORT_LIMITS } from '../data.js';
import { badge, fateBar } from '../glyphs.js';
import { type Child, html, type Markup, slug } from '../html.js';
import { formatCount, formatShare } from '../numbers.js';
import { type Cell, table } from '../table.js';
import { section } from './section.js';

/** Why: every rule with what it did, and the acceptance lines. */
export function rules(data: ReportData): Markup {
  const asked = data.rules.filter((rule) => rule.evaluated > 0);
  // Of an empty corpus nothing is asked, and every rule is shown.
  const shown = (asked.length === 0 ? data.rules : asked).slice(0, REPORT_LIMITS.rules);
  const aside = asked.length === 0 ? [] : data.rules.filter((rule) => rule.evaluated === 0);
  const most = Math.max(1, ...shown.map((rule) => rule.fired));
  const known = new Set(data.signals.map((signal) => signal.id));
  return section(
    'rules',
    'Why',
    html`A record gets the severest decision among the rules that match it, and keeps every reason. A rule that is unknown for a record (its signal had no value) does not decide.`,
    html`${acceptance(data)}
${
  shown.length === 0
    ? html`<p class="refusal">The policy has no rules: everything that could be read was admitted.</p>`
    : table({
        id: 'table-rules',
        caption: 'Rules of the policy and how often each one matched',
        columns: [
          { key: 'rule', title: 'Rule' },
          { key: 'decision', title: 'Decision' },
          { key: 'fired', title: 'Matched', isNumber: true },
          { key: 'bar', title: '' },
          { key: 'alone', title: 'Alone', isNumber: true },
          { key: 'unknown', title: 'Unknown', isNumber: true },
          { key: 'condition', title: 'Because' },
        ],
        rows: shown.map((rule) => ruleRow(rule, most, known)),
      })
}
<p class="hint">“Alone” counts records that no other rule as severe matched: what the rule adds.</p>${aside.length > 0 && html`<p class="quiet">Not asked, since no record is of the kind they are about: ${aside.map(({ id }, index) => html`${index > 0 && ', '}<code>${id}</code>`)}.</p>`}`,
  );
}

function acceptance({ acceptance: lines, run }: ReportData): Child {
  if (lines.length === 0)
    return html`<p>The policy <b>${run.policy.name}</b> sets no acceptance line for the corpus as a whole.</p>`;
  return html`<ul class="acceptance">${lines.map(
    ({ line, isMet, found }) =>
      html`<li><b>${isMet ? '✓ met' : '✗ not met'}</b> ${line} <span class="quiet">found: ${found}</span></li>
`,
  )}</ul>`;
}

function ruleRow(rule: RuleFacts, most: number, signals: ReadonlySet<string>): Cell[] {
  const counts = { admit: 0, quarantine: 0, reject: 0, unreadable: 0, [rule.decision]: rule.fired };
  const condition = html`<code>${rule.condition}</code>`;
  return [
    { content: html`<span id="rule-${slug(rule.id)}">${rule.id}</span>`, value: rule.id },
    { content: badge(rule.decision, rule.decision), value: rule.decision },
    rule.fired === 0
      ? { content: html`<span class="quiet">never</span>`, value: 0 }
      : { content: html`${formatCount(rule.fired)}`, value: rule.fired },
    { content: rule.fired > 0 && fateBar(counts, most, 90), value: '' },
    rule.alone === undefined
      ? { content: '', value: null }
      : { content: formatCount(rule.alone), value: rule.alone },
    rule.unknown === 0
      ? { content: html`<span class="quiet">0</span>`, value: 0 }
      : {
          content: html`${formatCount(rule.unknown)} <span class="quiet">${formatShare(rule.unknown, rule.evaluated)}</span>`,
          value: rule.unknown,
        },
    {
      content: html`${rule.because}<br>${rule.subject && signals.has(rule.subject) ? html`<a class="plain" href="#signal-${slug(rule.subject)}">${condition}</a>` : condition}${rule.note && html`<span class="quiet rule-note">${rule.note}</span>`}`,
      value: `${rule.because} (${rule.condition})`,
    },
  ];
}
