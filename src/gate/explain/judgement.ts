import type { Engine } from '../../core/engine.js';
import { INFERRED_SYNTHETIC } from '../../origin/inferred/share/inferred-answer.js';
import { SMALL_SOURCES, sourceFinding } from '../../origin/inferred/share/judged-sources.js';
import type { MembershipFacts } from '../../report/record-facts.js';

/** Why the calibration does not flag this record: the finding about its source. Empty without a calibration. */
export async function judgementOf(
  engine: Engine,
  source: string,
  memberships: readonly MembershipFacts[],
): Promise<MembershipFacts[]> {
  const { id, title } = INFERRED_SYNTHETIC;
  if (memberships.some(({ metric }) => metric === id)) return [];
  const { text } = engine.dialect;
  const ids = [sourceFinding(source), SMALL_SOURCES].map(text);
  const [found] = await engine.rows(
    `SELECT summary FROM findings WHERE metric = ${text(id)} AND finding IN (${ids.join(', ')})
     ORDER BY finding = ${ids[0]!} DESC LIMIT 1`,
  );
  if (found === undefined) return [];
  return [
    {
      metric: id,
      title,
      role: 'not flagged',
      value: null,
      summary: String(found['summary']),
      whyKept: null,
      others: { count: 0, members: [] },
    },
  ];
}
