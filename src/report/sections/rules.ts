import type { DecisionKind } from '../../core/decision.js';
import { badge, fateBar } from '../glyphs.js';
import type { ReportHead } from '../head.js';
import { type Child, html, type Markup, slug } from '../html.js';
import { formatCount, formatShare } from '../numbers.js';
import { type Cell, table } from '../table.js';
import { labelled, type Pen } from '../terminal-text.js';
import type { Warning } from '../warning.js';
import { NAMED, named, plural } from '../words.js';
import { type Section, section } from './section.js';

export interface RulesReport {
  /** What the policy requires of the whole corpus; empty if it requires nothing. */
  readonly acceptance: readonly AcceptanceLine[];
  /** In the policy's order. */
  readonly rules: readonly RuleFacts[];
}

export interface AcceptanceLine {
  /** `at most 5 % of records are rejected` */
  readonly line: string;
  /** The policy's reason for the line. */
  readonly because: string;
  readonly isMet: boolean;
  /** The number found: `1.4 %`. */
  readonly found: string;
  /** `Failed: 82 % of records were rejected; the policy allows 50 %.` */
  readonly sentence: string;
}

export interface RuleFacts {
  readonly id: string;
  readonly decision: DecisionKind;
  /** The sentence for people. */
  readonly because: string;
  /** The rule's condition in the policy's words: `mean-word-length above 10`. */
  readonly condition: string;
  /** The signal or finding it tests, for a link on the page; absent where it tests several. */
  readonly subject?: string;
  /** Records that it matched. */
  readonly fired: number;
  /** Records for which its answer is unknown, because a signal has no value. */
  readonly unknown: number;
  /** Records on which it was evaluated. */
  readonly evaluated: number;
  /** Records that no other rule of the same or a severer decision matches. */
  readonly alone?: number;
  /** To which records it did not apply, and why. */
  readonly note?: string;
  /** It is about parts that only some records have, so that records to which it does not apply are no surprise. */
  readonly isOfSomeLayouts?: true;
}

/** Signals that the page shows, for links. */
export interface KnownSignals {
  readonly signals: readonly { readonly id: string }[];
}

const RULES_SHOWN = 300;

/** Every rule with its matches, and the acceptance lines. */
export const rules: Section<RulesReport, KnownSignals> = {
  id: 'rules',
  name: 'Why',
  draw,
  lines: { rank: 4, of: lines },
  warnings: { rank: 6, of: warnings },
};

function draw(data: ReportHead & RulesReport & KnownSignals): Markup {
  const asked = data.rules.filter(isApplied);
  // In an empty corpus no rule is evaluated, and all are shown.
  const shown = (asked.length === 0 ? data.rules : asked).slice(0, RULES_SHOWN);
  const aside = asked.length === 0 ? [] : data.rules.filter((rule) => !isApplied(rule));
  const most = Math.max(1, ...shown.map((rule) => rule.fired));
  const known = new Set(data.signals.map((signal) => signal.id));
  return section(
    'rules',
    'Why',
    html`A record gets the severest decision among the rules that match it, and keeps every reason. A rule does not apply to a record where its signal has no value.`,
    html`${acceptance(data)}
${
  shown.length === 0
    ? html`<p class="refusal">The policy has no rules: all records are admitted.</p>`
    : table({
        id: 'table-rules',
        caption: 'Rules of the policy and how often each one matched',
        columns: [
          { key: 'rule', title: 'Rule' },
          { key: 'decision', title: 'Decision' },
          { key: 'fired', title: 'Matched', isNumber: true },
          { key: 'bar', title: '' },
          { key: 'alone', title: 'Alone', isNumber: true },
          { key: 'unknown', title: 'Did not apply', isNumber: true },
          { key: 'condition', title: 'Because' },
        ],
        rows: shown.map((rule) => ruleRow(rule, most, known)),
      })
}
<p class="hint">“Alone” counts records that no other rule of the same or a severer decision matches: the effect of this rule.</p>${aside.length > 0 && html`<p class="quiet">Rules about other kinds of records, which applied to none here: ${aside.map(({ id }, index) => html`${index > 0 && ', '}<code id="rule-${slug(id)}">${id}</code>`)}.</p>`}`,
  );
}

/** Whether the records are of a kind that the rule is about. */
const isApplied = ({ evaluated, unknown, isOfSomeLayouts }: RuleFacts): boolean =>
  evaluated > (isOfSomeLayouts ? unknown : 0);

function acceptance({ acceptance: conditions, run }: ReportHead & RulesReport): Child {
  if (conditions.length === 0)
    return html`<p>The policy <b>${run.policy.name}</b> has no acceptance lines.</p>`;
  return html`<ul class="acceptance">${conditions.map(
    ({ isMet, sentence, because }) =>
      html`<li><b>${isMet ? '✓' : '✗'}</b> ${sentence} <span class="quiet">${because}</span></li>
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

/** Failed lines are warnings. */
function lines({ acceptance: conditions }: RulesReport, pen: Pen): string[] {
  if (conditions.length === 0 || conditions.some((line) => !line.isMet)) return [];
  return [
    labelled(
      pen,
      'Accepted',
      conditions.length === 1
        ? 'the acceptance line passed'
        : `all ${conditions.length} acceptance lines passed`,
    ),
  ];
}

const MOSTLY = 0.5;

/** Failed acceptance lines, rules that did not apply to most records, and rules that matched nothing. */
function* warnings({ acceptance: conditions, rules: all }: RulesReport): Generator<Warning> {
  for (const { isMet, sentence } of conditions)
    if (!isMet) yield { level: 'fail', text: sentence, anchor: 'rules' };
  const evaluated = all.filter((rule) => rule.evaluated > 0);
  const inapplicable = evaluated.filter(
    (rule) => !rule.isOfSomeLayouts && rule.unknown > MOSTLY * rule.evaluated,
  );
  for (const rule of inapplicable.slice(0, NAMED))
    yield {
      level: 'note',
      text: rule.note ?? `“${rule.id}” did not apply to most records.`,
      anchor: 'rules',
    };
  const others = inapplicable.slice(NAMED);
  if (others.length > 0)
    yield {
      level: 'note',
      text: `${others.length} more ${plural(others.length, 'rule')} did not apply to most records: ${namesOf(others)}.`,
      anchor: 'rules',
    };
  const silent = evaluated.filter((rule) => rule.fired === 0 && !inapplicable.includes(rule));
  if (silent.length > 0)
    yield {
      level: 'note',
      text: `${silent.length} ${plural(silent.length, 'rule')} matched no record: ${namesOf(silent)}.`,
      anchor: 'rules',
    };
}

const namesOf = (rules: readonly RuleFacts[]): string => named(rules.map(({ id }) => id));
