import type { DecisionKind } from '../../core/decision.js';
import { type DataSetStatement, type Evidence, ORIGINS, type Origin, type Rung } from '../../core/origin.js';
import { countCell, nameCell, textCell } from '../cells.js';
import { recordsIn } from '../counts.js';
import type { Estimate } from '../estimate.js';
import { type Excerpt, previewOf } from '../excerpt.js';
import { badge, glyph } from '../glyphs.js';
import type { ReportHead } from '../head.js';
import { type Child, html, type Markup, slug } from '../html.js';
import { type LadderRung, onRung, RUNG_NAMES } from '../ladder.js';
import { markedText } from '../marked-text.js';
import { formatCount, formatEstimate, formatShare } from '../numbers.js';
import { PALETTE } from '../palette.js';
import { gallery, type PictureFacts, shot } from '../picture.js';
import { table } from '../table.js';
import { labelled, type Pen } from '../terminal-text.js';
import type { Warning } from '../warning.js';
import { plural } from '../words.js';
import { type Section, section } from './section.js';
import type { InferredFacts } from './synthetic.js';

export interface OriginReport {
  readonly origin: OriginFacts;
}

/** What is known of who made the records, strongest evidence first. */
export interface OriginFacts {
  /** Every record once, at the rung of its strongest evidence; rungs without records are left out. */
  readonly ladder: readonly LadderRung[];
  /** Records with any evidence of each kind, strongest first: one record may have several. */
  readonly kinds: readonly {
    readonly rung: Rung;
    readonly kind: string;
    readonly title: string;
    readonly origin: Origin;
    readonly records: number;
  }[];
  /** What data sets say of all their records, by the files that say it. */
  readonly dataSets: readonly (DataSetStatement & { readonly records: number })[];
  /** Records that somebody says a person made and that show themselves a model's, by what contradicts what. */
  readonly contradictions: {
    readonly records: number;
    readonly pairs: readonly { readonly said: string; readonly shown: string; readonly records: number }[];
  };
  /** Records with their evidence: contradictions first, then each rung. */
  readonly examples: readonly OriginExample[];
  /** Records in which an assistant left its traces, by kind, most frequent first. */
  readonly traces: {
    readonly records: number;
    readonly kinds: readonly { readonly kind: string; readonly records: number }[];
  };
  /** When the records were captured, against the day from which models wrote the web. */
  readonly era: {
    readonly cutoff: string;
    readonly before: number;
    readonly after: number;
    readonly undated: number;
  };
  /** The share of all records that models made, inferred by calibrated detectors; 0 to 1. */
  readonly inferredShare: Estimate;
  /** What else the calibration says; absent without one. */
  readonly inferred?: InferredFacts;
}

export interface OriginExample {
  readonly record: string;
  readonly source: string;
  readonly decision: DecisionKind;
  readonly origin: Origin;
  readonly contradiction: Rung | null;
  readonly evidence: readonly Evidence[];
  readonly excerpt: Excerpt;
  /** Of an image. */
  readonly picture?: PictureFacts;
}

export const EXAMPLES_SHOWN = 16;
export const TRACES_SHOWN = 12;
const PAIRS_SHOWN = 60;
export const DATA_SETS_SHOWN = 50;

/** Who made the records, by the ladder of evidence; contradictions; examples with their evidence. */
export const origin: Section<OriginReport> = {
  id: 'origin',
  name: 'Origin',
  draw,
  lines: { rank: 2, of: lines },
  warnings: { rank: 2, of: warnings },
};

function draw({ origin: facts, counts }: ReportHead & OriginReport): Markup {
  const { contradictions, dataSets, examples } = facts;
  return section(
    'origin',
    'Origin',
    html`Who made each record, by the strongest evidence that says it; every record stands on one rung. Signatures and watermarks prove, declarations and dates are somebody’s word, traces are left by accident, detectors only infer. A person’s work that shows a model’s hand is <b>contradicted</b>: proof then decides, and where there is none the origin is unknown.`,
    html`${ladderTable(facts, recordsIn(counts))}
${contradictions.records > 0 && contradictionTable(contradictions)}
${dataSets.length > 0 && dataSetTable(dataSets)}
${examples.length > 0 && html`<h3 id="origin-examples">Examples, with their evidence</h3>`}
${examples.slice(0, EXAMPLES_SHOWN).map(exampleMarkup)}`,
  );
}

