import type { Dialect, Engine } from '../../core/engine.js';
import { ORDINALS_PER_SPLIT } from '../../core/finding.js';
import type { Format } from '../../core/format.js';
import type { Policy } from '../../core/policy.js';
import { fingerprintOf } from '../../disk/fingerprint.js';
import { splitName } from '../../disk/run-folder.js';
import { ORIGIN_REF } from '../../origin/judge/verdict.js';
import { forEachAtMost } from '../at-most.js';
import { measurementName, modalityOfFormat, type RunContext } from '../context.js';
import { recordSql } from '../find/records-view.js';
import { type DecisionTally, policyDigest } from '../policy/index.js';
import type { DecideCommand, DecideResult, SplitMembers } from './decide-split.js';
import { DECIDED_COLUMNS } from './decided-file.js';

/** File of a split's decisions, relative to the run. */
export const decidedName = (split: number): string => `.freckle/decided/${splitName(split)}.parquet`;

/** Fingerprint of everything that a split's decisions depend on. */
export const decidedFingerprint = (
  run: Pick<RunContext, 'fingerprints' | 'plan'>,
  split: number,
  found: string,
  policy: Policy,
): string =>
  fingerprintOf({
    measured: run.fingerprints[split],
    found,
    origin: ORIGIN_REF,
    dataSet: run.plan.inputs[run.plan.splits[split]!.input]!.dataSet ?? null,
    policy: policyDigest(policy),
    split,
  });

/** Decides on every record from stored measurements and findings. */
export async function decideCorpus(
  run: RunContext,
  engine: Engine,
  formats: readonly Format[],
  found: string,
  policy: Policy,
): Promise<DecisionTally> {
  const { folder, plan } = run;
  const tallies: DecideResult[] = [];
  let done = 0;
  const report = () => run.onProgress({ stage: 'decide', done, total: plan.splits.length, unit: 'splits' });
  report();
  // Two per worker: one in progress, and one whose memberships are being collected.
  await forEachAtMost(2 * run.pool.size, plan.splits, async ({ index, input }) => {
    const fingerprint = decidedFingerprint(run, index, found, policy);
    const marker = `decide/${splitName(index)}`;
    const known = folder.marker<DecideResult>(marker, fingerprint);
    if (known === null) {
      folder.unmark(marker);
      const command: DecideCommand = {
        policy,
        inputName: plan.inputs[input]!.file.name,
        modality: modalityOfFormat(formats, plan.inputs[input]!.format),
        measured: run.signals.map(({ id }) => id),
        captureCutoff: run.signalSettings.captureCutoff,
        dataSetClaim: plan.inputs[input]!.dataSet ?? null,
        measurementPath: folder.path(measurementName(run.fingerprints[index]!)),
        members: await membersOf(engine, index),
        decidedPath: folder.path(decidedName(index)),
      };
      tallies[index] = await run.pool.run<DecideResult>('decide', command);
      folder.mark(marker, fingerprint, tallies[index]!, [decidedName(index)]);
    } else tallies[index] = known;
    done++;
    report();
  });
  folder.sweep('.freckle/decided', new Set(plan.splits.map(({ index }) => decidedName(index))));
  await createDecisionsView(run, engine);
  return mergeTallies(tallies, policy);
}

/** Creates the view `decisions`: each record with its position, decision, rules and reasons. */
export async function createDecisionsView(
  run: Pick<RunContext, 'folder' | 'plan'>,
  engine: Engine,
): Promise<void> {
  const files = run.plan.splits.map(({ index }) => run.folder.path(decidedName(index)));
  await engine.createView('decisions', decisionsSql(engine.dialect, files));
}

function decisionsSql(dialect: Dialect, files: readonly string[]): string {
  const { name: quoted, type: typeName } = dialect;
  if (files.length > 0)
    return `SELECT ${recordSql(dialect, 'file_index')} AS record, ${DECIDED_COLUMNS.map(({ name }) => quoted(name)).join(', ')}
      FROM ${dialect.parquet(files)}`;
  const columns = DECIDED_COLUMNS.map(
    ({ name, type }) => `cast(NULL AS ${typeName(type === 'INT32' ? 'integer' : 'text')}) AS ${quoted(name)}`,
  );
  return `SELECT cast(0 AS ${typeName('bigint')}) AS record, ${columns.join(', ')} WHERE 1 = 0`;
}

/** Uses typed arrays, since a single split may have millions of memberships. */
async function membersOf(engine: Engine, split: number): Promise<SplitMembers> {
  const first = split * ORDINALS_PER_SPLIT;
  const grouped = `SELECT cast(record - ${first} AS ${engine.dialect.type('integer')}) AS ordinal, metric, role, max(value) AS value
    FROM finding_members WHERE record >= ${first} AND record < ${first + ORDINALS_PER_SPLIT} GROUP BY record, metric, role`;
  const [counted] = await engine.rows(`SELECT count(*) AS n FROM (${grouped})`);
  const count = Number(counted!['n']);
  const kinds: { metric: string; role: string }[] = [];
  const kindIndex = new Map<string, number>();
  const members = {
    ordinals: new Int32Array(count),
    kindOf: new Int32Array(count),
    values: new Float64Array(count),
    kinds,
  };
  let at = 0;
  for await (const rows of engine.stream(`${grouped} ORDER BY ordinal, metric, role`)) {
    for (const row of rows) {
      const [metric, role] = [row['metric'] as string, row['role'] as string];
      const name = `${metric}\n${role}`;
      if (!kindIndex.has(name)) kindIndex.set(name, kinds.push({ metric, role }) - 1);
      members.ordinals[at] = row['ordinal'] as number;
      members.kindOf[at] = kindIndex.get(name)!;
      members.values[at] = (row['value'] as number | null) ?? Number.NaN;
      at++;
    }
  }
  return members;
}

/** Adds the counters of disjoint splits. */
function mergeTallies(tallies: readonly DecisionTally[], policy: Policy): DecisionTally {
  const rules = policy.rules.map(({ id }) => ({ rule: id, evaluated: 0, fired: 0, unknown: 0, alone: 0 }));
  const decisions = { admit: 0, quarantine: 0, reject: 0 };
  const missing = new Map<string, number>();
  let records = 0;
  for (const tally of tallies) {
    records += tally.records;
    for (const kind of ['admit', 'quarantine', 'reject'] as const) decisions[kind] += tally.decisions[kind];
    for (const [index, rule] of tally.rules.entries()) {
      const sum = rules[index]!;
      sum.evaluated += rule.evaluated;
      sum.fired += rule.fired;
      sum.unknown += rule.unknown;
      sum.alone += rule.alone;
    }
    for (const { signal, missing: count } of tally.signals)
      missing.set(signal, (missing.get(signal) ?? 0) + count);
  }
  return {
    records,
    decisions,
    rules,
    signals: [...missing].map(([signal, count]) => ({ signal, missing: count })),
  };
}
