import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DECISIONS } from '../../src/core/decision.js';
import type { AcceptanceLine, Policy } from '../../src/core/policy.js';
import {
  type ComparedDecision,
  checkAcceptance,
  compareDecisions,
  isAccepted,
  type RunCounts,
} from '../../src/gate/policy/index.js';

const COUNTS = {
  read: 1000,
  admitted: 880,
  quarantined: 40,
  rejected: 50,
  unreadable: 30,
  rules: { copy: 0 },
};

const policyWith = (...acceptance: AcceptanceLine[]): Policy => ({
  policy: 'web',
  version: 1,
  rules: [],
  acceptance,
});
const check = (line: Omit<AcceptanceLine, 'id' | 'because'>, counts: RunCounts = COUNTS) =>
  checkAcceptance(policyWith({ id: 'line', because: 'So.', ...line }), counts)[0]!;

describe('an acceptance line', () => {
  test.each([
    [{ count: 'rejected', of: 'read', 'at-most': 0.05 }, 0.05, true],
    [{ count: 'rejected', of: 'read', below: 0.05 }, 0.05, false],
    [{ count: 'admitted', of: 'records', 'at-least': 0.9 }, 880 / 970, true],
    [{ count: 'unreadable', 'at-most': 29 }, 30, false],
    [{ rule: 'copy', of: 'records', 'at-most': 0.2 }, 0, true],
  ] as const)('compares what was counted: %o', (line, value, met) => {
    expect(check(line)).toMatchObject({ value, met });
  });

  test('says what was asked and what was found', () => {
    expect(check({ count: 'rejected', of: 'read', 'at-most': 0.04 }).sentence).toBe(
      'Not met: rejected, as a share of read, at most 4 %; found 5 %.',
    );
    const strange = { count: 'rejected', of: 'records', above: 0.1, 'at-most': 1 / 3 } as const;
    expect(check(strange).condition).toBe('rejected, as a share of records, above 10 % and at most 33.33 %');
    expect(check({ count: 'unreadable', 'at-most': 30 }).sentence).toBe(
      'Met: unreadable, at most 30; found 30.',
    );
  });

  test('never shows a share that is beyond its bound as the bound itself', () => {
    const counts = { ...COUNTS, read: 100_000, rejected: 5001 };
    expect(check({ count: 'rejected', of: 'read', 'at-most': 0.05 }, counts).sentence).toContain(
      'found 5.001 %',
    );
  });

  test('is not met when there is nothing to judge by', () => {
    const nothing = { read: 0, admitted: 0, quarantined: 0, rejected: 0, unreadable: 0, rules: {} };
    expect(check({ count: 'rejected', of: 'read', 'at-most': 0.05 }, nothing)).toMatchObject({
      value: null,
      why: 'nothing was read',
      met: false,
    });
    expect(check({ rule: 'other', 'at-most': 5 })).toMatchObject({ value: null, met: false });
  });

  test('decides with the others whether the corpus is accepted', () => {
    const met: AcceptanceLine = { id: 'a', count: 'rejected', 'at-most': 50, because: 'So.' };
    const missed: AcceptanceLine = { id: 'b', count: 'rejected', 'at-most': 49, because: 'So.' };
    expect(isAccepted(checkAcceptance(policyWith(met), COUNTS))).toBe(true);
    expect(isAccepted(checkAcceptance(policyWith(met, missed), COUNTS))).toBe(false);
    expect(isAccepted(checkAcceptance(policyWith(), COUNTS))).toBe(true);
  });
});

describe('two decisions on the same records', () => {
  const decisions = fc.record({
    kind: fc.constantFrom(...DECISIONS),
    rules: fc.subarray(['a', 'b', 'c']),
  });

  test('are compared by a matrix that holds every record once', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(decisions, decisions)), (pairs) => {
        const comparison = compareDecisions(
          pairs.map(([before]) => before),
          pairs.map(([, after]) => after),
        );
        const cells = DECISIONS.flatMap((before) =>
          DECISIONS.map((after) => comparison.matrix[before][after]),
        );
        expect(cells.reduce((sum, count) => sum + count, 0)).toBe(pairs.length);
        expect(comparison.changed).toBe(pairs.filter(([before, after]) => before.kind !== after.kind).length);
        for (const { rule, gained, lost } of comparison.rules) {
          const net = (index: 0 | 1) => pairs.filter((pair) => pair[index].rules.includes(rule)).length;
          expect(gained - lost).toBe(net(1) - net(0));
        }
      }),
      { seed: 5 },
    );
  });

  test('are told in sentences, the largest move first', () => {
    const of = (kind: ComparedDecision['kind'], ...rules: string[]): ComparedDecision => ({ kind, rules });
    const before = [of('admit'), of('admit'), of('admit'), of('reject', 'old')];
    const after = [of('reject', 'new'), of('reject', 'new'), of('admit'), of('quarantine', 'new')];
    const { sentences, rules } = compareDecisions(before, after);
    expect(sentences).toEqual([
      '3 of 4 records are decided differently.',
      '2 records: admitted before, rejected now.',
      '1 record: rejected before, quarantined now.',
    ]);
    expect(rules).toEqual([
      { rule: 'new', gained: 3, lost: 0 },
      { rule: 'old', gained: 0, lost: 1 },
    ]);
    expect(compareDecisions(before, before).sentences).toEqual(['No decision changed for 4 records.']);
  });

  test('are refused when they are not on the same records', () => {
    expect(() => compareDecisions([], [{ kind: 'admit', rules: [] }])).toThrow(RangeError);
  });
});
