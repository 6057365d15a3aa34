import type { FindingMetric, Metric } from '../../src/core/metric.js';
import { FindingsWriter } from '../../src/metrics/findings-writer.js';

/** A question that finds records: days on which several were captured. No code of the program knows it. */
export const busyDays: FindingMetric<{ readonly days: number; readonly busiest: string | null }> = {
  id: 'busy-days',
  version: 3,
  title: 'Busy days',
  description: 'Days of capture that three records or more share.',
  formula: 'records by day, 3 or more',
  source: 'made up',
  needs: ['records'],
  roles: ['longest', 'companion'],
  memberValue: { unit: 'words <of> text', range: [0, 1e6] },
  async find(engine) {
    const writer = new FindingsWriter(engine, this.id);
    const rows = await engine.rows(
      `select day, record, "word-count" as words, count(*) over (partition by day) as size,
         row_number() over (partition by day order by "word-count" desc nulls last, record) as place
       from records where day is not null order by size desc, day, place`,
    );
    const busy = rows.filter((row) => Number(row['size']) >= 3);
    for (const row of busy) {
      const [day, size, isLongest] = [String(row['day']), Number(row['size']), row['place'] === 1];
      const summary = `${size} records were captured on ${day}.`;
      if (isLongest) await writer.finding({ id: day, summary, detail: { day, isBusy: true } }, size);
      const role = isLongest ? 'longest' : 'companion';
      await writer.member(day, { record: Number(row['record']), role, value: Number(row['words']) });
    }
    await writer.close();
    return {
      days: new Set(busy.map((row) => row['day'])).size,
      busiest: (busy[0]?.['day'] as string) ?? null,
    };
  },
  reference: () => ({ findings: [], summary: { days: 0, busiest: null } }),
};

/** A question whose answer is a small value: how many records each source has. */
export const sourceSizes: Metric<{ readonly bySource: readonly object[]; readonly wholeCorpus: object }> = {
  id: 'source-sizes',
  version: 1,
  title: 'Sizes of <sources>',
  description: 'How many records each source has.',
  formula: 'records by source',
  source: 'made up',
  needs: ['records'],
  state: () => 'select source, count(*) as records from records group by source',
  merge: { kind: 'sum', keys: ['source'], sums: ['records'] },
  value: (state) => ({
    wholeCorpus: { shareOfLargest: 0.5, isEmpty: state.length === 0, unknown: null },
    bySource: state
      .map((row) => ({ source: String(row['source']), records: Number(row['records']) }))
      .sort((a, b) => b.records - a.records || (a.source < b.source ? -1 : 1)),
  }),
  reference: () => [],
};
