import type { Engine, Row } from '../../core/engine.js';
import type { EffectiveSettings } from '../../core/policy.js';
import { CONTENDERS } from '../../metrics/survivor.js';
import {
  type ClusterMember,
  type DuplicateCluster,
  type DuplicateFacts,
  REPORT_LIMITS,
} from '../../report/data.js';
import { type Excerpts, noExcerpt } from './excerpts.js';
import { whyNotKept } from './survival.js';

type Settings = Pick<EffectiveSettings, 'credibility'>;

/** The largest clusters with the copies that are least like their survivor, as one table `shown_members`. */
export async function chooseClusters(engine: Engine): Promise<void> {
  await engine.run(
    `CREATE OR REPLACE TABLE shown_members AS
     WITH largest AS (
       SELECT metric, finding, size FROM findings WHERE metric IN ('exact-duplicates', 'near-duplicates')
       ORDER BY size DESC, metric DESC, finding LIMIT ${REPORT_LIMITS.clusters}),
     ranked AS (
       SELECT m.metric, m.finding, l.size, m.record, m.role, m.value, row_number() OVER (
         PARTITION BY m.metric, m.finding, m.role ORDER BY m.value, r.content_hash, r.input, r.position) AS place
       FROM finding_members m JOIN largest l USING (metric, finding) JOIN records r USING (record))
     SELECT * EXCLUDE (place) FROM ranked WHERE place <= ${REPORT_LIMITS.copiesPerCluster}`,
  );
}

export async function gatherDuplicates(
  engine: Engine,
  excerpts: Excerpts,
  method: string,
  settings: Settings,
  boilerplate: DuplicateFacts['boilerplate'],
): Promise<DuplicateFacts> {
  const totals = await engine.rows(
    `SELECT f.metric, count(*) AS clusters, sum(f.size) - count(*) AS copies FROM findings f
     WHERE f.metric IN ('exact-duplicates', 'near-duplicates') GROUP BY f.metric`,
  );
  const rows = await engine.rows(
    `SELECT s.*, r.severity, r.day, r.source, r.content_hash, r.input, r.position
     FROM shown_members s JOIN ${CONTENDERS} r USING (record)
     ORDER BY s.size DESC, s.metric DESC, s.finding, s.role DESC, s.value, r.content_hash, r.input, r.position`,
  );
  const clusters = new Map<string, Row[]>();
  for (const row of rows) {
    const key = `${String(row['metric'])}\n${String(row['finding'])}`;
    clusters.set(key, [...(clusters.get(key) ?? []), row]);
  }
  return {
    exact: totalsOf(totals, 'exact-duplicates'),
    near: totalsOf(totals, 'near-duplicates'),
    method,
    largest: [...clusters.values()].flatMap((members) => clusterOf(members, excerpts, settings)),
    boilerplate,
  };
}

function totalsOf(rows: readonly Row[], metric: string): { clusters: number; copies: number } {
  const row = rows.find((candidate) => candidate['metric'] === metric);
  return { clusters: Number(row?.['clusters'] ?? 0), copies: Number(row?.['copies'] ?? 0) };
}

function clusterOf(members: readonly Row[], excerpts: Excerpts, settings: Settings): DuplicateCluster[] {
  const survivor = members.find((row) => row['role'] === 'survivor');
  if (survivor === undefined) return [];
  return [
    {
      id: String(survivor['finding']),
      kind: survivor['metric'] === 'exact-duplicates' ? 'exact' : 'near',
      size: Number(survivor['size']),
      survivor: memberOf(survivor, excerpts),
      copies: members
        .filter((row) => row['role'] === 'copy')
        .map((row) => memberOf(row, excerpts, whyNotKept(survivor, row, settings))),
    },
  ];
}

const memberOf = (row: Row, excerpts: Excerpts, why: string | null = null): ClusterMember => ({
  record: String(row['position']),
  source: String(row['source']),
  position: String(row['position']),
  similarity: row['role'] === 'survivor' ? null : (row['value'] as number | null),
  whyNotKept: why,
  excerpt: excerpts.get(Number(row['record'])) ?? noExcerpt(),
});
