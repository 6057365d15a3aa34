import { type ReportData, sectionsOf } from './data.js';
import { fateCounts } from './dot-field.js';
import { inputTotals } from './head.js';
import { formatBytes, formatCount, formatEstimate, formatPercent, formatShare } from './numbers.js';
import { FATES, type Fate, PALETTE } from './palette.js';
import { readFromLines } from './read-from.js';
import { byRank } from './sections/section.js';
import type { GroupShare } from './sections/synthetic.js';
import {
  columnsOf,
  cut,
  LABEL,
  labelled,
  type Pen,
  padEnd,
  padStart,
  penOf,
  plain,
  type TerminalSettings,
  toAscii,
} from './terminal-text.js';
import type { Warning } from './warning.js';
import { warningsOf } from './warnings.js';
import { plural } from './words.js';

export interface SummarySettings extends TerminalSettings {
  /** Path of the report; left out if none was written. */
  readonly reportPath?: string;
}

const LINES = 24;
const MOST_RULES = 5;

/** The results of a run in at most 24 lines of at most `width` columns: the content of the page's first screen. */
export function renderSummary(data: ReportData, settings: SummarySettings): string {
  const width = Math.max(40, Math.min(settings.width, 100));
  const pen = penOf({ ...settings, width });
  const head = [...headLines(data, pen), '', ...shareLines(data, pen)];
  const facts = byRank(sectionsOf(data).map(({ lines }) => lines)).flatMap((of) => of(data, pen));
  const foot = settings.reportPath ? [labelled(pen, 'Report', plain(settings.reportPath), true)] : [];
  const warnings = warningsOf(data);
  const least = Math.min(warnings.filter(({ level }) => level !== 'note').length + 1, 4);
  const room = LINES - head.length - facts.length - foot.length;
  const rules = ruleLines(data, pen, Math.min(MOST_RULES, room - least));
  const look = warningLines(warnings, pen, room - rules.length);
  const all = [...head, ...rules, ...facts, ...look, ...foot];
  const text = `${all.join('\n')}\n`.replaceAll('\u00a0', ' ');
  return settings.unicode === false ? toAscii(text) : text;
}

function headLines(data: ReportData, pen: Pen): string[] {
  const { counts, run } = data;
  const { inputs, sizeBytes } = inputTotals(run);
  const most = run.limit === undefined ? '' : ` of the first ${formatCount(run.limit)}`;
  const sample = run.sampled === undefined ? '' : `, a sample of ${formatPercent(run.sampled)}${most},`;
  const first = run.limit === undefined || run.sampled !== undefined ? '' : 'the first ';
  const read = `${first}${formatCount(counts.read)} ${plural(counts.read, 'record')}${sample} from ${formatCount(inputs)} ${plural(inputs, 'input')} (${formatBytes(sizeBytes)})`;
  const title = cut(`${read}, policy ${plain(run.policy.name)}`, pen.width - LABEL);
  const of = fateCounts(counts);
  const digits = formatCount(counts.read).length;
  const fates = FATES.map((fate) => {
    const count = padStart(formatCount(of[fate]), digits);
    const share = padStart(formatShare(of[fate], counts.read), 9);
    return `${pen.glyph(fate)} ${pen.tint(fate, padEnd(PALETTE[fate].label, 12))}${count}${pen.faint(share)}`;
  });
  const sum = counts.admitted + counts.quarantined + counts.rejected + counts.unreadable;
  const adds =
    sum === counts.read
      ? `  ${padEnd('read', 12)}${padStart(formatCount(counts.read), digits)}${pen.faint(pen.width < 50 ? '' : '  = sum of the above')}`
      : cut(`  read ${formatCount(counts.read)}, but the above add up to ${formatCount(sum)}`, pen.width);
  const field = counts.read > 0 ? [dotLine(data, pen)] : [];
  const columns = readFromLines(data).map((line) => labelled(pen, '', plain(line)));
  return [`${pen.bold(padEnd('freckle', LABEL))}${title}`, ...columns, ...field, '', ...fates, adds];
}

