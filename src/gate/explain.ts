import { readFileSync } from 'node:fs';
import type { DecisionKind } from '../core/decision.js';
import type { Engine, Row } from '../core/engine.js';
import { FreckleError } from '../core/errors.js';
import type { Membership, PolicyVocabulary, SignalValue } from '../core/policy.js';
import type { Signal } from '../core/signal.js';
import { RunFolder } from '../disk/run-folder.js';
import { INFERRED_SYNTHETIC } from '../origin/inferred/share/inferred-answer.js';
import { SMALL_SOURCES, sourceFinding } from '../origin/inferred/share/judged-sources.js';
import { originAnswer } from '../origin/judge/answers.js';
import { originOfRow } from '../origin/judge/origin-of-row.js';
import type { MeasurementFacts, RecordFacts, RuleAnswer } from '../report/explanation.js';
import { loadRecords } from './conclude.js';
import { dataSetOfSplit, type Edges, modalityOfFormat, type RunContext, unreadableName } from './context.js';
import { createDecisionsView } from './decide/decide-corpus.js';
import { loadOwnDecisions } from './decide/own-decisions.js';
import { loadFindings } from './find/find-corpus.js';
import { quoteText } from './find/records-view.js';
import { openRunEngine, type Resources, workerHeapMegabytes } from './memory.js';
import { answerRules, loadPolicy, settingsOf } from './policy/index.js';
import { readShown } from './report/excerpts.js';
import { survivalIn } from './report/survival.js';
import { readUnreadable } from './report/unreadable-notes.js';
import { loadSavedRun, refuseMissing, savedSignals } from './saved-run.js';

/**
 * Everything about one record of a finished run.
 * @throws FreckleError `not-a-run` | `run-incomplete` | `record-not-found`
 */
export async function explain(
  root: string,
  wanted: string,
  vocabulary: PolicyVocabulary,
  resources: Resources,
  edges: Edges,
): Promise<RecordFacts> {
  const folder = RunFolder.existing(root);
  const saved = loadSavedRun(folder);
  refuseMissing(saved, edges);
  const signals = savedSignals(saved, edges.signals);
  const pool = edges.openPool(1, workerHeapMegabytes(saved.formatSettings.maxRecordBytes));
  const engine = await openRunEngine(edges, folder, resources);
  try {
    const run: RunContext = { ...saved, folder, signals, questions: [], pool, onProgress: () => {} };
    await loadRecords(run, engine);
    await createDecisionsView(run, engine);
    await loadFindings(run, engine);
    const row = await findRecord(run, engine, wanted);
    const { input } = run.plan.splits[row['split'] as number]!;
    const modality = modalityOfFormat(edges.formats, run.plan.inputs[input]!.format);
    const policy = loadPolicy(
      readFileSync(folder.path('policy.yaml'), 'utf8'),
      folder.path('policy.yaml'),
      vocabulary,
    );
    await loadOwnDecisions(run, engine, policy);
    const findings = await engine.rows(
      `SELECT m.metric, m.finding, m.role, m.value, f.summary FROM finding_members m JOIN findings f USING (metric, finding)
       WHERE m.record = ${String(row['record'])} ORDER BY m.metric, m.finding`,
    );
    const judgement = await judgementOf(engine, String(row['source']));
    const members = findings.map(
      (finding): Membership => ({
        metric: String(finding['metric']),
        role: String(finding['role']),
        value: finding['value'] as number | null,
      }),
    );
    const survivals = new Map<Row, string | null>();
    for (const finding of findings)
      survivals.set(finding, await survivalIn(engine, addressOfMember(row, finding), settingsOf(policy)));
    const shown = await readShown(run, engine, [`SELECT ${String(row['record'])}`]);
    const { captureCutoff } = run.signalSettings;
    const dataSet = dataSetOfSplit(run.plan, Number(row['split']));
    const originOf = originOfRow({ captureCutoff, dataSetOf: () => dataSet });
    const verdict = originOf((column) => row[column] as SignalValue | null, members);
    const valueFor = (id: string): SignalValue | null =>
      originAnswer(id, verdict) ?? (row[id] as SignalValue | null | undefined) ?? null;
    return {
      record: String(row['position']),
      id: row['id'] as string | null,
      source: String(row['source']),
      position: String(row['position']),
      url: row['url'] as string | null,
      date: row['date'] as string | null,
      language: row['claimed_language'] as string | null,
      label: row['label'] as string | null,
      contentHash: String(row['content_hash']),
      decision: row['decision'] as DecisionKind,
      origin: verdict,
      measurements: signals
        .filter(({ kind }) => kind !== 'bytes')
        .map((signal) => measurementOf(signal, row)),
      findings: [
        ...findings.map((finding, index) => ({
          ...members[index]!,
          summary: String(finding['summary']),
          survival: survivals.get(finding)!,
          ...unitOf(vocabulary, members[index]!.metric),
        })),
        ...(members.some(({ metric }) => metric === INFERRED_SYNTHETIC.id) ? [] : judgement),
      ],
      rules: answerRules(policy, vocabulary, valueFor, members, modality) satisfies readonly RuleAnswer[],
      ...shown.of(Number(row['record'])),
      payloads: [],
    };
  } finally {
    await pool.close();
    await engine.close();
  }
}

