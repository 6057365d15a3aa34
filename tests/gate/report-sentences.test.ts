import { describe, expect, test } from 'vitest';
import { whyMissingIn } from '../../src/gate/report/nulls.js';
import { reasonText, type SeenMember } from '../../src/gate/report/reasons.js';

describe('a reason', () => {
  const kept = { position: 'chat.jsonl:12', decision: 'admit', copyOf: null } as const;
  const copyIn = (metric: string, value: number, of: SeenMember['kept'] = kept): SeenMember => ({
    metric,
    role: 'copy',
    value,
    kept: of,
  });
  const textOf = (member: SeenMember, condition: string, isPicture = false): string =>
    reasonText({ subject: member.metric, value: member.value!, condition }, [member], isPicture).replaceAll(
      '\u00a0',
      ' ',
    );

  test('of a signal gives its value and the rule', () => {
    expect(reasonText({ subject: 'distinct-2', value: 0.3, condition: 'below 0.4' }, [], false)).toBe(
      'distinct-2 is 0.3; rule: below 0.4',
    );
  });

  test.each([
    [copyIn('exact-duplicates', 1), 'copy', 'Same text as chat.jsonl:12, which is kept'],
    [
      copyIn('near-duplicates', 0.83),
      'copy with value at least 0.7',
      '83 % similar to chat.jsonl:12, which is kept; rule: copy with value at least 0.7',
    ],
    [
      copyIn('near-duplicate-images', 3),
      'copy',
      'Looks like chat.jsonl:12, which is kept (3 of 64 bits differ)',
    ],
    [
      copyIn('exact-duplicates', 1, { ...kept, decision: 'quarantine' }),
      'copy',
      'Same text as chat.jsonl:12, which is quarantined',
    ],
    [
      copyIn('exact-duplicates', 1, { ...kept, decision: 'reject', copyOf: 'web.jsonl:7' }),
      'copy',
      'Same text as chat.jsonl:12, which is rejected as a copy of web.jsonl:7',
    ],
  ] as const)('of a copy names the kept copy and its decision: %o', (member, condition, text) => {
    expect(textOf(member, condition)).toBe(text);
  });

  test('of pictures speaks of pictures', () => {
    expect(textOf(copyIn('exact-duplicates', 1), 'copy', true)).toBe(
      'Same picture as chat.jsonl:12, which is kept',
    );
  });

  test('of any other metric gives role, metric and value', () => {
    const member: SeenMember = { metric: 'busy-days', role: 'companion', value: 312, kept: null };
    expect(textOf(member, 'member')).toBe('companion in busy-days with 312');
  });
});

test('the reason of a missing value is told of all records, of most, or not at all', () => {
  const why = whyMissingIn(
    new Map([
      [
        'distinct-2',
        [
          { why: 'fewer than 100 words', count: 99 },
          { why: 'no words', count: 1 },
        ],
      ],
      [
        'capture-era',
        [
          { why: 'no date', count: 60 },
          { why: 'not a date that can be read', count: 40 },
        ],
      ],
      ['declared-origin', [{ why: 'the data set does not declare it', count: 9 }]],
      [
        'language',
        [
          { why: 'no words', count: 1 },
          { why: 'undecided between fr and en', count: 1 },
        ],
      ],
    ]),
  );
  const signals = ['distinct-2', 'capture-era', 'declared-origin', 'language', 'loop'];
  expect(signals.map(why)).toEqual([
    'they have fewer than 100 words',
    'most have no date',
    'the data set does not declare it',
    null,
    null,
  ]);
});
