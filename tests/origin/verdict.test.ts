import { describe, expect, it, test } from 'vitest';
import { type Origin, RUNGS, type Rung } from '../../src/core/origin.js';
import type { SignalValue } from '../../src/core/policy.js';
import { ORIGIN_ANSWERS, originAnswer } from '../../src/origin/judge/answers.js';
import { EVIDENCE_KINDS } from '../../src/origin/judge/evidence/index.js';
import type { KnownRecord } from '../../src/origin/judge/evidence/kind.js';
import { judgeOrigin } from '../../src/origin/judge/verdict.js';
import { SIGNALS } from '../../src/signals/index.js';

interface Facts {
  readonly values?: { readonly [signal: string]: SignalValue } | undefined;
  readonly claim?: Origin | undefined;
  readonly dataSet?: Origin | undefined;
  readonly day?: string | undefined;
  readonly isFlagged?: boolean;
}

const knownOf = ({ values = {}, claim, dataSet, day, isFlagged }: Facts): KnownRecord => ({
  value: (signal) => values[signal] ?? null,
  notes: (signal) => [`seen by ${signal}`],
  members: isFlagged === true ? [{ metric: 'inferred-synthetic', role: 'flagged', value: 0.004 }] : [],
  claimedOrigin: claim ?? null,
  dataSetClaim: dataSet === undefined ? null : { origin: dataSet, words: 'tags: x', file: 'set/README.md' },
  claimedText: claim === undefined ? null : `origin: ${claim}`,
  day: day ?? null,
  captureCutoff: '2022-11-30',
});
const judge = (facts: Facts) => judgeOrigin(knownOf(facts));

const signed = (state: string, origin: Origin): NonNullable<Facts['values']> => ({
  'content-credentials': state,
  'content-credentials-origin': origin,
  'image-declared-origin': origin,
});
const traced: Facts['values'] = { 'assistant-self-reference-count': 1 };

describe('kinds of evidence', () => {
  it('stand in the order of the ladder, each with a name of its own', () => {
    const order = EVIDENCE_KINDS.map(({ rung }) => RUNGS.indexOf(rung));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(new Set(EVIDENCE_KINDS.map(({ rung, id }) => `${rung}/${id}`)).size).toBe(EVIDENCE_KINDS.length);
  });

  it.each(EVIDENCE_KINDS)('$rung/$id reads signals that exist, and says nothing of a bare record', (kind) => {
    for (const id of kind.signals) expect(SIGNALS.map((signal) => signal.id)).toContain(id);
    expect(kind.read(knownOf({}))).toBeNull();
  });
});

