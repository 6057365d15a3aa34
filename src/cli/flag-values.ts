import { FreckleError } from '../core/errors.js';

const UNITS: { readonly [unit: string]: number } = {
  '': 1,
  b: 1,
  k: 1e3,
  kb: 1e3,
  m: 1e6,
  mb: 1e6,
  g: 1e9,
  gb: 1e9,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
};

/** `1.5GB`, `512 MiB`, `64mb`, `1000` → bytes. @throws FreckleError `invalid-setting` */
export function parseSize(flag: string, text: string): number {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text);
  const unit = match === null ? undefined : UNITS[match[2]!.toLowerCase()];
  if (match === null || unit === undefined)
    throw new FreckleError(
      'invalid-setting',
      `${flag} needs a size such as 1.5GB or 512MiB, got ${JSON.stringify(text)}`,
    );
  const bytes = Math.round(Number(match[1]) * unit);
  if (bytes === 0) throw new FreckleError('invalid-setting', `${flag} needs a size above 0, got ${text}`);
  return bytes;
}

/** A whole number within bounds. @throws FreckleError `invalid-setting` */
export function parseCount(flag: string, text: string, minimum: number, maximum: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < minimum || value > maximum)
    throw new FreckleError(
      'invalid-setting',
      `${flag} needs a whole number from ${minimum} to ${maximum}, got ${JSON.stringify(text)}`,
    );
  return value;
}

/** A number within bounds. @throws FreckleError invalid-setting */
export function parseNumber(flag: string, text: string, low: number, high: number): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!(value >= low && value <= high))
    throw new FreckleError(
      'invalid-setting',
      `${flag} needs a number from ${low} to ${high}, got ${JSON.stringify(text)}`,
    );
  return value;
}

/** `a,b,a` → `['a', 'b']`: duplicates are removed. */
export const commaList = (text: string): string[] => [
  ...new Set(
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  ),
];

/** A list with at least one name. @throws FreckleError invalid-setting */
export function namedList(flag: string, text: string): string[] {
  const list = commaList(text);
  if (list.length === 0)
    throw new FreckleError(
      'invalid-setting',
      `${flag} needs at least one name; separate several by commas; got ${JSON.stringify(text)}`,
    );
  return list;
}

/** `--set components=2,3` → components: [2, 3]. @throws FreckleError invalid-setting */
export function parseSettings(given: readonly string[]): { [id: string]: (number | string)[] } {
  const settings = new Map<string, (number | string)[]>();
  for (const one of given) {
    const at = one.indexOf('=');
    const values = at < 1 ? [] : commaList(one.slice(at + 1));
    if (values.length === 0)
      throw new FreckleError(
        'invalid-setting',
        `--set needs name=value or name=value,value, got ${JSON.stringify(one)}`,
      );
    const name = one.slice(0, at).trim();
    const numbers = values.map((value) => (Number.isFinite(Number(value)) ? Number(value) : value));
    settings.set(name, [...new Set([...(settings.get(name) ?? []), ...numbers])]);
  }
  return Object.fromEntries(settings);
}

/** A size in whole mebibytes, as one would type it. */
export const sizeText = (bytes: number): string => `${bytes / 2 ** 20}MiB`;
