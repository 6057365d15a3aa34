import { ORIGINS, type OriginVerdict, RUNGS } from '../../core/origin.js';
import type { KnownSignal } from '../../core/policy.js';

const ANSWER = { version: 1, kind: 'category', unit: 'code', group: 'origin' } as const;

/**
 * A record's origin, for policies to use like signals. Origins are not measured: they follow from measurements and
 * findings when the record is decided, and always have a value.
 */
export const ORIGIN_ANSWERS: readonly KnownSignal[] = [
  {
    ...ANSWER,
    id: 'origin',
    title: 'Origin',
    description: 'Who made the record, according to the strongest evidence.',
    values: ORIGINS,
  },
  {
    ...ANSWER,
    id: 'origin-rung',
    title: 'Rung of the evidence',
    description: 'Rung of the strongest evidence of the origin; none without evidence.',
    values: [...RUNGS, 'none'],
  },
  {
    ...ANSWER,
    id: 'origin-contradiction',
    title: 'Contradicted origin',
    description:
      'Rung of the evidence for a model in a record that is claimed to be human or dated before the cut-off; none without a contradiction.',
    values: ['signed', 'watermarked', 'declared', 'traces', 'none'],
  },
];

/** Whether a policy's signal is one of them. */
export const isOriginAnswer = (id: string): boolean => ORIGIN_ANSWERS.some((answer) => answer.id === id);

/** The value of one of them; undefined for any other id. */
export function originAnswer(id: string, { origin, rung, contradiction }: OriginVerdict): string | undefined {
  if (id === 'origin') return origin;
  if (id === 'origin-rung') return rung ?? 'none';
  return id === 'origin-contradiction' ? (contradiction ?? 'none') : undefined;
}
