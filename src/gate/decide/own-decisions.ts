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
import { ownRulesDigest, ownRulesOf } from '../policy/index.js';
import type { OwnDecisionsCommand, OwnDecisionsResult } from './own-decisions-split.js';

const ownName = (split: number): string => `.freckle/own/${splitName(split)}.parquet`;

/**
 * Decides what the policy says of each record on its own, so that among copies one survives that will not be taken
 * out, and makes the table `own_decisions`. Gives a digest of what came out: findings depend on that, so that a policy
 * whose other rules changed need not ask the corpus again.
 */
export async function decideOwn(
  run: RunContext,
  engine: Engine,
  formats: readonly Format[],
  policy: Policy,
): Promise<string> {
  const { folder, plan } = run;
  const rules = ownRulesDigest(policy);
  const digests: string[] = [];
  if (hasOwnRules(policy))
    await forEachAtMost(2 * run.pool.size, plan.splits, async ({ index, input }) => {
      const fingerprint = fingerprintOf({
        measured: run.fingerprints[index],
        origin: ORIGIN_REF,
        dataSet: plan.inputs[input]!.dataSet ?? null,
        rules,
        split: index,
      });
      const marker = `own/${splitName(index)}`;
      let result = folder.marker<OwnDecisionsResult>(marker, fingerprint);
      if (result === null) {
        folder.unmark(marker);
        const command: OwnDecisionsCommand = {
          policy,
          modality: modalityOfFormat(formats, plan.inputs[input]!.format),
          measured: run.signals.map(({ id }) => id),
          captureCutoff: run.signalSettings.captureCutoff,
          dataSetClaim: plan.inputs[input]!.dataSet ?? null,
          measurementPath: folder.path(measurementName(run.fingerprints[index]!)),
          path: folder.path(ownName(index)),
        };
        result = await run.pool.run<OwnDecisionsResult>('own-decisions', command);
        folder.mark(marker, fingerprint, result, [ownName(index)]);
      }
      digests[index] = result.digest;
    });
  folder.sweep('.freckle/own', new Set(plan.splits.map(({ index }) => ownName(index))));
  await loadOwnDecisions(run, engine, policy);
  return fingerprintOf(digests);
}

const hasOwnRules = (policy: Policy): boolean => ownRulesOf(policy).length > 0;

/** Makes the table `own_decisions` from the run's files. @throws FreckleError `run-incomplete` */
export async function loadOwnDecisions(
  { folder, plan }: Pick<RunContext, 'folder' | 'plan'>,
  engine: Engine,
  policy: Policy,
): Promise<void> {
  const files = hasOwnRules(policy) ? plan.splits.map(({ index }) => folder.path(ownName(index))) : [];
  if (!files.every((file) => existsSync(file)))
    throw new FreckleError(
      'run-incomplete',
      `the run in ${folder.root} was made by an earlier version of Freckle; run its vet command again`,
    );
  const { dialect } = engine;
  await engine.createTable(
    'own_decisions',
    files.length === 0
      ? { record: 'bigint', severity: 'integer' }
      : `SELECT ${recordSql(dialect, 'file_index')} AS record, severity FROM ${dialect.parquet(files)}`,
  );
}
