import type {
  AcceptanceLine,
  Bounds,
  Condition,
  FindingCondition,
  KnownSignal,
  Policy,
  PolicyVocabulary,
  SignalCondition,
} from '../../core/policy.js';
import { signalNamed } from '../../core/signal-in-role.js';
import { nearestName } from '../../text/nearest.js';
import { boundsInWords, wholeText } from './condition.js';
import { possibilityOf } from './possibilities.js';
import { type PolicyPath, type PolicyProblem, shown } from './problem.js';
import { BOUND_WORDS, type BoundWord } from './schema.js';

/**
 * The faults in a policy's meaning: unknown names, thresholds outside a signal's range, conditions that always or never
 * match. Empty if the policy is sound.
 */
export function validatePolicy(policy: Policy, vocabulary: PolicyVocabulary): PolicyProblem[] {
  const problems = [...signalListProblems(policy, vocabulary)];
  problems.push(...repeatedIds(policy.rules, 'rules'), ...repeatedIds(policy.acceptance ?? [], 'acceptance'));
  for (const [index, rule] of policy.rules.entries())
    problems.push(...conditionProblems(rule.when, ['rules', index, 'when'], vocabulary));
  for (const [index, line] of (policy.acceptance ?? []).entries())
    problems.push(...acceptanceProblems(line, ['acceptance', index], policy));
  return problems;
}

const invalid = (path: PolicyPath, message: string, isKey = false): PolicyProblem => ({
  code: 'invalid-policy',
  path,
  message,
  isKey,
});

function signalListProblems({ signals = [] }: Policy, vocabulary: PolicyVocabulary): PolicyProblem[] {
  const known = new Set(vocabulary.signals.flatMap(({ id, group }) => [id, group]));
  return signals.flatMap((name, index) =>
    known.has(name) ? [] : [unknown('unknown-signal', ['signals', index], 'signal or group', name, known)],
  );
}

function unknown(
  code: PolicyProblem['code'],
  path: PolicyPath,
  what: string,
  name: string,
  known: Iterable<string>,
): PolicyProblem {
  const nearest = nearestName(name, known);
  const help = nearest === null ? '`freckle policy` lists them' : `did you mean ${JSON.stringify(nearest)}?`;
  return { code, path, message: `unknown ${what} ${shown(name)}; ${help}` };
}

function repeatedIds(items: readonly { readonly id: string }[], list: string): PolicyProblem[] {
  const first = new Map<string, number>();
  return items.flatMap(({ id }, index) => {
    const earlier = first.get(id);
    if (earlier === undefined) {
      first.set(id, index);
      return [];
    }
    return [invalid([list, index, 'id'], `id ${shown(id)} is already used by ${list}[${earlier}]`)];
  });
}

/** Innermost first: a condition is checked as a whole only if everything within it is sound. */
function conditionProblems(
  condition: Condition,
  path: PolicyPath,
  vocabulary: PolicyVocabulary,
): PolicyProblem[] {
  const within = problemsWithin(condition, path, vocabulary);
  if (within.length > 0) return within;
  const possibility = possibilityOf(condition, vocabulary);
  if (possibility === 'never') return [invalid(path, `can never match: ${wholeText(condition)}`)];
  if (possibility === 'always')
    return [invalid(path, `always matches where it has an answer: ${wholeText(condition)}`)];
  return [];
}

function problemsWithin(
  condition: Condition,
  path: PolicyPath,
  vocabulary: PolicyVocabulary,
): PolicyProblem[] {
  if ('signal' in condition) return signalProblems(condition, path, vocabulary);
  if ('finding' in condition) return findingProblems(condition, path, vocabulary);
  if ('not' in condition) return conditionProblems(condition.not, [...path, 'not'], vocabulary);
  const [word, inner] = 'all' in condition ? ['all', condition.all] : ['any', condition.any];
  return inner.flatMap((each, index) =>
    conditionProblems(each, [...path, word as string, index], vocabulary),
  );
}

