import type { ReportData } from './data.js';
import type { Estimate } from './estimate.js';
import { inputTotals } from './head.js';
import type { Warning } from './warning.js';
import { warningsOf } from './warnings.js';

/** Entries of each list; what a list leaves out is counted. */
const ENTRIES = 20;
const TEXT_CHARACTERS = 300;

/** The first entries of a list, and the number of those left out. */
export interface Cut<Entry> {
  readonly entries: readonly Entry[];
  readonly leftOut: number;
}

/**
 * What a script wants to know of a run, in a few kilobytes whatever the corpus: what `--json` prints. `report.json` in the
 * run folder has all facts.
 */
export interface Brief {
  readonly format: 'freckle-brief@1';
  readonly command: string;
  readonly policy: string;
  readonly inputs: { readonly count: number; readonly sizeBytes: number };
  readonly counts: ReportData['counts'];
  /** The share of the records that was vetted. */
  readonly sampled: number;
  /** The most records that were read, the first ones; null if all were. */
  readonly limit: number | null;
  /** Columns that formed the texts, and columns of strings that were not looked at. */
  readonly readFrom: Cut<{ readonly columns: string; readonly records: number }>;
  readonly notLookedAt: Cut<{ readonly column: string; readonly records: number }>;
  /** Files that no format reads, links, and inputs whose columns could not be copied. */
  readonly filesNotRead: number;
  readonly notCopied: Cut<{ readonly input: string; readonly reason: string }>;
  /** Rules that matched, the most frequent first. */
  readonly rules: Cut<{ readonly id: string; readonly decision: string; readonly records: number }>;
  readonly copies: { readonly exact: number; readonly near: number; readonly images: number };
  readonly syntheticShare: Estimate;
  readonly acceptance: Cut<{ readonly sentence: string; readonly isMet: boolean }>;
  readonly isAccepted: boolean;
  readonly warnings: Cut<Pick<Warning, 'level' | 'text'>>;
}

export function briefOf(data: ReportData): Brief {
  const { run, counts, duplicates, origin } = data;
  const { inputs, sizeBytes } = inputTotals(run);
  const { text = [], unread = [] } = run.readFrom ?? {};
  const rules = data.rules
    .filter(({ fired }) => fired > 0)
    .sort((a, b) => b.fired - a.fired)
    .map(({ id, decision, fired }) => ({ id: short(id), decision, records: fired }));
  return {
    format: 'freckle-brief@1',
    command: short(run.command),
    policy: short(run.policy.name),
    inputs: { count: inputs, sizeBytes },
    counts,
    sampled: run.sampled ?? 1,
    limit: run.limit ?? null,
    readFrom: cutTo(text.map((one) => ({ ...one, columns: short(one.columns) }))),
    notLookedAt: cutTo(unread.map((one) => ({ ...one, column: short(one.column) }))),
    filesNotRead: (run.notRead ?? []).reduce((sum, { count }) => sum + count, 0),
    notCopied: cutTo(
      (run.notCopied ?? []).map(({ input, reason }) => ({ input: short(input), reason: short(reason) })),
    ),
    rules: cutTo(rules),
    copies: {
      exact: duplicates.exact.copies,
      near: duplicates.near.copies,
      images: duplicates.images?.copies ?? 0,
    },
    syntheticShare: origin.inferredShare,
    acceptance: cutTo(data.acceptance.map(({ sentence, isMet }) => ({ sentence: short(sentence), isMet }))),
    isAccepted: data.acceptance.every(({ isMet }) => isMet),
    warnings: cutTo(warningsOf(data).map(({ level, text: said }) => ({ level, text: short(said) }))),
  };
}

const cutTo = <Entry>(entries: readonly Entry[]): Cut<Entry> => ({
  entries: entries.slice(0, ENTRIES),
  leftOut: Math.max(0, entries.length - ENTRIES),
});

/** Names and texts may come from the data. */
const short = (text: string): string =>
  text.length > TEXT_CHARACTERS ? `${text.slice(0, TEXT_CHARACTERS).toWellFormed()}…` : text;
