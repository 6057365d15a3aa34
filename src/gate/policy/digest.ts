import { createHash } from 'node:crypto';
import type { Condition, Policy } from '../../core/policy.js';
import { preliminaryRulesOf } from './preliminary.js';
import { settingsOf } from './settings.js';

/**
 * SHA-256, in hexadecimal, of what a policy decides: settings, extra signals, rules in order and acceptance
 * lines. Leaves out what changes no decision: name, version, description, sentences for people, comments, layout, and
 * the order of keys, sources and listed values.
 */
export function policyDigest(policy: Policy): string {
  const content = {
    settings: settingsOf(policy),
    signals: [...new Set(policy.signals ?? [])].sort(),
    rules: policy.rules.map(({ id, decide, when }) => ({ id, decide, when: meaning(when) })),
    acceptance: (policy.acceptance ?? []).map(({ because, ...line }) => line),
  };
  return digestOf(content);
}

/** The same of the rules behind preliminary decisions: see `preliminaryRulesOf`. */
export const preliminaryRulesDigest = (policy: Policy): string =>
  digestOf(preliminaryRulesOf(policy).map(({ decide, when }) => ({ decide, when: meaning(when) })));

const digestOf = (content: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(sortedKeys(content)))
    .digest('hex');

/** Lists of values are sets. Lists of conditions keep their order, since it selects the reason that is shown. */
function meaning(condition: Condition): unknown {
  if ('not' in condition) return { not: meaning(condition.not) };
  if ('all' in condition) return { all: condition.all.map(meaning) };
  if ('any' in condition) return { any: condition.any.map(meaning) };
  if ('finding' in condition) return condition;
  const { in: among, 'not-in': except, ...rest } = condition;
  return {
    ...rest,
    ...(among === undefined ? {} : { in: valueSet(among) }),
    ...(except === undefined ? {} : { 'not-in': valueSet(except) }),
  };
}

const valueSet = (values: readonly (number | string)[]): string[] =>
  [...new Set(values.map((value) => JSON.stringify(value)))].sort();

function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sortedKeys(inner)]),
  );
}
