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

  test.each([
    [
      { count: 'rejected', of: 'read', 'at-most': 0.04 },
      'at most 4 % of items read are rejected',
      'Failed: 5 % of items read were rejected; the policy allows 4 %.',
    ],
    [
      { count: 'rejected', of: 'records', above: 0.1, 'at-most': 1 / 3 },
      'more than 10 % and at most 33.33 % of records are rejected',
      'Failed: 5 % of records were rejected; the policy requires more than 10 % and at most 33.33 %.',
    ],
    [
      { count: 'admitted', of: 'records', 'at-least': 0.9 },
      'at least 90 % of records are admitted',
      'Passed: 91 % of records were admitted; the policy requires at least 90 %.',
    ],
    [
      { count: 'unreadable', 'at-most': 30 },
      'at most 30 items are unreadable',
      'Passed: 30 items were unreadable; the policy allows 30.',
    ],
    [
      { count: 'quarantined', below: 40 },
      'fewer than 40 records are quarantined',
      'Failed: 40 records were quarantined; the policy allows fewer than 40.',
    ],
    [
      { rule: 'copy', of: 'records', below: 0.2 },
      'less than 20 % of records match “copy”',
      'Passed: 0 % of records matched “copy”; the policy allows less than 20 %.',
    ],
  ] as const)('says what the policy demands and what was found: %o', (line, condition, sentence) => {
    expect(check(line)).toMatchObject({ condition, sentence });
  });

  test('speaks of one record as one', () => {
    expect(check({ count: 'rejected', 'at-most': 5 }, { ...COUNTS, rejected: 1 }).sentence).toBe(
      'Passed: 1 record was rejected; the policy allows 5.',
    );
  });

  test('never rounds a share to its bound, to nothing or to all', () => {
    const found = (rejected: number, bound: number): string =>
      check({ count: 'rejected', of: 'read', 'at-most': bound }, { ...COUNTS, read: 100_000, rejected })
        .found;
    expect(found(5001, 0.05)).toBe('5.001 %');
    expect(found(81_750, 0.5)).toBe('82 %');
    expect(found(40, 0.5)).toBe('0.04 %');
    expect(found(99_990, 0.5)).toBe('99.99 %');
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
