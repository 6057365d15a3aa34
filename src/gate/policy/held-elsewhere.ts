import type { Condition, Policy } from '../../core/policy.js';
import { HELD_ELSEWHERE } from '../../metrics/held-elsewhere.js';

/**
 * The policy with a rule that rejects what another corpus holds, since a run that names one wants none of it. A policy with
 * rules of its own on that finding stays as it is.
 */
export function rejectingHeld(policy: Policy): Policy {
  if (policy.rules.some(({ when }) => asks(when))) return policy;
  const { id } = HELD_ELSEWHERE;
  const because = 'A corpus that it was compared with holds it already.';
  return {
    ...policy,
    rules: [...policy.rules, { id, when: { finding: id, role: 'held' }, decide: 'reject', because }],
  };
}

function asks(when: Condition): boolean {
  if ('all' in when) return when.all.some(asks);
  if ('any' in when) return when.any.some(asks);
  if ('not' in when) return asks(when.not);
  return 'finding' in when && when.finding === HELD_ELSEWHERE.id;
}
