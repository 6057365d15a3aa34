import type { Dialect, Row } from '../core/engine.js';
import type { MetricSettings, Tables } from '../core/metric.js';

/** The columns that decide which copy is kept. */
export const PREFERENCE_COLUMNS = [
  'record',
  'content_hash',
  'severity',
  'day',
  'source',
  'input',
  'position',
] as const;

/** SQL in the place of `records`: the same rows, with the severity of each record's preliminary decision. */
export const RECORDS_WITH_SEVERITY =
  '(select records.*, coalesce(preliminary_decisions.severity, 0) as severity from records left join preliminary_decisions using (record))';

/**
 * The order of preference among copies, as a SQL `order by` list over RECORDS_WITH_SEVERITY: mildest preliminary decision
 * (so that a record which will be rejected does not replace its clean copies), earliest capture day (unknown last), most
 * credible source, smallest content hash, and for identical texts smallest source, input and position. Independent of
 * the order of arrival, so that the same corpus keeps the same records for any order of files and any number of workers.
 */
export function preferenceOrder({ text }: Dialect, { credibility }: MetricSettings): string {
  const sources = Object.entries(credibility);
  const cases = sources.map(([source, value]) => `when ${text(source)} then ${value}`).join(' ');
  const credible = sources.length === 0 ? [] : [`case source ${cases} else 0 end desc`];
  // `is null` first rather than `nulls last`: both engines sort false before true.
  const dated = ['day is null', 'day'];
  return ['severity', ...dated, ...credible, 'content_hash', 'source', 'input', 'position'].join(', ');
}

/** The criteria of preference. */
export type Criterion = 'preliminary-decision' | 'capture-day' | 'credibility' | 'content-hash' | 'place';

type Settings = Pick<MetricSettings, 'credibility'>;

export const credibilityOf = (row: Row, { credibility }: Settings): number =>
  credibility[String(row['source'])] ?? 0;

/** The same order in TypeScript, the first criterion first: negative if `a` is preferred. */
const CRITERIA: { readonly [criterion in Criterion]: (a: Row, b: Row, settings: Settings) => number } = {
  'preliminary-decision': (a, b) => Number(a['severity']) - Number(b['severity']),
  'capture-day': (a, b) =>
    Number(a['day'] === null) - Number(b['day'] === null) || compareText(a['day'], b['day']),
  credibility: (a, b, settings) => credibilityOf(b, settings) - credibilityOf(a, settings),
  'content-hash': (a, b) => compareText(a['content_hash'], b['content_hash']),
  place: (a, b) =>
    compareText(a['source'], b['source']) ||
    compareText(a['input'], b['input']) ||
    compareText(a['position'], b['position']),
};

export function comparePreference(a: Row, b: Row, settings: Settings): number {
  for (const compare of Object.values(CRITERIA)) {
    const order = compare(a, b, settings);
    if (order !== 0) return order;
  }
  return 0;
}

/** The criterion that decided between the kept copy and another copy: the first in which they differ. */
export function preferredFor(kept: Row, copy: Row, settings: Settings): Criterion {
  const criteria = Object.keys(CRITERIA) as Criterion[];
  return criteria.find((criterion) => CRITERIA[criterion](kept, copy, settings) !== 0) ?? 'place';
}

/** The rows of RECORDS_WITH_SEVERITY, for references. */
export function recordsWithSeverity({ records, preliminary_decisions }: Tables): Row[] {
  const severities = new Map(preliminary_decisions!.map((row) => [row['record'], row['severity']]));
  return records!.map((row) => ({ ...row, severity: severities.get(row['record']!) ?? 0 }));
}

/** Compares strings by code point, as engines compare UTF-8; JavaScript's `<` differs beyond the basic plane. */
export function compareText(a: unknown, b: unknown): number {
  if (a === b) return 0;
  const left = Array.from(String(a));
  const right = Array.from(String(b));
  for (let at = 0; at < left.length && at < right.length; at++) {
    const difference = left[at]!.codePointAt(0)! - right[at]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
