import { formatNumber, formatPercent } from './numbers.js';

/** What the values of a finding's members are, as the question defines it. */
export interface MemberValue {
  readonly unit: string;
  readonly range: readonly [minimum: number, maximum: number];
}

/** The unit of values that are no shares: those read as per cent. */
export const unitOfMembers = (defined: MemberValue | undefined): string | undefined =>
  defined === undefined || defined.range[1] <= 1 ? undefined : defined.unit;

export const formatMember = (value: number, unit: string | undefined): string =>
  unit === undefined ? formatPercent(value) : `${formatNumber(value)} ${unit}`;