const addressOfMember = (record: Row, { metric, finding, role }: Row) => ({
  record: record['record'] as number,
  metric: String(metric),
  finding: String(finding),
  role: String(role),
});
/** What a calibration makes of the record's source, where one was given: why it is not flagged. */
async function judgementOf(engine: Engine, source: string): Promise<RecordFacts['findings']> {
  const ids = [sourceFinding(source), SMALL_SOURCES].map(quoteText);
  const [found] = await engine.rows(
    `SELECT summary FROM findings WHERE metric = ${quoteText(INFERRED_SYNTHETIC.id)} AND finding IN (${ids.join(', ')})
     ORDER BY finding = ${ids[0]!} DESC LIMIT 1`,
  );
  if (found === undefined) return [];
  return [
    {
      metric: INFERRED_SYNTHETIC.id,
      role: 'not flagged',
      value: null,
      summary: String(found['summary']),
      survival: null,
    },
  ];
}

/** Of values that are no shares. */
function unitOf({ findings }: PolicyVocabulary, metric: string): { unit?: string } {
  const measured = findings.find(({ id }) => id === metric)?.memberValue;
  return measured === undefined || measured.range[1] <= 1 ? {} : { unit: measured.unit };
}

/** By id, position, or a prefix of the content hash of at least 6 digits. */
async function findRecord(run: RunContext, engine: Engine, wanted: string): Promise<Row> {
  const text = quoteText(wanted);
  const byHash = /^[0-9a-f]{6,64}$/.test(wanted) ? `OR starts_with(r.content_hash, ${text})` : '';
  const rows = await engine.rows(
    `SELECT r.*, d.decision FROM records r JOIN decisions d USING (record)
     WHERE r.id = ${text} OR r.position = ${text} ${byHash} ORDER BY r.record LIMIT 6`,
  );
  const exact = rows.filter((row) => row['position'] === wanted);
  if (exact.length === 1 || rows.length === 1) return exact[0] ?? rows[0]!;
  if (rows.length === 0) {
    refuseUnreadable(run, wanted);
    const meant = await positionsLike(engine, wanted);
    const help =
      meant.length > 0 ? `did you mean ${meant.join(' or ')}?` : 'the report and decisions.parquet list them';
    throw new FreckleError(
      'record-not-found',
      `no record of ${run.folder.root} has the id, position or content hash ${wanted}; ${help}`,
    );
  }
  throw new FreckleError(
    'record-not-found',
    `${rows.length > 5 ? 'more than 5' : rows.length} records are called ${wanted}; name one by its position: ${rows
      .slice(0, 5)
      .map((row) => String(row['position']))
      .join(', ')}`,
  );
}

/** Positions that differ in the folders before the file alone: left out, or named beyond those of the inputs. */
async function positionsLike(engine: Engine, wanted: string): Promise<string[]> {
  const text = quoteText(wanted);
  const rows = await engine.rows(
    `SELECT position FROM records WHERE ends_with(position, '/' || ${text}) OR ends_with(${text}, '/' || position)
     ORDER BY record LIMIT 3`,
  );
  return rows.map((row) => String(row['position']));
}

/** What could not be read has a position and no measurements. @throws FreckleError `record-not-found` */
function refuseUnreadable({ folder, fingerprints }: RunContext, wanted: string): void {
  for (const fingerprint of fingerprints)
    for (const { position, code, message } of readUnreadable(folder.path(unreadableName(fingerprint))))
      if (position === wanted)
        throw new FreckleError(
          'record-not-found',
          `${wanted} could not be read and is no record: ${code}. ${message}`,
        );
}

function measurementOf(signal: Signal, row: Row): MeasurementFacts {
  const { id, title, unit } = signal;
  const value = row[id] as number | string | null;
  if (value !== null) return { id, title, unit, value };
  const why = row['why'] === null ? {} : (JSON.parse(String(row['why'])) as { [signal: string]: string });
  return { id, title, unit, value: null, why: why[id] ?? 'not measured' };
}
