import type { Row } from '../core/engine.js';
import type { MetricSettings } from '../core/metric.js';

/** What decides who survives among copies. */
export const SURVIVOR_COLUMNS = ['record', 'content_hash', 'day', 'source', 'input', 'position'] as const;

/**
 * The order in which copies are preferred, as a SQL `order by` list: earliest capture day (unknown last), most
 * credible source, smallest content hash, and for identical texts smallest source, input and position. Never
 * the order of arrival, so that the same corpus keeps the same records however its files are named on the command
 * line or cut among workers.
 */
export function survivorOrder({ credibility }: MetricSettings): string {
  const sources = Object.entries(credibility);
  const cases = sources.map(([source, value]) => `when ${quote(source)} then ${value}`).join(' ');
  const credible = sources.length === 0 ? [] : [`case source ${cases} else 0 end desc`];
  // `is null` first rather than `nulls last`: both engines sort false before true.
  return ['day is null', 'day', ...credible, 'content_hash', 'source', 'input', 'position'].join(', ');
}

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** The same order in TypeScript: negative when `a` is preferred. */
export function compareSurvivors(a: Row, b: Row, { credibility }: MetricSettings): number {
  const trust = (row: Row) => credibility[String(row['source'])] ?? 0;
  return (
    Number(a['day'] === null) - Number(b['day'] === null) ||
    compareText(a['day'], b['day']) ||
    trust(b) - trust(a) ||
    compareText(a['content_hash'], b['content_hash']) ||
    compareText(a['source'], b['source']) ||
    compareText(a['input'], b['input']) ||
    compareText(a['position'], b['position'])
  );
}

/** Order of strings by code point, as engines compare UTF-8; JavaScript's `<` differs beyond the basic plane. */
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
