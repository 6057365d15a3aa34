import type { Rung } from '../core/origin.js';
import { boundExcerpt, type Excerpt } from './excerpt.js';
import { segments } from './hidden.js';
import { stretches } from './marked-text.js';
import { formatMember } from './member-value.js';
import { formatCount, formatValue } from './numbers.js';
import { PALETTE } from './palette.js';
import { kindOf, type PictureFacts } from './picture.js';
import type { MeasurementFacts, MembershipFacts, RecordFacts, RuleAnswer } from './record-facts.js';
import {
  cut,
  type Pen,
  padEnd,
  penOf,
  plain,
  type TerminalSettings,
  toAscii,
  wrap,
} from './terminal-text.js';

const INDENT = '  ';

/** All facts about one record, for `freckle explain`: origin, measurements, findings, and every rule's answer. */
export function renderExplanation(facts: RecordFacts, settings: TerminalSettings): string {
  const pen = penOf({ ...settings, width: Math.max(40, Math.min(settings.width, 120)) });
  const parts = [
    headOf(facts, pen),
    part(pen, 'Decision', rulesOf(facts, pen)),
    part(pen, 'Origin', originOf(facts, pen)),
    part(pen, 'Findings', findingsOf(facts, pen)),
    facts.picture === undefined
      ? part(pen, 'Text', textOf(facts, pen))
      : part(pen, 'Picture', pictureOf(facts.picture, pen)),
    part(pen, 'Measurements', measurementsOf(facts.measurements, pen)),
  ];
  const text = `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`.replaceAll('\u00a0', ' ');
  return settings.unicode === false ? toAscii(text) : text;
}

const part = (pen: Pen, title: string, lines: readonly string[]): string[] => [
  pen.bold(title),
  ...lines.map((line) => INDENT + line),
];

function headOf(facts: RecordFacts, pen: Pen): string[] {
  const known: [string, string | null][] = [
    ['source', facts.source],
    ['position', facts.position],
    ['id', facts.id],
    ['url', facts.url],
    ['date', facts.date],
    ['language', facts.language],
    ['label', facts.label],
    ['content', facts.contentHash],
  ];
  return [
    `${pen.bold(plain(facts.record))}  ${pen.glyph(facts.decision)} ${pen.tint(facts.decision, PALETTE[facts.decision].label)}`,
    ...known
      .filter(([, value]) => value !== null)
      .map(([name, value]) => `${INDENT}${pen.faint(padEnd(name, 10))}${cut(plain(value!), pen.width - 12)}`),
  ];
}

const ANSWER_ORDER = ['matched', 'unknown', 'did not match'] as const;

function rulesOf({ rules }: RecordFacts, pen: Pen): string[] {
  if (rules.length === 0) return ['the policy has no rules'];
  const matched = rules.filter((rule) => rule.answer === 'matched').length;
  const first =
    matched === 0
      ? `none of ${rules.length} rules matched`
      : `${matched} of ${rules.length} rules matched; the severest decides`;
  const ordered = ANSWER_ORDER.flatMap((answer) => rules.filter((rule) => rule.answer === answer));
  const name = Math.min(36, Math.max(...rules.map((rule) => plain(rule.id).length)));
  return [first, ...ordered.flatMap((rule) => ruleOf(rule, name, pen))];
}

function ruleOf(rule: RuleAnswer, nameWidth: number, pen: Pen): string[] {
  const isMatch = rule.answer === 'matched';
  const sign = isMatch ? pen.glyph(rule.decision) : rule.answer === 'unknown' ? '?' : ' ';
  const name = padEnd(cut(plain(rule.id), nameWidth), nameWidth);
  const rest = cut(plain(rule.text), pen.width - nameWidth - 6);
  const line = `${sign} ${isMatch ? pen.bold(name) : name}  ${isMatch ? rest : pen.faint(rest)}`;
  if (!isMatch) return [line];
  return [
    line,
    ...wrap(plain(rule.because), pen.width - nameWidth - 6).map(
      (because) => `${' '.repeat(nameWidth + 4)}${because}`,
    ),
  ];
}

function originOf({ origin: { origin, contradiction, evidence } }: RecordFacts, pen: Pen): string[] {
  if (evidence.length === 0)
    return ['unknown: no signature, watermark, declaration, trace or date was found'];
  const verdict = `${pen.bold(origin)}${contradiction === null ? '' : `, contradicted: signed, declared or dated as human, but ${SHOWN[contradiction]}`}`;
  return [
    verdict,
    ...evidence.map(({ rung, kind, origin: says, detail }) => {
      const glyph =
        says === 'synthetic'
          ? `${pen.glyph('synthetic')} `
          : says === 'human'
            ? `${pen.glyph('real')} `
            : '  ';
      const name = cut(plain(`${rung}, ${kind}`), 36);
      return `${glyph}${padEnd(cut(plain(says), 10), 10)} ${padEnd(name, 36)} ${pen.faint(cut(plain(detail), Math.max(16, pen.width - 54)))}`;
    }),
  ];
}

const SHOWN: { readonly [rung in Rung]: string } = {
  signed: 'signed as synthetic',
  watermarked: 'watermarked as synthetic',
  declared: 'declared as synthetic',
  traces: 'with traces of an assistant',
  dated: 'dated as synthetic',
  inferred: 'scored as synthetic by a detector',
};

