import { recordsIn } from './counts.js';
import { type ReportData, sectionsOf } from './data.js';
import type { ReportHead } from './head.js';
import { formatCount } from './numbers.js';
import { byRank } from './sections/section.js';
import type { Worry } from './worry.js';

/** What should worry the reader, gravest first. The terminal shows all but the notes, and counts those. */
export function worriesOf(data: ReportData): Worry[] {
  const ofSections = byRank(sectionsOf(data).map(({ worries }) => worries));
  const worries = [...headWorries(data), ...ofSections.flatMap((of) => [...of(data)])];
  const order = ['fail', 'warn', 'note'];
  return worries.sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
}

function* headWorries({ counts }: ReportHead): Generator<Worry> {
  const accounted = recordsIn(counts) + counts.unreadable;
  if (counts.read !== accounted)
    yield {
      level: 'fail',
      text: `The counts do not add up: ${formatCount(counts.read)} read, ${formatCount(accounted)} accounted for.`,
      anchor: 'summary',
    };
}
