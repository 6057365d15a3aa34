import { wilsonInterval } from '../../../math/intervals.js';

/** Among texts of one group that people wrote, by date or by their data set's word, the share that is flagged. */
export interface FlagRate {
  /** What the group is of: `language`, or the name of a facet; `all` for all of them. */
  readonly by: string;
  readonly group: string;
  readonly texts: number;
  readonly flagged: number;
  readonly rate:
    | { readonly value: number; readonly low: number; readonly high: number; readonly level: number }
    | { readonly value: null; readonly why: string };
}

/** Texts of a group below which no rate is given. */
export const FEWEST_FOR_RATE = 20;
const LEVEL = 0.95;

/** With Wilson's interval, or the reason why there is no rate. */
export function flagRate(by: string, group: string, texts: number, flagged: number): FlagRate {
  if (texts < FEWEST_FOR_RATE)
    return {
      by,
      group,
      texts,
      flagged,
      rate: { value: null, why: `${texts} texts, a rate takes ${FEWEST_FOR_RATE}` },
    };
  const [low, high] = wilsonInterval(flagged, texts, LEVEL);
  return { by, group, texts, flagged, rate: { value: flagged / texts, low, high, level: LEVEL } };
}
