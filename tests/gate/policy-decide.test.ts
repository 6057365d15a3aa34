import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DECISIONS } from '../../src/core/decision.js';
import type { Condition, Policy, SignalValue } from '../../src/core/policy.js';
import { compileCondition, Truth, wholeText } from '../../src/gate/policy/condition.js';
import {
  answerRules,
  type CompiledPolicy,
  compilePolicy,
  compilePreliminaryRules,
  describePolicy,
  policyDigest,
  policyText,
  preliminaryRulesDigest,
  preliminaryRulesOf,
  signalsToMeasure,
  summarizeDecisions,
} from '../../src/gate/policy/index.js';
import { possibilityOf } from '../../src/gate/policy/possibilities.js';
import {
  condition,
  leaf,
  type MadeUpRecord,
  policyOf,
  record,
  rule,
  soundPolicy,
  valuesFor,
} from './policy-arbitraries.js';
import { VOCABULARY } from './policy-vocabulary.js';

const decide = (compiled: CompiledPolicy, each: MadeUpRecord) =>
  compiled.decider().decideRecord(valuesFor(compiled.signals, each), each.members);

const ask = (when: Condition, each: MadeUpRecord): Truth => {
  const signals: string[] = [];
  const question = compileCondition(when, (signal) => signals.push(signal) - 1);
  return question.ask(valuesFor(signals, each), each.members);
};

const policyWith = (...rules: Parameters<typeof policyOf>[0]): Policy => policyOf(rules);

test('rules about one modality are not asked of records of another, and count as not asked', () => {
  const signal = (id: string, modality: 'text' | 'image') =>
    ({
      id,
      version: 1,
      title: id,
      description: id,
      kind: 'number',
      unit: 'count',
      group: 'default',
      range: [0, 9],
      modality,
    }) as const;
  const vocabulary = { signals: [signal('words', 'text'), signal('pixels', 'image')], findings: [] };
  const rule = (id: string, when: Policy['rules'][number]['when']) =>
    ({ id, when, decide: 'reject', because: 'So.' }) as const;
  const policy: Policy = {
    policy: 'two-kinds',
    version: 1,
    rules: [
      rule('no-words', { signal: 'words', missing: true }),
      rule('small', { signal: 'pixels', below: 2 }),
      rule('either', {
        any: [
          { signal: 'words', below: 2 },
          { signal: 'pixels', below: 2 },
        ],
      }),
    ],
  };
  const decider = compilePolicy(policy, vocabulary).decider('image');
  const decided = [decider.decideRecord([null, 1]), decider.decideRecord([null, null])];
  expect(decided.map(({ reasons }) => reasons.map((reason) => reason.rule))).toEqual([
    ['small', 'either'],
    [],
  ]);
  const tally = decider.tally();
  expect(tally.rules.map(({ evaluated, unknown }) => [evaluated, unknown])).toEqual([
    [0, 0],
    [2, 1],
    [2, 1],
  ]);
  expect(tally.signals).toEqual([
    { signal: 'words', missing: 0 },
    { signal: 'pixels', missing: 1 },
  ]);
  expect(summarizeDecisions(policy, tally).warnings.map((warning) => warning.rule)).not.toContain('no-words');
  const answers = answerRules(policy, vocabulary, () => null, [], 'image');
  expect(answers.map(({ id }) => id)).toEqual(['small', 'either']);
  // The same of what is decided before the corpus is asked: only columns of images are read.
  const own = compilePreliminaryRules(policy, vocabulary, 'image');
  expect(own.signals).toEqual(['pixels']);
  expect([own.severityOf([1]), own.severityOf([3]), own.severityOf([null])]).toEqual([2, 0, 0]);
});

