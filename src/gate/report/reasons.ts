import { DECISION_FOLDERS, type DecisionKind, type Reason } from '../../core/decision.js';
import type { Engine, Row } from '../../core/engine.js';
import type { RecordKey } from '../../core/finding.js';
import type { Membership } from '../../core/policy.js';
import { boilerplateLines } from '../../metrics/boilerplate-lines.js';
import { exactDuplicates } from '../../metrics/exact-duplicates.js';
import { nearDuplicateImages } from '../../metrics/near-duplicate-images.js';
import { nearDuplicates } from '../../metrics/near-duplicates/near-duplicates.js';
import { INFERRED_SYNTHETIC } from '../../origin/inferred/share/inferred-answer.js';
import { formatNumber, formatPercent } from '../../report/numbers.js';

/** A record's membership in a finding, with the copy that the finding keeps. */
export interface SeenMember extends Membership {
  /** Null where the finding keeps none. */
  readonly kept: KeptCopy | null;
}

interface KeptCopy {
  readonly position: string;
  readonly decision: DecisionKind;
  /** The position of the record of which it is a copy itself, as in a cluster of near duplicates. */
  readonly copyOf: string | null;
}

/** The memberships of the records that a query selects (one column `record`), by record. */
export async function seenMembers(
  engine: Engine,
  selectSql: string,
): Promise<ReadonlyMap<RecordKey, readonly SeenMember[]>> {
  const rows = await engine.rows(
    `WITH seen AS (SELECT m.* FROM finding_members m WHERE m.record IN (${selectSql})),
       kept AS (SELECT f.metric, f.finding, f.record, d.position, d.decision
         FROM (SELECT DISTINCT metric, finding FROM seen) s JOIN finding_members f USING (metric, finding)
           JOIN decisions d ON d.record = f.record WHERE f.role = 'kept'),
       next AS (SELECT c.record, min(d.position) AS position
         FROM kept k JOIN finding_members c ON c.record = k.record AND c.role = 'copy'
           JOIN finding_members f ON f.metric = c.metric AND f.finding = c.finding AND f.role = 'kept'
           JOIN decisions d ON d.record = f.record GROUP BY c.record)
     SELECT s.record, s.metric, s.role, s.value, k.position, k.decision, n.position AS copy_of
     FROM seen s LEFT JOIN kept k ON k.metric = s.metric AND k.finding = s.finding
       LEFT JOIN next n ON n.record = k.record
     ORDER BY s.record, s.metric, s.finding`,
  );
  const members = new Map<RecordKey, SeenMember[]>();
  for (const row of rows) {
    const record = Number(row['record']);
    members.set(record, [...(members.get(record) ?? []), memberOf(row)]);
  }
  return members;
}

const memberOf = (row: Row): SeenMember => ({
  metric: String(row['metric']),
  role: String(row['role']),
  value: row['value'] as number | null,
  kept:
    row['position'] === null
      ? null
      : {
          position: String(row['position']),
          decision: row['decision'] as DecisionKind,
          copyOf: row['copy_of'] as string | null,
        },
});

/** What a rule saw of a record: the subject with its value, and the rule's condition. */
type Seen = Pick<Reason, 'subject' | 'value' | 'condition'>;

/** `distinct-2 is 0.31; rule: below 0.4`, `Same text as chat.jsonl:12, which is kept` */
export function reasonText(
  { subject, value, condition }: Seen,
  members: readonly SeenMember[],
  isPicture: boolean,
): string {
  const own = members.filter(({ metric }) => metric === subject);
  const member = own.find((one) => one.value === value || one.role === value) ?? own[0];
  if (member === undefined) {
    const shown = typeof value === 'number' ? formatNumber(value) : value;
    return `${subject} is ${shown}; rule: ${condition}`;
  }
  const sentence = memberText(member, isPicture);
  // A condition on the role alone says no more than the sentence.
  return condition.includes(' ') ? `${sentence}; rule: ${condition}` : sentence;
}

function memberText({ metric, role, value, kept }: SeenMember, isPicture: boolean): string {
  if (role === 'copy' && kept !== null && value !== null) {
    const other = `${kept.position}, which is ${fateOf(kept)}`;
    if (metric === exactDuplicates.id) return `Same ${isPicture ? 'picture' : 'text'} as ${other}`;
    if (metric === nearDuplicates.id) return `${formatPercent(value)} similar to ${other}`;
    if (metric === nearDuplicateImages.id)
      return `Looks like ${other} (${formatNumber(value)} of 64 bits differ)`;
  }
  if (metric === boilerplateLines.id && value !== null)
    return `${formatPercent(value)} of its long lines are boilerplate`;
  if (metric === INFERRED_SYNTHETIC.id && value !== null)
    return `Flagged by the calibration (p-value ${formatNumber(value)})`;
  return `${role} in ${metric}${value === null ? '' : ` with ${formatNumber(value)}`}`;
}

/** `kept`, `rejected as a copy of web.jsonl:7` */
function fateOf({ decision, copyOf }: KeptCopy): string {
  if (decision === 'admit') return 'kept';
  return `${DECISION_FOLDERS[decision]}${copyOf === null ? '' : ` as a copy of ${copyOf}`}`;
}
