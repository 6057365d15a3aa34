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

/** Why a copy was not kept, as the end of a sentence. */
export function whyNotKept(kept: Row, copy: Row, settings: Settings): string {
  const criterion = preferredFor(kept, copy, settings);
  switch (criterion) {
    case 'preliminary-decision':
      return `its preliminary decision is ${decisionOf(copy)}, that of the kept copy is ${decisionOf(kept)}`;
    case 'capture-day':
      return copy['day'] === null
        ? `its capture day is unknown, the kept copy was captured on ${kept['day']}`
        : `it was captured on ${copy['day']}, the kept copy on ${kept['day']}`;
    case 'credibility':
      return `the credibility of its source is ${credibilityOf(copy, settings)}, that of the kept copy's source is ${credibilityOf(kept, settings)}`;
    case 'content-hash':
      return 'the kept copy has the smaller content hash, and all other criteria are equal';
    case 'place':
      return 'the kept copy comes first by source, input and position, and all other criteria are equal';
    default:
      throw new Error(`no sentence for ${criterion satisfies never}`);
  }
}

const decisionOf = (row: Row): string => DECISIONS[row['severity'] as number]!;

const ADVANTAGES: { readonly [criterion in Criterion]: string } = {
  'preliminary-decision': 'milder preliminary decision',
  'capture-day': 'earlier capture day',
  credibility: 'more credible source',
  'content-hash': 'smaller content hash',
  place: 'first by source, input and position',
};

/**
 * Why a record is, or is not, the kept copy of a finding; null where the finding keeps none. Reads the tables `records`,
 * `preliminary_decisions`, `decisions` and `finding_members`.
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
    return `The kept copy is ${kept['position']} (${decision}). This record was not kept: ${whyNotKept(kept, copy!, settings)}.`;
  }
  const counts = new Map<Criterion, number>();
  for await (const rows of engine.stream(`${members} AND m.role = 'copy'`))
    for (const copy of rows) {
      const criterion = preferredFor(kept, copy, settings);
      counts.set(criterion, (counts.get(criterion) ?? 0) + 1);
    }
  const parts = (Object.keys(ADVANTAGES) as Criterion[])
    .filter((criterion) => counts.has(criterion))
    .map((criterion) => `${copiesText(counts.get(criterion)!)} (${ADVANTAGES[criterion]})`);
  return `This record is the kept copy, preferred to ${parts.join(', ')}.`;
}

const copiesText = (count: number): string => `${formatCount(count)} ${count === 1 ? 'copy' : 'copies'}`;