describe('a decision', () => {
  test('is that of the severest matching rule, with every matching rule in the order of the policy', () => {
    fc.assert(
      fc.property(soundPolicy, record, (policy, each) => {
        const { kind, reasons } = decide(compilePolicy(policy, VOCABULARY), each);
        const matching = policy.rules.filter(({ when }) => ask(when, each) === Truth.yes);
        expect(reasons.map((reason) => reason.rule)).toEqual(matching.map(({ id }) => id));
        const severities = matching.map((matched) => DECISIONS.indexOf(matched.decide));
        expect(DECISIONS.indexOf(kind)).toBe(Math.max(0, ...severities));
      }),
      { seed: 11, numRuns: 500 },
    );
  });

  test('never becomes milder when a rule is added', () => {
    fc.assert(
      fc.property(soundPolicy, rule(leaf), fc.nat(), record, (policy, added, at, each) => {
        const rules = policy.rules.toSpliced(at % (policy.rules.length + 1), 0, { id: 'added', ...added });
        const before = decide(compilePolicy(policy, VOCABULARY), each);
        const after = decide(compilePolicy({ ...policy, rules }, VOCABULARY), each);
        expect(DECISIONS.indexOf(after.kind)).toBeGreaterThanOrEqual(DECISIONS.indexOf(before.kind));
      }),
      { seed: 11, numRuns: 500 },
    );
  });

  test('carries the number, the subject and the words of the condition that matched', () => {
    const policy = policyWith(
      { when: { signal: 'symbol-share', above: 0.3, below: 0.9 }, decide: 'reject', because: 'So.' },
      {
        when: { finding: 'near-duplicates', role: 'copy', 'at-least': 0.8 },
        decide: 'quarantine',
        because: 'So.',
      },
      {
        when: {
          all: [{ not: { signal: 'language', in: ['zh', 'ja'] } }, { signal: 'word-count', below: 5 }],
        },
        decide: 'admit',
        because: 'So.',
      },
      { when: { signal: 'origin', missing: true }, decide: 'admit', because: 'So.' },
    );
    const each: MadeUpRecord = {
      values: { 'symbol-share': 0.4, language: 'fi', 'word-count': 3, origin: null },
      members: [
        { metric: 'near-duplicates', role: 'copy', value: 0.7 },
        { metric: 'near-duplicates', role: 'copy', value: 0.93 },
      ],
    };
    expect(decide(compilePolicy(policy, VOCABULARY), each)).toEqual({
      kind: 'reject',
      reasons: [
        {
          rule: 'rule-0',
          decision: 'reject',
          subject: 'symbol-share',
          value: 0.4,
          condition: 'above 0.3 and below 0.9',
        },
        {
          rule: 'rule-1',
          decision: 'quarantine',
          subject: 'near-duplicates',
          value: 0.93,
          condition: 'copy with value at least 0.8',
        },
        {
          rule: 'rule-2',
          decision: 'admit',
          subject: 'language',
          value: 'fi',
          condition: 'not (language in zh, ja) and word-count below 5',
        },
        { rule: 'rule-3', decision: 'admit', subject: 'origin', value: 'missing', condition: 'missing' },
      ],
    });
  });

  test('is one shared answer, allocated once, when nothing matches', () => {
    const decider = compilePolicy(
      policyWith({ when: { signal: 'word-count', below: 5 }, decide: 'reject', because: 'So.' }),
      VOCABULARY,
    ).decider();
    const first = decider.decideRecord([7]);
    expect(first).toEqual({ kind: 'admit', reasons: [] });
    expect(decider.decideRecord([8])).toBe(first);
  });

  test('takes a reason that decides admit without changing anything', () => {
    const policy = policyWith({
      when: { signal: 'word-count', below: 5 },
      decide: 'admit',
      because: 'Noted.',
    });
    const { kind, reasons } = compilePolicy(policy, VOCABULARY).decider().decideRecord([2]);
    expect([kind, reasons.length]).toEqual(['admit', 1]);
  });

  test('refuses a value of a kind that an engine might hand over by mistake', () => {
    const policy = policyWith({ when: { signal: 'word-count', below: 5 }, decide: 'reject', because: 'So.' });
    const values = [3n] as unknown as SignalValue[];
    expect(() => compilePolicy(policy, VOCABULARY).decider().decideRecord(values)).toThrow(
      'expected a number for word-count, got bigint 3',
    );
  });
});

