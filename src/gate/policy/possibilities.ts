import type {
  Bounds,
  Condition,
  KnownSignal,
  Membership,
  PolicyVocabulary,
  SignalValue,
} from '../../core/policy.js';
import { signalNamed } from '../../core/signal-in-role.js';
import { compileCondition, leavesOf, Truth } from './condition.js';

/** Conditions with more combinations than this are not checked. */
const MOST_COMBINATIONS = 20_000;

/** Units whose values are whole numbers: nothing lies between 3 and 4. */
const WHOLE_UNITS: ReadonlySet<string> = new Set([
  'count',
  'words',
  'bytes',
  'lines',
  'paragraphs',
  'sentences',
]);

export type Possibility = 'never' | 'always' | 'sometimes';

/**
 * Whether a condition can match, and whether it can fail to match. Exact up to MOST_COMBINATIONS. A condition's answer
 * changes only at its thresholds and named values. So these samples cover every possible record: one number on either
 * side of each threshold, each named value, one other value, and no value.
 */
export function possibilityOf(condition: Condition, vocabulary: PolicyVocabulary): Possibility {
  const leaves = leavesOf(condition);
  const signals = [...new Set(leaves.flatMap((leaf) => ('signal' in leaf ? [leaf.signal] : [])))];
  const columns = new Map(signals.map((signal, column) => [signal, column]));
  const samples: (readonly unknown[])[] = signals.map((id) => signalSamples(id, leaves, vocabulary));
  const roles = rolesOf(leaves, vocabulary);
  for (const { finding } of roles) samples.push(membershipSamples(finding, leaves, vocabulary));
  const combinations = samples.reduce((product, { length }) => product * length, 1);
  if (combinations > MOST_COMBINATIONS) return 'sometimes';

  const question = compileCondition(condition, (signal) => columns.get(signal)!);
  let canMatch = false;
  let canFail = false;
  for (const combination of product(samples)) {
    const values = combination.slice(0, signals.length) as (SignalValue | null)[];
    const members: Membership[] = [];
    for (const [index, { finding, role }] of roles.entries()) {
      const value = combination[signals.length + index] as number | null | typeof ABSENT;
      if (value !== ABSENT) members.push({ metric: finding, role, value });
    }
    const truth = question.ask(values, members);
    if (truth === Truth.yes) canMatch = true;
    if (truth === Truth.no) canFail = true;
    if (canMatch && canFail) return 'sometimes';
  }
  return canMatch ? 'always' : 'never';
}

/** The record does not have that role in the finding. */
const ABSENT = Symbol('absent');

type Leaf = ReturnType<typeof leavesOf>[number];

function signalSamples(
  id: string,
  leaves: readonly Leaf[],
  { signals }: PolicyVocabulary,
): (SignalValue | null)[] {
  const signal = signalNamed(signals, id)!;
  const conditions = leaves.filter((leaf) => 'signal' in leaf && leaf.signal === id);
  const named = new Set<SignalValue>();
  for (const leaf of conditions)
    if ('signal' in leaf)
      for (const value of [leaf.is, ...(leaf.in ?? []), ...(leaf['not-in'] ?? [])])
        if (value !== undefined) named.add(value);
  if (signal.kind === 'bytes') return [null, 'bytes'];
  if (signal.kind === 'category') return [null, ...categorySamples(signal, named)];
  const thresholds = [
    ...conditions.flatMap(boundsOf),
    ...[...named].filter((value) => typeof value === 'number'),
  ];
  return [
    null,
    ...numberSamples(thresholds, signal.range ?? [-Infinity, Infinity], WHOLE_UNITS.has(signal.unit)),
  ];
}

function categorySamples({ values }: KnownSignal, named: ReadonlySet<SignalValue>): SignalValue[] {
  if (values === undefined) return [...named, '\u0000any other'];
  const unnamed = values.find((value) => !named.has(value));
  const possible = values.filter((value) => named.has(value));
  return unnamed === undefined ? possible : [...possible, unnamed];
}

/** The thresholds, a number on either side of each, and the ends of the range; only values within the range. */
function numberSamples(
  thresholds: readonly number[],
  [least, most]: readonly [number, number],
  isWhole: boolean,
): number[] {
  const sorted = [...new Set([...thresholds, least, most])].sort((a, b) => a - b);
  const samples = new Set<number>(sorted);
  for (const [index, threshold] of sorted.entries()) {
    if (isWhole) {
      const floor = Math.floor(threshold);
      for (const whole of [floor - 1, floor, floor + 1, floor + 2]) samples.add(whole);
    } else {
      const next = sorted[index + 1];
      if (next !== undefined) samples.add(between(threshold, next));
    }
  }
  return [...samples].filter(
    (value) => value >= least && value <= most && (!isWhole || Number.isInteger(value)),
  );
}

function between(low: number, high: number): number {
  if (low === -Infinity) return high === Infinity ? 0 : high - 1;
  return high === Infinity ? low + 1 : low + (high - low) / 2;
}

const boundsOf = (bounds: Bounds): number[] =>
  [bounds.above, bounds.below, bounds['at-least'], bounds['at-most']].filter((bound) => bound !== undefined);

function rolesOf(
  leaves: readonly Leaf[],
  { findings }: PolicyVocabulary,
): { finding: string; role: string }[] {
  const named = new Set(leaves.flatMap((leaf) => ('finding' in leaf ? [leaf.finding] : [])));
  return findings
    .filter(({ id }) => named.has(id))
    .flatMap(({ id, roles }) => roles.map((role) => ({ finding: id, role })));
}

function membershipSamples(id: string, leaves: readonly Leaf[], { findings }: PolicyVocabulary): unknown[] {
  const finding = findings.find((known) => known.id === id)!;
  const thresholds = leaves.filter((leaf) => 'finding' in leaf && leaf.finding === id).flatMap(boundsOf);
  if (thresholds.length === 0 || finding.memberValue === undefined) return [ABSENT, null];
  return [
    ABSENT,
    null,
    ...numberSamples(thresholds, finding.memberValue.range, WHOLE_UNITS.has(finding.memberValue.unit)),
  ];
}

function* product(lists: readonly (readonly unknown[])[], at = 0): Generator<unknown[]> {
  if (at === lists.length) {
    yield [];
    return;
  }
  for (const first of lists[at]!) for (const rest of product(lists, at + 1)) yield [first, ...rest];
}
