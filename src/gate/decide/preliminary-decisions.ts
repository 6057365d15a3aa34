import { existsSync } from 'node:fs';
import type { Engine } from '../../core/engine.js';
import { FreckleError } from '../../core/errors.js';
import type { Format } from '../../core/format.js';
import type { Policy } from '../../core/policy.js';
import { fingerprintOf } from '../../disk/fingerprint.js';
import { splitName } from '../../disk/run-folder.js';
import { ORIGIN_REF } from '../../origin/judge/verdict.js';
import { forEachAtMost } from '../at-most.js';
import { measurementName, modalityOfFormat, type RunContext } from '../context.js';
import { recordSql } from '../find/records-view.js';
import { preliminaryRulesDigest, preliminaryRulesOf } from '../policy/index.js';
import type {
  PreliminaryDecisionsCommand,
  PreliminaryDecisionsResult,
} from './preliminary-decisions-split.js';

const preliminaryName = (split: number): string => `.freckle/preliminary/${splitName(split)}.parquet`;

/**
 * Makes the preliminary decision on each record, so that the kept copy of a cluster is one that the policy admits if
 * possible, and creates the table `preliminary_decisions`. Returns a digest of the result. Findings depend on this digest
 * and not on the rules, so that a policy with other rules and the same preliminary decisions needs no new findings.
 */
export async function decidePreliminary(
  run: RunContext,
  engine: Engine,
  formats: readonly Format[],
  policy: Policy,
): Promise<string> {
  const { folder, plan } = run;
  const rules = preliminaryRulesDigest(policy);
  const digests: string[] = [];
  if (hasPreliminaryRules(policy))
    await forEachAtMost(2 * run.pool.size, plan.splits, async ({ index, input }) => {
      const fingerprint = fingerprintOf({
        measured: run.fingerprints[index],
        origin: ORIGIN_REF,
        dataSet: plan.inputs[input]!.dataSet ?? null,
        rules,
        split: index,
      });
      const marker = `preliminary/${splitName(index)}`;
      let result = folder.marker<PreliminaryDecisionsResult>(marker, fingerprint);
      if (result === null) {
        folder.unmark(marker);
        const command: PreliminaryDecisionsCommand = {
          policy,
          modality: modalityOfFormat(formats, plan.inputs[input]!.format),
          measured: run.signals.map(({ id }) => id),
          captureCutoff: run.signalSettings.captureCutoff,
          dataSetClaim: plan.inputs[input]!.dataSet ?? null,
          measurementPath: folder.path(measurementName(run.fingerprints[index]!)),
          path: folder.path(preliminaryName(index)),
        };
        result = await run.pool.run<PreliminaryDecisionsResult>('preliminary-decisions', command);
        folder.mark(marker, fingerprint, result, [preliminaryName(index)]);
      }
      digests[index] = result.digest;
    });
  folder.sweep('.freckle/preliminary', new Set(plan.splits.map(({ index }) => preliminaryName(index))));
  await loadPreliminaryDecisions(run, engine, policy);
  return fingerprintOf(digests);
}

const hasPreliminaryRules = (policy: Policy): boolean => preliminaryRulesOf(policy).length > 0;

/** Creates the table `preliminary_decisions` from the run's files. @throws FreckleError `run-incomplete` */
export async function loadPreliminaryDecisions(
  { folder, plan }: Pick<RunContext, 'folder' | 'plan'>,
  engine: Engine,
  policy: Policy,
): Promise<void> {
  const files = hasPreliminaryRules(policy)
    ? plan.splits.map(({ index }) => folder.path(preliminaryName(index)))
    : [];
  if (!files.every((file) => existsSync(file)))
    throw new FreckleError(
      'run-incomplete',
      `the run in ${folder.root} was made by an earlier version of Freckle; run its vet command again`,
    );
  const { dialect } = engine;
  await engine.createTable(
    'preliminary_decisions',
    files.length === 0
      ? { record: 'bigint', severity: 'integer' }
      : `SELECT ${recordSql(dialect, 'file_index')} AS record, severity FROM ${dialect.parquet(files)}`,
  );
}
