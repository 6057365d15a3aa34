import type { Policy } from '../../../core/policy.js';
import { parsePolicy } from '../parse.js';
import { ANNOTATE_ONLY_POLICY } from './annotate-only.js';
import { DEFAULT_POLICY } from './default.js';
import { STRICT_POLICY } from './strict.js';

/** The built-in policies as YAML with comments, for users to copy and change. */
export const BUILTIN_POLICY_YAML = {
  default: DEFAULT_POLICY,
  strict: STRICT_POLICY,
  'annotate-only': ANNOTATE_ONLY_POLICY,
} as const satisfies { [name: string]: string };

export type BuiltinPolicy = keyof typeof BUILTIN_POLICY_YAML;

export const BUILTIN_POLICIES = Object.keys(BUILTIN_POLICY_YAML) as readonly BuiltinPolicy[];

export const isBuiltinPolicy = (name: string): name is BuiltinPolicy =>
  Object.hasOwn(BUILTIN_POLICY_YAML, name);

export const builtinPolicy = (name: BuiltinPolicy): Policy =>
  parsePolicy(BUILTIN_POLICY_YAML[name], `built-in policy ${name}`).policy;
