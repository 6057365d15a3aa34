import type { DecisionKind, Reason } from '../../core/decision.js';
import type { Engine } from '../../core/engine.js';
import { REPORT_LIMITS, type SampleFacts } from '../../report/data.js';
import { type Excerpts, noExcerpt, type ThumbnailBudget } from './excerpts.js';

/**
 * Chooses samples of each decision as a table `shown_samples`: one for every set of matching rules before a second for
 * any, so that rare reasons are seen; within a set by content hash, which nobody chose.
 */
export async function chooseSamples(engine: Engine): Promise<void> {
  await engine.run(
    `CREATE OR REPLACE TABLE shown_samples AS
     WITH placed AS (
       SELECT record, decision, rules, content_hash, row_number() OVER (
         PARTITION BY decision, rules ORDER BY content_hash, record) AS round FROM decisions),
     ranked AS (
       SELECT *, row_number() OVER (PARTITION BY decision ORDER BY round, content_hash, record) AS place FROM placed)
     SELECT record, decision, place FROM ranked WHERE place <= ${REPORT_LIMITS.samplesPerDecision}`,
  );
}

export async function gatherSamples(
  engine: Engine,
  excerpts: Excerpts,
  budget: ThumbnailBudget,
): Promise<SampleFacts[]> {
  const rows = await engine.rows(
    `SELECT s.record, s.decision, d.id, d.source, d.position, d.reasons FROM shown_samples s
     JOIN decisions d USING (record) ORDER BY s.decision DESC, s.place`,
  );
  return rows.map((row) => {
    return {
      record: String(row['position']),
      id: row['id'] as string | null,
      source: String(row['source']),
      position: String(row['position']),
      decision: row['decision'] as DecisionKind,
      reasons: row['reasons'] === null ? [] : (JSON.parse(String(row['reasons'])) as Reason[]),
      ...budget.take(excerpts.get(Number(row['record'])) ?? noExcerpt()),
      payloads: [],
    };
  });
}