const ladderTable = ({ ladder, kinds }: OriginFacts, records: number): Markup =>
  table({
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
      countCell(onRung(rung)),
      { content: formatShare(onRung(rung), records), value: onRung(rung) / Math.max(1, records) },
      ...[rung.human, rung.synthetic, rung.mixed, rung.unknown].map(countCell),
      { content: kindsOf(kinds, rung.rung), value: '' },
    ]),
  });

const contradictionTable = ({ records, pairs }: OriginFacts['contradictions']): Markup =>
  html`<h3 id="contradictions">Contradictions <span class="quiet">${formatCount(records)}</span></h3>
${table({
  id: 'table-contradictions',
  caption: 'Records that are said to be a person’s and show a model’s hand',
  columns: [
    { key: 'said', title: 'A person’s, by' },
    { key: 'shown', title: 'A model’s, by' },
    { key: 'records', title: 'Records', isNumber: true },
  ],
  rows: pairs
    .slice(0, PAIRS_SHOWN)
    .map(({ said, shown, records: count }) => [textCell(said), textCell(shown), countCell(count)]),
})}`;

const dataSetTable = (dataSets: OriginFacts['dataSets']): Markup =>
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
    .slice(0, DATA_SETS_SHOWN)
    .map(({ file, origin: says, words, records }) => [
      nameCell(file),
      { content: says === 'mixed' ? 'some synthetic' : says, value: says },
      textCell(words),
      countCell(records),
    ]),
})}`;

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
  return html`<details class="sample" id="origin-${slug(record)}">
<summary>${badge(decision)} <b>${contradiction === null ? verdict : html`contradicted, ${verdict}`}</b> <span class="quiet">${source} ${record}</span> ${evidence.slice(0, 3).map(({ rung, kind }) => html`<span class="tag">${rung}: ${kind}</span> `)}<span class="preview">${previewOf(excerpt)}</span></summary>
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

/** Who made the records, below it by which rung of evidence, and the share where no calibration says more of it. */
function lines({ origin: facts }: OriginReport, pen: Pen): string[] {
  const { ladder, contradictions, inferred, inferredShare } = facts;
  const total = (made: Origin) => ladder.reduce((sum, rung) => sum + rung[made], 0);
  const origins = ORIGINS.filter((made) => total(made) > 0).map(
    (made) => `${formatCount(total(made))} ${made}`,
  );
  const rungs = ladder.flatMap((rung) =>
    rung.rung === 'none' ? [] : [`${rung.rung} ${formatCount(onRung(rung))}`],
  );
  const contradicted =
    contradictions.records > 0 ? `; ${formatCount(contradictions.records)} contradicted` : '';
  return [
    labelled(pen, 'Origin', `${origins.join(', ') || 'no records'}${contradicted}`),
    labelled(
      pen,
      '',
      `by evidence: ${rungs.join(', ') || 'none is signed, marked, declared, traced or dated'}`,
    ),
    ...(inferred === undefined
      ? [labelled(pen, '', `synthetic share ${formatEstimate(inferredShare, 'share')}`)]
      : []),
  ];
}

function* warnings({ counts, origin: { contradictions } }: ReportHead & OriginReport): Generator<Warning> {
  const { records } = contradictions;
  if (records > 0)
    yield {
      level: 'warn',
      text: `${formatCount(records)} ${plural(records, 'record')} (${formatShare(records, recordsIn(counts))}) ${records === 1 ? 'is' : 'are'} said to be a person's and ${records === 1 ? 'shows' : 'show'} a model's hand.`,
      anchor: 'origin',
    };
}
