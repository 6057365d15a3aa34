import type { DecisionKind } from '../../core/decision.js';
import { boundExcerpt, type Excerpt, previewOf } from '../excerpt.js';
import { badge } from '../glyphs.js';
import { html, type Markup, slug } from '../html.js';
import { markedText } from '../marked-text.js';
import { formatMember, type MemberValue, unitOfMembers } from '../member-value.js';
import { formatCount } from '../numbers.js';
import { gallery, type PictureFacts, pictureEvidence, shot } from '../picture.js';
import { cellsEach, plainTables } from '../plain-tables.js';
import { definition, type QuestionFacts } from '../question.js';
import { labelled, type Pen } from '../terminal-text.js';
import { plural } from '../words.js';
import { type Section, section } from './section.js';

export interface FindingsReport {
  /** Findings of metrics that no other section shows, in the order of the metrics; absent without such metrics. */
  readonly findings?: readonly FoundFacts[];
}

/** A metric that finds records, with its findings. */
export interface FoundFacts extends QuestionFacts {
  readonly memberValue?: MemberValue;
  /** The number of findings. */
  readonly count: number;
  /** Records in each role, in the order of the definition. */
  readonly roles: readonly { readonly role: string; readonly records: number }[];
  /** The metric's numbers about the corpus, plain JSON. */
  readonly answer: unknown;
  /** The largest. */
  readonly examples: readonly FindingExample[];
}

export interface FindingExample {
  readonly id: string;
  readonly summary: string;
  readonly size: number;
  /** Plain JSON, described in the metric's documentation. */
  readonly detail: unknown;
  /** For each role, the members with the strongest evidence. */
  readonly members: readonly FindingMemberFacts[];
}

export interface FindingMemberFacts {
  /** What `freckle explain` takes. */
  readonly record: string;
  readonly source: string;
  readonly decision: DecisionKind;
  readonly role: string;
  readonly value: number | null;
  readonly excerpt: Excerpt;
  /** Of an image. */
  readonly picture?: PictureFacts;
}

/** Of each question; and of a finding, of each role. */
export const FINDINGS_SHOWN = 6;
export const MEMBERS_SHOWN = 4;
/** Of all questions together. */
const FINDINGS_ON_PAGE = 30;
const RECORDS_SHOWN = 6;
const EXCERPT_SHOWN = 400;
const DETAIL_CELLS = 24;

/** Findings of other metrics, drawn from their definitions alone. */
export const findings: Section<FindingsReport> = {
  id: 'findings',
  name: 'Findings',
  isShown: ({ findings: found = [] }) => found.length > 0,
  draw: ({ findings: found = [] }) =>
    section(
      'findings',
      'Findings',
      'Findings of other corpus metrics, the largest first, with their records.',
      found.map((one) => questionMarkup(one, found.length)),
    ),
  lines: { rank: 1, of: lines },
};

function questionMarkup(found: FoundFacts, questions: number): Markup {
  const id = `finding-${slug(found.id)}`;
  const room = Math.max(1, Math.floor(FINDINGS_ON_PAGE / questions));
  const shown = found.examples.slice(0, Math.min(FINDINGS_SHOWN, room));
  return html`<h3 id="${id}"><a href="#${id}">${found.title}</a> <span class="quiet">${countsOf(found)}</span></h3>
<p>${found.description}</p>
${shown.map((example) => exampleMarkup(found, example))}
${found.count > shown.length && html`<p class="quiet">${formatCount(found.count - shown.length)} more findings are not shown.</p>`}
<details id="${id}-more"><summary>Numbers and definition</summary>
${plainTables(found.answer, `table-${id}`, found.title, cellsEach(questions))}
${definition(found)}</details>
`;
}

const countsOf = ({ count, roles }: FoundFacts): string =>
  count === 0
    ? 'no findings'
    : `${formatCount(count)} ${plural(count, 'finding')}: ${roles.map(({ role, records }) => `${formatCount(records)} ${role}`).join(', ')}`;

function exampleMarkup(found: FoundFacts, example: FindingExample): Markup {
  const { size, summary, detail } = example;
  const members = example.members.slice(0, RECORDS_SHOWN);
  const id = `finding-${slug(found.id)}-${slug(example.id)}`;
  const unit = unitOfMembers(found.memberValue);
  return html`<details class="cluster" id="${id}">
<summary><b>${summary}</b> <span class="preview">${members[0] !== undefined && previewOf(members[0].excerpt)}</span></summary>
${members.flatMap((member) => (member.picture === undefined ? [textMember(member, unit)] : []))}
${gallery(members.flatMap((member) => (member.picture === undefined ? [] : [pictureMember(member, member.picture, unit)])))}
${size > members.length && html`<p class="quiet">${formatCount(size - members.length)} more ${plural(size - members.length, 'record')}.</p>`}
<details id="${id}-more"><summary>Details</summary>
${plainTables(detail, `table-${id}`, summary, DETAIL_CELLS)}</details>
</details>
`;
}

const roleOf = ({ role, value }: FindingMemberFacts, unit: string | undefined): string =>
  value === null ? role : `${role}, ${formatMember(value, unit)}`;

const textMember = (member: FindingMemberFacts, unit: string | undefined): Markup =>
  html`<h4>${badge(member.decision, roleOf(member, unit))} <span class="place"><b>${member.source}</b> <code>${member.record}</code></span></h4>
${markedText(boundExcerpt(member.excerpt, EXCERPT_SHOWN))}`;

const pictureMember = (member: FindingMemberFacts, picture: PictureFacts, unit: string | undefined): Markup =>
  shot(
    picture,
    member.record,
    html`${badge(member.decision, roleOf(member, unit))} <span>${member.source}</span> <span class="quiet">${member.record}</span>${pictureEvidence(picture)}`,
  );

/** All findings in one line. */
function lines({ findings: found = [] }: FindingsReport, pen: Pen): string[] {
  const parts = found.filter(({ count }) => count > 0).map((one) => `${one.title}: ${countsOf(one)}`);
  return parts.length === 0 ? [] : [labelled(pen, 'Found', parts.join('; '))];
}
