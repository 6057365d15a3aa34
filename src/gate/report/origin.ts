import type { DecisionKind } from '../../core/decision.js';
import type { Dialect, Engine, Row } from '../../core/engine.js';
import { type Evidence, type Origin, RUNGS, type Rung } from '../../core/origin.js';
import type { Signal } from '../../core/signal.js';
import { INFERRED_SYNTHETIC } from '../../origin/inferred/share/inferred-answer.js';
import { EVIDENCE_KINDS } from '../../origin/judge/evidence/index.js';
import {
  DATA_SETS_SHOWN,
  EXAMPLES_SHOWN,
  type OriginExample,
  type OriginFacts,
  type OriginReport,
  TRACES_SHOWN,
} from '../../report/sections/origin.js';
import type { Plan } from '../plan/plan.js';
import type { ShownRecords } from './excerpts.js';
import { inferredFacts } from './inferred.js';
import type { ReportContext, SectionFacts } from './section-facts.js';

/** The evidence of who made the records. */
export const origin: SectionFacts<OriginReport> = {
  covers: [INFERRED_SYNTHETIC],
  choose: ({ engine }) => chooseOriginExamples(engine),
  collect: async (context, shown) => ({
    origin: { ...(await collectOrigin(context, shown)), ...(await inferredFacts(context)) },
  }),
};

const titleOf = (rung: string, kind: string): string =>
  EVIDENCE_KINDS.find((known) => known.rung === rung && known.id === kind)?.title ?? kind;

const COUNTS = ['human', 'synthetic', 'mixed', 'unknown']
  .map((origin) => `count(*) FILTER (origin = '${origin}') AS ${origin}`)
  .join(', ');

async function collectOrigin({ engine, run }: ReportContext, shown: ShownRecords): Promise<OriginFacts> {
  const ladder = await engine.rows(
    `SELECT coalesce(origin_rung, 'none') AS rung, ${COUNTS} FROM decisions GROUP BY ALL`,
  );
  const rungs = [...RUNGS, 'none'] as const;
  return {
    ladder: rungs.flatMap((rung) =>
      ladder.filter((row) => row['rung'] === rung).map((row) => ({ rung, ...originCounts(row) })),
    ),
    kinds: await collectKinds(engine),
    dataSets: await collectDataSets(engine, run.plan),
    contradictions: await collectContradictions(engine),
    examples: await collectExamples(engine, shown),
    traces: await collectTraces(engine, run.signals),
    era: await collectEra(engine, run.signalSettings.captureCutoff),
    inferredShare: {
      value: null,
      why: run.signals.some(({ modality }) => modality === 'text')
        ? 'Fit a detector first: freckle calibrate'
        : 'The corpus has no texts to estimate it from.',
    },
  };
}

const originCounts = (row: Row) => ({
  human: Number(row['human']),
  synthetic: Number(row['synthetic']),
  mixed: Number(row['mixed']),
  unknown: Number(row['unknown']),
});

/** The column `origin_evidence` as a list. */
const evidenceSql = ({ objectsOfJson }: Dialect): string =>
  objectsOfJson('origin_evidence', ['rung', 'kind', 'origin']);

async function collectKinds(engine: Engine): Promise<OriginFacts['kinds']> {
  const rows = await engine.rows(
    `SELECT e.rung, e.kind, e.origin, count(*) AS records FROM (
       SELECT ${engine.dialect.explode(evidenceSql(engine.dialect))} AS e FROM decisions WHERE origin_evidence IS NOT NULL)
     GROUP BY ALL ORDER BY records DESC, e.kind, e.origin`,
  );
  const kinds = rows.map((row) => ({
    rung: row['rung'] as Rung,
    kind: String(row['kind']),
    title: titleOf(String(row['rung']), String(row['kind'])),
    origin: row['origin'] as Origin,
    records: Number(row['records']),
  }));
  return RUNGS.flatMap((rung) => kinds.filter((kind) => kind.rung === rung));
}

async function collectDataSets(engine: Engine, { inputs, splits }: Plan): Promise<OriginFacts['dataSets']> {
  if (inputs.every(({ dataSet }) => dataSet === undefined)) return [];
  const rows = await engine.rows('SELECT split, count(*) AS records FROM records GROUP BY split');
  const said = new Map<string, OriginFacts['dataSets'][number]>();
  for (const row of rows) {
    const { dataSet } = inputs[splits[Number(row['split'])]!.input]!;
    if (dataSet === undefined) continue;
    const key = JSON.stringify(dataSet);
    said.set(key, { ...dataSet, records: (said.get(key)?.records ?? 0) + Number(row['records']) });
  }
  return [...said.values()]
    .sort((a, b) => b.records - a.records || (a.file < b.file ? -1 : 1))
    .slice(0, DATA_SETS_SHOWN);
}