function findingsOf({ findings }: RecordFacts, pen: Pen): string[] {
  if (findings.length === 0) return ['none'];
  return findings.flatMap((finding) => [
    `${plain(finding.metric)}: ${roleOf(finding, finding.unit)}  ${pen.faint(plain(finding.title))}`,
    ...wrap(plain(finding.summary), pen.width - 6).map((line) => `  ${pen.faint(line)}`),
    ...(finding.whyKept === null
      ? []
      : wrap(plain(finding.whyKept), pen.width - 6).map((line) => `  ${line}`)),
    ...keptOf(finding, pen).map((line) => `  ${line}`),
    ...othersOf(finding, pen).map((line) => `  ${line}`),
  ]);
}

/** The kept copy by its id, and both texts from where they differ. */
function keptOf({ kept }: MembershipFacts, pen: Pen): string[] {
  if (kept === undefined) return [];
  const { id, difference } = kept;
  const named = id === null ? [] : wrap(`Id of the kept copy: ${plain(id)}`, pen.width - 6);
  if (difference === null) return named;
  const shown = ({ pieces }: Excerpt, name: string): string[] => {
    const { start, text } = pieces[0]!;
    const lines = wrap(`${start > 0 ? '…' : ''}${plain(text)}`, pen.width - 14);
    return lines
      .slice(0, LINES_OF_DIFFERENCE)
      .map((line, index) => `${pen.faint(padEnd(index === 0 ? name : '', 6))}${line}`);
  };
  return [
    ...named,
    `The texts differ from character ${formatCount(difference.at + 1)} on:`,
    ...shown(difference.kept, 'kept'),
    ...shown(difference.copy, 'this'),
  ];
}

const LINES_OF_DIFFERENCE = 4;

const roleOf = ({ role, value }: Pick<MembershipFacts, 'role' | 'value'>, unit: string | undefined): string =>
  plain(value === null ? role : `${role}, ${formatMember(value, unit)}`);

function othersOf({ others: { count, members }, unit }: MembershipFacts, pen: Pen): string[] {
  if (count === 0) return [];
  const shown = members.map((member) => `${plain(member.record)} (${roleOf(member, unit)})`);
  const more = count > members.length ? ` and ${formatCount(count - members.length)} more` : '';
  return wrap(`Other records: ${shown.join(', ')}${more}`, pen.width - 6);
}

function measurementsOf(measurements: readonly MeasurementFacts[], pen: Pen): string[] {
  const name = Math.min(pen.width - 24, Math.max(0, ...measurements.map(({ id }) => id.length)));
  return measurements.map((measurement) => {
    const label = padEnd(cut(plain(measurement.id), name), name);
    if (measurement.value === null)
      return pen.faint(`${label}  no value: ${cut(plain(measurement.why), pen.width - name - 16)}`);
    const { value, unit } = measurement;
    const isShare = unit === 'share';
    const shown =
      typeof value === 'number' ? formatValue(value, unit) : cut(plain(value), pen.width - name - 6);
    return `${label}  ${shown}${isShare || unit === 'code' ? '' : ` ${pen.faint(plain(unit))}`}`;
  });
}

/** The picture's format, its caption, and everything found in its file. */
function pictureOf(picture: PictureFacts, pen: Pen): string[] {
  const { caption, why, evidence } = picture;
  const found = evidence.map(({ signal, note }) => [signal, plain(note).replace(/\s+/g, ' ')] as const);
  const name = Math.max(0, ...found.map(([signal]) => signal.length));
  return [
    `${plain(kindOf(picture))}${caption === null ? '' : pen.faint(`  ${cut(plain(caption), pen.width - 30)}`)}`,
    ...(why === null ? [] : [`not shown: ${cut(plain(why), pen.width - 20)}`]),
    ...(found.length === 0 ? [pen.faint('no metadata, credentials or watermark of its origin')] : []),
    ...found.flatMap(([signal, note], index) =>
      wrap(note, pen.width - name - 6).map((line, at) => {
        const isNew = at === 0 && found[index - 1]?.[0] !== signal;
        return `${padEnd(isNew ? signal : '', name)}  ${line}`;
      }),
    ),
  ];
}

function textOf({ excerpt, payloads }: RecordFacts, pen: Pen): string[] {
  const { pieces, length, spans } = boundExcerpt(excerpt);
  const lines: string[] = payloads.map(({ kind, text }) =>
    cut(`Decoded from ${plain(kind)}: ${plain(text)}`, pen.width - 4),
  );
  let shownTo = 0;
  const gap = (characters: number) =>
    characters > 0 && lines.push(pen.faint(`… ${formatCount(characters)} characters left out …`));
  for (const piece of pieces) {
    gap(piece.start - shownTo);
    shownTo = piece.start + piece.text.length;
    // Lines are broken before they are styled: a style never spans two lines.
    const marked = stretches(piece.text, piece.start, spans);
    let line = '';
    for (const { text, isMarked, notes } of marked) {
      const rows = shownText(text).split('\n');
      for (const [index, row] of rows.entries()) {
        if (index > 0) {
          lines.push(line);
          line = '';
        }
        if (row !== '') line += isMarked ? pen.mark(row) : row;
      }
      if (notes.length > 0) line += pen.faint(` (${notes.map(plain).join(', ')})`);
    }
    lines.push(line);
  }
  gap(length - shownTo);
  return lines;
}

/** Hidden characters spelt out, line ends kept, tabs as two spaces. */
const shownText = (text: string): string =>
  segments(text.replaceAll('\r\n', '\n').replaceAll('\t', '  '))
    .map((segment) => (segment.kind === 'text' ? segment.text : segment.label))
    .join('');
