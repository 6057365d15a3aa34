import type { Engine, Row } from '../../core/engine.js';
import type { EffectiveSettings } from '../../core/policy.js';
import { CONTENDERS, preferredFor } from '../../metrics/survivor.js';
import {
  type ClusterMember,
  type DuplicateCluster,
  type DuplicateFacts,
  REPORT_LIMITS,
} from '../../report/data.js';
import { type Excerpts, noExcerpt, type ThumbnailBudget } from './excerpts.js';
import { whyNotKept } from './survival.js';

type Settings = Pick<EffectiveSettings, 'credibility'>;

const METRICS = "'exact-duplicates', 'near-duplicates', 'near-duplicate-images'";
/** The least alike first: of pictures the value is how many bits differ. */
const LIKENESS = "CASE WHEN metric = 'near-duplicate-images' THEN -value ELSE value END";

/** The largest clusters with the copies that are least like their survivor, as one table `shown_members`. */
export async function chooseClusters(engine: Engine): Promise<void> {
  await engine.run(
    `CREATE OR REPLACE TABLE shown_members AS
     WITH largest AS (
       SELECT metric, finding, size FROM findings WHERE metric IN (${METRICS})
       ORDER BY size DESC, metric DESC, finding LIMIT ${REPORT_LIMITS.clusters}),
     ranked AS (
       SELECT m.metric, m.finding, l.size, m.record, m.role, m.value, row_number() OVER (
         PARTITION BY m.metric, m.finding, m.role ORDER BY ${LIKENESS}, r.content_hash, r.input, r.position) AS place
       FROM finding_members m JOIN largest l USING (metric, finding) JOIN records r USING (record))
     SELECT * EXCLUDE (place) FROM ranked WHERE place <= ${REPORT_LIMITS.copiesPerCluster}`,
  );
}

export async function gatherDuplicates(
  engine: Engine,
  excerpts: Excerpts,
  budget: ThumbnailBudget,
  hasImages: boolean,
  method: string,
  settings: Settings,
  boilerplate: DuplicateFacts['boilerplate'],
): Promise<DuplicateFacts> {
  const totals = await engine.rows(
    `SELECT f.metric, count(*) AS clusters, sum(f.size) - count(*) AS copies FROM findings f
     WHERE f.metric IN (${METRICS}) GROUP BY f.metric`,
  );
  const rows = await engine.rows(
    `SELECT s.*, r.severity, r.day, r.source, r.content_hash, r.input, r.position
     FROM shown_members s JOIN ${CONTENDERS} r USING (record)
     ORDER BY s.size DESC, s.metric DESC, s.finding, s.role DESC, ${LIKENESS}, r.content_hash, r.input, r.position`,
  );
  const clusters = new Map<string, Row[]>();
  for (const row of rows) {
    const key = `${String(row['metric'])}\n${String(row['finding'])}`;
    clusters.set(key, [...(clusters.get(key) ?? []), row]);
  }
  return {
    exact: totalsOf(totals, 'exact-duplicates'),
    near: totalsOf(totals, 'near-duplicates'),
    ...(hasImages ? { images: totalsOf(totals, 'near-duplicate-images') } : {}),
    method,
    largest: [...clusters.values()].flatMap((members) => clusterOf(members, excerpts, settings, budget)),
    boilerplate,
  };
}

function totalsOf(rows: readonly Row[], metric: string): { clusters: number; copies: number } {
  const row = rows.find((candidate) => candidate['metric'] === metric);
  return { clusters: Number(row?.['clusters'] ?? 0), copies: Number(row?.['copies'] ?? 0) };
}

const KINDS: { readonly [metric: string]: DuplicateCluster['kind'] } = {
  'exact-duplicates': 'exact',
  'near-duplicates': 'near',
  'near-duplicate-images': 'image',
};

function clusterOf(
  members: readonly Row[],
  excerpts: Excerpts,
  settings: Settings,
  budget: ThumbnailBudget,
): DuplicateCluster[] {
  const survivor = members.find((row) => row['role'] === 'survivor');
  if (survivor === undefined) return [];
  return [
    {
      id: String(survivor['finding']),
      kind: KINDS[String(survivor['metric'])]!,
      size: Number(survivor['size']),
      survivor: memberOf(survivor, excerpts, budget),
      copies: members
        .filter((row) => row['role'] === 'copy')
        .map((row) => memberOf(row, excerpts, budget, reasonFor(survivor, row, settings))),
    },
  ];
}

/** Of records that are the same in all that counts, the place says nothing. */
const reasonFor = (survivor: Row, copy: Row, settings: Settings): string | null =>
  preferredFor(survivor, copy, settings) === 'place' ? null : whyNotKept(survivor, copy, settings);

function memberOf(
  row: Row,
  excerpts: Excerpts,
  budget: ThumbnailBudget,
  why: string | null = null,
): ClusterMember {
  const value = row['role'] === 'survivor' ? null : (row['value'] as number | null);
  const isPicture = row['metric'] === 'near-duplicate-images';
  return {
    record: String(row['position']),
    source: String(row['source']),
    position: String(row['position']),
    similarity: isPicture ? null : value,
    ...(isPicture && value !== null ? { differingBits: value } : {}),
    whyNotKept: why,
    ...budget.take(excerpts.get(Number(row['record'])) ?? noExcerpt()),
  };
}
