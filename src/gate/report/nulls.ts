import type { Engine } from '../../core/engine.js';
import type { WhyMissing } from '../policy/index.js';

/** The reasons why each signal has no value, by signal id, most frequent first. */
export type Nulls = ReadonlyMap<string, readonly { readonly why: string; readonly count: number }[]>;

/** Counts the reasons of null signals. They share one column, and few combinations occur. */
export async function collectNulls(engine: Engine): Promise<Nulls> {
  const counts = new Map<string, Map<string, number>>();
  for (const row of await engine.rows(
    'SELECT why, count(*) AS n FROM records WHERE why IS NOT NULL GROUP BY why',
  )) {
    for (const [signal, why] of Object.entries(
      JSON.parse(row['why'] as string) as { [signal: string]: string },
    )) {
      if (!counts.has(signal)) counts.set(signal, new Map());
      const bySignal = counts.get(signal)!;
      bySignal.set(why, (bySignal.get(why) ?? 0) + Number(row['n']));
    }
  }
  return new Map(
    [...counts].map(([signal, reasons]) => [
      signal,
      [...reasons]
        .map(([why, count]) => ({ why, count }))
        .sort((a, b) => b.count - a.count || (a.why < b.why ? -1 : 1)),
    ]),
  );
}

/** From this share on, one reason is said of all records. */
const NEARLY_ALL = 0.95;

/** Puts the main reason of a null signal into words: `they have fewer than 100 words`, `most have no date`. */
export const whyMissingIn =
  (nulls: Nulls): WhyMissing =>
  (signal) => {
    const reasons = nulls.get(signal) ?? [];
    const total = reasons.reduce((sum, { count }) => sum + count, 0);
    const [main] = reasons;
    if (main === undefined || main.count * 2 <= total) return null;
    if (!/^(no|fewer|less) /.test(main.why)) return main.why;
    return `${main.count >= NEARLY_ALL * total ? 'they' : 'most'} have ${main.why}`;
  };