function signalProblems(
  condition: SignalCondition,
  path: PolicyPath,
  { signals }: PolicyVocabulary,
): PolicyProblem[] {
  const signal = signalNamed(signals, condition.signal);
  if (signal === undefined) {
    const ids = signals.map(({ id }) => id);
    return [unknown('unknown-signal', [...path, 'signal'], 'signal', condition.signal, ids)];
  }
  const misfits = Object.keys(condition).filter(
    (word) => word !== 'signal' && !wordsFor(signal).includes(word),
  );
  if (misfits.length > 0)
    return misfits.map((word) =>
      invalid(
        [...path, word],
        `${signal.id} is ${KIND_TEXT[signal.kind]}: expected ${wordsFor(signal).join(', ')}`,
        true,
      ),
    );
  const { id: name, unit, range } = signal;
  const bounded =
    range === undefined ? [] : boundProblems(condition, path, { name, unit, range, effects: MATCHES });
  return [...bounded, ...valueProblems(condition, path, signal)];
}

const KIND_TEXT = { number: 'a number', category: 'a category', bytes: 'bytes' } as const;

function wordsFor({ kind }: KnownSignal): readonly string[] {
  if (kind === 'bytes') return ['missing'];
  const equal = ['is', 'in', 'not-in', 'missing'];
  return kind === 'number' ? [...BOUND_WORDS, ...equal] : equal;
}

/** Named values of the wrong kind, outside the range, or not among those the signal can have. */
function valueProblems(condition: SignalCondition, path: PolicyPath, signal: KnownSignal): PolicyProblem[] {
  const named: [PolicyPath, number | string][] = [];
  if (condition.is !== undefined) named.push([[...path, 'is'], condition.is]);
  for (const word of ['in', 'not-in'] as const)
    for (const [index, value] of (condition[word] ?? []).entries())
      named.push([[...path, word, index], value]);
  return named.flatMap(([place, value]) => {
    const message = valueProblem(value, signal);
    return message === null ? [] : [invalid(place, message)];
  });
}

function valueProblem(value: number | string, { id, kind, unit, range, values }: KnownSignal): string | null {
  if (kind === 'number') {
    if (typeof value !== 'number') return `expected a number, since ${id} is a number; found ${shown(value)}`;
    const isOutside = range !== undefined && (value < range[0] || value > range[1]);
    return isOutside ? `can never match: ${id} is ${rangeText(unit, range)}; found ${value}` : null;
  }
  // `no` stays a string in YAML 1.2, but an unquoted 123 is a number.
  if (typeof value !== 'string')
    return `expected a string in quotes, since ${id} is a category; found ${shown(value)}`;
  if (values === undefined || values.includes(value)) return null;
  const nearest = nearestName(value, values);
  const help =
    nearest === null ? `expected one of ${values.join(', ')}` : `did you mean ${JSON.stringify(nearest)}?`;
  return `${id} is never ${shown(value)}; ${help}`;
}

function findingProblems(
  condition: FindingCondition,
  path: PolicyPath,
  { findings }: PolicyVocabulary,
): PolicyProblem[] {
  const finding = findings.find(({ id }) => id === condition.finding);
  if (finding === undefined) {
    const ids = findings.map(({ id }) => id);
    return [unknown('invalid-policy', [...path, 'finding'], 'finding', condition.finding, ids)];
  }
  const { role } = condition;
  if (role !== undefined && !finding.roles.includes(role)) {
    const nearest = nearestName(role, finding.roles);
    const help =
      nearest === null
        ? `expected one of ${finding.roles.join(', ')}`
        : `did you mean ${JSON.stringify(nearest)}?`;
    return [invalid([...path, 'role'], `${finding.id} has no role ${shown(role)}; ${help}`)];
  }
  if (finding.memberValue !== undefined)
    return boundProblems(condition, path, { name: finding.id, ...finding.memberValue, effects: MATCHES });
  const bound = BOUND_WORDS.find((word) => condition[word] !== undefined);
  return bound === undefined
    ? []
    : [invalid([...path, bound], `members of ${finding.id} have no value to compare`, true)];
}

/** A bounded number, with the words for bounds that every value or no value satisfies. */
interface BoundedSubject {
  readonly name: string;
  readonly unit: string;
  readonly range: readonly [number, number];
  readonly effects: { readonly never: string; readonly always: string };
}

