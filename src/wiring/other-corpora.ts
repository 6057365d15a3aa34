import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { FreckleError } from '../core/errors.js';
import type { OtherCorpus } from '../core/other-corpus.js';
import type { PolicyVocabulary } from '../core/policy.js';
import { fingerprintOf } from '../disk/fingerprint.js';
import { RunFolder } from '../disk/run-folder.js';
import { measurementName } from '../gate/context.js';
import { loadPolicy, policyToYaml, rejectingHeld } from '../gate/policy/index.js';
import { loadSavedRun } from '../gate/saved-run.js';
import { comparedHashes } from '../metrics/exact-duplicates.js';
import type { LoadedPolicy } from './policy.js';

/** The runs in these folders. @throws FreckleError `not-a-run` | `run-incomplete` | `invalid-setting` */
export function otherCorpora(paths: readonly string[], out: string): readonly OtherCorpus[] {
  return [...new Set(paths.map((path) => resolve(path)))].map((path) => {
    if (path === resolve(out))
      throw new FreckleError(
        'invalid-setting',
        `${path} is the folder of this run: name another run to compare with, or give a new folder with --out`,
      );
    const folder = RunFolder.existing(path);
    const { fingerprints, signals } = loadSavedRun(folder);
    const measured = new Set(signals.map((ref) => ref.slice('signal/'.length, ref.lastIndexOf('@'))));
    return {
      path,
      digest: fingerprintOf(fingerprints),
      files: [...new Set(fingerprints)].map((fingerprint) => folder.path(measurementName(fingerprint))),
      compared: comparedHashes.filter((id) => measured.has(id)),
    };
  });
}

/** Refuses runs that are gone since they were named. @throws FreckleError `run-incomplete` */
export function refuseMissingCorpora(others: readonly OtherCorpus[] = []): void {
  for (const { path, files } of others)
    if (!files.every((file) => existsSync(file)))
      throw new FreckleError(
        'run-incomplete',
        `the run was compared with the one in ${path}, whose measurements are no longer there: put it back, or run vet again without it`,
      );
}

/** The policy, widened by the rule on what other corpora hold where it has none. */
export function withHeldElsewhere(
  { policy, yaml }: LoadedPolicy,
  others: readonly OtherCorpus[],
  vocabulary: PolicyVocabulary,
): LoadedPolicy {
  const widened = others.length === 0 ? policy : rejectingHeld(policy);
  if (widened === policy) return { policy, yaml };
  const text = policyToYaml(widened);
  return { policy: loadPolicy(text, policy.policy, vocabulary), yaml: text };
}
