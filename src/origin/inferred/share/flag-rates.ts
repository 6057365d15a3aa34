import { wilsonInterval } from '../../../math/intervals.js';

/** Share of flagged texts among one group's human texts, known by date or by the data set's claim. */
export interface FlagRate {
  /** Kind of group: `language`, the name of a facet, or `all`. */
  readonly by: string;
  readonly group: string;
  readonly texts: number;
  readonly flagged: number;
  readonly rate:
    | { readonly value: number; readonly low: number; readonly high: number; readonly level: number }
    | { readonly value: null; readonly why: string };
}

/** Smallest group with a rate. */
export const FEWEST_FOR_RATE = 20;
const LEVEL = 0.95;

/** The rate with Wilson's interval, or the reason why none is given. */
export function flagRate(by: string, group: string, texts: number, flagged: number): FlagRate {
  if (texts < FEWEST_FOR_RATE)
    return {
      by,
      group,
      texts,
      flagged,
      rate: { value: null, why: `${texts} texts, a rate needs ${FEWEST_FOR_RATE}` },
    };
  const [low, high] = wilsonInterval(flagged, texts, LEVEL);
  return { by, group, texts, flagged, rate: { value: flagged / texts, low, high, level: LEVEL } };
}
