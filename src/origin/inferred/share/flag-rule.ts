import { type Basis, type Calibration, FLAGGED_TYPICALITY } from '../calibration/calibration.js';
import type { MeasuredText } from './corpus-share.js';

/** Which texts a calibration flags, if their source is of its domain. */
export interface FlagRule {
  readonly rate: number;
  /** On which its promise is worth something. */
  readonly bases: readonly Basis[];
}

export const flagRuleOf = (calibration: Calibration): FlagRule => ({
  rate: calibration.card.promisedRate,
  bases: calibration.bases.filter((basis) => calibration.flagRefusal(basis) === null),
});

/** Its score alone would flag it. */
export const isSuspect = ({ basis, pValue }: MeasuredText, { rate, bases }: FlagRule): boolean =>
  pValue !== null && pValue <= rate && bases.includes(basis);

export const isFlagged = (text: MeasuredText, rule: FlagRule): boolean =>
  isSuspect(text, rule) && text.typicality !== null && text.typicality >= FLAGGED_TYPICALITY;