describe('what a policy decides of a record on its own', () => {
  const own = (policy: Policy, each: MadeUpRecord): number => {
    const { signals, severityOf } = compilePreliminaryRules(policy, VOCABULARY, 'text');
    return severityOf(valuesFor(signals, each));
  };
  const anyPolicy = fc.array(rule(condition), { minLength: 1, maxLength: 6 }).map((rules) => policyOf(rules));

  test('stands whatever findings the record will belong to', () => {
    let severe = 0;
    fc.assert(
      fc.property(anyPolicy, record, (policy, each) => {
        const severity = own(policy, each);
        if (severity > 0) severe++;
        const matching = policy.rules.filter(({ when }) => ask(when, each) === Truth.yes);
        const decided = Math.max(0, ...matching.map(({ decide: kind }) => DECISIONS.indexOf(kind)));
        expect(severity).toBeLessThanOrEqual(decided);
      }),
      { seed: 31, numRuns: 2000 },
    );
    expect(severe).toBeGreaterThan(200);
  });

  test('is the whole decision where no rule names a finding', () => {
    fc.assert(
      fc.property(anyPolicy, record, (policy, each) => {
        const rules = policy.rules.filter(({ when }) => !JSON.stringify(when).includes('"finding"'));
        const matching = rules.filter(({ when }) => ask(when, each) === Truth.yes);
        const decided = Math.max(0, ...matching.map(({ decide: kind }) => DECISIONS.indexOf(kind)));
        expect(own({ ...policy, rules }, each)).toBe(decided);
      }),
      { seed: 32, numRuns: 1000 },
    );
  });

  test('counts a signal or a finding where the signal matches, and a signal and a finding never', () => {
    const short: Condition = { signal: 'word-count', below: 5 };
    const copy: Condition = { finding: 'near-duplicates', role: 'copy' };
    const of = (when: Condition) =>
      own(policyWith({ when, decide: 'quarantine', because: 'Because.' }), {
        values: { 'word-count': 3 },
        members: [],
      });
    expect(of({ any: [copy, short] })).toBe(1);
    expect(of({ all: [short, copy] })).toBe(0);
    expect(of({ all: [short, { not: copy }] })).toBe(0);
    expect(of({ not: { all: [{ not: short }, copy] } })).toBe(1);
    expect(of({ not: copy })).toBe(0);
  });

  test('has a digest that rules on findings and rules that admit leave alone', () => {
    const own = { when: { signal: 'word-count', below: 5 }, decide: 'reject', because: 'A.' } as const;
    const copy = { when: { finding: 'near-duplicates' }, decide: 'reject', because: 'B.' } as const;
    const noted = { when: { signal: 'word-count', below: 9 }, decide: 'admit', because: 'C.' } as const;
    const digest = preliminaryRulesDigest(policyWith(own));
    expect(preliminaryRulesOf(policyWith(copy, own, noted)).map(({ id }) => id)).toEqual(['rule-1']);
    expect(preliminaryRulesDigest(policyWith(copy, own, noted))).toBe(digest);
    expect(preliminaryRulesDigest(policyWith({ ...own, when: { signal: 'word-count', below: 6 } }))).not.toBe(
      digest,
    );
    expect(preliminaryRulesDigest(policyWith({ ...own, decide: 'quarantine' }))).not.toBe(digest);
  });
});

describe('the answers of all rules for one record', () => {
  test('agree with the decision, and show what was seen where something was', () => {
    fc.assert(
      fc.property(soundPolicy, record, (policy, each) => {
        const answers = answerRules(policy, VOCABULARY, (id) => each.values[id] ?? null, each.members);
        const { reasons } = decide(compilePolicy(policy, VOCABULARY), each);
        expect(answers.map(({ id }) => id)).toEqual(policy.rules.map(({ id }) => id));
        const matched = answers.filter(({ answer }) => answer === 'matched');
        expect(matched.map(({ id, value }) => [id, value])).toEqual(
          reasons.map(({ rule: id, value }) => [id, value]),
        );
        for (const { answer, value } of answers) expect(value === null).toBe(answer === 'unknown');
      }),
      { seed: 11 },
    );
  });
});