const MATCHES = { never: 'can never match', always: 'always matches' };
const IS_MET = { never: 'can never pass', always: 'always passes' };

/** Thresholds that no possible value, or every possible value, satisfies. */
function boundProblems(bounds: Bounds, path: PolicyPath, subject: BoundedSubject): PolicyProblem[] {
  const { name, unit, range, effects } = subject;
  return BOUND_WORDS.flatMap((word) => {
    const threshold = bounds[word];
    const effect = threshold === undefined ? null : effectOf(word, threshold, range);
    if (effect === null) return [];
    const message = `${effects[effect]}: ${name} is ${rangeText(unit, range)}; found ${word} ${threshold}`;
    return [invalid([...path, word], message)];
  });
}

/** Whether values within the closed range never or always satisfy a threshold; null where it divides them. */
function effectOf(
  word: BoundWord,
  threshold: number,
  [least, most]: readonly [number, number],
): 'never' | 'always' | null {
  const [never, always] = {
    above: [threshold >= most, threshold < least],
    below: [threshold <= least, threshold > most],
    'at-least': [threshold > most, threshold <= least],
    'at-most': [threshold < least, threshold >= most],
  }[word] as [boolean, boolean];
  return never ? 'never' : always ? 'always' : null;
}

/** `a share from 0 to 1`, `a number of words from 0` */
export function rangeText(unit: string, [least, most]: readonly [number, number]): string {
  const kind = unit === 'share' || unit === 'ratio' || unit === 'count' ? `a ${unit}` : `a number (${unit})`;
  const lower = Number.isFinite(least) && least > -Number.MAX_SAFE_INTEGER ? ` from ${least}` : '';
  const upper = Number.isFinite(most) && most < Number.MAX_SAFE_INTEGER ? ` to ${most}` : '';
  return `${kind}${lower}${upper}`;
}

function acceptanceProblems(line: AcceptanceLine, path: PolicyPath, { rules }: Policy): PolicyProblem[] {
  const { count, rule, of: whole } = line;
  if ((count === undefined) === (rule === undefined)) return [invalid(path, 'expected either count or rule')];
  if (rule !== undefined && !rules.some(({ id }) => id === rule))
    return [
      unknown(
        'invalid-policy',
        [...path, 'rule'],
        'rule',
        rule,
        rules.map(({ id }) => id),
      ),
    ];
  if (whole === 'records' && (count === 'read' || count === 'unreadable'))
    return [invalid([...path, 'of'], `${count} items are not records: expected of: read`)];
  if (whole === 'read' && count === 'read')
    return [invalid([...path, 'of'], 'read as a share of read is always 1')];
  if (BOUND_WORDS.every((word) => line[word] === undefined))
    return [invalid(path, `expected a bound: one of ${BOUND_WORDS.join(', ')}`)];
  const problems = boundProblems(line, path, countedSubject(line));
  return problems.length > 0 ? problems : possibilityProblems(line, path);
}

function countedSubject({ count, rule, of: whole }: AcceptanceLine): BoundedSubject {
  const unit = whole === undefined ? 'count' : 'share';
  const name =
    rule === undefined ? `the ${unit} of ${count}` : `the ${unit} of records that "${rule}" matches`;
  return { name, unit, range: [0, whole === undefined ? Infinity : 1], effects: IS_MET };
}

/** Bounds that are possible one by one but not together; checked as if the count were a signal. */
function possibilityProblems(line: AcceptanceLine, path: PolicyPath): PolicyProblem[] {
  const { unit, range } = countedSubject(line);
  const common = { version: 1, title: '', description: '', group: 'default' };
  const counted: KnownSignal = { ...common, id: 'counted', kind: 'number', unit, range };
  const bounds = Object.fromEntries(
    BOUND_WORDS.flatMap((word) => (word in line ? [[word, line[word]]] : [])),
  );
  const possibility = possibilityOf({ signal: 'counted', ...bounds }, { signals: [counted], findings: [] });
  return possibility === 'never' ? [invalid(path, `can never pass: ${boundsInWords(line)}`)] : [];
}
