import { type GroupShare, REPORT_LIMITS, type ReportData } from '../data.js';
import { html, type Markup } from '../html.js';
import { formatCount } from '../numbers.js';
import { table } from '../table.js';
import { section } from './section.js';
import { estimateCell } from './sources.js';

/** The synthetic share by source and month; nothing where no calibration was asked. */
export function synthetic(data: ReportData): Markup | null {
  const { calibration, inferredBySource = [], inferredByMonth = [] } = data.origin;
  if (calibration === undefined) return null;
  return section(
    'synthetic',
    'Synthetic share by source and month',
    html`Estimated by the calibration <b>${calibration}</b> from the scores of the texts it can read, with 95 % intervals; records known to be human or synthetic count as what they are. Where the texts are not of the calibration’s domain, it refuses, and flags on single texts of such a source mean nothing.`,
    html`${shares('sources', 'Source', inferredBySource)}
${inferredByMonth.length > 1 && shares('months', 'Month', inferredByMonth)}`,
  );
}

const shares = (id: string, title: string, groups: readonly GroupShare[]): Markup =>
  table({
    id: `table-synthetic-${id}`,
    caption: `Synthetic share by ${title.toLowerCase()}`,
    columns: [
      { key: 'group', title },
      { key: 'records', title: 'Records', isNumber: true },
      { key: 'share', title: 'Synthetic', isNumber: true },
    ],
    rows: groups
      .slice(0, REPORT_LIMITS.compositionRows)
      .map(({ key, records, share }) => [
        { content: html`<span class="name">${key}</span>`, value: key },
        { content: formatCount(records), value: records },
        estimateCell(share, 'share'),
      ]),
  });
