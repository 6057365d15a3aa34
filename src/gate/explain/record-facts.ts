import type { DecisionKind } from '../../core/decision.js';
import type { Row } from '../../core/engine.js';
import type { OriginVerdict } from '../../core/origin.js';
import type { PolicyVocabulary, SignalValue } from '../../core/policy.js';
import type { Signal } from '../../core/signal.js';
import { originAnswer } from '../../origin/judge/answers.js';
import { originOfRow } from '../../origin/judge/origin-of-row.js';
import type {
  MeasurementFacts,
  MembershipFacts,
  RecordFacts,
  RuleAnswer,
} from '../../report/record-facts.js';
import { dataSetOfSplit, modalityOfFormat } from '../context.js';
import { type AnsweredRule, answerRules } from '../policy/index.js';
import { readShown } from '../report/excerpts.js';
import { reasonText, type SeenMember, seenMembers } from '../report/reasons.js';
import { judgementOf } from './judgement.js';
import { membershipsOf } from './memberships.js';
import type { OpenedRun } from './opened-run.js';

/** All facts about a record; `row` is its row of `records` with its decision. */
export async function recordFacts(opened: OpenedRun, row: Row): Promise<RecordFacts> {
  const { run, engine } = opened;
  const record = row['record'] as number;
  const memberships = await membershipsOf(opened, record);
  const origin = originOf(opened, row, memberships);
  const facts = (await readShown(run, engine, [`SELECT ${record}`])).of(record);
  const members = (await seenMembers(engine, `SELECT ${record}`)).get(record) ?? [];
  return {
    ...identityOf(row),
    origin,
    measurements: run.signals
      .filter(({ kind }) => kind !== 'bytes')
      .map((signal) => measurementOf(signal, row)),
    findings: [...memberships, ...(await judgementOf(engine, String(row['source']), memberships))],
    rules: rulesOf(opened, row, memberships, origin, { members, isPicture: facts.picture !== undefined }),
    ...facts,
    payloads: [],
  };
}

const identityOf = (row: Row) => ({
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
});

function originOf({ run }: OpenedRun, row: Row, memberships: readonly MembershipFacts[]): OriginVerdict {
  const dataSet = dataSetOfSplit(run.plan, row['split'] as number);
  const judge = originOfRow({
    captureCutoff: run.signalSettings.captureCutoff,
    dataSetOf: () => dataSet,
  });
  return judge((column) => row[column] as SignalValue | null, memberships);
}

/** What reasons tell of a record. */
interface SeenRecord {
  readonly members: readonly SeenMember[];
  readonly isPicture: boolean;
}

function rulesOf(
  { run, formats, policy, vocabulary }: OpenedRun,
  row: Row,
  memberships: readonly MembershipFacts[],
  origin: OriginVerdict,
  seenRecord: SeenRecord,
): readonly RuleAnswer[] {
  const { input } = run.plan.splits[row['split'] as number]!;
  const modality = modalityOfFormat(formats, run.plan.inputs[input]!.format);
  const valueFor = (id: string): SignalValue | null =>
    originAnswer(id, origin) ?? (row[id] as SignalValue | null | undefined) ?? null;
  return answerRules(policy, vocabulary, valueFor, memberships, modality).map((answered) => {
    const { seen, ...rule } = answered;
    return { ...rule, text: textOf(answered, vocabulary, seenRecord) };
  });
}

/** Why a rule answered so. */
function textOf(
  { answer, value, seen: { subject, condition } }: AnsweredRule,
  { findings }: PolicyVocabulary,
  { members, isPicture }: SeenRecord,
): string {
  if (answer === 'unknown' || value === null) return `${subject} has no value; rule: ${condition}`;
  const isMember = members.some(({ metric }) => metric === subject);
  if (!isMember && findings.some(({ id }) => id === subject)) return `not in ${subject}; rule: ${condition}`;
  return reasonText({ subject, value, condition }, members, isPicture);
}

function measurementOf(signal: Signal, row: Row): MeasurementFacts {
  const { id, title, unit } = signal;
  const value = row[id] as number | string | null;
  if (value !== null) return { id, title, unit, value };
  const why = row['why'] === null ? {} : (JSON.parse(String(row['why'])) as { [signal: string]: string });
  return { id, title, unit, value: null, why: why[id] ?? 'not measured' };
}