describe('three-valued logic', () => {
  const { no, unknown, yes } = Truth;
  const when: { readonly [truth in Truth]: MadeUpRecord['values'] } = {
    [no]: { 'word-count': 9, 'symbol-share': 0 },
    [unknown]: { 'word-count': null, 'symbol-share': null },
    [yes]: { 'word-count': 1, 'symbol-share': 0.9 },
  };
  const left: Condition = { signal: 'word-count', below: 5 };
  const right: Condition = { signal: 'symbol-share', above: 0.5 };
  const truths = (a: Truth, b: Truth): MadeUpRecord => ({
    values: { 'word-count': when[a]['word-count']!, 'symbol-share': when[b]['symbol-share']! },
    members: [],
  });

  // Kleene (1952), Introduction to Metamathematics, § 64: the strong tables.
  test.each([
    [no, no, no, no],
    [no, unknown, no, unknown],
    [no, yes, no, yes],
    [unknown, no, no, unknown],
    [unknown, unknown, unknown, unknown],
    [unknown, yes, unknown, yes],
    [yes, no, no, yes],
    [yes, unknown, unknown, yes],
    [yes, yes, yes, yes],
  ])('answers all and any of %d and %d with %d and %d', (a, b, all, any) => {
    expect(ask({ all: [left, right] }, truths(a, b))).toBe(all);
    expect(ask({ any: [left, right] }, truths(a, b))).toBe(any);
  });

  test.each([
    [no, yes],
    [unknown, unknown],
    [yes, no],
  ])('answers not of %d with %d', (a, expected) => {
    expect(ask({ not: left }, truths(a, no))).toBe(expected);
  });

  test('obeys De Morgan for every condition and record', () => {
    fc.assert(
      fc.property(condition, condition, record, (a, b, each) => {
        expect(ask({ not: { all: [a, b] } }, each)).toBe(ask({ any: [{ not: a }, { not: b }] }, each));
      }),
      { seed: 11, numRuns: 500 },
    );
  });

  test.each([
    [null, Truth.yes, Truth.no],
    [Number.NaN, Truth.yes, Truth.no],
    [0.5, Truth.no, Truth.yes],
  ])('always has an answer to missing: for %s', (value, missing, present) => {
    const each: MadeUpRecord = { values: { 'symbol-share': value }, members: [] };
    expect(ask({ signal: 'symbol-share', missing: true }, each)).toBe(missing);
    expect(ask({ signal: 'symbol-share', missing: false }, each)).toBe(present);
  });

  test('takes NaN for no value', () => {
    const each: MadeUpRecord = { values: { 'symbol-share': Number.NaN }, members: [] };
    expect(ask({ not: { signal: 'symbol-share', above: 0.5 } }, each)).toBe(Truth.unknown);
  });

  test('knows who belongs to a finding, but not how a member without a value compares', () => {
    const each = (value: number | null): MadeUpRecord => ({
      values: {},
      members: [{ metric: 'near-duplicates', role: 'copy', value }],
    });
    const alike: Condition = { finding: 'near-duplicates', above: 0.5 };
    expect(ask(alike, { values: {}, members: [] })).toBe(Truth.no);
    expect(ask(alike, each(null))).toBe(Truth.unknown);
    expect(ask(alike, each(0.9))).toBe(Truth.yes);
    expect(ask({ finding: 'near-duplicates', role: 'kept' }, each(0.9))).toBe(Truth.no);
    expect(ask({ finding: 'near-duplicates' }, each(null))).toBe(Truth.yes);
  });
});

