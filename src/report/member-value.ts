import { formatNumber, formatPercent } from './numbers.js';

/** The meaning of members' values, from the metric's definition. */
export interface MemberValue {
  readonly unit: string;
  readonly range: readonly [minimum: number, maximum: number];
}

/** The unit of values; undefined for shares, which are shown in per cent. */
export const unitOfMembers = (defined: MemberValue | undefined): string | undefined =>
  defined === undefined || defined.range[1] <= 1 ? undefined : defined.unit;

export const formatMember = (value: number, unit: string | undefined): string =>
  unit === undefined ? formatPercent(value) : `${formatNumber(value)} ${unit}`;
