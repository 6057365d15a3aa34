import type { DecisionKind } from '../../core/decision.js';
import type { Engine, Row } from '../../core/engine.js';
import type { FindingMetric } from '../../core/metric.js';
import {
  FINDINGS_SHOWN,
  type FindingExample,
  type FindingMemberFacts,
  type FindingsReport,
  type FoundFacts,
  MEMBERS_SHOWN,
} from '../../report/sections/findings.js';
import { answerOf } from '../find/find.js';
import type { ShownRecords } from './excerpts.js';
import { definitionOf } from './questions.js';
import type { ReportContext, SectionFacts } from './section-facts.js';

/** Findings of metrics that no other section covers, described by their definitions. */
export const findings: SectionFacts<FindingsReport> = {
  choose: ({ engine, uncovered }) => chooseFindings(engine, uncovered.findings),
  async collect(context, shown) {
    const found: FoundFacts[] = [];
    for (const metric of context.uncovered.findings)
      if (wasAsked(answerOf(context.found.summary, metric)))
        found.push(await foundBy(metric, context, shown));
    return found.length === 0 ? {} : { findings: found };
  },
};

/** A question that applied to no record, as one about prompts to plain texts, is left out of the page. */
const wasAsked = (answer: unknown): boolean => (answer as { asked?: unknown } | null)?.asked !== 0;

/**
 * Chooses the largest findings of each metric as a table `shown_findings`, and for each role the members with the
 * strongest evidence as `shown_finding_members`; among equals in the order of content hashes, which is arbitrary.
 */
async function chooseFindings(engine: Engine, asked: readonly FindingMetric[]): Promise<string | null> {
  if (asked.length === 0) return null;
  const ids = asked.map(({ id }) => engine.dialect.text(id)).join(', ');
  await engine.createTable(
    'shown_findings',
    `SELECT * FROM (
       SELECT metric, finding, summary, size, detail, row_number() OVER (
         PARTITION BY metric ORDER BY size DESC, finding) AS place
       FROM findings WHERE metric IN (${ids})) placed
     WHERE place <= ${FINDINGS_SHOWN}`,
  );
  await engine.createTable(
    'shown_finding_members',
    `SELECT * FROM (
       SELECT m.metric, m.finding, m.record, m.role, m.value, row_number() OVER (
         PARTITION BY m.metric, m.finding, m.role
         ORDER BY m.value DESC NULLS LAST, r.content_hash, r.input, r.position) AS place
       FROM finding_members m JOIN shown_findings f ON f.metric = m.metric AND f.finding = m.finding
         JOIN records r ON r.record = m.record) placed
     WHERE place <= ${MEMBERS_SHOWN}`,
  );
  return 'SELECT record FROM shown_finding_members';
}

async function foundBy(
  metric: FindingMetric,
  { engine, found }: ReportContext,
  shown: ShownRecords,
): Promise<FoundFacts> {
  const isOfIt = `metric = ${engine.dialect.text(metric.id)}`;
  const [total] = await engine.rows(`SELECT count(*) AS findings FROM findings WHERE ${isOfIt}`);
  return {
    ...definitionOf(metric),
    ...(metric.memberValue === undefined ? {} : { memberValue: metric.memberValue }),
    count: Number(total!['findings']),
    roles: await rolesOf(metric, engine, isOfIt),
    answer: answerOf(found.summary, metric) ?? null,
    examples: await examplesOf(metric, engine, isOfIt, shown),
  };
}

async function rolesOf(
  { roles }: FindingMetric,
  engine: Engine,
  isOfIt: string,
): Promise<FoundFacts['roles']> {
  const rows = await engine.rows(
    `SELECT role, count(DISTINCT record) AS records FROM finding_members WHERE ${isOfIt} GROUP BY role`,
  );
  const records = new Map(rows.map((row) => [String(row['role']), Number(row['records'])]));
  return roles.map((role) => ({ role, records: records.get(role) ?? 0 }));
}

async function examplesOf(
  { roles }: FindingMetric,
  engine: Engine,
  isOfIt: string,
  shown: ShownRecords,
): Promise<FindingExample[]> {
  const findings = await engine.rows(`SELECT * FROM shown_findings WHERE ${isOfIt} ORDER BY place`);
  const members = await engine.rows(
    `SELECT m.finding, m.record, m.role, m.value, d.position, d.source, d.decision
     FROM shown_finding_members m JOIN decisions d ON d.record = m.record WHERE m.${isOfIt} ORDER BY m.place`,
  );
  const byRole = (a: Row, b: Row) => roles.indexOf(String(a['role'])) - roles.indexOf(String(b['role']));
  return findings.map((row) => ({
    id: String(row['finding']),
    summary: String(row['summary']),
    size: Number(row['size']),
    detail: JSON.parse(String(row['detail'])) as unknown,
    members: members
      .filter(({ finding }) => finding === row['finding'])
      .sort(byRole)
      .map((member) => memberOf(member, shown)),
  }));
}

const memberOf = (row: Row, shown: ShownRecords): FindingMemberFacts => ({
  record: String(row['position']),
  source: String(row['source']),
  decision: row['decision'] as DecisionKind,
  role: String(row['role']),
  value: row['value'] as number | null,
  ...shown.of(Number(row['record'])),
});
