import { DECISION_FOLDERS, DECISIONS } from '../../core/decision.js';
import type { Engine, Row } from '../../core/engine.js';
import type { EffectiveSettings } from '../../core/policy.js';
import {
  type Criterion,
  credibilityOf,
  preferredFor,
  RECORDS_WITH_SEVERITY,
} from '../../metrics/preference.js';
import { formatCount } from '../../report/numbers.js';

type Settings = Pick<EffectiveSettings, 'credibility'>;

/** Why the kept copy was preferred to this copy, for people. */
export function whyNotKept(kept: Row, copy: Row, settings: Settings): string {
  const criterion = preferredFor(kept, copy, settings);
  switch (criterion) {
    case 'preliminary-decision':
      return `its own rules say ${decisionOf(copy)}, those of the kept one ${decisionOf(kept)}`;
    case 'capture-day':
      return `${copy['day'] === null ? 'its day of capture is not known' : `captured on ${copy['day']}`}, the kept one on ${kept['day']}`;
    case 'credibility':
      return `the credibility of its source is ${credibilityOf(copy, settings)}, that of the kept one’s ${credibilityOf(kept, settings)}`;
    case 'content-hash':
      return 'nothing sets the two apart but the content hash: the smaller one is kept';
    case 'place':
      return 'nothing sets the two apart but their place: the first by source, input and position is kept';
    default:
      throw new Error(`no sentence for ${criterion satisfies never}`);
  }
}

const decisionOf = (row: Row): string => DECISIONS[row['severity'] as number]!;

const ADVANTAGES: { readonly [criterion in Criterion]: string } = {
  'preliminary-decision': 'a milder own decision',
  'capture-day': 'an earlier capture',
  credibility: 'a more credible source',
  'content-hash': 'a smaller content hash',
  place: 'its place alone',
};

/**
 * Why the record was kept or not kept among the copies of a finding, for people; null where the finding keeps none.
 * Reads the tables `records`, `preliminary_decisions`, `decisions` and `finding_members`.
 */
export async function whyKept(
  engine: Engine,
  { record, metric, finding, role }: { record: number; metric: string; finding: string; role: string },
  settings: Settings,
): Promise<string | null> {
  const members = `SELECT r.severity, r.day, r.source, r.content_hash, r.input, r.position, d.decision FROM finding_members m
    JOIN ${RECORDS_WITH_SEVERITY} r USING (record) JOIN decisions d USING (record)
    WHERE m.metric = ${engine.dialect.text(metric)} AND m.finding = ${engine.dialect.text(finding)}`;
  const [kept] = await engine.rows(`${members} AND m.role = 'kept'`);
  if (kept === undefined) return null;
  if (role !== 'kept') {
    const [copy] = await engine.rows(`${members} AND m.record = ${record}`);
    const decision = DECISION_FOLDERS[kept['decision'] as keyof typeof DECISION_FOLDERS];
    return `Kept instead: ${kept['position']} (${decision}); ${whyNotKept(kept, copy!, settings)}.`;
  }
  const counts = new Map<Criterion, number>();
  for await (const rows of engine.stream(`${members} AND m.role = 'copy'`))
    for (const copy of rows) {
      const criterion = preferredFor(kept, copy, settings);
      counts.set(criterion, (counts.get(criterion) ?? 0) + 1);
    }
  const parts = (Object.keys(ADVANTAGES) as Criterion[])
    .filter((criterion) => counts.has(criterion))
    .map((criterion) => `${formatCount(counts.get(criterion)!)} for ${ADVANTAGES[criterion]}`);
  return `Kept, and preferred to its copies: ${parts.join(', ')}.`;
}
