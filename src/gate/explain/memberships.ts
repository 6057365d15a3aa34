import type { Engine, Row } from '../../core/engine.js';
import type { KnownFinding } from '../../core/policy.js';
import { unitOfMembers } from '../../report/member-value.js';
import type { MembershipFacts } from '../../report/record-facts.js';
import { settingsOf } from '../policy/index.js';
import { differencesOf } from '../report/differences.js';
import { whyKept } from '../report/why-kept.js';
import type { OpenedRun } from './opened-run.js';

/** The findings that include a record, each described by the metric that found it. */
export async function membershipsOf(opened: OpenedRun, record: number): Promise<MembershipFacts[]> {
  const { engine, policy, vocabulary } = opened;
  const rows = await engine.rows(
    `SELECT m.metric, m.finding, m.role, m.value, f.summary FROM finding_members m JOIN findings f USING (metric, finding)
     WHERE m.record = ${record} ORDER BY m.metric, m.finding`,
  );
  const memberships: MembershipFacts[] = [];
  for (const row of rows) {
    const [metric, finding, role] = [String(row['metric']), String(row['finding']), String(row['role'])];
    const known = vocabulary.findings.find(({ id }) => id === metric);
    const unit = unitOfMembers(known?.memberValue);
    memberships.push({
      metric,
      title: known?.title ?? metric,
      role,
      value: row['value'] as number | null,
      summary: String(row['summary']),
      whyKept: await whyKept(engine, { record, metric, finding, role }, settingsOf(policy)),
      others: await othersIn(engine, { metric, finding, record }, known),
      ...(unit === undefined ? {} : { unit }),
      ...(role === 'copy' ? await keptOf(opened, { metric, finding, record }) : {}),
    });
  }
  return memberships;
}

/** The kept copy of a finding, and where another copy differs from it. */
async function keptOf(
  { run, engine }: OpenedRun,
  { metric, finding, record }: { metric: string; finding: string; record: number },
): Promise<Pick<MembershipFacts, 'kept'>> {
  const { text } = engine.dialect;
  const [kept] = await engine.rows(
    `SELECT r.record, r.position, r.id FROM finding_members m JOIN records r ON r.record = m.record
     WHERE m.metric = ${text(metric)} AND m.finding = ${text(finding)} AND m.role = 'kept'`,
  );
  if (kept === undefined) return {};
  const pair = `SELECT ${Number(kept['record'])} AS kept, ${record} AS copy`;
  const difference = (await differencesOf(run, engine, pair)).get(record) ?? null;
  return { kept: { record: String(kept['position']), id: kept['id'] as string | null, difference } };
}

const OTHERS_SHOWN = 5;

/** The finding's other records, in the order of the metric's roles, the strongest evidence first. */
async function othersIn(
  engine: Engine,
  { metric, finding, record }: { metric: string; finding: string; record: number },
  known: KnownFinding | undefined,
): Promise<MembershipFacts['others']> {
  const { text } = engine.dialect;
  const roles = (known?.roles ?? []).map((role, place) => `WHEN ${text(role)} THEN ${place}`);
  const place = roles.length === 0 ? '0' : `CASE m.role ${roles.join(' ')} END`;
  const others = await engine.rows(
    `SELECT r.position, m.role, m.value, count(*) OVER () AS others
     FROM finding_members m JOIN records r ON r.record = m.record
     WHERE m.metric = ${text(metric)} AND m.finding = ${text(finding)} AND m.record <> ${record}
     ORDER BY ${place}, m.value DESC NULLS LAST, r.content_hash, r.input, r.position LIMIT ${OTHERS_SHOWN}`,
  );
  return {
    count: Number(others[0]?.['others'] ?? 0),
    members: others.map((row: Row) => ({
      record: String(row['position']),
      role: String(row['role']),
      value: row['value'] as number | null,
    })),
  };
}
