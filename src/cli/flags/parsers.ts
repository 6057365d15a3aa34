import { FreckleError } from '../../core/errors.js';
import { namedList, parseCount, parseNumber, parseSize } from '../flag-values.js';

/** Parses what was typed; the flag's name is for messages. @throws FreckleError `invalid-setting` */
export type Parser<Value> = (text: string, flag: string) => Value;

export const asText: Parser<string> = (text) => text;

/** A size such as 1.5GB, in bytes. */
export const asSize: Parser<number> = (text, flag) => parseSize(flag, text);

/** Names, separated by commas. */
export const asNames: Parser<readonly string[]> = (text, flag) => namedList(flag, text);

/** A share such as `1%` or `0.01`, above 0 and below 1. */
export const asShare: Parser<number> = (text, flag) => {
  const percent = /^\s*([\d.]+)\s*%\s*$/.exec(text);
  const share = percent === null ? Number(text) : Number(percent[1]) / 100;
  if (!(share > 0 && share < 1))
    throw new FreckleError(
      'invalid-setting',
      `${flag} needs a share such as 1% or 0.01, got ${JSON.stringify(text)}`,
    );
  return share;
};

/** A whole number within bounds. */
export const asCount =
  (low: number, high: number): Parser<number> =>
  (text, flag) =>
    parseCount(flag, text, low, high);

/** Whole numbers within bounds, separated by commas, without duplicates. */
export const asCounts =
  (low: number, high: number): Parser<readonly number[]> =>
  (text, flag) => [...new Set(namedList(flag, text).map((one) => parseCount(flag, one, low, high)))];

/** A number within bounds. */
export const asNumber =
  (low: number, high: number): Parser<number> =>
  (text, flag) =>
    parseNumber(flag, text, low, high);