describe('the judgement that a condition matches never or always', () => {
  test('is never contradicted by a record', () => {
    fc.assert(
      fc.property(condition, fc.array(record, { minLength: 20, maxLength: 20 }), (when, records) => {
        const possibility = possibilityOf(when, VOCABULARY);
        const answers = records.map((each) => ask(when, each));
        if (possibility === 'never') expect(answers, wholeText(when)).not.toContain(Truth.yes);
        if (possibility === 'always') expect(answers, wholeText(when)).not.toContain(Truth.no);
      }),
      { seed: 11, numRuns: 1000 },
    );
  });

  test('is passed on contradictions and tautologies made of any condition', () => {
    fc.assert(
      fc.property(leaf, (when) => {
        expect(possibilityOf(when, VOCABULARY)).toBe('sometimes');
        expect(possibilityOf({ all: [when, { not: when }] }, VOCABULARY)).toBe('never');
        expect(possibilityOf({ any: [when, { not: when }] }, VOCABULARY)).toBe('always');
      }),
      { seed: 11 },
    );
  });
});

describe('the counts of a run', () => {
  test('add up for every policy and every list of records', () => {
    fc.assert(
      fc.property(soundPolicy, fc.array(record, { maxLength: 20 }), (policy, records) => {
        const compiled = compilePolicy(policy, VOCABULARY);
        const decider = compiled.decider();
        const decisions = records.map((each) =>
          decider.decideRecord(valuesFor(compiled.signals, each), each.members),
        );
        const tally = decider.tally();
        expect(tally.records).toBe(records.length);
        for (const kind of DECISIONS)
          expect(tally.decisions[kind]).toBe(decisions.filter((decision) => decision.kind === kind).length);
        for (const [index, { id, when, decide: kind }] of policy.rules.entries()) {
          const matching = decisions.filter(({ reasons }) => reasons.some((reason) => reason.rule === id));
          expect(tally.rules[index]).toEqual({
            rule: id,
            evaluated: records.length,
            fired: matching.length,
            unknown: records.filter((each) => ask(when, each) === Truth.unknown).length,
            alone: matching.filter(
              (decision) =>
                kind !== 'admit' &&
                decision.kind === kind &&
                decision.reasons.filter((reason) => reason.decision === kind).length === 1,
            ).length,
          });
        }
      }),
      { seed: 11 },
    );
  });

  test('say which rules matched nothing, and which did not apply', () => {
    const policy = policyWith(
      { when: { signal: 'word-count', below: 5 }, decide: 'reject', because: 'So.' },
      { when: { signal: 'symbol-share', above: 0.5 }, decide: 'reject', because: 'So.' },
      { when: { signal: 'language', is: 'tlh' }, decide: 'reject', because: 'So.' },
      {
        when: {
          any: [
            { signal: 'origin', is: 'synthetic' },
            { signal: 'word-count', above: 5 },
          ],
        },
        decide: 'admit',
        because: 'So.',
      },
      { when: { signal: 'days-after-cutoff', above: 0 }, decide: 'reject', because: 'So.' },
      { when: { signal: 'origin', missing: true }, decide: 'admit', because: 'So.' },
    );
    const compiled = compilePolicy(policy, VOCABULARY);
    const decider = compiled.decider();
    for (let index = 0; index < 1000; index++)
      decider.decideRecord(
        valuesFor(compiled.signals, {
          values: { 'word-count': index + 3, language: 'en', 'symbol-share': index % 4 === 0 ? 0.9 : null },
          members: [],
        }),
      );
    const { rules, warnings } = summarizeDecisions(policy, decider.tally());
    expect(rules.map(({ fired, unknown }) => [fired, unknown])).toEqual([
      [2, 0],
      [250, 750],
      [0, 0],
      [997, 3],
      [0, 1000],
      [1000, 0],
    ]);
    expect(warnings.map(({ kind, rule: id, sentence }) => `${kind}, ${id}: ${sentence}`)).toMatchSnapshot();
  });

  test('warn of nothing when there was no record', () => {
    const policy = policyWith({ when: { signal: 'word-count', below: 5 }, decide: 'reject', because: 'So.' });
    expect(summarizeDecisions(policy, compilePolicy(policy, VOCABULARY).decider().tally()).warnings).toEqual(
      [],
    );
  });
});

