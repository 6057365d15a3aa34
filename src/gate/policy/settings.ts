import {
  DEFAULT_POLICY_SETTINGS,
  type EffectiveSettings,
  type Policy,
  type PolicyVocabulary,
} from '../../core/policy.js';
import { signalNamed } from '../../core/signal-in-role.js';
import { leavesOf } from './condition.js';

/** The policy's settings, with defaults for those it does not set. */
export function settingsOf({ settings = {} }: Policy): EffectiveSettings {
  return {
    captureCutoff: settings['capture-cutoff'] ?? DEFAULT_POLICY_SETTINGS.captureCutoff,
    ngramSize: settings['near-duplicate-ngram'] ?? DEFAULT_POLICY_SETTINGS.ngramSize,
    nearDuplicateThreshold:
      settings['near-duplicate-threshold'] ?? DEFAULT_POLICY_SETTINGS.nearDuplicateThreshold,
    nearDuplicateThresholdUnspaced:
      settings['near-duplicate-threshold-unspaced'] ?? DEFAULT_POLICY_SETTINGS.nearDuplicateThresholdUnspaced,
    duplicatesBy: settings['duplicates-by'] ?? DEFAULT_POLICY_SETTINGS.duplicatesBy,
    credibility: settings.credibility ?? DEFAULT_POLICY_SETTINGS.credibility,
    expectedShares: settings['expected-shares'] ?? DEFAULT_POLICY_SETTINGS.expectedShares,
  };
}

/**
 * Ids of the signals to measure for a policy, in the vocabulary's order: the default group, what the
 * policy lists by id or group, what its settings need, and what its rules name; those restricted to a role come last.
 */
export function signalsToMeasure(policy: Policy, { signals }: PolicyVocabulary): string[] {
  const named = new Set(policy.signals ?? []);
  if (policy.settings?.['duplicates-by'] !== undefined) named.add('duplicates-by');
  for (const rule of policy.rules)
    for (const leaf of leavesOf(rule.when)) if ('signal' in leaf) named.add(leaf.signal);
  const listed = signals.filter(({ id, group }) => group === 'default' || named.has(id) || named.has(group));
  const inRoles = [...named].filter((id) => id.includes('.') && signalNamed(signals, id) !== undefined);
  return [...listed.map(({ id }) => id), ...inRoles.sort()];
}