async function collectContradictions(engine: Engine): Promise<OriginFacts['contradictions']> {
  const { dialect } = engine;
  const firstOf = (condition: string): string => dialect.listItem(dialect.filterList('e', 'x', condition), 0);
  const rows = await engine.rows(
    `SELECT said.rung AS said_rung, said.kind AS said, shown.rung AS shown_rung, shown.kind AS shown, count(*) AS records FROM (
       SELECT ${firstOf("x.origin = 'human'")} AS said,
         ${firstOf("x.rung = contradiction AND x.origin IN ('synthetic', 'mixed')")} AS shown FROM (
           SELECT ${evidenceSql(dialect)} AS e, origin_contradiction AS contradiction
           FROM decisions WHERE origin_contradiction IS NOT NULL))
     GROUP BY ALL ORDER BY records DESC, said_rung, said, shown_rung, shown`,
  );
  return {
    records: rows.reduce((sum, row) => sum + Number(row['records']), 0),
    pairs: rows.map((row) => ({
      said: titleOf(String(row['said_rung']), String(row['said'])),
      shown: titleOf(String(row['shown_rung']), String(row['shown'])),
      records: Number(row['records']),
    })),
  };
}

const CONTRADICTIONS_SHOWN = EXAMPLES_SHOWN / 2;
const RUNG_ORDER = `CASE origin_rung ${RUNGS.map((rung, at) => `WHEN '${rung}' THEN ${at}`).join(' ')} END`;

/**
 * Chooses records with evidence of origin as a table `shown_origins`: contradictions, and one of each rung and answer
 * before a second of any; among equals in the order of content hashes, which is arbitrary.
 */
async function chooseOriginExamples(engine: Engine): Promise<string> {
  await engine.createTable(
    'shown_origins',
    `WITH placed AS (
       SELECT record, origin_contradiction IS NOT NULL AS contradicted, ${RUNG_ORDER} AS step, content_hash,
         row_number() OVER (PARTITION BY origin_contradiction, origin_rung, origin ORDER BY content_hash, record) AS round
       FROM decisions WHERE origin_rung IS NOT NULL),
     ranked AS (
       SELECT record, contradicted, row_number() OVER (PARTITION BY contradicted ORDER BY round, step, content_hash, record) AS place
       FROM placed)
     SELECT record, contradicted, place FROM ranked WHERE place <= ${CONTRADICTIONS_SHOWN}`,
  );
  return 'SELECT record FROM shown_origins';
}

async function collectExamples(engine: Engine, shown: ShownRecords): Promise<OriginExample[]> {
  const rows = await engine.rows(
    `SELECT s.record, d.position, d.source, d.decision, d.origin, d.origin_contradiction, d.origin_evidence
     FROM shown_origins s JOIN decisions d USING (record) ORDER BY s.contradicted DESC, ${RUNG_ORDER}, s.place`,
  );
  return rows.map((row) => ({
    record: String(row['position']),
    source: String(row['source']),
    decision: row['decision'] as DecisionKind,
    origin: row['origin'] as Origin,
    contradiction: row['origin_contradiction'] as Rung | null,
    evidence: JSON.parse(String(row['origin_evidence'])) as Evidence[],
    ...shown.of(Number(row['record'])),
  }));
}

async function collectEra(engine: Engine, cutoff: string): Promise<OriginFacts['era']> {
  const cut = engine.dialect.text(cutoff);
  const [row] = await engine.rows(
    `SELECT count(*) FILTER (day < ${cut}) AS before, count(*) FILTER (day >= ${cut}) AS after,
       count(*) FILTER (day IS NULL) AS undated FROM records`,
  );
  const count = (name: string): number => Number(row![name]);
  return { cutoff, before: count('before'), after: count('after'), undated: count('undated') };
}

/** Traces of assistants by kind, most frequent first. */
async function collectTraces(engine: Engine, signals: readonly Signal[]): Promise<OriginFacts['traces']> {
  const asked = EVIDENCE_KINDS.filter(({ rung }) => rung === 'traces')
    .flatMap((kind) => kind.signals)
    .filter((id) => signals.some((signal) => signal.id === id));
  if (asked.length === 0) return { records: 0, kinds: [] };
  const { name, explode, listItem, listsOfJsonMember } = engine.dialect;
  const found = asked.map((id) => `${name(id)} > 0`).join(' OR ');
  const [row] = await engine.rows(`SELECT count(*) AS records FROM records WHERE ${found}`);
  // Spans are `[start, end, note]`. The engine counts them, so that memory here does not grow with the corpus.
  const notes = asked.map(
    (id) => `SELECT record, coalesce(${listItem('span', 2)}, '${id}') AS kind FROM (
       SELECT record, ${explode(listsOfJsonMember('spans', id))} AS span FROM records WHERE ${found})`,
  );
  const kinds = await engine.rows(
    `SELECT kind, count(DISTINCT record) AS records FROM (${notes.join(' UNION ALL ')})
     GROUP BY kind ORDER BY records DESC, kind LIMIT ${TRACES_SHOWN}`,
  );
  return {
    records: Number(row!['records']),
    kinds: kinds.map(({ kind, records }) => ({ kind: String(kind), records: Number(records) })),
  };
}
