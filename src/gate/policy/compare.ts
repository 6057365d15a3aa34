import { DECISIONS, type Decision, type DecisionKind } from '../../core/decision.js';

/** How many records went from which decision to which: `matrix[before][after]`. */
export type DecisionMatrix = {
  readonly [before in DecisionKind]: { readonly [after in DecisionKind]: number };
};

/** Records that one rule gained or lost. A renamed rule counts as two: one that lost all, one that gained all. */
export interface RuleChange {
  readonly rule: string;
  readonly gained: number;
  readonly lost: number;
}

export interface DecisionComparison {
  readonly records: number;
  /** Records whose decision differs. */
  readonly changed: number;
  readonly matrix: DecisionMatrix;
  /** Rules whose matches changed, most changes first. */
  readonly rules: readonly RuleChange[];
  /** Largest moves first; one sentence if nothing changed. */
  readonly sentences: readonly string[];
}

/** The compared part of a decision: its kind and the ids of the matching rules. */
export interface ComparedDecision {
  readonly kind: DecisionKind;
  readonly rules: readonly string[];
}

export const comparedDecision = ({ kind, reasons }: Decision): ComparedDecision => ({
  kind,
  rules: reasons.map(({ rule }) => rule),
});

/** Counts changes record by record, without keeping the decisions in memory. */
export interface DecisionComparer {
  readonly add: (before: ComparedDecision, after: ComparedDecision) => void;
  readonly comparison: () => DecisionComparison;
}

export function createComparer(): DecisionComparer {
  const matrix = emptyMatrix();
  const changes = new Map<string, { gained: number; lost: number }>();
  const changeOf = (rule: string) => {
    let change = changes.get(rule);
    if (change === undefined) {
      change = { gained: 0, lost: 0 };
      changes.set(rule, change);
    }
    return change;
  };
  return {
    add: (before, after) => {
      matrix[before.kind][after.kind]++;
      for (const rule of before.rules) if (!after.rules.includes(rule)) changeOf(rule).lost++;
      for (const rule of after.rules) if (!before.rules.includes(rule)) changeOf(rule).gained++;
    },
    comparison: () => comparisonOf(structuredClone(matrix), changes),
  };
}

/** Both lists are in the same order of records and equally long. */
export function compareDecisions(
  before: readonly ComparedDecision[],
  after: readonly ComparedDecision[],
): DecisionComparison {
  if (before.length !== after.length)
    throw new RangeError(`expected decisions on the same records, got ${before.length} and ${after.length}`);
  const comparer = createComparer();
  for (const [index, decision] of before.entries()) comparer.add(decision, after[index]!);
  return comparer.comparison();
}

type MutableMatrix = { [before in DecisionKind]: { [after in DecisionKind]: number } };

const emptyRow = () => ({ admit: 0, quarantine: 0, reject: 0 });
const emptyMatrix = (): MutableMatrix => ({ admit: emptyRow(), quarantine: emptyRow(), reject: emptyRow() });

function comparisonOf(
  matrix: MutableMatrix,
  changes: ReadonlyMap<string, { gained: number; lost: number }>,
): DecisionComparison {
  const cells = DECISIONS.flatMap((before) =>
    DECISIONS.map((after) => ({ before, after, count: matrix[before][after] })),
  );
  const moves = cells.filter(({ before, after, count }) => before !== after && count > 0);
  const sum = (counts: readonly { count: number }[]) => counts.reduce((total, { count }) => total + count, 0);
  const records = sum(cells);
  const changed = sum(moves);
  const rules = [...changes]
    .map(([rule, change]) => ({ rule, ...change }))
    .sort((a, b) => b.gained + b.lost - (a.gained + a.lost) || (a.rule < b.rule ? -1 : 1));
  moves.sort((a, b) => b.count - a.count);
  return { records, changed, matrix, rules, sentences: sentencesOf(records, changed, moves) };
}

const PAST: { readonly [kind in DecisionKind]: string } = {
  admit: 'admitted',
  quarantine: 'quarantined',
  reject: 'rejected',
};

function sentencesOf(
  records: number,
  changed: number,
  moves: readonly { before: DecisionKind; after: DecisionKind; count: number }[],
): string[] {
  if (changed === 0) return [`No decision changed for ${countOf(records)}.`];
  return [
    `${grouped(changed)} of ${countOf(records)} ${changed === 1 ? 'is' : 'are'} decided differently.`,
    ...moves.map(
      ({ before, after, count }) => `${countOf(count)}: ${PAST[before]} before, ${PAST[after]} now.`,
    ),
  ];
}

const countOf = (count: number): string => `${grouped(count)} ${count === 1 ? 'record' : 'records'}`;
const grouped = (count: number): string => count.toLocaleString('en-US');
