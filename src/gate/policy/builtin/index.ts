import type { Policy } from '../../../core/policy.js';
import { parsePolicy } from '../parse.js';
import { ANNOTATE_ONLY_POLICY } from './annotate-only.js';
import { DEFAULT_POLICY } from './default.js';
import { STRICT_POLICY } from './strict.js';

/** The policies that come with Freckle, as the YAML that a user may copy and change. */
export const BUILTIN_POLICIES = {
  default: DEFAULT_POLICY,
  strict: STRICT_POLICY,
  'annotate-only': ANNOTATE_ONLY_POLICY,
} as const satisfies { [name: string]: string };

export type BuiltinPolicy = keyof typeof BUILTIN_POLICIES;

export const isBuiltinPolicy = (name: string): name is BuiltinPolicy => Object.hasOwn(BUILTIN_POLICIES, name);

export const builtinPolicy = (name: BuiltinPolicy): Policy =>
  parsePolicy(BUILTIN_POLICIES[name], `built-in policy ${name}`).policy;
