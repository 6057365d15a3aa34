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
import { formatCount, formatEstimate, formatShare, roughPercent } from '../numbers.js';
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

/** The evidence of who made the records, strongest first. */
export interface OriginFacts {
  /** Each record counts once, at the rung of its strongest evidence; leaves out rungs without records. */
  readonly ladder: readonly LadderRung[];
  /** Records with each kind of evidence, strongest first; a record can have several kinds. */
  readonly kinds: readonly {
    readonly rung: Rung;
    readonly kind: string;
    readonly title: string;
    readonly origin: Origin;
    readonly records: number;
  }[];
  /** Statements of data sets about all their records, by file. */
  readonly dataSets: readonly (DataSetStatement & { readonly records: number })[];
  /** Records declared or dated as human that show evidence of a model, by the pair of contradicting kinds. */
  readonly contradictions: {
    readonly records: number;
    readonly pairs: readonly { readonly said: string; readonly shown: string; readonly records: number }[];
  };
  /** Records with their evidence: contradictions first, then each rung. */
  readonly examples: readonly OriginExample[];
  /** Records with traces of an assistant, by kind, most frequent first. */
  readonly traces: {
    readonly records: number;
    readonly kinds: readonly { readonly kind: string; readonly records: number }[];
  };
  /** Days of capture, compared with the day from which models wrote web text. */
  readonly era: {
    readonly cutoff: string;
    readonly before: number;
    readonly after: number;
    readonly undated: number;
  };
  /** The share of all records that models made, inferred by calibrated detectors; 0 to 1. */
  readonly inferredShare: Estimate;
  /** Further results of the calibration; absent without one. */
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
    html`Who made each record, by its strongest evidence; every record is on one rung. Signatures and watermarks are proof, declarations and dates are statements, traces are accidental, and detectors only infer. A record that is declared or dated as human but shows evidence of a model is <b>contradicted</b>: proof then decides; without proof the origin is unknown.`,
    html`${ladderTable(facts, recordsIn(counts))}
${contradictions.records > 0 && contradictionTable(contradictions)}
${dataSets.length > 0 && dataSetTable(dataSets)}
${examples.length > 0 && html`<h3 id="origin-examples">Examples with their evidence</h3>`}
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
      { key: 'kinds', title: 'Kinds' },
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
  caption: 'Records declared or dated as human that show evidence of a model',
  columns: [
    { key: 'said', title: 'Human by' },
    { key: 'shown', title: 'Synthetic by' },
    { key: 'records', title: 'Records', isNumber: true },
  ],
  rows: pairs
    .slice(0, PAIRS_SHOWN)
    .map(({ said, shown, records: count }) => [textCell(said), textCell(shown), countCell(count)]),
})}`;

const dataSetTable = (dataSets: OriginFacts['dataSets']): Markup =>
  html`<h3 id="data-sets">Statements of data sets about all their records</h3>
${table({
  id: 'table-data-sets',
  caption: 'Statements of data sets about all their records',
  columns: [
    { key: 'file', title: 'File' },
    { key: 'says', title: 'Says' },
    { key: 'words', title: 'Quotation' },
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

/** Counts a record in each of its kinds, also where a stronger rung has it. */
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
<p class="quiet">All measurements: <code>freckle explain &lt;run&gt; ${record}</code></p>
</details>
`;
}

const glyphOf = (says: string): Child =>
  says === 'human' ? glyph('real') : says === 'synthetic' ? glyph('synthetic') : null;

/** Origins, the rungs of evidence, and without a calibration the missing share. */
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
    labelled(pen, '', rungs.length === 0 ? 'no evidence of origin' : `by evidence: ${rungs.join(', ')}`),
    ...(inferred === undefined ? [labelled(pen, '', `Synthetic share: ${shareText(inferredShare)}`)] : []),
  ];
}

const shareText = (share: Estimate): string =>
  share.value === null ? `not estimated. ${share.why}` : formatEstimate(share, 'share');

function* warnings({ counts, origin: { contradictions } }: ReportHead & OriginReport): Generator<Warning> {
  const { records } = contradictions;
  if (records > 0)
    yield {
      level: 'warn',
      text: `${formatCount(records)} ${plural(records, 'record')} (${roughPercent(records / recordsIn(counts))}) ${records === 1 ? 'has' : 'have'} evidence of both a human and a model.`,
      anchor: 'origin',
    };
}
