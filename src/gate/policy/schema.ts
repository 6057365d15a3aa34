import { z } from 'zod';
import { CONVERSATION_KEYS, PAIR_KEYS, PICTURE_KEYS } from '../../core/compared-parts.js';
import { DECISIONS } from '../../core/decision.js';
import { ROLES, type Role } from '../../core/part.js';
import { ACCEPTANCE_COUNTS, ACCEPTANCE_WHOLES, type Condition, type Policy } from '../../core/policy.js';
import { idInRole } from '../../core/signal-in-role.js';
import { LARGEST_NGRAM } from '../../text/minhash.js';
import { didYouMean } from '../../text/nearest.js';
import { type PolicyPath, type PolicyProblem, shown } from './problem.js';

/** Conditions within conditions, counted from a rule's `when`. */
export const DEEPEST_CONDITION = 16;

export const BOUND_WORDS = ['above', 'below', 'at-least', 'at-most'] as const;
export type BoundWord = (typeof BOUND_WORDS)[number];
export const SIGNAL_WORDS = [...BOUND_WORDS, 'is', 'in', 'not-in', 'missing'] as const;
export const CONDITION_SUBJECTS = ['signal', 'finding', 'all', 'any', 'not'] as const;
export type ConditionSubject = (typeof CONDITION_SUBJECTS)[number];

/** The keys allowed beside a condition's subject. */
const WORDS_BESIDE: { readonly [subject in ConditionSubject]: readonly string[] } = {
  signal: SIGNAL_WORDS,
  finding: ['role', ...BOUND_WORDS],
  all: [],
  any: [],
  not: [],
};

const quoted = (words: readonly string[]): string => words.join(', ');

/** An object with known keys: an unknown key is an error that suggests the nearest known one. */
function words<Shape extends z.ZodRawShape>(what: string, shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => unknownWord(key, Object.keys(shape))).join('; ')
        : `expected ${what}`,
  });
}

const unknownWord = (key: string, known: readonly string[]): string =>
  `unknown key ${shown(key)}${didYouMean(key, known) || `; expected one of ${quoted(known)}`}`;

const KEBAB = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const ID = 'an id of lower-case letters, digits and single hyphens';
const id = z
  .string({ error: `expected ${ID}` })
  .regex(KEBAB, { error: `expected ${ID}` })
  .max(80, { error: `expected ${ID}, at most 80 characters` });
const sentence = z
  .string({ error: 'expected a sentence' })
  .trim()
  .min(1, { error: 'expected a sentence' })
  .max(2000, { error: 'expected a sentence of at most 2,000 characters' });
const number = z.number({ error: 'expected a finite number' });
const name = z
  .string({ error: 'expected a name' })
  .min(1, { error: 'expected a name' })
  .max(200, { error: 'expected a name of at most 200 characters' });
const scalar = z.union([number, z.string()], { error: 'expected a number or a string' });
const scalars = z
  .array(scalar, { error: 'expected a list of values' })
  .min(1, { error: 'expected at least one value' })
  .max(1000, { error: 'expected at most 1,000 values' });

const bounds = {
  above: number.optional(),
  below: number.optional(),
  'at-least': number.optional(),
  'at-most': number.optional(),
};

const condition: z.ZodType<Condition> = words('a condition', {
  signal: name.optional(),
  finding: name.optional(),
  role: name.optional(),
  ...bounds,
  is: scalar.optional(),
  in: z
    .union([z.enum(ROLES), scalars], { error: 'expected a role of a part or a list of values' })
    .optional(),
  'not-in': scalars.optional(),
  missing: z.boolean({ error: 'expected true or false' }).optional(),
  get all() {
    return conditions.optional();
  },
  get any() {
    return conditions.optional();
  },
  get not() {
    return condition.optional();
  },
}).superRefine((written, context) => {
  const problem = conditionProblem(written);
  if (problem !== null)
    context.addIssue({
      code: 'custom',
      path: problem.key === null ? [] : [problem.key],
      message: problem.message,
    });
}) as unknown as z.ZodType<Condition>;
const conditions = z
  .array(condition, { error: 'expected a list of conditions' })
  .min(1, { error: 'expected at least one condition' })
  .max(200, { error: 'expected at most 200 conditions' });

