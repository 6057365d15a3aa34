import { type Counts, keptOut, recordsIn } from './counts.js';
import { roughPercent } from './numbers.js';

/** Smaller groups are too small to estimate a rate. */
const SMALLEST_GROUP = 20;

const shareOut = (counts: Counts): number => keptOut(counts) / Math.max(1, recordsIn(counts));

/** Whether a group is kept out far more often than average: how a rare language can be lost without notice. */
export function isOutlying(group: Counts, all: Counts): boolean {
  const overall = shareOut(all);
  const size = recordsIn(group);
  const error = Math.sqrt((Math.max(overall, 0.005) * (1 - overall)) / Math.max(1, size));
  return size >= SMALLEST_GROUP && keptOut(group) / size > Math.max(2 * overall, overall + 4 * error);
}

export const againstAll = (group: Counts, all: Counts): string =>
  `${roughPercent(shareOut(group))} of records kept out, ${roughPercent(shareOut(all))} overall`;
