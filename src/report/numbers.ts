import type { Estimate } from './estimate.js';

/** `12345` → `12,345`. Written out rather than left to the locale: the same data gives the same bytes. */
export const formatCount = (count: number): string =>
  Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, ',');

/**
 * A share in per cent, with a no-break space. Never 0 % of something that exists, nor 100 % where something is missing:
 * the tails matter most.
 */
export function formatShare(part: number, whole: number): string {
  if (whole <= 0) return '–';
  return formatPercent(part / whole);
}

export function formatPercent(share: number): string {
  const percent = share * 100;
  if (percent === 0) return '0\u00a0%';
  if (percent > 0 && percent < 0.01) return '<0.01\u00a0%';
  if (percent < 100 && percent > 99.99) return '>99.99\u00a0%';
  const digits =
    percent < 1 || (percent > 99 && percent < 100) ? 2 : percent < 10 ? 1 : percent < 100 ? 1 : 0;
  return `${trimZeros(percent.toFixed(digits))}\u00a0%`;
}

/** A share for sentences, in whole per cent: `82 %`, `0.4 %`, `under 0.1 %`, `over 99.9 %`. */
export function roughPercent(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return 'under 0.1\u00a0%';
  if (percent > 99.9 && percent < 100) return 'over 99.9\u00a0%';
  const isNearAnEnd = (percent > 0 && percent < 1) || (percent > 99 && percent < 100);
  return `${trimZeros(percent.toFixed(isNearAnEnd ? 1 : 0))}\u00a0%`;
}

/** Four significant digits, thousands grouped, no exponent between 1e-4 and 1e9. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? '∞' : value < 0 ? '−∞' : 'undefined';
  const size = Math.abs(value);
  const sign = value < 0 ? '−' : '';
  if (size === 0) return '0';
  if (size >= 1e9 || size < 1e-4) return sign + size.toExponential(2).replace('e+', 'e').replace('e-', 'e−');
  if (size >= 1000 || Number.isInteger(size)) return sign + formatCount(size);
  return sign + trimZeros(size.toPrecision(size < 0.1 ? 2 : size < 1 ? 3 : 4));
}

/** A value in the terms of its unit: shares as per cent, the rest as numbers. */
export function formatValue(value: number, unit: string): string {
  return unit === 'share' ? formatPercent(value) : formatNumber(value);
}

/** `3.2 MB`: powers of 1000, as disks and `ls --si` count. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return unit === 0 ? `${formatCount(value)} bytes` : `${trimZeros(value.toPrecision(3))} ${units[unit]}`;
}

/** `12.3 (11.8 – 12.9)`, or the reason why there is no estimate. */
export function formatEstimate(estimate: Estimate, unit: string): string {
  if (estimate.value === null) return `not estimated: ${estimate.why}`;
  const { low, high } = estimate;
  const interval =
    low === undefined || high === undefined
      ? ''
      : ` (${formatValue(low, unit)} – ${formatValue(high, unit)})`;
  return formatValue(estimate.value, unit) + interval;
}

const trimZeros = (digits: string): string =>
  digits.includes('.') ? digits.replace(/0+$/, '').replace(/\.$/, '') : digits;