/** The fault of the keys of one condition, without the conditions within it. */
function conditionProblem(written: object): { key: string | null; message: string } | null {
  const present = Object.keys(written);
  const subjects = CONDITION_SUBJECTS.filter((word) => present.includes(word));
  if (subjects.length !== 1) {
    const found = subjects.length === 0 ? 'none of them' : subjects.join(' and ');
    return { key: null, message: `expected exactly one of ${quoted(CONDITION_SUBJECTS)}; found ${found}` };
  }
  const subject = subjects[0]!;
  const beside = WORDS_BESIDE[subject];
  const others = present.filter((word) => word !== subject);
  const misplaced = others.find((word) => !beside.includes(word));
  if (misplaced !== undefined) {
    const allowed = beside.length === 0 ? 'no other key' : quoted(beside);
    return { key: misplaced, message: `is not allowed beside "${subject}": expected ${allowed}` };
  }
  const tests = others.filter((word) => word !== 'in' || typeof (written as { in: unknown }).in !== 'string');
  if (subject === 'signal' && tests.length === 0)
    return { key: 'signal', message: `expected a test of the signal: one of ${quoted(SIGNAL_WORDS)}` };
  return null;
}

const share = number
  .min(0, { error: 'expected a share from 0 to 1' })
  .max(1, { error: 'expected a share from 0 to 1' });

const oneOf = <Keys extends readonly [string, ...string[]]>(keys: Keys) =>
  z.enum(keys, { error: `expected one of ${quoted(keys)}` });

const NGRAM = `expected a whole number from 1 to ${LARGEST_NGRAM}`;
const similarity = number
  .min(0.5, { error: 'expected a number from 0.5 to 1' })
  .max(1, { error: 'expected a number from 0.5 to 1' });

const settings = words('the settings', {
  'capture-cutoff': z.iso.date({ error: 'expected a date like 2022-11-30' }).optional(),
  'near-duplicate-ngram': z
    .int({ error: NGRAM })
    .min(1, { error: NGRAM })
    .max(LARGEST_NGRAM, { error: NGRAM })
    .optional(),
  'near-duplicate-threshold': similarity.optional(),
  'near-duplicate-threshold-unspaced': similarity.optional(),
  'duplicates-by': words('kinds of records with the parts to compare', {
    conversations: oneOf(CONVERSATION_KEYS).optional(),
    pairs: oneOf(PAIR_KEYS).optional(),
    pictures: oneOf(PICTURE_KEYS).optional(),
  }).optional(),
  credibility: z.record(z.string(), number, { error: 'expected sources with a number each' }).optional(),
  'expected-shares': z
    .record(z.string(), z.record(z.string(), share, { error: 'expected values with a share each' }), {
      error: 'expected facets with their shares',
    })
    .optional(),
});

const rule = words('a rule', {
  id,
  when: condition,
  decide: z.enum(DECISIONS, { error: `expected one of ${quoted(DECISIONS)}` }),
  because: sentence,
});

const acceptanceLine = words('an acceptance line', {
  id,
  count: z.enum(ACCEPTANCE_COUNTS, { error: `expected one of ${quoted(ACCEPTANCE_COUNTS)}` }).optional(),
  rule: name.optional(),
  of: z.enum(ACCEPTANCE_WHOLES, { error: `expected one of ${quoted(ACCEPTANCE_WHOLES)}` }).optional(),
  ...bounds,
  because: sentence,
});

