import type { Dialect, Row } from '../../core/engine.js';
import { WORD_COUNT_COLUMN } from '../../metrics/tables.js';
import type { Counts } from '../../report/counts.js';

/** SQL for the counts of a group of records joined with their verdicts: records, decisions and words. */
export const decidedCountsSql = ({
  name,
}: Dialect): string => `count(*) AS records, count(*) FILTER (decision = 'admit') AS admitted,
  count(*) FILTER (decision = 'quarantine') AS quarantined, count(*) FILTER (decision = 'reject') AS rejected,
  coalesce(sum(${name(WORD_COUNT_COLUMN)}), 0) AS words`;

export function decidedCounts(row: Row, unreadable = 0): Counts {
  const records = Number(row['records']);
  return {
    read: records + unreadable,
    admitted: Number(row['admitted']),
    quarantined: Number(row['quarantined']),
    rejected: Number(row['rejected']),
    unreadable,
  };
}
