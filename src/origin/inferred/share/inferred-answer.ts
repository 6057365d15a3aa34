import { type Calibration, FLAGGED_TYPICALITY } from '../calibration/calibration.js';
import type { FlagRate } from './flag-rates.js';
import type { JudgedCorpus } from './judged-corpus.js';

/** What a calibration says of a corpus. */
export interface InferredSynthetic extends JudgedCorpus {
  /** Its name. */
  readonly calibration: string;
  readonly promisedRate: number;
  /** Why nothing at all may be flagged; null where something may. */
  readonly refusal: string | null;
  /** How often texts by people are flagged, by language and facet, where sources are of the domain. */
  readonly flagRates: readonly FlagRate[];
}

/** What a policy has to know of it; `inferredSynthetic` gives the question itself, which needs a calibration. */
export const INFERRED_SYNTHETIC = {
  id: 'inferred-synthetic',
  version: 2,
  title: 'Inferred synthetic texts',
  description:
    'Texts that a calibration takes for a model’s, in sources whose texts are of its domain, at the false-positive rate it promises. Nothing is flagged in other sources, nor without a calibration.',
  formula: `synthetic-p-value ≤ the promised rate and domain-typicality ≥ ${FLAGGED_TYPICALITY}, where the source passes the tests of the domain and nothing else tells the origin`,
  source: 'ours; docs/origin.md',
  needs: ['records'],
  roles: ['flagged'],
  memberValue: { unit: 'p-value', range: [0, 1] },
} as const;

export function inferredAnswer(
  calibration: Calibration,
  corpus: JudgedCorpus,
  flagRates: readonly FlagRate[],
): InferredSynthetic {
  const { name, promisedRate } = calibration.card;
  return { calibration: name, promisedRate, refusal: calibration.wholeFlagRefusal(), ...corpus, flagRates };
}
