import type { PolicyVocabulary } from '../core/policy.js';
import { FINDING_METRICS } from '../metrics/index.js';
import { SIGNALS } from './signals.js';

/** What policies can ask about: the lists themselves, never a copy kept by hand. */
export const VOCABULARY: PolicyVocabulary = { signals: SIGNALS, findings: FINDING_METRICS };
