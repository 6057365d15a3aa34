import { recordsIn } from './counts.js';
import { type ReportData, sectionsOf } from './data.js';
import type { ReportHead } from './head.js';
import { formatCount, formatPercent } from './numbers.js';
import { byRank } from './sections/section.js';
import type { Warning } from './warning.js';

/** All warnings, the most severe first. The terminal shows all but the notes, and counts those. */
export function warningsOf(data: ReportData): Warning[] {
  const ofSections = byRank(sectionsOf(data).map(({ warnings }) => warnings));
  const warnings = [...headWarnings(data), ...ofSections.flatMap((of) => [...of(data)])];
  const order = ['fail', 'warn', 'note'];
  return warnings.sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
}

function* headWarnings({ counts, run }: ReportHead): Generator<Warning> {
  if (run.limit !== undefined)
    yield {
      level: 'warn',
      text: `Only the first ${formatCount(run.limit)} records were asked for. Any others were not judged or written, and copies of them are not seen.`,
      anchor: 'summary',
    };
  if (run.sampled !== undefined)
    yield {
      level: 'warn',
      text: `This is a sample of ${formatPercent(run.sampled)} of the records. The others were not judged or written, and copies of them are not seen.`,
      anchor: 'summary',
    };
  const accounted = recordsIn(counts) + counts.unreadable;
  if (counts.read !== accounted)
    yield {
      level: 'fail',
      text: `The counts do not add up: ${formatCount(counts.read)} read, ${formatCount(accounted)} accounted for.`,
      anchor: 'summary',
    };
}