describe('the digest of a policy', () => {
  const policy: Policy = {
    policy: 'web',
    version: 3,
    description: 'For the web.',
    rules: [
      { id: 'a', when: { signal: 'language', in: ['en', 'fi'] }, decide: 'reject', because: 'So.' },
      { id: 'b', when: { signal: 'word-count', above: 1, below: 5 }, decide: 'quarantine', because: 'So.' },
    ],
  };
  const changed = (index: number, change: Partial<Policy['rules'][number]>): Policy => ({
    ...policy,
    rules: policy.rules.with(index, { ...policy.rules[index]!, ...change }),
  });

  test('stays the same when only words for people, spelling or order within a set change', () => {
    const same: Policy[] = [
      { ...policy, policy: 'web-2', version: 4, description: 'Other words.' },
      { ...policy, settings: { 'capture-cutoff': '2022-11-30', credibility: {} } },
      { ...policy, acceptance: [] },
      changed(0, { because: 'Because.' }),
      changed(0, { when: { in: ['fi', 'en', 'fi'], signal: 'language' } }),
      changed(1, { when: { below: 5, signal: 'word-count', above: 1 } }),
    ];
    expect(new Set([policy, ...same].map(policyDigest)).size).toBe(1);
  });

  test('changes with everything that can change a decision', () => {
    const others: Policy[] = [
      changed(0, { decide: 'quarantine' }),
      changed(0, { id: 'c' }),
      changed(0, { when: { signal: 'language', 'not-in': ['en', 'fi'] } }),
      changed(1, { when: { signal: 'word-count', above: 1, 'at-most': 5 } }),
      { ...policy, rules: policy.rules.toReversed() },
      { ...policy, settings: { 'near-duplicate-threshold': 0.8 } },
      { ...policy, settings: { credibility: { wikipedia: 10 } } },
      { ...policy, signals: ['gopher'] },
      { ...policy, acceptance: [{ id: 'few', count: 'rejected', 'at-most': 5, because: 'So.' }] },
    ];
    expect(new Set([policy, ...others].map(policyDigest)).size).toBe(others.length + 1);
  });
});

describe('a policy explained', () => {
  const policy: Policy = {
    policy: 'web',
    version: 3,
    description: 'For the web.',
    settings: { credibility: { wikipedia: 10 } },
    signals: ['gopher'],
    rules: [
      {
        id: 'tiny',
        when: {
          all: [{ signal: 'word-count', below: 5 }, { not: { signal: 'language', in: ['zh', 'ja'] } }],
        },
        decide: 'reject',
        because: 'There is too little to learn from.',
      },
      {
        id: 'copy',
        when: { finding: 'near-duplicates', role: 'copy' },
        decide: 'reject',
        because: 'Another record says the same.',
      },
    ],
    acceptance: [
      {
        id: 'few',
        count: 'rejected',
        of: 'read',
        'at-most': 0.05,
        because: 'More would mean a broken source.',
      },
    ],
  };

  test('names its rules, its signals with unit and range, and the findings', () => {
    expect(describePolicy(policy, VOCABULARY)).toMatchSnapshot();
    expect(policyText(describePolicy(policy, VOCABULARY), 80)).toMatchSnapshot();
  });

  test('measures the default signals, the listed groups and what its rules name', () => {
    expect(signalsToMeasure(policy, VOCABULARY)).toEqual(VOCABULARY.signals.map(({ id }) => id));
    const plain = { ...policy, signals: [], rules: policy.rules.slice(1) };
    expect(signalsToMeasure(plain, VOCABULARY)).not.toContain('gopher-words');
    const naming = policyWith({
      when: { signal: 'gopher-lines', above: 2 },
      decide: 'reject',
      because: 'So.',
    });
    expect(signalsToMeasure(naming, VOCABULARY)).toContain('gopher-lines');
    expect(signalsToMeasure(naming, VOCABULARY)).not.toContain('gopher-words');
  });
});
