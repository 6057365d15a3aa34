import type { KnownFinding, PolicyVocabulary } from '../core/policy.js';
import { FINDING_METRICS } from '../metrics/index.js';
import { SIGNALS } from './signals.js';

/** What policies can ask about: derived from the lists, never kept by hand. */
const FINDINGS: readonly KnownFinding[] = FINDING_METRICS.map(
  ({ id, title, description, roles, memberValue }) => ({
    id,
    title,
    description,
    roles,
    ...(memberValue === undefined ? {} : { value: memberValue }),
  }),
);

export const VOCABULARY: PolicyVocabulary = { signals: SIGNALS, findings: FINDINGS };