/** The corpus as one line of dots; each fate with records has at least one. */
function dotLine({ counts }: ReportData, pen: Pen): string {
  const of = fateCounts(counts);
  const present = FATES.filter((fate) => of[fate] > 0);
  const room = pen.width - 1 - present.length;
  const dots = (fate: Fate) => (of[fate] === 0 ? 0 : 1 + Math.floor((room * of[fate]) / counts.read));
  return FATES.map((fate) => pen.glyph(fate, dots(fate))).join('');
}

/** Results of a calibration: the share, flagged texts, the largest sources and the latest months. */
function shareLines({ origin: { inferred, inferredShare } }: ReportData, pen: Pen): string[] {
  if (inferred === undefined) return [];
  const { calibration, flagged, refusal, refused, bySource, byMonth } = inferred;
  const share = `${formatEstimate(inferredShare, 'share')}, by calibration ${plain(calibration)}`;
  const flags =
    refusal === null
      ? `${formatCount(flagged.texts)} of ${formatCount(flagged.judged)} ${plural(flagged.judged, 'text')} flagged`
      : `no text flagged: ${refusal}`;
  const where =
    refused.sources > 0 && refusal === null
      ? `; none in ${formatCount(refused.sources)} ${plural(refused.sources, 'source')} outside its domain`
      : '';
  return [
    labelled(pen, 'Share', share),
    labelled(pen, '', flags + where),
    ...(bySource.length > 1 ? [labelled(pen, '', `by source: ${groupShares(bySource)}`)] : []),
    ...(byMonth.length > 1 ? [labelled(pen, '', `by month: ${groupShares(byMonth.slice(-GROUPS))}`)] : []),
  ];
}

const GROUPS = 4;

function groupShares(groups: readonly GroupShare[]): string {
  const shown = groups
    .slice(0, GROUPS)
    .map(
      ({ key, share }) =>
        `${plain(key)} ${share.value === null ? 'not estimated' : formatEstimate(share, 'share')}`,
    );
  return shown.join(', ');
}

function ruleLines({ rules }: ReportData, pen: Pen, limit: number): string[] {
  const fired = rules.filter((rule) => rule.fired > 0).sort((a, b) => b.fired - a.fired);
  if (fired.length === 0 || limit < 2) return [];
  const all = fired.length > limit - 1 ? fired.slice(0, limit - 1) : fired;
  const digits = Math.max(...all.map((rule) => formatCount(rule.fired).length));
  const longest = Math.max(...all.map((rule) => columnsOf(plain(rule.id))));
  const room = Math.min(longest, 34, pen.width - digits - 30);
  const lines = all.map((rule, index) => {
    const name = padEnd(cut(plain(rule.id), room), room);
    const why = pen.faint(cut(plain(rule.because), pen.width - LABEL - room - digits - 6));
    const label = pen.bold(padEnd(index === 0 ? 'Why' : '', LABEL));
    return `${label}${pen.glyph(rule.decision)} ${name} ${padStart(formatCount(rule.fired), digits)}  ${why}`;
  });
  const rest = fired.length - all.length;
  return rest > 0
    ? [...lines, pen.faint(`${' '.repeat(LABEL)}and ${rest} more ${plural(rest, 'rule')}`)]
    : lines;
}

/** Failures and warnings, to act on before training; notes are only counted. */
function warningLines(warnings: readonly Warning[], pen: Pen, room: number): string[] {
  const pressing = warnings.filter(({ level }) => level !== 'note');
  const notes = warnings.length - pressing.length;
  if (pressing.length === 0) {
    const more = notes > 0 ? `; ${notes} ${plural(notes, 'note')} in the report` : '';
    return [labelled(pen, 'Warnings', `none${more}`)];
  }
  const shown = warnings.length > room ? pressing.slice(0, Math.max(1, room - 1)) : pressing;
  const lines = shown.map(({ level, text }, index) => {
    const label = pen.bold(padEnd(index === 0 ? 'Warnings' : '', LABEL));
    return `${label}${pen.bold(level === 'fail' ? '!!' : '! ')} ${cut(plain(text), pen.width - LABEL - 3)}`;
  });
  const rest = warnings.length - shown.length;
  return rest > 0 && room > 1
    ? [...lines, pen.faint(`${' '.repeat(LABEL)}   and ${rest} more in the report`)]
    : lines;
}
