import type { DecisionKind } from '../../core/decision.js';
import { badge, fateBar } from '../glyphs.js';
import type { ReportHead } from '../head.js';
import { type Child, html, type Markup, slug } from '../html.js';
import { formatCount, formatShare } from '../numbers.js';
import { type Cell, table } from '../table.js';
import { labelled, type Pen } from '../terminal-text.js';
import type { Warning } from '../warning.js';
import { named, plural } from '../words.js';
import { type Section, section } from './section.js';

export interface RulesReport {
  /** What the policy asks of the corpus as a whole; empty when it asks nothing. */
  readonly acceptance: readonly AcceptanceLine[];
  /** In the policy's order. */
  readonly rules: readonly RuleFacts[];
}

export interface AcceptanceLine {
  /** In the policy's own words: `at most 5 % rejected`. */
  readonly line: string;
  readonly isMet: boolean;
  /** What was found: `1.4 % rejected`. */
  readonly found: string;
}

export interface RuleFacts {
  readonly id: string;
  readonly decision: DecisionKind;
  /** The sentence for people. */
  readonly because: string;
  /** The rule's condition in the policy's words: `mean-word-length above 10`. */
  readonly condition: string;
  /** The signal or finding it asks, so that the page can link them; absent where it asks several. */
  readonly subject?: string;
  /** Records on which it matched. */
  readonly fired: number;
  /** Records on which it could not be answered, because what it asks was null. */
  readonly unknown: number;
  /** Records it was put to. */
  readonly evaluated: number;
  /** Records that no other rule of the same or a severer decision matched. */
  readonly alone?: number;
  /** Anything a reader must know: why it is off, what it could not see. */
  readonly note?: string;
}

/** Signals that the page shows, to link them. */
export interface KnownSignals {
  readonly signals: readonly { readonly id: string }[];
}

const RULES_SHOWN = 300;

/** Why: every rule with what it did, and the acceptance lines. */
export const rules: Section<RulesReport, KnownSignals> = {
  id: 'rules',
  name: 'Why',
  draw,
  lines: { rank: 4, of: lines },
  warnings: { rank: 6, of: warnings },
};

function draw(data: ReportHead & RulesReport & KnownSignals): Markup {
  const asked = data.rules.filter((rule) => rule.evaluated > 0);
  // Of an empty corpus nothing is asked, and every rule is shown.
  const shown = (asked.length === 0 ? data.rules : asked).slice(0, RULES_SHOWN);
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

function acceptance({ acceptance: conditions, run }: ReportHead & RulesReport): Child {
  if (conditions.length === 0)
    return html`<p>The policy <b>${run.policy.name}</b> sets no acceptance line for the corpus as a whole.</p>`;
  return html`<ul class="acceptance">${conditions.map(
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

/** Lines that are not met stand among the warnings. */
function lines({ acceptance: conditions }: RulesReport, pen: Pen): string[] {
  if (conditions.length === 0 || conditions.some((line) => !line.isMet)) return [];
  return [
    labelled(
      pen,
      'Accepted',
      conditions.length === 1
        ? 'the acceptance line is met'
        : `all ${conditions.length} acceptance lines met`,
    ),
  ];
}

const MOSTLY = 0.5;

/** Lines not met; rules that found nothing and rules that could not look: as most texts are, too short or undated, no fault of theirs. */
function* warnings({ acceptance: conditions, rules: all }: RulesReport): Generator<Warning> {
  for (const line of conditions)
    if (!line.isMet) yield { level: 'fail', text: `Not met (${line.found}): ${line.line}.`, anchor: 'rules' };
  const asked = all.filter((rule) => rule.evaluated > 0);
  const unanswered = asked.filter((rule) => rule.unknown > MOSTLY * rule.evaluated);
  const silent = asked.filter((rule) => rule.fired === 0 && !unanswered.includes(rule));
  for (const [found, what] of [
    [unanswered, 'could not be answered for most records'],
    [silent, 'never fired'],
  ] as const)
    if (found.length > 0)
      yield {
        level: 'note',
        text: `${found.length} ${plural(found.length, 'rule')} ${what}: ${named(found.map((rule) => rule.id))}.`,
        anchor: 'rules',
      };
}
