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

export const isFlagged = ({ basis, pValue, typicality }: MeasuredText, { rate, bases }: FlagRule): boolean =>
  pValue !== null &&
  pValue <= rate &&
  typicality !== null &&
  typicality >= FLAGGED_TYPICALITY &&
  bases.includes(basis);

/** The same of rows `t` with the columns `p`, `typicality` and `basis`. */
export const flagSql = ({ rate, bases }: FlagRule): string =>
  bases.length === 0
    ? 'false'
    : `t.p <= cast(${rate} as double) and t.typicality >= cast(${FLAGGED_TYPICALITY} as double)
       and t.basis in (${bases.map((basis) => `'${basis}'`).join(', ')})`;
