import type {
  Bounds,
  Condition,
  FindingCondition,
  Membership,
  PolicyVocabulary,
  SignalCondition,
  SignalValue,
} from '../../core/policy.js';
import type { Modality } from '../../core/record.js';
import { signalNamed } from '../../core/signal-in-role.js';

/** Kleene's strong three-valued logic, in the order that makes `and` a minimum and `or` a maximum. */
export const Truth = { no: 0, unknown: 1, yes: 2 } as const;
export type Truth = (typeof Truth)[keyof typeof Truth];

export type Values = ArrayLike<SignalValue | null>;
export type Memberships = ArrayLike<Membership>;

/** Stands for memberships before any finding is known: every condition on a finding is unknown. */
export const NOT_ASKED: Memberships = Object.freeze([]);

/** The value that made a condition true, for people. */
export interface Evidence {
  readonly subject: string;
  readonly value: SignalValue;
}

/** A condition compiled to be evaluated on many records. */
export interface Question {
  /** Allocates nothing. */
  readonly ask: (values: Values, members: Memberships) => Truth;
  /** The first signal or finding that decided the answer; evaluated only when the answer is shown to people. */
  readonly witness: (values: Values, members: Memberships) => Evidence;
}

/** `columnOf` gives the place of a signal among the values of a record. */
export function compileCondition(condition: Condition, columnOf: (signal: string) => number): Question {
  if ('signal' in condition) return signalQuestion(condition, columnOf(condition.signal));
  if ('finding' in condition) return findingQuestion(condition);
  if ('not' in condition) return negation(compileCondition(condition.not, columnOf));
  if ('all' in condition) return conjunction(condition.all.map((inner) => compileCondition(inner, columnOf)));
  return disjunction(condition.any.map((inner) => compileCondition(inner, columnOf)));
}

type Test = (value: SignalValue) => boolean;

function signalQuestion(condition: SignalCondition, column: number): Question {
  const { signal, missing } = condition;
  const tests = testsOf(condition);
  const test: Test = tests.length === 1 ? tests[0]! : (value) => tests.every((holds) => holds(value));
  // Without a value, a test beside `missing: false` answers no; a test beside `missing: true` never holds.
  const whenMissing =
    missing === undefined ? Truth.unknown : missing && tests.length === 0 ? Truth.yes : Truth.no;
  return {
    ask: (values) => {
      const value = values[column];
      if (isMissing(value)) return whenMissing;
      if (missing === true) return Truth.no;
      return test(value) ? Truth.yes : Truth.no;
    },
    witness: (values) => {
      const value = values[column];
      return { subject: signal, value: isMissing(value) ? 'missing' : value };
    },
  };
}

/** An absent column, null and NaN all mean no value: every comparison with NaN would be false. */
function isMissing(value: SignalValue | null | undefined): value is null | undefined {
  return value === null || value === undefined || Number.isNaN(value);
}

function testsOf(condition: SignalCondition): Test[] {
  const tests: Test[] = boundTests(condition).map(
    (holds) => (value) => holds(typeof value === 'number' ? value : wrongKind(condition.signal, value)),
  );
  const { is, in: among, 'not-in': except } = condition;
  if (is !== undefined) tests.push((value) => value === is);
  if (among !== undefined) {
    const set = new Set<SignalValue>(among);
    tests.push((value) => set.has(value));
  }
  if (except !== undefined) {
    const set = new Set<SignalValue>(except);
    tests.push((value) => !set.has(value));
  }
  return tests;
}

/** A bigint or a date from an engine would silently make every comparison false. */
function wrongKind(signal: string, value: unknown): never {
  throw new TypeError(`expected a number for ${signal}, got ${typeof value} ${String(value)}`);
}

function boundTests(bounds: Bounds): ((value: number) => boolean)[] {
  const tests: ((value: number) => boolean)[] = [];
  const { above, below, 'at-least': atLeast, 'at-most': atMost } = bounds;
  if (above !== undefined) tests.push((value) => value > above);
  if (below !== undefined) tests.push((value) => value < below);
  if (atLeast !== undefined) tests.push((value) => value >= atLeast);
  if (atMost !== undefined) tests.push((value) => value <= atMost);
  return tests;
}

/** Whether a number satisfies all of its bounds. */
export const withinBounds = (bounds: Bounds, value: number): boolean =>
  boundTests(bounds).every((holds) => holds(value));

/** True when some membership matches; unknown when none does but one had no value to compare. */
function findingQuestion(condition: FindingCondition): Question {
  const { finding, role } = condition;
  const tests = boundTests(condition);
  const isMeant = ({ metric, role: own }: Membership): boolean =>
    metric === finding && (role === undefined || own === role);
  const askMember = (member: Membership): Truth => {
    if (!isMeant(member)) return Truth.no;
    const { value } = member;
    if (tests.length === 0) return Truth.yes;
    if (value === null || Number.isNaN(value)) return Truth.unknown;
    for (const holds of tests) if (!holds(value)) return Truth.no;
    return Truth.yes;
  };
  return {
    ask: (_values, members) => {
      if (members === NOT_ASKED) return Truth.unknown;
      let answer: Truth = Truth.no;
      for (let at = 0; at < members.length; at++) {
        const truth = askMember(members[at]!);
        if (truth > answer) answer = truth;
      }
      return answer;
    },
    witness: (_values, members) => {
      const own = Array.from(members).filter(isMeant);
      const member = own.find((each) => askMember(each) === Truth.yes) ?? own[0];
      return { subject: finding, value: member === undefined ? 'none' : (member.value ?? member.role) };
    },
  };
}

