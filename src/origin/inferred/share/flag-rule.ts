import { type Basis, type Calibration, FLAGGED_TYPICALITY } from '../calibration/calibration.js';
import type { MeasuredText } from './corpus-share.js';

/** The rule by which a calibration flags texts of sources inside its domain. */
export interface FlagRule {
  readonly rate: number;
  /** Bases on which the calibration may flag. */
  readonly bases: readonly Basis[];
}

export const flagRuleOf = (calibration: Calibration): FlagRule => ({
  rate: calibration.card.promisedRate,
  bases: calibration.bases.filter((basis) => calibration.flagRefusal(basis) === null),
});

/** Whether its p-value alone would flag it. */
export const isSuspect = ({ basis, pValue }: MeasuredText, { rate, bases }: FlagRule): boolean =>
  pValue !== null && pValue <= rate && bases.includes(basis);

export const isFlagged = (text: MeasuredText, rule: FlagRule): boolean =>
  isSuspect(text, rule) && text.typicality !== null && text.typicality >= FLAGGED_TYPICALITY;
