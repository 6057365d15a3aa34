import type { PolicyVocabulary } from '../core/policy.js';
import { FINDING_METRICS } from '../metrics/index.js';
import { INFERRED_SYNTHETIC } from '../origin/inferred/share/inferred-answer.js';
import { ORIGIN_ANSWERS } from '../origin/judge/answers.js';
import { SIGNALS } from '../signals/index.js';

/** What policies can ask about: the lists themselves, never a copy kept by hand. */
export const VOCABULARY: PolicyVocabulary = {
  signals: [...SIGNALS, ...ORIGIN_ANSWERS],
  findings: [...FINDING_METRICS, INFERRED_SYNTHETIC],
};