function conjunction(questions: readonly Question[]): Question {
  return {
    ask: (values, members) => {
      let answer: Truth = Truth.yes;
      for (let at = 0; at < questions.length; at++) {
        const truth = questions[at]!.ask(values, members);
        if (truth === Truth.no) return Truth.no;
        if (truth < answer) answer = truth;
      }
      return answer;
    },
    witness: (values, members) => decisive(questions, values, members, Truth.no).witness(values, members),
  };
}

function disjunction(questions: readonly Question[]): Question {
  return {
    ask: (values, members) => {
      let answer: Truth = Truth.no;
      for (let at = 0; at < questions.length; at++) {
        const truth = questions[at]!.ask(values, members);
        if (truth === Truth.yes) return Truth.yes;
        if (truth > answer) answer = truth;
      }
      return answer;
    },
    witness: (values, members) => decisive(questions, values, members, Truth.yes).witness(values, members),
  };
}

/** The first question whose answer decides the whole; if none does, the first question. */
function decisive(
  questions: readonly Question[],
  values: Values,
  members: Memberships,
  deciding: Truth,
): Question {
  return questions.find((question) => question.ask(values, members) === deciding) ?? questions[0]!;
}

function negation(question: Question): Question {
  return {
    ask: (values, members) => (Truth.yes - question.ask(values, members)) as Truth,
    witness: question.witness,
  };
}

/** A condition in the policy's words; without its subject where it tests one signal or finding. */
export function conditionText(condition: Condition): string {
  if ('signal' in condition) return testsText(condition);
  if ('finding' in condition) return memberText(condition);
  return wholeText(condition);
}

/** The same with every subject: `word-count below 5 and not (language in zh, ja)`. */
export function wholeText(condition: Condition): string {
  if ('signal' in condition) return `${condition.signal} ${testsText(condition)}`;
  if ('finding' in condition) return findingText(condition);
  if ('not' in condition) return `not (${wholeText(condition.not)})`;
  return 'all' in condition ? joined(condition.all, 'and') : joined(condition.any, 'or');
}

function joined(conditions: readonly Condition[], word: 'and' | 'or'): string {
  const texts = conditions.map((inner) => {
    const hasOtherWord = word === 'and' ? 'any' in inner : 'all' in inner;
    return hasOtherWord ? `(${wholeText(inner)})` : wholeText(inner);
  });
  return texts.join(` ${word} `);
}

function boundsText(bounds: Bounds, shown: (bound: number) => string = String): string[] {
  const texts: string[] = [];
  if (bounds.above !== undefined) texts.push(`above ${shown(bounds.above)}`);
  if (bounds.below !== undefined) texts.push(`below ${shown(bounds.below)}`);
  if (bounds['at-least'] !== undefined) texts.push(`at least ${shown(bounds['at-least'])}`);
  if (bounds['at-most'] !== undefined) texts.push(`at most ${shown(bounds['at-most'])}`);
  return texts;
}

function testsText(condition: SignalCondition): string {
  const texts = boundsText(condition);
  if (condition.is !== undefined) texts.push(`is ${condition.is}`);
  if (condition.in !== undefined) texts.push(`in ${condition.in.join(', ')}`);
  if (condition['not-in'] !== undefined) texts.push(`not in ${condition['not-in'].join(', ')}`);
  if (condition.missing !== undefined) texts.push(condition.missing ? 'missing' : 'present');
  return texts.join(' and ');
}

/** `copy with value at least 0.7` */
const memberText = (condition: FindingCondition): string =>
  `${condition.role ?? ANY_ROLE}${valueText(condition)}`;

/** `copy in near-duplicates with value at least 0.7` */
const findingText = (condition: FindingCondition): string =>
  `${condition.role ?? ANY_ROLE} in ${condition.finding}${valueText(condition)}`;

const ANY_ROLE = 'member';

const valueText = (bounds: Bounds): string => {
  const texts = boundsText(bounds);
  return texts.length === 0 ? '' : ` with value ${texts.join(' and ')}`;
};

const AMOUNTS: { readonly [kind in 'share' | 'count']: readonly [above: string, below: string] } = {
  share: ['more than', 'less than'],
  count: ['more than', 'fewer than'],
};

/** Bounds on an amount: `more than 10 % and at most 50 %`. */
export function boundsInWords(
  bounds: Bounds,
  shown: (bound: number) => string = String,
  kind: keyof typeof AMOUNTS = 'share',
): string {
  const [above, below] = AMOUNTS[kind];
  return boundsText(bounds, shown)
    .map((text) => text.replace(/^above/, above).replace(/^below/, below))
    .join(' and ');
}

/** Every signal and finding condition within, in reading order. */
export function leavesOf(condition: Condition): (SignalCondition | FindingCondition)[] {
  if ('signal' in condition || 'finding' in condition) return [condition];
  if ('not' in condition) return leavesOf(condition.not);
  return ('all' in condition ? condition.all : condition.any).flatMap(leavesOf);
}

/** The modality of everything that a condition tests; null where it tests several, or any. */
export function modalityOf(condition: Condition, { signals, findings }: PolicyVocabulary): Modality | null {
  const asked = new Set(
    leavesOf(condition).map((leaf) =>
      'signal' in leaf
        ? signalNamed(signals, leaf.signal)?.modality
        : findings.find(({ id }) => id === leaf.finding)?.modality,
    ),
  );
  return asked.size === 1 ? ([...asked][0] ?? null) : null;
}
