import { ORIGINS, type OriginVerdict, RUNGS } from '../../core/origin.js';
import type { KnownSignal } from '../../core/policy.js';

const ANSWER = { version: 1, kind: 'category', unit: 'code', group: 'origin' } as const;

/**
 * What policies ask of a record's origin in the words of signals. They are not measured: each follows from measurements
 * and findings when the record is decided on, and always has a value.
 */
export const ORIGIN_ANSWERS: readonly KnownSignal[] = [
  {
    ...ANSWER,
    id: 'origin',
    title: 'Origin',
    description: 'Who made the record, by the strongest evidence that says it.',
    values: ORIGINS,
  },
  {
    ...ANSWER,
    id: 'origin-rung',
    title: 'Rung of the evidence',
    description: 'How strong the strongest evidence of the origin is; none where nothing tells.',
    values: [...RUNGS, 'none'],
  },
  {
    ...ANSWER,
    id: 'origin-contradiction',
    title: 'Contradicted origin',
    description:
      'The rung of the evidence by which a model shows itself in what is said to be a person’s work or was captured before models wrote; none where nothing contradicts.',
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