test.each<[string, Facts, Origin, Rung | null, Rung | null]>([
  ['nothing', {}, 'unknown', null, null],
  ['a date after the cut-off', { day: '2023-01-01' }, 'unknown', null, null],
  ['the cut-off itself', { day: '2022-11-30' }, 'unknown', null, null],
  ['a date before it', { day: '2022-11-29' }, 'human', 'dated', null],
  ['a claim', { claim: 'human' }, 'human', 'declared', null],
  ['a claim of both', { claim: 'mixed' }, 'mixed', 'declared', null],
  ['a claim of not knowing, and a date', { claim: 'unknown', day: '2001-01-01' }, 'human', 'dated', null],
  ['traces', { values: traced }, 'synthetic', 'traces', null],
  ['a data set of models', { dataSet: 'synthetic' }, 'synthetic', 'declared', null],
  ['a data set of some', { dataSet: 'mixed' }, 'unknown', null, null],
  [
    'a data set of people belied by traces',
    { dataSet: 'human', values: traced },
    'unknown',
    'declared',
    'traces',
  ],
  [
    'a record of a model in a data set of people',
    { dataSet: 'human', claim: 'synthetic' },
    'unknown',
    'declared',
    'declared',
  ],
  [
    'a record of a person in a data set of models',
    { dataSet: 'synthetic', claim: 'human' },
    'human',
    'declared',
    null,
  ],
  ['a data set of models, dated', { dataSet: 'synthetic', day: '2001-01-01' }, 'synthetic', 'declared', null],
  ['a flag of detectors', { isFlagged: true }, 'synthetic', 'inferred', null],
  [
    'a flag on what a person is said to have written',
    { isFlagged: true, claim: 'human' },
    'human',
    'declared',
    null,
  ],
  ['a flag on an old text', { isFlagged: true, day: '2001-01-01' }, 'human', 'dated', null],
  ['a refusal alone', { values: { 'refusal-count': 2 } }, 'unknown', null, null],
  ['a template', { values: { 'chat-template-count': 2 } }, 'mixed', 'traces', null],
  [
    'a claim of a model, and a date',
    { claim: 'synthetic', day: '2001-01-01' },
    'unknown',
    'declared',
    'declared',
  ],
  ['a human claim belied by traces', { claim: 'human', values: traced }, 'unknown', 'declared', 'traces'],
  ['a date belied by traces', { day: '2001-01-01', values: traced }, 'unknown', 'traces', 'traces'],
  ['a signature', { values: signed('valid', 'synthetic') }, 'synthetic', 'signed', null],
  ['a signature of somebody', { values: signed('untrusted-signer', 'mixed') }, 'mixed', 'signed', null],
  ['a broken signature', { values: signed('tampered', 'synthetic') }, 'synthetic', 'declared', null],
  ['a camera that an anchor vouches for', { values: signed('trusted', 'human') }, 'human', 'signed', null],
  ['a camera that nobody vouches for', { values: signed('valid', 'human') }, 'human', 'declared', null],
  [
    'a human claim belied by a signature',
    { claim: 'human', values: signed('valid', 'synthetic') },
    'synthetic',
    'signed',
    'signed',
  ],
  [
    'a human claim belied by a mark',
    { claim: 'human', values: { 'invisible-watermark': 'sdxl' } },
    'synthetic',
    'watermarked',
    'watermarked',
  ],
  [
    'a trusted camera and a mark',
    { values: { ...signed('trusted', 'human'), 'dall-e-2-signature': 'present' } },
    'human',
    'signed',
    'watermarked',
  ],
  [
    'no mark',
    { values: { 'invisible-watermark': 'none', 'dall-e-2-signature': 'absent' } },
    'unknown',
    null,
    null,
  ],
])('%s', (_name, facts, origin, rung, contradiction) => {
  const verdict = judge(facts);
  expect(verdict).toMatchObject({ origin, rung, contradiction });
  expect(originAnswer('origin', verdict)).toBe(origin);
  expect(originAnswer('origin-rung', verdict)).toBe(rung ?? 'none');
  expect(originAnswer('origin-contradiction', verdict)).toBe(contradiction ?? 'none');
  expect(originAnswer('word-count', verdict)).toBeUndefined();
});

test('evidence is kept whole, strongest first, with the words it rests on', () => {
  const { evidence } = judge({ claim: 'human', day: '2001-01-01', values: traced });
  expect(evidence).toEqual([
    { rung: 'declared', kind: 'columns', origin: 'human', detail: 'origin: human' },
    {
      rung: 'traces',
      kind: 'assistant-self-reference',
      origin: 'synthetic',
      detail: 'seen by assistant-self-reference-count',
    },
    { rung: 'dated', kind: 'capture-date', origin: 'human', detail: '2001-01-01, before 2022-11-30' },
  ]);
});

test('whatever is known, the answers are among the values that policies are checked against', () => {
  const measured: Facts['values'][] = [
    {},
    traced,
    signed('trusted', 'human'),
    signed('valid', 'synthetic'),
    { 'invisible-watermark': 'flux' },
  ];
  const choices = (['human', 'synthetic', 'mixed', 'unknown', undefined] as const).flatMap((claim) =>
    ([undefined, '2001-01-01'] as const).flatMap((day) => measured.map((values) => ({ values, claim, day }))),
  );
  for (const facts of choices)
    for (const { id, values } of ORIGIN_ANSWERS) expect(values).toContain(originAnswer(id, judge(facts)));
});
