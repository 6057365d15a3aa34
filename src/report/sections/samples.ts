import type { DecisionKind, Reason } from '../../core/decision.js';
import { type Excerpt, previewOf } from '../excerpt.js';
import { badge } from '../glyphs.js';
import { type Child, html, type Markup, slug } from '../html.js';
import { markedText } from '../marked-text.js';
import { PALETTE } from '../palette.js';
import { gallery, type PictureFacts, pictureEvidence, shot } from '../picture.js';
import { type Section, section } from './section.js';

export interface SamplesReport {
  readonly samples: readonly SampleFacts[];
}

export interface SampleFacts {
  readonly record: string;
  /** The id the data set gave it. */
  readonly id: string | null;
  readonly source: string;
  readonly position: string;
  readonly decision: DecisionKind;
  readonly reasons: readonly (Reason & { /** What the rule saw, for people. */ readonly text: string })[];
  readonly excerpt: Excerpt;
  /** Of an image. */
  readonly picture?: PictureFacts;
  /** What hidden characters spell, decoded. */
  readonly payloads: readonly { readonly kind: string; readonly text: string }[];
}

/** Of each decision. */
export const SAMPLES_SHOWN = 20;

/** Records of each decision, with the passages that rules reacted to marked in the text. */
export const samples: Section<SamplesReport> = { id: 'samples', name: 'Samples', draw };

const ORDER = ['reject', 'quarantine', 'admit'] as const;
const OPEN_SAMPLES = 3;

function draw({ samples: all }: SamplesReport): Markup {
  return section(
    'samples',
    'Samples',
    html`Examples of each decision. Passages that a rule reacted to are marked; invisible characters are spelt out, like <span class="chip">‹U+200B›</span>.`,
    ORDER.map((decision) => {
      const shown = all.filter((sample) => sample.decision === decision).slice(0, SAMPLES_SHOWN);
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
  return html`<details class="sample" id="sample-${slug(sample.record)}"${isOpen && html` open`}>
<summary><span class="c-${sample.decision}" aria-hidden="true">${PALETTE[sample.decision].glyph}</span> <b>${sample.source}</b> <span class="quiet">${sample.position}</span> ${sample.reasons.map((reason) => html`<span class="tag">${reason.rule}</span> `)}<span class="preview">${previewOf(sample.excerpt)}</span></summary>
${reasons(sample.reasons)}
${sample.payloads.map(({ kind, text }) => html`<p class="payload">Decoded from <b>${kind}</b>: <q>${text.slice(0, 500)}</q></p>`)}
${markedText(sample.excerpt)}
<p class="quiet">All measurements: <code>freckle explain &lt;run&gt; ${sample.record}</code>${sample.id !== null && html`; id <code>${sample.id}</code>`}</p>
</details>
`;
}

function pictureMarkup({ picture, record, source, reasons: why }: SampleFacts): Markup {
  const tags = why.map((reason) => html`<span class="tag">${reason.rule}</span> `);
  const about = html`<b>${source}</b> <span class="quiet">${record}</span>${tags.length > 0 && html`<span>${tags}</span>`}${pictureEvidence(picture!)}`;
  return shot(picture!, record, about, `sample-${slug(record)}`);
}

const reasons = (list: SampleFacts['reasons']): Child =>
  list.length > 0 &&
  html`<ul class="reasons">${list.map(
    ({ rule, decision, text }) => html`<li>${badge(decision, rule)}: ${text}</li>
`,
  )}</ul>`;
