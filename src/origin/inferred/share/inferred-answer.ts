import { type Calibration, FLAGGED_TYPICALITY } from '../calibration/calibration.js';
import type { FlagRate } from './flag-rates.js';
import type { JudgedCorpus } from './judged-corpus.js';

/** The results of a calibration for a corpus. */
export interface InferredSynthetic extends JudgedCorpus {
  /** Name of the calibration. */
  readonly calibration: string;
  readonly promisedRate: number;
  /** Reason why nothing at all is flagged, or null. */
  readonly refusal: string | null;
  /** Flag rates of human texts by language and facet, in sources inside the domain. */
  readonly flagRates: readonly FlagRate[];
}

/** The question's definition for policies. `inferredSynthetic` builds the question itself from a calibration. */
export const INFERRED_SYNTHETIC = {
  id: 'inferred-synthetic',
  version: 2,
  title: 'Inferred synthetic texts',
  description:
    'Texts that a calibration attributes to a model, at its promised false-positive rate, in sources inside its domain. Nothing is flagged in other sources or without a calibration.',
  formula: `synthetic-p-value ≤ the promised rate and domain-typicality ≥ ${FLAGGED_TYPICALITY}, where the source passes the domain tests and the origin is not known otherwise`,
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