const policy = words('a policy', {
  policy: id,
  version: z
    .int({ error: 'expected a whole number from 1' })
    .min(1, { error: 'expected a whole number from 1' }),
  description: sentence.optional(),
  settings: settings.optional(),
  signals: z
    .array(name, { error: 'expected a list of signals or groups' })
    .max(1000, { error: 'expected at most 1,000 signals' })
    .optional(),
  rules: z
    .array(rule, { error: 'expected a list of rules' })
    .min(1, { error: 'expected at least one rule' })
    .max(1000, { error: 'expected at most 1,000 rules' }),
  acceptance: z
    .array(acceptanceLine, { error: 'expected a list of acceptance lines' })
    .max(100, { error: 'expected at most 100 acceptance lines' })
    .optional(),
});

/** Checks the shape and the keys; `validatePolicy` checks the names against a vocabulary. */
export function readShape(value: unknown): { policy: Policy } | { problems: PolicyProblem[] } {
  const tooDeep = deepPath(value, DEEPEST_CONDITION * 2 + 8);
  if (tooDeep !== null)
    return {
      problems: [
        {
          code: 'invalid-policy',
          path: tooDeep,
          message: `nested too deeply: expected at most ${DEEPEST_CONDITION} conditions within one another`,
        },
      ],
    };
  const result = policy.safeParse(value);
  if (result.success) return { policy: withRoles(result.data as Policy) };
  const { issues } = result.error;
  const misspelt = new Set(issues.filter(isUnknownWord).map(({ path }) => JSON.stringify(path)));
  // Otherwise a misspelt test would be reported twice: as an unknown key and as a signal without a test.
  const telling = issues.filter(
    (issue) => issue.code !== 'custom' || !misspelt.has(JSON.stringify(issue.path.slice(0, -1))),
  );
  return { problems: telling.map((issue) => problemOf(issue, value)) };
}

/** A signal `in` a role becomes the signal of that role: `{signal: x, in: chosen}` is `{signal: x.chosen}`. */
function withRoles(policy: Policy): Policy {
  return { ...policy, rules: policy.rules.map((rule) => ({ ...rule, when: conditionWithRoles(rule.when) })) };
}

function conditionWithRoles(condition: Condition): Condition {
  if ('not' in condition) return { not: conditionWithRoles(condition.not) };
  if ('all' in condition) return { all: condition.all.map(conditionWithRoles) };
  if ('any' in condition) return { any: condition.any.map(conditionWithRoles) };
  if (!('signal' in condition) || typeof condition.in !== 'string') return condition;
  const { in: role, signal, ...tests } = condition as unknown as { in: Role; signal: string };
  return { signal: idInRole(signal, role), ...tests };
}

const isUnknownWord = ({ code }: z.core.$ZodIssue): boolean => code === 'unrecognized_keys';

function problemOf(issue: z.core.$ZodIssue, root: unknown): PolicyProblem {
  const path = issue.path.filter((step) => typeof step !== 'symbol');
  if (issue.code === 'unrecognized_keys')
    return { code: 'invalid-policy', path: [...path, issue.keys[0]!], isKey: true, message: issue.message };
  if (issue.code === 'custom')
    return {
      code: 'invalid-policy',
      path,
      isKey: path.length > 0 && typeof path.at(-1) === 'string',
      message: issue.message,
    };
  return { code: 'invalid-policy', path, message: `${issue.message}, found ${shown(valueAt(root, path))}` };
}

function valueAt(root: unknown, path: PolicyPath): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as { [key: string | number]: unknown })[step];
  }
  return value;
}

/** Path of the first value deeper than `limit`, else null. Ends on circular values too. */
function deepPath(value: unknown, limit: number, path: (string | number)[] = []): PolicyPath | null {
  if (typeof value !== 'object' || value === null) return null;
  if (path.length >= limit) return path;
  for (const [key, inner] of Object.entries(value)) {
    const deep = deepPath(inner, limit, [...path, Array.isArray(value) ? Number(key) : key]);
    if (deep !== null) return deep;
  }
  return null;
}
