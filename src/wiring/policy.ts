import { existsSync } from 'node:fs';
import { FreckleError } from '../core/errors.js';
import type { Policy, PolicyVocabulary } from '../core/policy.js';
import { readNamedFile } from '../disk/named-file.js';
import {
  BUILTIN_POLICIES,
  BUILTIN_POLICY_YAML,
  builtinPolicy,
  isBuiltinPolicy,
  LARGEST_POLICY_CHARACTERS,
  loadPolicy,
  policyToYaml,
} from '../gate/policy/index.js';
import { didYouMean } from '../text/nearest.js';
import { VOCABULARY } from './vocabulary.js';

/** UTF-8 has at most four bytes for a character. */
const POLICY_FILE = {
  what: 'a policy',
  limitBytes: 4 * LARGEST_POLICY_CHARACTERS,
  code: 'invalid-policy',
} as const;

export interface LoadedPolicy {
  readonly policy: Policy;
  readonly yaml: string;
}

/** A built-in policy by name, or a file. @throws FreckleError `invalid-policy` | `unknown-signal` */
export function readPolicy(nameOrPath: string, vocabulary: PolicyVocabulary = VOCABULARY): LoadedPolicy {
  if (isBuiltinPolicy(nameOrPath)) {
    return { policy: builtinPolicy(nameOrPath), yaml: BUILTIN_POLICY_YAML[nameOrPath] };
  }
  if (!existsSync(nameOrPath))
    throw new FreckleError(
      'invalid-policy',
      `policy ${nameOrPath} not found: no such file, and the built-in policies are ${BUILTIN_POLICIES.join(', ')}`,
    );
  const yaml = readNamedFile(nameOrPath, POLICY_FILE).toString();
  return { policy: loadPolicy(yaml, nameOrPath, vocabulary), yaml };
}

/** @throws FreckleError `unknown-signal` */
export function refuseUnknownSignals(named: readonly string[], { signals }: PolicyVocabulary): void {
  const known = signals.flatMap(({ id, group }) => [id, group]);
  for (const name of named) {
    if (known.includes(name)) continue;
    const help = didYouMean(name, known) || '; freckle policy lists them';
    throw new FreckleError('unknown-signal', `unknown signal or group of signals "${name}"${help}`);
  }
}

/** The policy with further signals and groups to measure. */
export function withSignals(
  { policy, yaml }: LoadedPolicy,
  extra: readonly string[],
  vocabulary: PolicyVocabulary,
): LoadedPolicy {
  if (extra.length === 0) return { policy, yaml };
  const widened = { ...policy, signals: [...new Set([...(policy.signals ?? []), ...extra])] };
  const text = policyToYaml(widened);
  return { policy: loadPolicy(text, policy.policy, vocabulary), yaml: text };
}
