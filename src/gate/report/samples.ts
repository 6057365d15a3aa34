import type { DecisionKind, Reason } from '../../core/decision.js';
import type { Engine } from '../../core/engine.js';
import { SAMPLES_SHOWN, type SampleFacts, type SamplesReport } from '../../report/sections/samples.js';
import type { ShownRecords } from './excerpts.js';
import { reasonText, seenMembers } from './reasons.js';
import type { SectionFacts } from './section-facts.js';

/** Records of each decision, with the reasons for it. */
export const samples: SectionFacts<SamplesReport> = {
  isPicturedFirst: true,
  choose: async ({ engine }) => chooseSamples(engine),
  collect: async ({ engine }, shown) => ({ samples: await collectSamples(engine, shown) }),
};

/**
 * Chooses samples of each decision as a table `shown_samples`: one for every set of matching rules before a second of
 * any set, so that rare reasons are shown; within a set in the order of content hashes, which is arbitrary.
 */
async function chooseSamples(engine: Engine): Promise<string> {
  await engine.createTable(
    'shown_samples',
    `WITH placed AS (
       SELECT record, decision, rules, content_hash, row_number() OVER (
         PARTITION BY decision, rules ORDER BY content_hash, record) AS round FROM decisions),
     ranked AS (
       SELECT *, row_number() OVER (PARTITION BY decision ORDER BY round, content_hash, record) AS place FROM placed)
     SELECT record, decision, place FROM ranked WHERE place <= ${SAMPLES_SHOWN}`,
  );
  return 'SELECT record FROM shown_samples';
}

async function collectSamples(engine: Engine, shown: ShownRecords): Promise<SampleFacts[]> {
  const rows = await engine.rows(
    `SELECT s.record, s.decision, d.id, d.source, d.position, d.reasons FROM shown_samples s
     JOIN decisions d USING (record) ORDER BY s.decision DESC, s.place`,
  );
  const members = await seenMembers(engine, 'SELECT record FROM shown_samples');
  return rows.map((row) => {
    const record = Number(row['record']);
    const facts = shown.of(record);
    const reasons = row['reasons'] === null ? [] : (JSON.parse(String(row['reasons'])) as Reason[]);
    return {
      record: String(row['position']),
      id: row['id'] as string | null,
      source: String(row['source']),
      position: String(row['position']),
      decision: row['decision'] as DecisionKind,
      reasons: reasons.map((reason) => ({
        ...reason,
        text: reasonText(reason, members.get(record) ?? [], facts.picture !== undefined),
      })),
      ...facts,
      payloads: [],
    };
  });
}
