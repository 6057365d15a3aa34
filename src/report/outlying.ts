import { type Counts, keptOut, recordsIn } from './counts.js';
import { formatPercent, formatShare } from './numbers.js';

/** Groups smaller than this say nothing about a rate. */
const SMALLEST_GROUP = 20;

const shareOut = (counts: Counts): number => keptOut(counts) / Math.max(1, recordsIn(counts));

/** A group that the gate keeps out far more often than the rest: rare languages go this way unnoticed. */
export function isOutlying(group: Counts, all: Counts): boolean {
  const overall = shareOut(all);
  const size = recordsIn(group);
  const error = Math.sqrt((Math.max(overall, 0.005) * (1 - overall)) / Math.max(1, size));
  return size >= SMALLEST_GROUP && keptOut(group) / size > Math.max(2 * overall, overall + 4 * error);
}

export const againstAll = (group: Counts, all: Counts): string =>
  `${formatShare(keptOut(group), recordsIn(group))} kept out, against ${formatPercent(shareOut(all))} of all records`;
