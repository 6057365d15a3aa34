import { type Estimate, intervalAround } from '../../math/statistics.js';
import type { Comparison, Printed } from '../preset.js';

interface Extras {
  readonly printed?: Printed;
  readonly note?: string;
  readonly interval?: readonly [number, number] | null;
}

/** Passes when |ours/expected − 1| is at most `tolerance`. */
export const withinShare = (
  quantity: string,
  ours: number,
  expected: number,
  tolerance: number,
  extras: Extras = {},
): Comparison =>
  judged(
    quantity,
    ours,
    expected,
    `within ${percent(tolerance)} of the closed form`,
    Math.abs(ours / expected - 1) <= tolerance,
    extras,
  );

/** Passes when |ours − expected| is at most `tolerance`. */
export const withinDistance = (
  quantity: string,
  ours: number,
  expected: number,
  tolerance: number,
  extras: Extras = {},
): Comparison =>
  judged(
    quantity,
    ours,
    expected,
    `within ${tolerance} of the closed form`,
    Math.abs(ours - expected) <= tolerance,
    extras,
  );

/** Passes when low ≤ ours ≤ high. */
export const insideRange = (
  quantity: string,
  ours: number,
  [low, high]: readonly [number, number],
  expected: number | null = null,
  extras: Extras = {},
): Comparison =>
  judged(quantity, ours, expected, `in [${low}, ${high}]`, ours >= low && ours <= high, extras);

/** Standard errors that a mean may deviate from its law: the false-alarm rate is 6.3e-5 for a nearly normal mean. */
const SIGMAS = 4;

/** Passes when a mean lies within four standard errors of the closed form. */
export const withinErrors = (
  quantity: string,
  ours: Estimate,
  expected: number,
  extras: Extras = {},
): Comparison =>
  judged(
    quantity,
    ours.mean,
    expected,
    `|z| < ${SIGMAS}`,
    Math.abs(ours.mean - expected) < SIGMAS * ours.error,
    { interval: intervalAround(ours), ...extras },
  );

/** Passes when the mean is within `tolerance` of the closed form; the interval shows whether chance could decide. */
export const meanWithinShare = (
  quantity: string,
  ours: Estimate,
  expected: number,
  tolerance: number,
  extras: Extras = {},
): Comparison =>
  withinShare(quantity, ours.mean, expected, tolerance, { interval: intervalAround(ours), ...extras });

/** A rule that is a true or false statement. */
export const holds = (
  quantity: string,
  ours: number | null,
  rule: string,
  isTrue: boolean,
  extras: Extras & { readonly expected?: number } = {},
): Comparison => judged(quantity, ours, extras.expected ?? null, rule, isTrue, extras);

/** Our number beside the expected one, with the rule and its verdict; a number that is not finite fails. */
export const judged = (
  quantity: string,
  ours: number | null,
  expected: number | null,
  rule: string,
  isTrue: boolean,
  { printed, note, interval }: Extras = {},
): Comparison => ({
  quantity,
  printed: printed ?? null,
  expected,
  ours,
  interval: interval ?? null,
  rule,
  verdict: isTrue && (ours === null || Number.isFinite(ours)) ? 'reproduced' : 'failed',
  ...(note === undefined ? {} : { note }),
});

const percent = (share: number): string => `${Number((100 * share).toFixed(2))} %`;

/** A number shown without a claim: it cannot pass or fail. */
export const shown = (quantity: string, ours: number, extras: Extras = {}): Comparison => ({
  ...judged(quantity, ours, null, 'shown, not claimed', true, extras),
  verdict: 'shown',
});
